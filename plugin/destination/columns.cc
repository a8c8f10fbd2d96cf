// SPDX-License-Identifier: Apache-2.0
//
// The command "columns": what a configuration reads of records, held against the names that a table
// has.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "plugin/destination/destination.h"
#include "plugin/text/nearest.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

// Column names as views, and what attribute they make.
class Columns {
 public:
  explicit Columns(const Json& list) {
    for (const Json& one : list) {
      if (const auto* name = one.get_ptr<const std::string*>()) names_.push_back(*name);
    }
  }

  // Has tells whether rows can have the attribute: a column of that name, or one inside it, or
  // around it.
  bool Has(std::string_view path) const {
    return std::any_of(names_.begin(), names_.end(), [path](std::string_view name) {
      return name == path || Contains(name, path) || Contains(path, name);
    });
  }
  std::string Nearest(std::string_view path) const {
    const std::string_view nearest = NearestKey(path, names_);
    return nearest.empty() ? "" : "; did you mean " + Quoted(nearest) + "?";
  }

 private:
  static bool Contains(std::string_view outer, std::string_view inner) {
    return outer.size() > inner.size() && outer[inner.size()] == '.' &&
           outer.substr(0, inner.size()) == inner;
  }

  std::vector<std::string_view> names_;
};

// Problem says what is wrong with one use; "" where nothing is.
std::string Problem(const AttributeUse& use, const Columns& columns, bool* needed) {
  const NamedAttribute& attribute = use.attribute;
  const AttributePath* const marked = attribute.marked();
  const bool has = columns.Has(attribute.name());
  const bool has_marked = marked != nullptr && columns.Has(marked->text());
  *needed = use.needed;
  if (has && has_marked) {
    *needed = true;
    return "there are both columns " + Quoted(attribute.name()) + " and " + Quoted(marked->text()) +
           ", and " + use.pointer + " does not tell which one it means: write {record.'" +
           attribute.name() + "'?} for the first, or {record.'" + marked->text() +
           "'?} for the second";
  }
  if (has || has_marked || (!use.instead.empty() && columns.Has(use.instead))) return "";
  return "there is no column " + Quoted(attribute.name()) + ", which " + use.pointer +
         (use.needed ? " needs of every record" : " reads: it is taken for empty") +
         columns.Nearest(attribute.name());
}

}  // namespace

CallStatus Destination::CompareColumns(std::string_view arguments, std::string* json) const {
  const Json given =
      Json::parse(arguments.begin(), arguments.end(), nullptr, /*allow_exceptions=*/false);
  const bool object = given.is_object() && given.contains("columns") && given["columns"].is_array();
  if (!object)
    return {CallCode::kInvalidArgument,
            "\"columns\" takes {\"route\": \"\", \"columns\": [\"sku\", \"name\"]}"};
  const Route* route = nullptr;
  if (CallStatus s = FindRoute(
          given.value("route", Json("")).is_string() ? given.value("route", "") : "", &route);
      !s.ok())
    return s;
  const Columns columns(given["columns"]);
  Json missing = Json::array();
  for (const AttributeUse& use : route->AttributeUses()) {
    bool needed = false;
    const std::string message = Problem(use, columns, &needed);
    if (message.empty()) continue;
    const auto same = std::find_if(missing.begin(), missing.end(), [&](const Json& one) {
      return one["name"] == use.attribute.name();
    });
    if (same != missing.end() && ((*same)["needed"] == true || !needed))
      continue;  // each is named once
    Json problem = {{"name", use.attribute.name()},
                    {"pointer", use.pointer},
                    {"needed", needed},
                    {"message", message}};
    if (same != missing.end()) {
      *same = std::move(problem);
    } else {
      missing.push_back(std::move(problem));
    }
  }
  *json =
      Json{{"missing", std::move(missing)}}.dump(-1, ' ', false, Json::error_handler_t::replace);
  redactor_->Redact(json);
  return {};
}

}  // namespace inflow
