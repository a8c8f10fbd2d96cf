// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/values_rules.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "plugin/clock/date_format.h"
#include "plugin/config/internal/message.h"

namespace inflow::config {
namespace {

bool EqualsAnyCase(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase({a.data(), a.size()}, {b.data(), b.size()});
}

// ForEachField calls back with every field of an object and of all that it holds, each object once.
void ForEachField(const ObjectSchema& object, std::set<const ObjectSchema*>* seen,
                  const std::function<void(const Field&)>& f) {
  if (!seen->insert(&object).second) return;
  for (const Field& field : object.fields) {
    if (field.read_only) continue;
    f(field);
    if (field.object != nullptr) ForEachField(*field.object, seen, f);
  }
}

bool HasEnum(const Field& field) {
  return field.type == FieldType::kEnum || field.type == FieldType::kBoolean;
}

// A day that reads as another one where day and month change places, and a time that shows in which
// half of the day it is.
const CivilTime& Sample() {
  static const auto* const sample = new CivilTime{.year = 2026,
                                                  .month = 2,
                                                  .day = 3,
                                                  .has_time = true,
                                                  .hour = 16,
                                                  .minute = 5,
                                                  .second = 6,
                                                  .fraction = {},
                                                  .offset_seconds = std::nullopt};
  return *sample;
}

class ValuesRules {
 public:
  ValuesRules(const RouteConfig& route, std::vector<Fault>* faults,
              std::vector<std::string>* warnings)
      : route_(route), values_(route.values), faults_(*faults), warnings_(*warnings) {}

  void Apply() {
    if (values_.empty()) return;
    if (route_.endpoint->object == nullptr || route_.content_format == ContentFormat::kText)
      return CheckEndpoint();
    CheckStrip();
    CheckDates();
    CheckEnums();
    WarnOfIdentity();
  }

 private:
  // PlaceOf is where an entry stands in its list as it is written, where faulty ones stand as well.
  std::string PlaceOf(std::string_view key, size_t entry) const {
    const std::vector<std::string> faulty = route_.origins.Faulty("/values/" + std::string(key));
    const auto is_faulty = [&faulty](size_t at) {
      return std::find(faulty.begin(), faulty.end(), std::to_string(at)) != faulty.end();
    };
    size_t at = 0;
    for (size_t good = 0;; ++at) {
      if (is_faulty(at)) continue;
      if (good++ == entry) break;
    }
    return "/" + std::to_string(at);
  }

  // Wrong notes a fault at a key of "values", or at "values" where it is the document's key that
  // does not fit.
  void Wrong(std::string_view key, const std::string& below, const std::string& message) {
    const std::string pointer = "/values/" + std::string(key);
    faults_.push_back(
        {route_.pointer + (route_.origins.Names(pointer) ? pointer + below : "/values"), message});
  }

  void CheckEndpoint() {
    const Endpoint* other = FindEndpoint(route_.endpoint->alternative);
    std::string message = "\"values\" says what texts mean in the fields of a published endpoint";
    if (route_.endpoint->object != nullptr) {
      message.append(", and in the content format \"text\" a body has no fields: remove it");
    } else {
      message.append(", and of what ")
          .append(route_.endpoint->name)
          .append(" takes no fields are known: remove it");
      if (other != nullptr && other->object != nullptr)
        message.append(", or write through ").append(other->name);
    }
    faults_.push_back({route_.pointer + "/values", message});
  }

  void CheckStrip() {
    const std::string mark = values_.decimal_mark == DecimalMark::kComma ? "," : ".";
    for (size_t i = 0; i < values_.strip.size(); ++i) {
      const std::string& text = values_.strip[i];
      if (text.find(mark) == std::string::npos) continue;
      Wrong(
          "strip", PlaceOf("strip", i),
          Quoted(text) + " in \"strip\" holds " + Quoted(mark) +
              ", which stands before the fraction of a number, as \"decimal_mark\" says: without it 12" +
              mark + "50 would be 1250; correct one of the two");
    }
  }

  void CheckDates() {
    std::vector<DateFormat> formats;
    for (const std::string& text : values_.dates) {
      const absl::StatusOr<DateFormat> format = DateFormat::Compile(text);
      if (!format.ok()) return;  // a fault already
      formats.push_back(*format);
    }
    for (size_t i = 0; i < formats.size(); ++i) {
      if (formats[i].has_time() && !formats[i].has_offset() && values_.zone.empty()) {
        Wrong(
            "dates", PlaceOf("dates", i),
            Quoted(values_.dates[i]) +
                " tells a time without an offset (%z), which is another one in every time zone: set " +
                "\"values.zone\" to that of the records, such as \"Europe/Oslo\" or \"UTC\"");
      }
      for (size_t before = 0; before < i; ++before) WarnOfBoth(formats, before, i);
    }
  }

