// SPDX-License-Identifier: Apache-2.0
//
// File: endpoint_fields.h
//
// What an endpoint takes, from the library's description: its fields by the paths that a map has
// (map_path.h), those of an order's lines at the top where rows are folded.
#ifndef TOOLS_INFLOW_INIT_ENDPOINT_FIELDS_H_
#define TOOLS_INFLOW_INIT_ENDPOINT_FIELDS_H_

#include <string>
#include <string_view>
#include <vector>

#include "tools/inflow/json/json_tree.h"

namespace inflow::command {

struct EndpointField {
  std::string path;                   // "prices.0.unitPrice"
  std::string type;                   // of the description: "text", "decimal", "guid"…
  std::string reference{};            // the collection that a GUID is of, or ""
  std::vector<std::string> values{};  // of an enumeration
  bool line = false;                  // of a line, where rows are folded
  bool row = false;                   // in a list
};

class EndpointFields {
 public:
  EndpointFields() = default;
  // description is the library's; an endpoint that it does not know has no fields.
  EndpointFields(const JsonTree& description, const std::string& endpoint, bool folds);

  const std::vector<EndpointField>& fields() const { return fields_; }
  const EndpointField* Find(std::string_view path) const;  // places of rows are left out

  const JsonTree& endpoint() const { return endpoint_; }
  const std::string& id_field() const { return id_field_; }
  // has_lines: records may be lines of one.
  bool has_lines() const { return has_lines_; }
  // name_fields are those that tell one record from another for people: its SKU, number or name.
  std::vector<std::string> name_fields() const;
  // needed are the paths that a new record needs, but for its id.
  std::vector<std::string> needed() const;

 private:
  void Collect(const JsonTree& objects, const std::string& object, bool folds);

  JsonTree endpoint_;
  std::string id_field_;
  bool has_lines_ = false;
  bool folds_ = false;
  std::vector<EndpointField> fields_;
};

// TypeWords is what a field takes, for people.
std::string TypeWords(const EndpointField& field);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_ENDPOINT_FIELDS_H_
