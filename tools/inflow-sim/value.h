// SPDX-License-Identifier: Apache-2.0
//
// File: value.h
//
// A JSON value that keeps every number as it was written, so that the state shows 12.50 where 12.50
// was sent.
//
//   absl::StatusOr<Value> value = ParseValue(R"({"name":"Tea","price":12.50})");
//   Find(*value, "PRICE")->text;   // "12.50"
//   ToJson(*value);                // {"name":"Tea","price":12.50}
#ifndef TOOLS_INFLOW_SIM_VALUE_H_
#define TOOLS_INFLOW_SIM_VALUE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace inflow::sim {

struct Member;

struct Value {
  enum class Kind : uint8_t { kNull, kBoolean, kNumber, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  bool boolean = false;
  std::string text;          // a string decoded, a number as written
  std::vector<Value> items;  // of an array
  std::vector<Member>
      members;  // of an object, in order of writing, names unique (the last of equal ones won)

  bool is_string() const { return kind == Kind::kString; }
  bool is_array() const { return kind == Kind::kArray; }
  bool is_object() const { return kind == Kind::kObject; }
};

struct Member {
  std::string name;
  Value value;
};

// kMaxDepth is how deep arrays and objects may nest.
inline constexpr size_t kMaxDepth = 64;

// ParseValue reads one JSON text; InvalidArgument says where and why it is none.
absl::StatusOr<Value> ParseValue(std::string_view text);

// MakeEmpty makes an empty value of a kind, and false for kBoolean.
Value MakeEmpty(Value::Kind kind);
Value MakeString(std::string_view text);

// Find returns an object's member by its name in any case of ASCII letters; nullptr where it is
// absent.
const Value* Find(const Value& object, std::string_view name);

// Put sets an object's member, found in any case; a new one goes to the end under the given name.
void Put(Value* object, std::string_view name, Value value);

void AppendJson(const Value& value, std::string* out);
std::string ToJson(const Value& value);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_VALUE_H_
