// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/values.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "plugin/entity/internal/value.h"
#include "plugin/record/path_step.h"
#include "plugin/record/reader.h"
#include "plugin/text/escaped.h"
#include "plugin/text/quoted.h"
#include "plugin/text/white_space.h"

namespace inflow {
namespace {

constexpr size_t kMostProblemsOfValues = 5;
constexpr size_t kGroup =
    3;  // digits between two grouping marks; the Indian way has two before the last three

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

std::string Lower(std::string_view text) {
  return absl::AsciiStrToLower({text.data(), text.size()});
}

bool IsRead(FieldType type) {
  return type == FieldType::kDecimal || type == FieldType::kInteger || type == FieldType::kDate ||
         type == FieldType::kEnum || type == FieldType::kBoolean;
}

size_t DigitsAt(std::string_view text) {
  return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), IsDigit) - text.begin());
}

// LocalTime reads an ISO date that has a time and no offset.
std::optional<CivilTime> LocalTime(std::string_view iso) {
  static const auto* const formats = new std::vector<DateFormat>{
      *DateFormat::Compile("%Y-%m-%dT%H:%M:%S"), *DateFormat::Compile("%Y-%m-%dT%H:%M:%S.%f")};
  for (const DateFormat& format : *formats) {
    if (std::optional<CivilTime> time = format.Parse(iso)) return time;
  }
  return std::nullopt;
}

}  // namespace

// Run reads one object: what is changed is written anew, everything else is copied as it is.
class Values::Run {
 public:
  Run(const Values& values, const Source& source, std::string* out)
      : values_(values), source_(source), from_(source.object.object.data()), out_(out) {}

  absl::Status Finish() {
    for (const Member& member : source_.object.members) {
      const ObjectSchema* const schema = source_.schema_of(member);
      if (schema != nullptr) ReadMember(*schema, member, member.value);
    }
    Copy(source_.object.object.data() + source_.object.object.size());
    if (problems_ == 0) return absl::OkStatus();
    if (problems_ > kMostProblemsOfValues)
      message_.append("; and ")
          .append(std::to_string(problems_ - kMostProblemsOfValues))
          .append(" more");
    return absl::InvalidArgumentError(message_);
  }

 private:
  void Copy(const char* to) {
    out_->append(from_, to);
    from_ = to;
  }

  void ReadMember(const ObjectSchema& schema, const Member& member, std::string_view json) {
    std::string unescaped;
    std::string_view name = member.key;
    if (member.key_escaped) {
      Unescape(member.key, &unescaped);
      name = unescaped;
    }
    const Field* const field = schema.Find(name);
    if (field == nullptr || field->read_only) return;
    const record_internal::PathStep step(&path_, name);
    if (field->type == FieldType::kObject && json.front() == '{') {
      ReadObject(*field->object, json);
    } else if (field->type == FieldType::kRows && json.front() == '[') {
      ReadRows(*field->object, json);
    } else if (json.front() == '"' && IsRead(field->type) && IsOfRecord(json)) {
      ReadText(*field, json);
    }
  }

  void ReadObject(const ObjectSchema& schema, std::string_view json) {
    const char* at = json.data();
    const char* const end = at + json.size();
    for (bool more = record_internal::EnterContainer(&at, end); more;
         more = record_internal::NextItem(&at, end)) {
      Member member{};
      const char* const value = record_internal::ReadKey(at, end, &member);
      at = SkipValue(value, end);
      ReadMember(schema, member, {value, static_cast<size_t>(at - value)});
    }
  }

  void ReadRows(const ObjectSchema& schema, std::string_view json) {
    const char* at = json.data();
    const char* const end = at + json.size();
    size_t index = 0;
    for (bool more = record_internal::EnterContainer(&at, end); more;
         more = record_internal::NextItem(&at, end)) {
      const char* const row = at;
      at = SkipValue(row, end);
      const record_internal::PathStep step(&path_, std::to_string(index++));
      if (*row == '{') ReadObject(schema, {row, static_cast<size_t>(at - row)});
    }
  }

  // Texts come in their order, so that the spans are gone through once.
  bool IsOfRecord(std::string_view json) {
    if (source_.spans == nullptr) return true;
    const auto at = static_cast<size_t>(json.data() - source_.object.object.data());
    while (span_ < source_.spans->size() && (*source_.spans)[span_].second <= at) ++span_;
    return span_ < source_.spans->size() && (*source_.spans)[span_].first <= at;
  }

