// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/csv_value.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "tools/inflow/config/column_name.h"
#include "tools/inflow/json/json_grammar.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

constexpr char kDigits[] = "0123456789";

// WriteNumber takes what JSON does not: a plus, zeros in front, and a point with digits on one side
// only.
bool WriteNumber(std::string_view text, std::string* out) {
  out->clear();
  if (IsJsonNumber(text)) {
    out->append(text);
    return true;
  }
  if (text[0] == '-') out->push_back('-');
  if (text[0] == '-' || text[0] == '+') text.remove_prefix(1);
  const size_t whole = std::min(text.find_first_not_of(kDigits), text.size());
  std::string_view integer = text.substr(0, whole);
  std::string_view fraction;
  std::string_view rest = text.substr(whole);
  if (!rest.empty() && rest[0] == '.') {
    fraction = rest.substr(1, std::min(rest.find_first_not_of(kDigits, 1), rest.size()) - 1);
    rest.remove_prefix(1 + fraction.size());
  }
  if (integer.empty() && fraction.empty()) return false;
  integer.remove_prefix(std::min(integer.find_first_not_of('0'), integer.size()));
  out->append(integer.empty() ? "0" : integer);
  if (!fraction.empty()) out->append(".").append(fraction);
  out->append(rest);
  return IsJsonNumber(*out);
}

bool IsOneOf(std::string_view text, std::initializer_list<absl::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](absl::string_view word) {
    return absl::EqualsIgnoreCase({text.data(), text.size()}, word);
  });
}

bool WriteBoolean(std::string_view text, std::string* out) {
  const bool yes = IsOneOf(text, {"true", "yes", "1", "t", "y", "on"});
  *out = yes ? "true" : "false";
  return yes || IsOneOf(text, {"false", "no", "0", "f", "n", "off"});
}

}  // namespace

bool WriteValue(CsvSettings::Type type, std::string_view text, std::string* out) {
  const std::string_view value = TrimName(text);
  if (value.empty()) return false;
  switch (type) {
    case CsvSettings::Type::kNumber:
      return WriteNumber(value, out);
    case CsvSettings::Type::kBoolean:
      return WriteBoolean(value, out);
    case CsvSettings::Type::kJson:
      *out = value;
      return IsJson(value);
  }
  return false;
}

std::string_view ExpectedText(CsvSettings::Type type) {
  switch (type) {
    case CsvSettings::Type::kNumber:
      return "a number such as 12.50";
    case CsvSettings::Type::kBoolean:
      return "true, false, yes, no, 1 or 0";
    case CsvSettings::Type::kJson:
      break;
  }
  return "a JSON value";
}

std::string_view TypeName(CsvSettings::Type type) {
  switch (type) {
    case CsvSettings::Type::kNumber:
      return "number";
    case CsvSettings::Type::kBoolean:
      return "boolean";
    case CsvSettings::Type::kJson:
      break;
  }
  return "json";
}

std::optional<CsvSettings::Type> TypeNamed(std::string_view name) {
  for (const CsvSettings::Type type :
       {CsvSettings::Type::kNumber, CsvSettings::Type::kBoolean, CsvSettings::Type::kJson}) {
    if (name == TypeName(type)) return type;
  }
  return std::nullopt;
}

}  // namespace inflow::command
