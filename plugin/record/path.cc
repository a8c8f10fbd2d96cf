// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/path.h"

#include <charconv>

#include "absl/strings/str_split.h"
#include "plugin/record/reader.h"

namespace inflow {
namespace {

using record_internal::EnterContainer;
using record_internal::NextItem;

JsonValue ValueAt(const char* at, const char* end) {
  return {std::string_view(at, static_cast<size_t>(SkipValue(at, end) - at)),
          record_internal::TypeOf(*at)};
}

// FindMember takes the last of equal keys, as nearly every reader of JSON does: what a URL is made
// of is then what the service reads in the body.
std::optional<JsonValue> FindMember(std::string_view object, std::string_view name) {
  std::optional<JsonValue> found;
  const char* at = object.data();
  const char* const end = at + object.size();
  for (bool more = EnterContainer(&at, end); more; more = NextItem(&at, end)) {
    Member member;
    const JsonValue value = ValueAt(record_internal::ReadKey(at, end, &member), end);
    if (KeyIs(member, name)) found = value;
    at = value.bytes.data() + value.bytes.size();
  }
  return found;
}

std::optional<JsonValue> FindElement(std::string_view array, std::string_view name) {
  size_t index = 0;
  const auto [stopped, error] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (error != std::errc() || stopped != name.data() + name.size()) return std::nullopt;
  if (name.size() > 1 && name[0] == '0') return std::nullopt;
  const char* at = array.data();
  const char* const end = at + array.size();
  for (bool more = EnterContainer(&at, end); more; more = NextItem(&at, end)) {
    if (index-- == 0) return ValueAt(at, end);
    at = SkipValue(at, end);
  }
  return std::nullopt;
}

std::optional<JsonValue> FindIn(const JsonValue& value, std::string_view name) {
  if (value.type == JsonType::kObject) return FindMember(value.bytes, name);
  if (value.type == JsonType::kArray) return FindElement(value.bytes, name);
  return std::nullopt;
}

std::optional<JsonValue> FindIn(const RecordIndex& record, std::string_view name) {
  const Member* member = record.Find(name);
  if (member == nullptr) return std::nullopt;
  return JsonValue{member->value, member->type};
}

}  // namespace

AttributePath::AttributePath(std::string_view dotted) : text_(dotted) {
  for (const absl::string_view name : absl::StrSplit(absl::string_view(text_), '.'))
    names_.emplace_back(name);
}

std::optional<JsonValue> Lookup(const RecordIndex& record, const AttributePath& path) {
  std::optional<JsonValue> value;  // found so far; none: the record itself
  const auto find = [&](std::string_view name) {
    return value ? FindIn(*value, name) : FindIn(record, name);
  };
  std::string_view rest = path.text();
  for (const std::string& name : path.names()) {
    // At every level the whole rest of the path is tried as one name before it is taken apart.
    if (auto whole = find(rest)) return whole;
    if (name.size() == rest.size()) break;
    value = find(name);
    if (!value) break;
    rest.remove_prefix(name.size() + 1);
  }
  return std::nullopt;
}

}  // namespace inflow