  void WarnOfBoth(const std::vector<DateFormat>& formats, size_t first, size_t second) {
    std::string text;
    formats[second].Append(Sample(), &text);
    const std::optional<CivilTime> meant = formats[second].Parse(text);
    const std::optional<CivilTime> taken = formats[first].Parse(text);
    if (!meant || !taken || *meant == *taken) return;
    std::string iso;
    AppendIso(*taken, &iso);
    warnings_.push_back(route_.pointer + "/values/dates: " + Quoted(text) + " fits both " +
                        Quoted(values_.dates[first]) + " and " + Quoted(values_.dates[second]) +
                        ", and the first counts: it is read as " + iso.substr(0, 10));
  }

  void CheckEnums() {
    for (const auto& [key, texts] : values_.enums) {
      const std::string& name = key;  // Clang's lambdas take no structured binding along
      std::vector<std::string_view> names, accepted;
      bool found = false;
      std::set<const ObjectSchema*> seen;
      ForEachField(*route_.endpoint->object, &seen, [&](const Field& field) {
        if (HasEnum(field)) names.push_back(field.name);
        if (!HasEnum(field) || !EqualsAnyCase(field.name, name)) return;
        found = true;
        if (field.type == FieldType::kBoolean) accepted.insert(accepted.end(), {"true", "false"});
        accepted.insert(accepted.end(), field.values.begin(), field.values.end());
      });
      if (!found) {
        const std::string nearest = DidYouMean(name, names);
        Wrong("enums", JoinPointer("", name),
              Quoted(name) + " is no field of " + route_.endpoint->name +
                  " that has an enumeration or is true or false" +
                  (nearest.empty()
                       ? "; \"inflow endpoints " + route_.endpoint->name + "\" lists its fields"
                       : nearest));
        continue;
      }
      for (const auto& [from, to] : texts) CheckEnum(name, from, to, accepted);
    }
  }

  void CheckEnum(const std::string& field, const std::string& from, const std::string& to,
                 const std::vector<std::string_view>& accepted) {
    if (std::any_of(accepted.begin(), accepted.end(),
                    [&to](std::string_view value) { return EqualsAnyCase(value, to); }))
      return;
    const std::string nearest = DidYouMean(to, accepted);
    Wrong("enums", JoinPointer(JoinPointer("", field), from),
          Quoted(to) + " is no value of " + Quoted(field) +
              (nearest.empty() ? ", which is one of " + Listed(accepted, "and") : nearest));
  }

  // What the GUID is made of is the text as it came; what is sent may be another then.
  void WarnOfIdentity() {
    for (const std::string& attribute : route_.identity) {
      const Field* const field = route_.endpoint->object->Find(attribute);
      if (field == nullptr || !Changes(*field)) continue;
      warnings_.push_back(
          route_.pointer + "/values: " + Quoted(field->name) +
          " is sent as \"values\" reads it, and the GUID is made of the text as it came: the same value written in "
          "another way is another entity");
    }
  }

  bool Changes(const Field& field) const {
    switch (field.type) {
      case FieldType::kDecimal:
        return !values_.strip.empty() || values_.decimal_mark == DecimalMark::kComma;
      case FieldType::kInteger:
        return values_.decimal_mark == DecimalMark::kComma;
      case FieldType::kDate:
        return !values_.dates.empty() || !values_.zone.empty();
      case FieldType::kEnum:
      case FieldType::kBoolean:
        return std::any_of(values_.enums.begin(), values_.enums.end(), [&field](const auto& one) {
          return EqualsAnyCase(one.first, field.name);
        });
      default:
        return false;
    }
  }

  const RouteConfig& route_;
  const ValuesConfig& values_;
  std::vector<Fault>& faults_;
  std::vector<std::string>& warnings_;
};

}  // namespace

void CheckValues(const RouteConfig& route, std::vector<Fault>* faults,
                 std::vector<std::string>* warnings) {
  if (route.origins.Of("/values") == Origin::kNamed) ValuesRules(route, faults, warnings).Apply();
}

}  // namespace inflow::config
