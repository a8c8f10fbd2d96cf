// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/internal/value.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "plugin/clock/civil_time.h"
#include "plugin/entity/uuid.h"
#include "plugin/record/reader.h"
#include "plugin/record/walker.h"
#include "plugin/text/absl_view.h"

namespace inflow::entity {
namespace {

using record_internal::TypeOf;

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
    return absl::EqualsIgnoreCase(Absl(text), Absl(word));
  });
}

bool AppendGuid(std::string_view text, std::string* out) {
  const std::optional<Uuid> uuid = ParseUuid(text);
  if (uuid) AppendUuid(*uuid, out);
  return uuid.has_value();
}

bool AppendRowversion(std::string_view text, std::string* out) {
  const bool digits = std::all_of(text.begin(), text.end(),
                                  [](unsigned char c) { return absl::ascii_isxdigit(c); });
  if (text.size() != 16 || !digits) return false;
  out->append(text);
  return true;
}

bool IsSpelled(std::string_view text, std::string_view value) {
  const auto skips = [](char c) { return c == ' ' || c == '-' || c == '_'; };
  size_t at = 0;
  for (const char c : text) {
    if (skips(c)) continue;
    if (at == value.size() || absl::ascii_tolower(static_cast<unsigned char>(c)) !=
                                  absl::ascii_tolower(static_cast<unsigned char>(value[at]))) {
      return false;
    }
    ++at;
  }
  return at == value.size();
}

bool AppendEnum(const Field& field, std::string_view text, std::string* out) {
  for (const std::string& value : field.values) {
    if (IsSpelled(text, value)) {
      out->append(value);
      return true;
    }
  }
  return false;
}

bool AppendQuotedGuid(std::string_view json, std::string* out) {
  if (TypeOf(json.front()) != JsonType::kString) return false;
  out->push_back('"');
  const bool ok = AppendGuid(json.substr(1, json.size() - 2), out);
  out->push_back('"');
  return ok;
}

// A number is a text whose digits are the number's: a SKU that a file holds as 10012.
bool AppendText(std::string_view json, std::string* out) {
  const JsonType type = TypeOf(json.front());
  if (type == JsonType::kString) {
    if (HasNul(json)) return false;
    out->append(json);
    return true;
  }
  if (type != JsonType::kNumber) return false;
  out->append("\"").append(json).append("\"");
  return true;
}

bool AppendList(std::string_view json, bool (*append)(std::string_view, std::string*),
                std::string* out) {
  if (json.front() != '[') return false;
  const char* at = json.data();
  const char* const end = at + json.size();
  char before = '[';
  for (bool more = record_internal::EnterContainer(&at, end); more;
       more = record_internal::NextItem(&at, end)) {
    const char* const item = at;
    at = SkipValue(item, end);
    out->push_back(before);
    before = ',';
    if (!append({item, static_cast<size_t>(at - item)}, out)) return false;
  }
  out->append(before == '[' ? "[]" : "]");
  return true;
}

// AppendScalar is for the types that are read from a text, or a number or boolean as if it were
// text.
bool AppendScalar(const Field& field, std::string_view json, std::string* out) {
  const JsonType type = TypeOf(json.front());
  if (type == JsonType::kObject || type == JsonType::kArray || type == JsonType::kNull)
    return false;
  std::string plain;
  std::string_view text = json;
  if (type == JsonType::kString) {
    text = json.substr(1, json.size() - 2);
    if (text.find('\\') != std::string_view::npos) {
      Unescape(text, &plain);
      text = plain;
    }
    const absl::string_view trimmed = absl::StripAsciiWhitespace(Absl(text));
    text = {trimmed.data(), trimmed.size()};
  }
  if (field.type == FieldType::kBoolean) return AppendBoolean(text, out);
  if (type == JsonType::kTrue || type == JsonType::kFalse) return false;
  if (field.type == FieldType::kInteger) return AppendInteger(text, out);
  const bool number = type == JsonType::kNumber;
  bool ok = false;
  out->push_back('"');
  switch (field.type) {
    case FieldType::kDecimal:
      ok = AppendDecimal(text, out);
      break;
    case FieldType::kGuid:
      ok = !number && AppendGuid(text, out);
      break;
    case FieldType::kDate:
      ok = !number && AppendDate(text, out);
      break;
    case FieldType::kRowversion:
      ok = !number && AppendRowversion(text, out);
      break;
    case FieldType::kEnum:
      ok = AppendEnum(field, text, out);
      break;
    default:
      break;
  }
  out->push_back('"');
  return ok;
}

std::string_view RuleOfType(FieldType type) {
  switch (type) {
    case FieldType::kText:
      return "a text";
    case FieldType::kBoolean:
      return "true or false";
    case FieldType::kInteger:
      return "a whole number of at most 32 bits";
    case FieldType::kDecimal:
      return "a decimal number, such as 12.50";
    case FieldType::kGuid:
      return "a GUID, such as 2f0c1a52-9d3b-4a6e-8f5d-0b1c2d3e4f50";
    case FieldType::kDate:
      return "a date with the year first, such as 2026-01-31 or 2026-01-31T14:05:00Z";
    case FieldType::kRowversion:
      return "16 hexadecimal digits, as the service answered them";
    case FieldType::kTexts:
      return "a list of texts";
    case FieldType::kGuids:
      return "a list of GUIDs";
    case FieldType::kObject:
      return "an object";
    case FieldType::kRows:
      return "a list of objects";
    default:
      return "";
  }
}

}  // namespace

bool HasNul(std::string_view json) {
  constexpr std::string_view kEscape = "\\u0000";
  for (size_t at = json.find(kEscape); at != std::string_view::npos;
       at = json.find(kEscape, at + 1)) {
    size_t backslashes = 1;
    while (json[at - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 1) return true;
  }
  return false;
}

bool AppendBoolean(std::string_view text, std::string* out) {
  if (text == "true" || text == "false") {
    out->append(text);
  } else if (IsOneOf(text, {"true", "yes", "y", "t", "on", "1"})) {
    out->append("true");
  } else if (IsOneOf(text, {"false", "no", "n", "f", "off", "0"})) {
    out->append("false");
  } else {
    return false;
  }
  return true;
}

bool AppendDate(std::string_view text, std::string* out) {
  const std::optional<CivilTime> time = ParseDate(text, DateForms::kYearFirst);
  if (time) AppendIso(*time, out);
  return time.has_value();
}

bool AppendValue(const Field& field, std::string_view json, std::string* out) {
  const size_t before = out->size();
  bool ok = false;
  if (json.front() == 'n') {
    ok = field.nullable || field.type == FieldType::kAny;
    out->append(json);
  } else if (field.type == FieldType::kText) {
    ok = AppendText(json, out);
  } else if (field.type == FieldType::kAny) {
    ok = !HasNul(json);
    out->append(json);
  } else if (field.type == FieldType::kTexts) {
    ok = AppendList(json, &AppendText, out);
  } else if (field.type == FieldType::kGuids) {
    ok = AppendList(json, &AppendQuotedGuid, out);
  } else {
    ok = AppendScalar(field, json, out);
  }
  if (!ok) out->resize(before);
  return ok;
}

std::string RuleOf(const Field& field) {
  if (field.type != FieldType::kEnum) return std::string(RuleOfType(field.type));
  std::string rule = "one of ";
  for (size_t i = 0; i < field.values.size(); ++i)
    rule.append(i == 0 ? "" : ", ").append(field.values[i]);
  return rule;
}

}  // namespace inflow::entity
