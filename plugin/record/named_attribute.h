// SPDX-License-Identifier: Apache-2.0
//
// File: named_attribute.h
//
// An attribute as a placeholder names it:
//
//   In stock       it must be there
//   In stock?      it may be missing or null. Where the record has "In stock?" instead, that is
//   read: a header may be a question 'In stock?'    the name between the quotes as it is, without a
//   mark 'In stock'?    the same, and it may be missing or null
#ifndef PLUGIN_RECORD_NAMED_ATTRIBUTE_H_
#define PLUGIN_RECORD_NAMED_ATTRIBUTE_H_

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "plugin/record/path.h"

namespace inflow {

class NamedAttribute {
 public:
  // Of a path as it is: it must be there.
  // NOLINTNEXTLINE(google-explicit-constructor)
  NamedAttribute(AttributePath path) : path_(std::move(path)) {}

  // Parse reads what a placeholder says; the name is empty where it names nothing.
  static NamedAttribute Parse(std::string_view text);

  // ParseList reads several with commas between them; a comma inside quotes is part of a name.
  static std::vector<NamedAttribute> ParseList(std::string_view text);

  const AttributePath& path() const { return path_; }
  const std::string& name() const { return path_.text(); }
  bool optional() const { return optional_; }
  // marked is the other name that it may have, with the mark as part of it; null where it has none.
  const AttributePath* marked() const { return marked_ ? &*marked_ : nullptr; }

  // Find sets *value to the attribute's; nullopt where it may be missing and is missing or null.
  // InvalidArgument where it must be there and is not, and where the record has it under both
  // names.
  absl::Status Find(const RecordIndex& record, std::optional<JsonValue>* value) const;

 private:
  AttributePath path_;
  bool optional_ = false;
  std::optional<AttributePath> marked_;
};

}  // namespace inflow

#endif  // PLUGIN_RECORD_NAMED_ATTRIBUTE_H_
