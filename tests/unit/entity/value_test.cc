// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/internal/value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow::entity {
namespace {

// Bound is a JSON value as a field of that type is written; "refused" where it is none.
std::string Bound(FieldType type, std::string_view json, bool nullable = false) {
  Field field{.name = "field", .type = type, .nullable = nullable};
  field.values = {"StockedProduct", "NonstockedProduct", "Service"};
  std::string out = "|";
  const bool ok = AppendValue(field, json, &out);
  if (!ok) {
    EXPECT_EQ(out, "|") << json;
    return "refused";
  }
  return out.substr(1);
}

struct Case {
  const char* json;
  const char* bound;
};

void ExpectAll(FieldType type, std::initializer_list<Case> cases) {
  for (const Case& one : cases) EXPECT_EQ(Bound(type, one.json), one.bound) << one.json;
}

TEST(Value, DecimalsKeepEveryDigit) {
  ExpectAll(FieldType::kDecimal, {{"12.50", R"("12.50")"},
                                  {"0", R"("0")"},
                                  {"-0.010", R"("-0.010")"},
                                  {R"("12.50")", R"("12.50")"},
                                  {R"(" 7 ")", R"("7")"},
                                  {R"("+7.5")", R"("7.5")"},
                                  {R"("007.5")", R"("007.5")"},
                                  {"12345678901234567890123456789.123456789",
                                   R"("12345678901234567890123456789.123456789")"},
                                  {R"("\u0031.5")", R"("1.5")"}});
}

TEST(Value, DecimalsAreWrittenWithoutAnExponent) {
  ExpectAll(FieldType::kDecimal, {{"1e2", R"("100")"},
                                  {"1.25E1", R"("12.5")"},
                                  {"1.25e-3", R"("0.00125")"},
                                  {"-5e-05", R"("-0.00005")"},
                                  {"0.5e+2", R"("50")"},
                                  {"12.5e1", R"("125")"},
                                  {"1.20e-1", R"("0.120")"},
                                  {"0e-2", R"("0.00")"},
                                  {R"("00.5e1")", R"("5")"},
                                  {"1e40", R"("10000000000000000000000000000000000000000")"}});
}

TEST(Value, WhatIsNoDecimal) {
  for (const char* json :
       {R"("")",     R"(" ")",  R"("12,50")", R"("1 000")", R"("$5")",
        R"(".5")",   R"("5.")", R"("1.2.3")", R"("-")",     R"("NaN")",
        R"("0x10")", R"("1e")", R"("1e+-5")", R"("1e41")",  R"("1e999999999999")",
        "1e999",     "true",    "null",       "[1]",        "{}"}) {
    EXPECT_EQ(Bound(FieldType::kDecimal, json), "refused") << json;
  }
}

TEST(Value, Integers) {
  ExpectAll(FieldType::kInteger, {{"7", "7"},
                                  {R"("7")", "7"},
                                  {"-2147483648", "-2147483648"},
                                  {"2147483647", "2147483647"},
                                  {"5.00", "5"},
                                  {"1.5e1", "15"},
                                  {R"("0012")", "12"},
                                  {"-0", "0"},
                                  {"2147483648", "refused"},
                                  {"-2147483649", "refused"},
                                  {"1.5", "refused"},
                                  {"1e-1", "refused"},
                                  {"1e9", "1000000000"},
                                  {"1e10", "refused"},
                                  {"0.0e-7", "0"},
                                  {"1.05e1", "refused"},
                                  {R"("seven")", "refused"},
                                  {"false", "refused"}});
}

TEST(Value, Booleans) {
  ExpectAll(FieldType::kBoolean, {{"true", "true"},
                                  {"false", "false"},
                                  {R"("TRUE")", "true"},
                                  {R"(" yes ")", "true"},
                                  {R"("Y")", "true"},
                                  {R"("on")", "true"},
                                  {"1", "true"},
                                  {R"("No")", "false"},
                                  {R"("f")", "false"},
                                  {"0", "false"},
                                  {"2", "refused"},
                                  {R"("")", "refused"},
                                  {R"("maybe")", "refused"}});
}

TEST(Value, Dates) {
  ExpectAll(FieldType::kDate,
            {{R"("2026-01-31")", R"("2026-01-31")"},
             {R"("2026/01/31")", R"("2026-01-31")"},
             {R"("20260131")", R"("2026-01-31")"},
             {R"("1996-07-04 00:00:00.000")", R"("1996-07-04T00:00:00.000")"},
             {R"("2026-01-31t14:05z")", R"("2026-01-31T14:05:00Z")"},
             {R"("2026-01-31T14:05:30,5+0230")", R"("2026-01-31T14:05:30.5+02:30")"},
             {R"("2026-01-31 14:05:30 -08")", R"("2026-01-31T14:05:30-08:00")"},
             {R"("2024-02-29")", R"("2024-02-29")"}});
}

TEST(Value, WhatIsNoDate) {
  for (const char* json : {R"("2026-02-29")",
                           R"("2026-13-01")",
                           R"("2026-00-10")",
                           R"("2026-01-00")",
                           R"("0000-01-01")",
                           R"("31/01/2026")",
                           R"("01/31/2026")",
                           R"("2026-1-31")",
                           R"("2026-01/31")",
                           R"("2026-01-31T")",
                           R"("2026-01-31T24:00")",
                           R"("2026-01-31T10:60")",
                           R"("2026-01-31T10:00:60")",
                           R"("2026-01-31T10:00:00.")",
                           R"("2026-01-31T10:00:00+15:00")",
                           R"("2026-01-31T10:00:00+02:")",
                           R"("2026-01-31T10:00:00Zz")",
                           R"("2026-01-31x")",
                           R"("soon")",
                           R"("")",
                           "1769868000",
                           "true",
                           "null"}) {
    EXPECT_EQ(Bound(FieldType::kDate, json), "refused") << json;
  }
}

TEST(Value, Guids) {
  ExpectAll(
      FieldType::kGuid,
      {{R"("5B0F6F7E-3b2a-4c1d-9e8f-0a1b2c3d4e5f")", R"("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f")"},
       {R"("{5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f}")", R"("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f")"},
       {R"("5b0f6f7e3b2a4c1d9e8f0a1b2c3d4e5f")", R"("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f")"},
       {R"("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5")", "refused"},
       {R"("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5g")", "refused"},
       {R"("5b0f6f7e-3b2a4-c1d-9e8f-0a1b2c3d4e5f")", "refused"},
       {R"("ALFKI")", "refused"},
       {"7", "refused"}});
}

TEST(Value, Enums) {
  ExpectAll(FieldType::kEnum, {{R"("StockedProduct")", R"("StockedProduct")"},
                               {R"("stockedProduct")", R"("StockedProduct")"},
                               {R"("stocked product")", R"("StockedProduct")"},
                               {R"("NON-STOCKED_product")", R"("NonstockedProduct")"},
                               {R"("Stocked")", "refused"},
                               {R"("Services")", "refused"},
                               {R"("")", "refused"},
                               {"1", "refused"}});
}

TEST(Value, TextsAndLists) {
  ExpectAll(FieldType::kText, {{R"("Käse \"A\"")", R"("Käse \"A\"")"},
                               {"10012", R"("10012")"},
                               {"1.50", R"("1.50")"},
                               {"true", "refused"},
                               {"{}", "refused"},
                               {"[]", "refused"}});
  ExpectAll(FieldType::kText, {{R"("a\u0000")", "refused"},
                               {R"("\\\u0000")", "refused"},
                               {R"("\\u0000")", R"("\\u0000")"}});
  ExpectAll(FieldType::kTexts, {{R"(["a","\u0000"])", "refused"}});
  ExpectAll(FieldType::kAny, {{R"({"a":["\u0000"]})", "refused"}});
  ExpectAll(FieldType::kTexts, {{R"([ "a" , 7 ])", R"(["a","7"])"},
                                {"[]", "[]"},
                                {R"("a")", "refused"},
                                {"[null]", "refused"}});
  ExpectAll(FieldType::kGuids, {{R"(["5B0F6F7E-3b2a-4c1d-9e8f-0a1b2c3d4e5f"])",
                                 R"(["5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f"])"},
                                {R"(["x"])", "refused"}});
  ExpectAll(FieldType::kRowversion, {{R"("0000000000310AB6")", R"("0000000000310AB6")"},
                                     {R"("310AB6")", "refused"},
                                     {R"("000000000031 AB6")", "refused"}});
  ExpectAll(FieldType::kAny, {{R"({"a": [1]})", R"({"a": [1]})"}, {"null", "null"}});
}

TEST(Value, NullIsForWhatMayBeNull) {
  for (const FieldType type : {FieldType::kText, FieldType::kDecimal, FieldType::kDate,
                               FieldType::kEnum, FieldType::kTexts}) {
    EXPECT_EQ(Bound(type, "null"), "refused");
    EXPECT_EQ(Bound(type, "null", /*nullable=*/true), "null");
  }
}

TEST(Value, RulesNameWhatIsWanted) {
  Field field{.name = "itemType", .type = FieldType::kEnum};
  field.values = {"StockedProduct", "Service"};
  EXPECT_EQ(RuleOf(field), "one of StockedProduct, Service");
  for (const FieldType type :
       {FieldType::kText, FieldType::kBoolean, FieldType::kInteger, FieldType::kDecimal,
        FieldType::kGuid, FieldType::kDate, FieldType::kRowversion, FieldType::kTexts,
        FieldType::kGuids, FieldType::kObject, FieldType::kRows}) {
    EXPECT_NE(RuleOf({.name = "field", .type = type}), "");
  }
}

}  // namespace
}  // namespace inflow::entity
