// SPDX-License-Identifier: Apache-2.0
//
// The command "list": one page of what inFlow has in a collection.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "absl/strings/str_split.h"
#include "plugin/catalog/api_version.h"
#include "plugin/catalog/collection.h"
#include "plugin/catalog/includable.h"
#include "plugin/destination/destination.h"
#include "plugin/destination/internal/refused_read.h"
#include "plugin/lookup/entity_list.h"
#include "plugin/record/cursor.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/escaped.h"
#include "plugin/text/nearest.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kListUsage[] =
    R"("list" takes {"collection": "products", "filter": {"name": "Tea"}, "include": ["prices"], "after": "GUID", "count": 100})";

CallStatus Refused(std::string message, const Json& detail = Json::object()) {
  return {.code = CallCode::kInvalidArgument,
          .message = std::move(message),
          .detail = detail.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

std::string NearestOf(std::string_view name, const std::vector<std::string_view>& known) {
  const std::string_view nearest = NearestKey(name, known);
  return nearest.empty() ? "" : "; did you mean " + Quoted(nearest) + "?";
}

std::string Listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

CallStatus ReadCollection(const std::string& name, std::string_view version,
                          const Collection** found) {
  *found = FindCollection(name);
  if (*found == nullptr) {
    std::vector<std::string_view> known;
    for (const Collection& collection : Collections()) known.push_back(collection.name);
    return Refused("there is no collection " + Quoted(name) + "; there are " + Listed(known) +
                       NearestOf(name, known),
                   {{"collection", name}, {"collections", known}});
  }
  if (IsNewer((*found)->since, version)) {
    return Refused("the collection " + Quoted(name) + " is there since the api_version " +
                   (*found)->since + ", and this destination asks for " + std::string(version));
  }
  return {};
}

// AppendFilters writes a filter as the service reads it: several values as a list, ranges as JSON.
void AppendFilters(const std::string& name, const Json& value, std::string* filters) {
  const auto text_of = [](const Json& one) {
    return one.is_string() ? one.get<std::string>()
                           : one.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  if (!value.is_array()) return AppendFilter(name, "", text_of(value), filters);
  for (const Json& one : value) AppendFilter(name, "[]", text_of(one), filters);
}

CallStatus ReadFilters(const Json& filters, Page* request) {
  const Collection& collection = *request->collection;
  const std::vector<std::string_view> known(collection.filters.begin(), collection.filters.end());
  for (const auto& [name, value] : filters.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      // The service would ignore it, and the answer would look as if it were what was asked for.
      const std::string has = known.empty() ? "; it has none" : "; it has " + Listed(known);
      return Refused(
          Quoted(collection.name) + " has no filter " + Quoted(name) + has + NearestOf(name, known),
          {{"filter", name}, {"filters", known}});
    }
    if (value.is_null() || (value.is_array() && value.empty()))
      return Refused("the filter " + Quoted(name) + " has no value");
    AppendFilters(name, value, &request->filters);
  }
  return {};
}

// RefusedInclude says what there is in place of a name that cannot be included; `object` null: of
// this nothing is known.
CallStatus RefusedInclude(const std::string& of, std::string_view name,
                          const ObjectSchema* object) {
  std::vector<std::string_view> known;
  if (object != nullptr) {
    for (const Field* const field : Includable(*object)) known.push_back(field->name);
  }
  const std::string has = known.empty() ? "; it has none" : "; it has " + Listed(known);
  return Refused(Quoted(of) + " has no " + Quoted(name) + " that could be included" + has +
                     NearestOf(name, known),
                 {{"include", name}, {"includes", known}});
}

// AppendInclude appends a path such as "lines.product" in the service's spelling.
CallStatus AppendInclude(std::string_view path, std::string_view version, Page* request) {
  const ObjectSchema* object = ObjectOf(*request->collection);
  std::string spelt;
  for (const absl::string_view step : absl::StrSplit(Absl(path), '.')) {
    const std::string_view name(step.data(), step.size());
    const Field* const field = object == nullptr ? nullptr : object->Find(name);
    const std::vector<const Field*> known =
        object == nullptr ? std::vector<const Field*>() : Includable(*object);
    if (std::find(known.begin(), known.end(), field) == known.end())
      return RefusedInclude(spelt.empty() ? request->collection->name : spelt, name, object);
    if (IsNewer(field->since, version)) {
      return Refused("what " + Quoted(field->name) + " includes is there since the api_version " +
                     field->since + ", and this destination asks for " + std::string(version));
    }
    spelt += (spelt.empty() ? "" : ".") + field->name;
    object = ObjectBehind(*object, *field);
  }
  request->includes += (request->includes.empty() ? "" : ",") + spelt;
  return {};
}

CallStatus ReadIncludes(const Json& includes, std::string_view version, Page* request) {
  for (const Json& path : includes) {
    if (!path.is_string()) return Refused(kListUsage);
    const std::string& text = path.get_ref<const std::string&>();
    if (CallStatus s = AppendInclude(text, version, request); !s.ok()) return s;
  }
  return {};
}

// ReadList reads the arguments.
CallStatus ReadList(std::string_view arguments, std::string_view version, Page* request) {
  const Json given =
      Json::parse(arguments.begin(), arguments.end(), nullptr, /*allow_exceptions=*/false);
  if (!given.is_object() || !given.contains("collection") || !given["collection"].is_string())
    return Refused(kListUsage);
  const Json filters = given.value("filter", Json(nullptr));
  const Json includes = given.value("include", Json(nullptr));
  const Json after = given.value("after", Json(nullptr));
  const Json count = given.value("count", Json(kMostOfAPage));
  const std::vector<std::string_view> keys = {"collection", "filter", "include", "after", "count"};
  for (const auto& [key, ignored] : given.items()) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end())
      return Refused("there is no " + Quoted(key) + " here: " + kListUsage + NearestOf(key, keys));
  }
  if (!(filters.is_null() || filters.is_object()) || !(after.is_null() || after.is_string()) ||
      !(includes.is_null() || includes.is_array())) {
    return Refused(kListUsage);
  }
  if (!count.is_number_integer() || count < 1 || count > kMostOfAPage) {
    return Refused("\"count\" is " + count.dump() + ": a page holds a whole number from 1 to " +
                   std::to_string(kMostOfAPage));
  }
  if (CallStatus s = ReadCollection(given["collection"], version, &request->collection); !s.ok())
    return s;
  if (filters.is_object()) {
    if (CallStatus s = ReadFilters(filters, request); !s.ok()) return s;
  }
  if (includes.is_array()) {
    if (CallStatus s = ReadIncludes(includes, version, request); !s.ok()) return s;
  }
  if (after.is_string()) request->after = after.get<std::string>();
  if (!request->after.empty() && !request->collection->paged)
    return Refused(Quoted(request->collection->name) + " has one page, so nothing comes after it");
  request->count = count;
  return {};
}

