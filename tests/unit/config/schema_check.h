// SPDX-License-Identifier: Apache-2.0
//
// File: schema_check.h
//
// As much of JSON Schema 2020-12 as ConfigSchema() uses, so that tests can hold the schema against
// the parser. An unknown keyword fails the test that meets it.
#ifndef TESTS_UNIT_CONFIG_SCHEMA_CHECK_H_
#define TESTS_UNIT_CONFIG_SCHEMA_CHECK_H_

#include <gtest/gtest.h>
#include <regex.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace inflow {

// MatchesPattern takes the schema's ECMAScript patterns as POSIX ones: they differ only in how
// classes name control characters and white space. (std::regex overflows the stack on long texts,
// and g++ 12 warns inside it under the sanitizers.)
inline bool MatchesPattern(std::string_view pattern, const std::string& text) {
  std::string posix(pattern);
  const std::pair<std::string_view, std::string_view> kSpellings[] = {
      {"\\u0000-\\u001f\\u007f", "\x01-\x1f\x7f"}, {"\\s", " \t\r\n\f\v"}, {"\\\\", "\\"}};
  for (const auto& [ecma, plain] : kSpellings) {
    for (size_t at = posix.find(ecma); at != std::string::npos;
         at = posix.find(ecma, at + plain.size())) {
      posix.replace(at, ecma.size(), plain);
    }
  }
  regex_t compiled;
  if (regcomp(&compiled, posix.c_str(), REG_EXTENDED | REG_NOSUB) != 0) {
    ADD_FAILURE() << "bad pattern " << pattern;
    return false;
  }
  const bool matches =
      regexec(&compiled, text.c_str(), 0, nullptr, 0) == 0 && text.find('\0') == std::string::npos;
  regfree(&compiled);
  return matches;
}

class SchemaCheck {
 public:
  using Json = nlohmann::json;

  // Accepts tells whether a document is valid under a schema.
  static bool Accepts(const Json& schema, const Json& value) {
    return SchemaCheck(schema).Holds(schema, value);
  }

 private:
  explicit SchemaCheck(const Json& root) : root_(root) {}

  bool Holds(const Json& schema, const Json& value) const {
    if (schema.is_boolean()) return schema.get<bool>();
    return std::all_of(schema.items().begin(), schema.items().end(), [&](const auto& item) {
      return Keyword(schema, item.key(), item.value(), value);
    });
  }

  bool Keyword(const Json& schema, const std::string& keyword, const Json& rule,
               const Json& value) const {
    for (const char* annotation : {"$schema", "title", "description", "default", "examples",
                                   "writeOnly", "then", "else", "$defs"}) {
      if (keyword == annotation) return true;
    }
    if (keyword == "type") return IsOfTypes(rule, value);
    if (keyword == "enum") return std::find(rule.begin(), rule.end(), value) != rule.end();
    if (keyword == "const") return rule == value;
    if (keyword == "anyOf")
      return std::any_of(rule.begin(), rule.end(),
                         [&](const Json& one) { return Holds(one, value); });
    if (keyword == "allOf")
      return std::all_of(rule.begin(), rule.end(),
                         [&](const Json& one) { return Holds(one, value); });
    if (keyword == "$ref")
      return Holds(root_[Json::json_pointer(rule.get<std::string>().substr(1))], value);
    if (keyword == "not") return !Holds(rule, value);
    if (keyword == "if") {
      const char* branch = Holds(rule, value) ? "then" : "else";
      return !schema.contains(branch) || Holds(schema[branch], value);
    }
    if (value.is_number()) return OfNumber(keyword, rule, value);
    if (value.is_string()) return OfString(keyword, rule, value);
    if (value.is_array()) return OfArray(keyword, rule, value);
    if (value.is_object()) return OfObject(schema, keyword, rule, value);
    return IsKnown(keyword);
  }

  static bool IsOfTypes(const Json& types, const Json& value) {
    if (types.is_array())
      return std::any_of(types.begin(), types.end(),
                         [&](const Json& type) { return IsOfTypes(type, value); });
    if (types == "object") return value.is_object();
    if (types == "array") return value.is_array();
    if (types == "string") return value.is_string();
    if (types == "boolean") return value.is_boolean();
    if (types == "null") return value.is_null();
    if (types == "number") return value.is_number();
    return value.is_number() && value.get<double>() == std::trunc(value.get<double>());  // integer
  }

  static bool OfNumber(const std::string& keyword, const Json& rule, const Json& value) {
    if (keyword == "minimum") return value >= rule;
    if (keyword == "exclusiveMinimum") return value > rule;
    if (keyword == "maximum") return value <= rule;
    return IsKnown(keyword);
  }

  static bool OfString(const std::string& keyword, const Json& rule, const Json& value) {
    const std::string& text = value.get_ref<const std::string&>();
    if (keyword == "minLength") return text.size() >= rule.get<size_t>();
    if (keyword == "maxLength") return text.size() <= rule.get<size_t>();
    if (keyword == "pattern") return MatchesPattern(rule.get<std::string>(), text);
    return IsKnown(keyword);
  }

  bool OfArray(const std::string& keyword, const Json& rule, const Json& value) const {
    if (keyword == "minItems") return value.size() >= rule.get<size_t>();
    if (keyword == "maxItems") return value.size() <= rule.get<size_t>();
    if (keyword == "items")
      return std::all_of(value.begin(), value.end(),
                         [&](const Json& one) { return Holds(rule, one); });
    return IsKnown(keyword);
  }

  bool OfObject(const Json& schema, const std::string& keyword, const Json& rule,
                const Json& value) const {
    if (keyword == "maxProperties") return value.size() <= rule.get<size_t>();
    if (keyword == "required") {
      return std::all_of(rule.begin(), rule.end(),
                         [&](const Json& name) { return value.contains(name.get<std::string>()); });
    }
    for (const auto& [name, member] : value.items()) {
      const bool listed = schema.contains("properties") && schema["properties"].contains(name);
      if (keyword == "properties" && listed && !Holds(rule[name], member)) return false;
      if (keyword == "additionalProperties" && !listed && !Holds(rule, member)) return false;
      if (keyword == "propertyNames" && !Holds(rule, name)) return false;
    }
    return IsKnown(keyword);
  }

  // A keyword for values of another type says nothing of this one.
  static bool IsKnown(const std::string& keyword) {
    for (const char* known : {"minimum", "exclusiveMinimum", "maximum", "minLength", "maxLength",
                              "pattern", "minItems", "maxItems", "items", "maxProperties",
                              "required", "properties", "additionalProperties", "propertyNames"}) {
      if (keyword == known) return true;
    }
    ADD_FAILURE() << "schema_check.h does not know the keyword " << keyword;
    return false;
  }

  const Json& root_;
};

}  // namespace inflow

#endif  // TESTS_UNIT_CONFIG_SCHEMA_CHECK_H_
