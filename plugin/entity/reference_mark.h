// SPDX-License-Identifier: Apache-2.0
//
// File: reference_mark.h
//
// How a payload names another record before its GUID is known. Rendering writes a mark, which says
// in the content of a JSON string what is meant; later each mark becomes a GUID, or a hole, which
// has the 36 characters of a GUID and is filled once the service was asked. Both begin with a
// secret of this process, so that no record can hold one.
//
//   {"customerId":"<mark: customers, Alfreds Futterkiste>"}
//   {"customerId":"<hole: 7>"}
//   {"customerId":"2f0c1a52-9d3b-4a6e-8f5d-0b1c2d3e4f50"}
#ifndef PLUGIN_ENTITY_REFERENCE_MARK_H_
#define PLUGIN_ENTITY_REFERENCE_MARK_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/inlined_vector.h"
#include "plugin/entity/uuid.h"

namespace inflow {

enum class ReferenceKind : char {
  kName = 'N',   // the record of this name
  kId = 'I',     // the record of this GUID, which must be there
  kAdopt = 'A',  // the record of these names, or the one of the derived GUID where none has them
  kOwn = 'O',    // the same, where the record that is sent is meant: its names must agree
};

// ReferenceMark is what a mark says. Views are into the text that it stands in.
struct ReferenceMark {
  ReferenceKind kind = ReferenceKind::kName;
  std::string_view collection;
  std::string_view derived;  // kAdopt, kOwn: the GUID
  // Fields, and texts as the content of JSON strings. An empty field: any that names a record.
  absl::InlinedVector<std::pair<std::string_view, std::string_view>, 2> names;
};

void AppendMark(const ReferenceMark& mark, std::string* out);

// IsMark tells whether the content of a JSON string is one mark and nothing else.
bool IsMark(std::string_view text);

// MarkCursor steps over the marks in a text.
//   MarkCursor marks(text);
//   while (marks.Next()) Use(marks.mark(), marks.begin(), marks.end());
class MarkCursor {
 public:
  explicit MarkCursor(std::string_view text) : text_(text) {}
  bool Next();
  const ReferenceMark& mark() const { return mark_; }
  size_t begin() const { return begin_; }
  size_t end() const { return end_; }

 private:
  std::string_view text_;
  size_t begin_ = 0, end_ = 0;
  ReferenceMark mark_;
};

inline constexpr size_t kHoleSize = 36;
void AppendHole(uint32_t ordinal, std::string* out);

// FindHole finds the first hole at or behind `from`; npos where there is none.
struct Hole {
  size_t at = std::string_view::npos;
  uint32_t ordinal = 0;
};
Hole FindHole(std::string_view text, size_t from);

}  // namespace inflow

#endif  // PLUGIN_ENTITY_REFERENCE_MARK_H_
