// SPDX-License-Identifier: Apache-2.0
//
// File: body_map.h
//
// The configuration's "map": a JSON object with placeholders in its strings, compiled to pieces
// that are spliced with the record's own bytes. Constants leave as they were written.
//
//   {"name": "{record.title}", "source": "web", "price": {"amount": "{record.price}"}}
//
// Where it is told to, it leaves out of its lists what a record has nothing for: of {"prices":
// [{"scheme": "x", "amount":
// "{record.price?}"}]} the row without a price, and the list without a row.
#ifndef PLUGIN_REQUEST_BODY_MAP_H_
#define PLUGIN_REQUEST_BODY_MAP_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "plugin/config/config.h"
#include "plugin/entity/values.h"
#include "plugin/request/template.h"

namespace inflow {

// Blanks says what a map leaves out of its lists where a record has no value for any placeholder in
// it that names the record.
enum class Blanks : uint8_t {
  kKeep,   // nothing
  kRows,   // objects, at any depth; and a list that has nothing left
  kItems,  // everything else too
};

class BodyMap {
 public:
  struct Options {
    MapRest rest = MapRest::kDrop;
    Blanks blanks = Blanks::kKeep;
    std::vector<std::string> line{};  // fold: the top-level names that a line is made of
  };

  // Compile takes the map's JSON text; the error names the attribute whose template is wrong.
  static absl::StatusOr<BodyMap> Compile(std::string_view json, Options options,
                                         const TemplateScope& scope);

  // CompileBody takes any JSON value's text: the configuration's "body".
  static absl::StatusOr<BodyMap> CompileBody(std::string_view json, const TemplateScope& scope,
                                             Blanks blanks = Blanks::kKeep);

  // is_constant tells whether it renders the same for every record.
  bool is_constant() const { return pieces_.empty() && options_.rest == MapRest::kDrop; }

  // Sets tells whether the map names a top-level attribute.
  bool Sets(const Member& member) const;

  // KeepsOwn tells whether a record's own attribute of this name comes behind what the map makes.
  bool KeepsOwn(std::string_view name) const;

  // sets_line: it names something of the line. line_names_record: and makes it of the record's
  // attributes.
  bool sets_line() const { return sets_line_; }
  bool line_names_record() const { return line_names_record_; }

  // Append renders the record as one JSON value, an object for a map. InvalidArgument where the
  // record lacks a used attribute. *line, where it is not null, tells whether anything of the line
  // is there with a value. *spans, where it is not null, gets what of *out stands there as the
  // record has it.
  absl::Status Append(const RenderInput& input, std::string* out, bool* line = nullptr,
                      std::vector<Span>* spans = nullptr) const;

  // ForEachTemplate calls back with every placeholder text, in order.
  void ForEachTemplate(absl::FunctionRef<void(const Template&)> f) const;

 private:
  struct Piece {
    enum class Kind : uint8_t {
      kValue,
      kComma,  // unless nothing stands before it
      kOpen,   // what is up to the kClose goes where it has no value
      kClose,
      kOpenLine,  // what is up to the kCloseLine belongs to the line
      kCloseLine,
    };
    std::string literal;  // JSON text before it
    Kind kind = Kind::kValue;
    Template value{};  // kValue: rendered as a JSON value
    bool names_record = false;
  };
  // Items is what is known of the members of an object, or elements of a list, that were compiled
  // so far.
  struct Items {
    bool any = false;
    bool some_may_go = false;
    bool all_may_go = true;
  };
  class Marks;
  void Push(Piece::Kind kind);
  void Unpush(size_t place);
  bool NamesRecordFrom(size_t place) const;
  absl::Status CompileObject(std::string_view json, int depth, const TemplateScope& scope);
  absl::Status CompileArray(std::string_view json, int depth, const TemplateScope& scope,
                            bool* all_may_go);
  absl::Status CompileItem(std::string_view key, std::string_view json, int depth,
                           const TemplateScope& scope, Items* items);
  absl::Status CompileValue(std::string_view json, int depth, const TemplateScope& scope,
                            bool* all_may_go);
  void AppendRest(const RecordIndex& record, std::string* out) const;

  std::vector<Piece> pieces_;
  std::string tail_;   // JSON text behind the last value
  bool open_ = false;  // a map's closing brace comes after the record's other attributes
  std::vector<std::string> names_;  // top-level names that the map sets
  bool sets_line_ = false;
  bool line_names_record_ = false;
  Options options_;
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_BODY_MAP_H_