// WhyNoList says why a success is no list; OK where it is one.
CallStatus WhyNoList(const EntityList& list, std::string_view name) {
  switch (list.kind) {
    case EntityList::kRead:
      return {};
    case EntityList::kTooLong:
      return {.code = CallCode::kConfig,
              .message = list.why + "; ask for fewer of " + std::string(name) +
                         " with \"count\", or raise it"};
    case EntityList::kCut:
      return {.code = CallCode::kUnavailable, .message = list.why};
    case EntityList::kForeign:
    case EntityList::kNone:
      break;
  }
  return {.code = CallCode::kConfig, .message = list.why};
}

CallStatus Misread(std::string message) {
  return {.code = CallCode::kConfig, .message = std::move(message)};
}

// AppendPage makes the command's answer of a list. Entities keep their bytes: a number that was
// read and written again might be another.
CallStatus AppendPage(const Page& request, std::string_view list, std::optional<int64_t> total,
                      std::string* json) {
  const Collection& collection = *request.collection;
  int64_t size = 0;
  std::string last;
  *json = "{\"collection\":\"" + collection.name + "\",\"entities\":[";
  for (ItemCursor items(list); items.Next(); ++size) {
    const JsonValue& item = items.item();
    if (item.type != JsonType::kObject) {
      return Misread("the service's list of " + collection.name + " holds " + Quoted(item.bytes) +
                     ", which is no entity");
    }
    last = EntityText(item.bytes, collection.id_field);
    if (!request.after.empty() && last == request.after) {
      return Misread("the list of " + collection.name + " does not advance: what comes after " +
                     Quoted(request.after) + " holds it again");
    }
    if (size > 0) json->push_back(',');
    json->append(item.bytes);
  }
  // A page that is shorter than was asked for may still not be the last: the service is free to
  // give fewer. Only an empty one is, and a first one that holds all.
  const bool all =
      size == 0 || !collection.paged || (request.after.empty() && total && size >= *total);
  if (!all && last.empty() && (total || size >= request.count)) {
    return Misread("the last " + collection.name + " of a page has no \"" + collection.id_field +
                   "\", so that what comes after it cannot be asked for");
  }
  json->append("],\"next\":");
  if (all || last.empty()) {
    json->append("null");
  } else {
    json->push_back('"');
    AppendEscaped(last, json);
    json->push_back('"');
  }
  json->append(",\"total\":" + (total ? std::to_string(*total) : "null") + "}");
  return {};
}

}  // namespace

CallStatus Destination::List(std::string_view arguments, std::string* json) {
  Page request;
  if (CallStatus s = ReadList(arguments, config_.api_version, &request); !s.ok()) return Hidden(s);
  std::optional<ErrandEnd> end;
  if (CallStatus s = RunErrand(ReadCall(PathOfPage(request)), std::nullopt, &end); !s.ok())
    return s;
  const std::string& name = request.collection->name;
  if (end->classified.verdict != Verdict::kDelivered) {
    const TimePoint now = parts_.clock->Now();
    return Hidden(StatusOfRefusedRead(*end, name, name + " cannot be listed",
                                      engine_.closed_until(now), now));
  }
  const EntityList list = ReadEntityList(end->exchange, name);
  CallStatus status = WhyNoList(list, name);
  if (status.ok()) status = AppendPage(request, list.list, list.total, json);
  if (!status.ok()) {
    json->clear();
    status.detail = Json{{"collection", name}, {"status", end->exchange.status}}.dump();
    return Hidden(status);
  }
  redactor_->Redact(json);
  return {};
}

}  // namespace inflow
