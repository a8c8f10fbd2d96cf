// SPDX-License-Identifier: Apache-2.0
//
// File: body_map.h
//
// The configuration's "map": a JSON object with placeholders in its strings, compiled to pieces that are spliced with the
// record's own bytes. Constants leave as they were written.
//
//   {"name": "{record.title}", "source": "web", "price": {"amount": "{record.price}"}}
#ifndef INFLOW_REQUEST_BODY_MAP_H_
#define INFLOW_REQUEST_BODY_MAP_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "inflow/config/config.h"
#include "inflow/request/template.h"

namespace inflow {

class BodyMap {
 public:
  // Compile takes the map's JSON text; the error names the attribute whose template is wrong.
  static absl::StatusOr<BodyMap> Compile(std::string_view json, MapRest rest, const TemplateScope& scope);

  // CompileBody takes any JSON value's text: the configuration's "body".
  static absl::StatusOr<BodyMap> CompileBody(std::string_view json, const TemplateScope& scope);

  // is_constant tells whether it renders the same for every record.
  bool is_constant() const { return pieces_.empty() && rest_ == MapRest::kDrop; }

  // Append renders the record as one JSON value, an object for a map. InvalidArgument where the record lacks a used attribute.
  absl::Status Append(const RenderInput& input, std::string* out) const;

 private:
  struct Piece {
    std::string literal;  // JSON text before the value
    Template value;       // rendered as a JSON value
  };
  absl::Status CompileObject(std::string_view json, int depth, const TemplateScope& scope);
  absl::Status CompileArray(std::string_view json, int depth, const TemplateScope& scope);
  absl::Status CompileValue(std::string_view json, int depth, const TemplateScope& scope);
  bool Maps(const Member& member) const;

  std::vector<Piece> pieces_;
  std::string tail_;                // JSON text behind the last value
  bool open_ = false;               // a map's closing brace comes after the record's other attributes
  std::vector<std::string> names_;  // top-level names that the map sets
  MapRest rest_ = MapRest::kDrop;
};

}  // namespace inflow

#endif  // INFLOW_REQUEST_BODY_MAP_H_