  void ReadText(const Field& field, std::string_view json) {
    std::string text;
    Unescape(json.substr(1, json.size() - 2), &text);
    const std::string_view trimmed = WithoutOuterSpace(text);
    if (trimmed.empty()) return;
    const Reading reading = values_.Read(field, trimmed);
    if (!reading.problem.empty() && !IsExcluded()) Wrong(trimmed, reading.problem);
    if (!reading.value) return;
    Copy(json.data());
    out_->append("\"").append(*reading.value).append("\"");
    from_ = json.data() + json.size();
  }

  void Wrong(std::string_view text, const std::string& problem) {
    if (++problems_ > kMostProblemsOfValues) return;
    message_.append(message_.empty() ? "" : "; ")
        .append(Quoted(path_))
        .append(" is ")
        .append(Quoted(text))
        .append(problem);
  }

  // IsExcluded tells whether what stands at the path, but for the places of rows, or what holds it,
  // is excluded.
  bool IsExcluded() const {
    if (values_.excluded_.empty()) return false;
    std::string names;
    for (size_t at = 0; at < path_.size();) {
      const size_t end = std::min(path_.find('.', at), path_.size());
      const std::string_view part(path_.data() + at, end - at);
      if (DigitsAt(part) < part.size()) names.append(names.empty() ? "" : ".").append(part);
      at = end + 1;
    }
    return std::any_of(values_.excluded_.begin(), values_.excluded_.end(),
                       [&names](const std::string& excluded) {
                         return names == excluded ||
                                (names.size() > excluded.size() && names[excluded.size()] == '.' &&
                                 names.rfind(excluded, 0) == 0);
                       });
  }

  const Values& values_;
  const Source& source_;
  const char* from_;
  std::string* const out_;
  std::string path_;
  size_t span_ = 0;
  std::string message_;
  size_t problems_ = 0;
};

