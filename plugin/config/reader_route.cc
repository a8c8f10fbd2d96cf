// SPDX-License-Identifier: Apache-2.0
//
// The keys that a route may name, and the routes themselves.
#include <algorithm>

#include "absl/strings/match.h"
#include "plugin/config/headers.h"
#include "plugin/config/internal/document.h"
#include "plugin/config/internal/later.h"
#include "plugin/config/internal/message.h"
#include "plugin/config/internal/reader.h"

namespace inflow::config {

using nlohmann::json;

namespace {

// LookedUp are the names of the collections whose records can be looked up.
std::vector<std::string_view> LookedUp() {
  std::vector<std::string_view> names;
  for (const Collection& collection : Collections()) {
    if (!collection.natural.empty()) names.emplace_back(collection.name);
  }
  return names;
}

}  // namespace

void Reader::AddAttribute(std::string_view key, const std::string& pointer, const json& value,
                          std::vector<std::string>* attributes) {
  const std::string* text = TextOf(value);
  if (text != nullptr && !text->empty()) {
    attributes->push_back(*text);
    return;
  }
  const std::string not_this = text == nullptr ? std::string(TypeName(value)) : "an empty text";
  AddFault(pointer, Quoted(key) + " must name attributes, such as \"sku\" or \"lines.cost\", not " +
                        not_this);
}

void Reader::Attributes(const Key& key, const AttributesRule& rule,
                        std::vector<std::string>* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  value->clear();
  const auto add = [&](const std::string& pointer, const json& name) {
    if (rule.natural) {
      AddNatural(key.name, pointer, name, NaturalFields(), value);
    } else {
      AddAttribute(key.name, pointer, name, value);
    }
  };
  if (rule.single && found->is_null()) return;
  if (rule.single && found->is_string()) {
    add(PointerTo(key.name), *found);
    return;
  }
  if (!found->is_array()) {
    const std::string name = rule.natural ? "a field's name" : "an attribute's name";
    WrongType(key.name,
              rule.single ? name + ", an array of names, or null" : "an array of attribute names",
              *found);
    return;
  }
  if (found->size() < rule.least || found->size() > rule.most) {
    Wrong(key.name, "must name " + std::to_string(rule.least) + " to " + std::to_string(rule.most) +
                        (rule.natural ? " fields, not " : " attributes, not ") +
                        std::to_string(found->size()));
    return;
  }
  for (size_t i = 0; i < found->size(); ++i)
    add(JoinPointer(PointerTo(key.name), std::to_string(i)), (*found)[i]);
}

void Reader::AddNatural(std::string_view key, const std::string& pointer, const json& value,
                        const std::vector<std::string_view>& fields,
                        std::vector<std::string>* names) {
  const std::string* text = TextOf(value);
  if (text == nullptr) {
    AddFault(pointer, Quoted(key) + " must name fields, such as \"" + std::string(fields.front()) +
                          "\", not " + std::string(TypeName(value)));
  } else if (std::find(fields.begin(), fields.end(), *text) != fields.end()) {
    names->push_back(*text);
  } else {
    const std::string nearest = DidYouMean(*text, fields);
    AddFault(pointer, Quoted(key) + " names " + Quoted(*text) +
                          ", which no record is looked up by" +
                          (nearest.empty() ? "; use " + Listed(fields, "or") : nearest));
  }
}

void Reader::Lookups(const Key& key, LookupFields* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  value->clear();
  if (!found->is_object())
    return WrongType(
        key.name, "an object of collections and fields, such as {\"products\": \"sku\"}", *found);
  for (const auto& [name, fields] : found->items()) {
    const std::string pointer = JoinPointer(PointerTo(key.name), name);
    const Collection* const collection = FindCollection(name);
    if (collection != nullptr && !collection->natural.empty()) {
      ReadLookup(*collection, pointer, fields, &(*value)[name]);
      continue;
    }
    const std::vector<std::string_view> names = LookedUp();
    const std::string nearest = DidYouMean(name, names);
    AddFault(pointer, Quoted(name) +
                          (collection == nullptr ? " is no collection"
                                                 : " is a collection whose records have no names") +
                          "; these can be looked up: " + Listed(names, "and") + nearest);
  }
}

void Reader::ReadLookup(const Collection& collection, const std::string& pointer, const json& value,
                        std::vector<std::string>* fields) {
  const std::vector<std::string_view> natural(collection.natural.begin(), collection.natural.end());
  if (value.is_string()) return AddNatural(collection.name, pointer, value, natural, fields);
  if (!value.is_array() || value.empty() || value.size() > kMaxLookupFields) {
    AddFault(pointer, Quoted(collection.name) + " must be a field's name, or an array of 1 to " +
                          std::to_string(kMaxLookupFields) + " names, not " +
                          (value.is_array() ? "one of " + std::to_string(value.size())
                                            : std::string(TypeName(value))));
    return;
  }
  for (size_t i = 0; i < value.size(); ++i)
    AddNatural(collection.name, JoinPointer(pointer, std::to_string(i)), value[i], natural, fields);
}

void Reader::Parameters(const Key& key, std::map<std::string, std::string>* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  value->clear();
  if (!found->is_object()) {
    WrongType(key.name, "an object of parameter names and texts", *found);
    return;
  }
  for (const auto& [name, text] : found->items()) {
    if (text.is_string() && !TextOf(text)->empty()) {
      (*value)[name] = *TextOf(text);
    } else {
      const std::string not_this(text.is_string() ? "an empty text" : TypeName(text));
      AddFault(JoinPointer(PointerTo(key.name), name),
               "the parameter " + Quoted(name) +
                   " must be text, such as \"{record.productId}\", not " + not_this);
    }
  }
}

void Reader::Choices(const Key& key, const std::vector<std::string_view>& names,
                     std::map<std::string, std::string>* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  value->clear();
  const std::string wanted = OneOf(names);
  if (!found->is_object())
    return WrongType(key.name, "an object of names, each with " + wanted, *found);
  for (const auto& [name, choice] : found->items()) {
    const std::string* const text = TextOf(choice);
    if (text != nullptr && std::find(names.begin(), names.end(), *text) != names.end()) {
      (*value)[name] = *text;
      continue;
    }
    AddFault(JoinPointer(PointerTo(key.name), name),
             Quoted(name) + " must be " + wanted + ", not " +
                 (text == nullptr ? std::string(TypeName(choice))
                                  : Quoted(*text) + DidYouMean(*text, names)));
  }
}

void Reader::EnumValues(const Key& key, Enums* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  value->clear();
  if (!found->is_object())
    return WrongType(key.name, "an object of fields, each an object of texts and values", *found);
  for (const auto& [field, texts] : found->items()) {
    const std::string pointer = JoinPointer(PointerTo(key.name), field);
    if (!texts.is_object()) {
      AddFault(pointer, Quoted(field) +
                            " must be an object of texts and values, such as {\"Inventory\": "
                            "\"StockedProduct\"}, not " +
                            std::string(TypeName(texts)));
      continue;
    }
    for (const auto& [from, to] : texts.items()) {
      if (to.is_string()) {
        (*value)[field][from] = *TextOf(to);
      } else {
        AddFault(
            JoinPointer(pointer, from),
            "what " + Quoted(from) + " stands for must be text, not " + std::string(TypeName(to)));
      }
    }
  }
}

void Reader::AddHeader(const std::string& pointer, NameRule rule, std::string_view name,
                       std::string_view value, Headers* headers) {
  const auto wrong = [&](const std::string& problem) {
    AddFault(pointer, "the header " + Quoted(name) + " " + problem);
  };
  if (const std::string problem = rule(name); !problem.empty()) return wrong(problem);
  if (const std::string problem = HeaderValueProblem(value); !problem.empty())
    return wrong(problem);
  if (headers->size() == kMaxHeaders)
    return wrong("is one too many: at most " + std::to_string(kMaxHeaders) + " are sent");
  const bool repeated = std::any_of(headers->begin(), headers->end(), [&](const auto& header) {
    return absl::EqualsIgnoreCase({header.first.data(), header.first.size()},
                                  {name.data(), name.size()});
  });
  if (repeated) return wrong("is given twice, and case does not part names: keep one of them");
  headers->emplace_back(name, value);
}

void Reader::RequestHeaders(const Key& key, Headers* value) {
  ReadHeaders(key, &HeaderNameProblem, value);
}

void Reader::WebhookHeaders(const Key& key, Headers* value) {
  ReadHeaders(key, &WebhookHeaderNameProblem, value);
}

void Reader::ReadHeaders(const Key& key, NameRule rule, Headers* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  value->clear();
  if (found->is_string()) {
    Headers pairs;
    if (const std::string problem = SplitHeaderPairs(*TextOf(*found), &pairs); !problem.empty()) {
      Wrong(key.name, problem);
      return;
    }
    for (const auto& [name, text] : pairs) AddHeader(PointerTo(key.name), rule, name, text, value);
  } else if (found->is_object()) {
    for (const auto& [name, text] : found->items()) {
      const std::string pointer = JoinPointer(PointerTo(key.name), name);
      if (text.is_string()) {
        AddHeader(pointer, rule, name, *TextOf(text), value);
      } else {
        AddFault(pointer, "the header " + Quoted(name) + " must be text, not " +
                              std::string(TypeName(text)));
      }
    }
  } else {
    WrongType(key.name, "an object of names and texts, or text \"name:value,name2:value2\"",
              *found);
  }
  // Headers have no order of meaning, and a document's object has none either.
  std::sort(value->begin(), value->end());
}

void Reader::Map(const Key& key, std::string* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  value->clear();
  if (found->is_object()) {
    *value = Raw(key.name);
  } else if (!found->is_null()) {
    WrongType(key.name, "an object, such as {\"name\": \"{record.title}\"}, or null", *found);
  }
}

void Reader::Json(const Key& key, std::string* value) {
  const json* found = Take(key);
  if (found != nullptr) *value = found->is_null() ? std::string_view() : Raw(key.name);
}

void Reader::EndpointOf(const Key& key, RouteConfig* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  value->manual.reset();
  value->endpoint = nullptr;
  if (found->is_object()) {
    value->manual = ReadManual(key, *found);
    value->endpoint = value->manual.get();
  } else if (const std::string* name = TextOf(*found); name != nullptr) {
    value->endpoint = ReadEndpointName(key, *name);
  } else {
    WrongType(
        key.name,
        R"(the name of an endpoint, such as "create_product", or {"method": "POST", "url": "/{companyId}/…"})",
        *found);
  }
}

const Endpoint* Reader::ReadEndpointName(const Key& key, const std::string& name) {
  const Endpoint* endpoint = FindEndpoint(name);
  if (endpoint != nullptr) return endpoint;
  std::vector<std::string_view> names;
  for (const Endpoint& one : Catalogue()) names.emplace_back(one.name);
  const std::string nearest = DidYouMean(name, names);
  Wrong(key.name, "names " + Quoted(name) + ", which is no endpoint" +
                      (nearest.empty() ? "; the endpoints are " + Listed(names, "and") : nearest));
  return nullptr;
}

// ReadManual returns null where the object is not whole.
std::shared_ptr<const Endpoint> Reader::ReadManual(const Key& key, const json& value) {
  ManualEndpoint described;
  Reader reader(value,
                {PointerTo(key.name), Raw(key.name), key.name, Quoted(key.name), place_.base},
                faults_, origins_);
  VisitManual(reader, &described);
  reader.Finish({});
  if (described.method == HttpMethod::kGet || described.url.empty()) return nullptr;
  auto endpoint = std::make_shared<Endpoint>();
  endpoint->name = std::string(MethodName(described.method)) + " " + described.url;
  endpoint->kind = EndpointKind::kManual;
  endpoint->methods = {described.method};
  endpoint->path = endpoint->collection = described.url;
  endpoint->takes_array = true;
  return endpoint;
}

void Reader::Routes(const Key& key, const RouteConfig& main,
                    std::map<std::string, RouteConfig>* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  if (!found->is_object()) {
    WrongType(key.name, "an object of routes by name", *found);
    return;
  }
  if (found->size() > kMaxRoutes) {
    Wrong(key.name, "holds " + std::to_string(found->size()) + " routes; at most " +
                        std::to_string(kMaxRoutes) + " are kept: remove some");
    return;
  }
  RecordIndex raw;
  if (!WalkRecord(Raw(key.name), &raw).ok()) raw = {};
  for (const auto& [name, route] : found->items()) {
    const std::string pointer = JoinPointer(PointerTo(key.name), name);
    if (name.empty() || name.size() > kMaxRouteName || HasControls(name)) {
      AddFault(pointer, "the name of a route must have 1 to " + std::to_string(kMaxRouteName) +
                            " bytes and no control characters, unlike " + Quoted(name));
    } else if (!route.is_object()) {
      AddFault(pointer, "the route " + Quoted(name) + " must be an object, not " +
                            std::string(TypeName(route)));
    } else {
      const Member* member = raw.Find(name);
      ReadRoute(route,
                {pointer, member == nullptr ? std::string_view() : member->value, "", "a route"},
                main, &(*value)[name]);
    }
  }
}

void Reader::ReadRoute(const json& value, Place place, const RouteConfig& main,
                       RouteConfig* route) {
  *route = main;
  route->pointer = place.pointer;
  route->origins = main.origins.Inherited();
  route->origins.Forget("/routes");
  const auto named = value.find("endpoint");
  if (named != value.end() &&
      (!named->is_string() || main.endpoint == nullptr || *TextOf(*named) != main.endpoint->name)) {
    // What was written for the main endpoint says nothing about another one.
    route->parameters.clear();
    route->map.clear();
    route->body.clear();
    route->key.clear();
    route->identity.clear();
    for (const char* key : {"/parameters", "/map", "/body", "/key", "/identity", "/method"})
      route->origins.Forget(key);
  }
  place.base = place.pointer.size();
  Reader reader(value, std::move(place), faults_, &route->origins);
  VisitRoute(reader, route, /*main=*/false);
  reader.Finish(known_);
}

}  // namespace inflow::config
