// SPDX-License-Identifier: Apache-2.0
//
// What is written in the way that "values" says is read as what was meant.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "absl/time/time.h"
#include "plugin/catalog/catalog.h"
#include "plugin/entity/internal/value.h"
#include "plugin/entity/values.h"
#include "plugin/text/escaped.h"

namespace inflow {
namespace {

std::string ReadOne(const ValuesConfig& config, std::string_view endpoint, const std::string& field,
                    const std::string& text) {
  std::string json = "{\"" + field + "\":\"";
  AppendEscaped(text, &json);
  json.append("\"}");
  RecordIndex index;
  RC_ASSERT(WalkRecord(json, &index).ok());
  const ObjectSchema* const schema = FindObjectSchema(endpoint);
  std::string out;
  const absl::Status status =
      Values(config, {}).Append({index, nullptr, [schema](const Member&) { return schema; }}, &out);
  if (!status.ok()) return std::string(status.message());
  const std::string_view value = std::string_view(out).substr(field.size() + 5);
  return std::string(value.substr(0, value.size() - 2));
}

std::string Digits(int least, int most) {
  std::string digits;
  const int count = *rc::gen::inRange(least, most + 1);
  for (int i = 0; i < count; ++i)
    digits.push_back(*rc::gen::inRange('0', static_cast<char>('9' + 1)));
  return digits;
}

// Grouped writes digits with a mark before every three.
std::string Grouped(const std::string& digits, const std::string& mark) {
  std::string text;
  for (size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text.append(mark);
    text.push_back(digits[i]);
  }
  return text;
}

RC_GTEST_PROP(ValuesProperty, ADecimalKeepsExactlyItsDigits, ()) {
  const bool comma = *rc::gen::arbitrary<bool>();
  const std::string mark = comma ? "," : ".";
  const std::string group = *rc::gen::elementOf(
      std::vector<std::string>{"", " ", "'", "\u00a0", "\u202f", comma ? "." : ","});
  const std::string currency =
      *rc::gen::elementOf(std::vector<std::string>{"", "$", "kr", "\u20ac", "US$"});
  const std::string sign = *rc::gen::elementOf(std::vector<std::string>{"", "-"});
  const std::string whole = Digits(1, 40);
  const std::string fraction = Digits(0, 20);
  std::string text = sign + Grouped(whole, group) + (fraction.empty() ? "" : mark + fraction);
  text = currency.empty() || *rc::gen::arbitrary<bool>() ? currency + text : text + " " + currency;
  ValuesConfig config{.decimal_mark = comma ? DecimalMark::kComma : DecimalMark::kPoint};
  for (const std::string& one : {group, currency}) {
    if (!one.empty()) config.strip.push_back(one);
  }
  RC_LOG() << text;
  const std::string expected = sign + whole + (fraction.empty() ? "" : "." + fraction);
  const std::string read = ReadOne(config, "upsert_product", "weight", text);
  RC_ASSERT(read == expected);
  std::string bound;
  RC_ASSERT(entity::AppendDecimal(expected, &bound));
  RC_ASSERT(bound == expected);
}

// The instant that the service is told is that of which the clocks of the zone showed the text.
RC_GTEST_PROP(ValuesProperty, ADateIsTheSameInstantInItsZone, ()) {
  const auto name = *rc::gen::elementOf(
      std::vector<std::string>{"UTC", "Europe/Oslo", "America/New_York", "Australia/Lord_Howe",
                               "Asia/Kolkata", "America/St_Johns", "Pacific/Apia"});
  absl::TimeZone zone;
  RC_ASSERT(absl::LoadTimeZone(name, &zone));
  // 1980 to 2035, in which all these zones are whole minutes away from UTC.
  const absl::Time meant = absl::FromUnixSeconds(*rc::gen::inRange<int64_t>(315532800, 2051222400));
  const absl::TimeZone::CivilInfo shown = zone.At(meant);
  const ValuesConfig config{.dates = {"%m/%d/%Y %I:%M:%S %p"}, .zone = name};
  const std::string text = absl::FormatTime("%m/%d/%Y %I:%M:%S %p", meant, zone);
  RC_LOG() << text << " in " << name;
  const std::string read = ReadOne(config, "upsert_sales_order", "orderDate", text);
  absl::Time instant;
  std::string error;
  RC_ASSERT(absl::ParseTime(absl::RFC3339_full, read, &instant, &error));
  const absl::TimeZone::TimeInfo both = zone.At(shown.cs);
  RC_ASSERT(instant == (both.kind == absl::TimeZone::TimeInfo::REPEATED ? both.pre : meant));
  std::string bound;
  RC_ASSERT(entity::AppendDate(read, &bound));
  RC_ASSERT(bound == read);
}

// Whatever the text, it is read, refused with a sentence, or left as it is.
RC_GTEST_PROP(ValuesProperty, NoTextBreaksIt, (const std::string& text)) {
  std::string plain;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x80) plain.push_back(c);
  }
  const ValuesConfig config{.dates = {"%d.%m.%Y", "%m/%d/%Y %R"},
                            .zone = "Europe/Oslo",
                            .decimal_mark = DecimalMark::kComma,
                            .strip = {".", " ", "$"},
                            .enums = {{"itemType", {{"a", "Service"}}}}};
  for (const char* field : {"weight", "itemType"})
    RC_ASSERT(!ReadOne(config, "upsert_product", field, plain + "7").empty());
  RC_ASSERT(!ReadOne(config, "upsert_sales_order", "orderDate", plain + "7").empty());
}

}  // namespace
}  // namespace inflow