Values::Values(const ValuesConfig& config, std::vector<std::string> excluded)
    : zone_(TimeZone::Find(config.zone)),
      zone_name_(config.zone),
      comma_(config.decimal_mark == DecimalMark::kComma),
      strip_(config.strip),
      excluded_(std::move(excluded)) {
  for (const std::string& text : config.dates) {
    absl::StatusOr<DateFormat> format = DateFormat::Compile(text);
    if (!format.ok()) continue;  // not reached: a fault of the configuration
    dates_.push_back(*std::move(format));
    formats_.append(formats_.empty() ? "" : ", ").append(Quoted(text));
  }
  std::stable_sort(strip_.begin(), strip_.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  for (const auto& [field, texts] : config.enums)
    enums_[Lower(field)].insert(texts.begin(), texts.end());
}

absl::Status Values::Append(const Source& source, std::string* out) const {
  return Run(*this, source, out).Finish();
}

Values::Reading Values::Read(const Field& field, std::string_view text) const {
  switch (field.type) {
    case FieldType::kDecimal:
    case FieldType::kInteger:
      return ReadNumber(field, text);
    case FieldType::kDate:
      return ReadDate(text);
    default:
      return ReadEnum(field, text);
  }
}

// StripAt is the size of the longest text to leave out that stands at the front; 0 where none does.
size_t Values::StripAt(std::string_view text) const {
  for (const std::string& strip : strip_) {
    if (text.substr(0, strip.size()) == strip) return strip.size();
  }
  return 0;
}

// Stripped leaves out what is to be left out. A point or comma between digits can only part groups
// of them: *ungrouped is what stands behind one that does not, or empty.
std::string Values::Stripped(std::string_view text, std::string* ungrouped) const {
  std::string rest;
  for (size_t at = 0; at < text.size();) {
    const size_t size = StripAt(text.substr(at));
    if (size == 0) {
      rest.push_back(text[at++]);
      continue;
    }
    const char mark = size == 1 && (text[at] == '.' || text[at] == ',') ? text[at] : '\0';
    at += size;
    const size_t digits = DigitsAt(text.substr(at));
    const bool between = mark != '\0' && digits > 0 && at > size && IsDigit(text[at - size - 1]);
    const std::string_view behind = text.substr(std::min(at + digits, text.size()));
    const bool indian = digits == kGroup - 1 && behind.substr(0, 1) == std::string_view(&mark, 1) &&
                        DigitsAt(behind.substr(1)) > 0;
    if (between && digits != kGroup && !indian) *ungrouped = text.substr(at, digits);
  }
  return std::string(WithoutOuterSpace(rest));
}

Values::Reading Values::ReadNumber(const Field& field, std::string_view text) const {
  const bool decimal = field.type == FieldType::kDecimal;
  std::string ungrouped;
  std::string number = decimal ? Stripped(text, &ungrouped) : std::string(text);
  const std::string must =
      decimal ? " and must be a decimal number" : " and must be a whole number of at most 32 bits";
  if (!ungrouped.empty()) {
    return {.problem = must +
                       ": \"values.strip\" leaves out what parts groups of three digits, and " +
                       Quoted(ungrouped) + " is none"};
  }
  const std::string other = comma_ ? "." : ",";
  if (number.find(other) != std::string::npos) {
    return {.problem = must + ": " + Quoted(other) +
                       " is neither the decimal mark, which \"values.decimal_mark\" says is " +
                       Quoted(Mark()) + ", nor named in \"values.strip\""};
  }
  if (comma_) std::replace(number.begin(), number.end(), ',', '.');
  if (number == text) return {};
  std::string bound;
  if (decimal ? entity::AppendDecimal(number, &bound) : entity::AppendInteger(number, &bound))
    return {.value = number};
  return {.problem =
              must + (decimal ? ", such as 12" + Mark() +
                                    "50, around which stands only what \"values.strip\" names"
                              : "")};
}

Values::Reading Values::ReadDate(std::string_view text) const {
  // As it stands first: what is left out of numbers may be what parts a date's.
  std::string unused;
  const std::string stripped = Stripped(text, &unused);
  for (const std::string_view one : {text, std::string_view(stripped)}) {
    for (const DateFormat& format : dates_) {
      if (const std::optional<CivilTime> time = format.Parse(one)) return ReadCivil(*time);
    }
    std::string iso;
    if (!entity::AppendDate(one, &iso)) continue;
    const std::optional<CivilTime> local = zone_ ? LocalTime(iso) : std::nullopt;
    return local ? ReadCivil(*local) : Reading{.value = iso};
  }
  if (dates_.empty()) return {};
  return {.problem = " and must be a date as \"values.dates\" says, " + formats_ +
                     ", or with the year first"};
}

Values::Reading Values::ReadCivil(const CivilTime& time) const {
  CivilTime told = time;
  if (told.has_time && !told.offset_seconds && zone_) {
    told.offset_seconds = zone_->OffsetOf(time);
    if (!told.offset_seconds) {
      return {.problem = ", a time that there was not in " + zone_name_ +
                         ", whose clocks were put forward then: correct it"};
    }
  }
  std::string iso;
  AppendIso(told, &iso);
  return {.value = std::move(iso)};
}

Values::Reading Values::ReadEnum(const Field& field, std::string_view text) const {
  const auto texts = enums_.empty() ? enums_.end() : enums_.find(Lower(field.name));
  if (texts == enums_.end()) return {};
  const auto value = texts->second.find(text);
  if (value == texts->second.end()) return {};
  std::string escaped;
  AppendEscaped(value->second, &escaped);
  return {.value = std::move(escaped)};
}

namespace {

std::string NumberHint(std::string_view text) {
  const size_t point = text.rfind('.');
  const size_t comma = text.rfind(',');
  const auto strip = [](std::string_view what) {
    return "; if it parts groups of digits, name it in \"values.strip\": [" + Quoted(what) + "]";
  };
  if (text.find('(') != std::string_view::npos)
    return "; write a negative number with a minus sign";
  if (comma == std::string_view::npos) {
    return text.find_first_not_of("0123456789.+-eE") == std::string_view::npos
               ? ""
               : "; what stands around or within the digits can be named in \"values.strip\"";
  }
  if (point == std::string_view::npos && text.find(',') == comma) {
    return "; if the comma stands before the fraction, set \"values.decimal_mark\" to \",\"" +
           strip(",");
  }
  if (point == std::string_view::npos || point > comma) return strip(",");
  return "; if the comma stands before the fraction, set \"values.decimal_mark\" to \",\" and name the point in \"values.strip\"";
}

}  // namespace

std::string ValuesHint(const Field& field, std::string_view json) {
  if (json.front() != '"') return "";
  std::string text;
  Unescape(json.substr(1, json.size() - 2), &text);
  const std::string_view trimmed = WithoutOuterSpace(text);
  const bool digits = std::any_of(trimmed.begin(), trimmed.end(), IsDigit);
  switch (field.type) {
    case FieldType::kDecimal:
      return digits ? NumberHint(trimmed) : "";
    case FieldType::kDate:
      return digits ? "; \"values.dates\" says how dates are written, such as [\"%m/%d/%Y\"]" : "";
    case FieldType::kEnum:
    case FieldType::kBoolean:
      return trimmed.empty() ? "" : "; \"values.enums\" says what other texts stand for";
    default:
      return "";
  }
}

}  // namespace inflow
