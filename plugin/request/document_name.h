// SPDX-License-Identifier: Apache-2.0
//
// File: document_name.h
//
// Which folded document a line belongs to, told from the record as it came: from the attributes
// that `by` names, or from what the map makes of these alone. A line whose other attributes are
// wrong has the same name as a good one.
#ifndef PLUGIN_REQUEST_DOCUMENT_NAME_H_
#define PLUGIN_REQUEST_DOCUMENT_NAME_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugin/config/config.h"
#include "plugin/record/path.h"
#include "plugin/request/body_map.h"
#include "plugin/request/template.h"

namespace inflow {

class DocumentName {
 public:
  // Compile fails only where the map, or the body in its place, cannot be compiled either.
  static absl::StatusOr<DocumentName> Compile(const RouteConfig& route, const TemplateScope& scope);

  // Append appends the name: the values as texts, trimmed (white_space.h). InvalidArgument where
  // one is absent, or is no text or number, and where all are empty.
  absl::Status Append(const RenderInput& input, std::string* name) const;

 private:
  struct Part {
    AttributePath path;               // as `by` has it
    bool of_record = false;           // the record's own attribute
    std::optional<Template> value{};  // what the map makes it of, where that is one text
    std::optional<BodyMap> around{};  // else the object of the map that it stands in
  };
  static absl::StatusOr<Part> CompilePart(const RouteConfig& route, const std::string& attribute,
                                          const TemplateScope& scope);
  static absl::Status AppendPart(const Part& part, const RenderInput& input, std::string* name);

  std::vector<Part> parts_;
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_DOCUMENT_NAME_H_
