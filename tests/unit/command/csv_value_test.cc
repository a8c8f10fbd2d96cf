// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/csv_value.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

using Type = CsvSettings::Type;

// Written is the value, or "refused".
std::string Written(Type type, std::string_view text) {
  std::string out;
  return WriteValue(type, text, &out) ? out : "refused";
}

TEST(WriteValue, NumbersKeepTheirValueAndBecomeJson) {
  for (const char* number :
       {"0", "-0", "12.50", "1e5", "-1.5E-3", "1e400", "12345678901234567890123.10"}) {
    EXPECT_EQ(Written(Type::kNumber, number), number);
  }
  EXPECT_EQ(Written(Type::kNumber, ".5"), "0.5");
  EXPECT_EQ(Written(Type::kNumber, "-.50"), "-0.50");
  EXPECT_EQ(Written(Type::kNumber, "5."), "5");
  EXPECT_EQ(Written(Type::kNumber, "5.e2"), "5e2");
  EXPECT_EQ(Written(Type::kNumber, "+5"), "5");
  EXPECT_EQ(Written(Type::kNumber, "0017"), "17");
  EXPECT_EQ(Written(Type::kNumber, "-000.250"), "-0.250");
  EXPECT_EQ(Written(Type::kNumber, "000"), "0");
  EXPECT_EQ(Written(Type::kNumber, " 12.50\xc2\xa0"), "12.50");
}

TEST(WriteValue, RefusesWhatIsNoNumber) {
  for (const char* text :
       {"",     " ",   ".",        "-",   "+",   "-.", "e5",  ".e5", "1,5", "1 000", "1.2.3",
        "0x1F", "NaN", "Infinity", "--1", "+-1", "1e", "1e+", "12a", "$5",  "５"}) {
    EXPECT_EQ(Written(Type::kNumber, text), "refused") << text;
  }
}

TEST(WriteValue, BooleansInEveryWriting) {
  for (const char* text : {"true", "True", "TRUE", "yes", "Yes", "Y", "t", "on", "1", " true "}) {
    EXPECT_EQ(Written(Type::kBoolean, text), "true") << text;
  }
  for (const char* text : {"false", "False", "no", "N", "f", "OFF", "0"})
    EXPECT_EQ(Written(Type::kBoolean, text), "false") << text;
  for (const char* text : {"", "2", "01", "maybe", "truefalse", "null"})
    EXPECT_EQ(Written(Type::kBoolean, text), "refused") << text;
}

TEST(WriteValue, JsonIsTakenAsItIs) {
  for (const char* text : {"[1, {\"x\": 2.0}]", "null", "1e400", "\"a\"", "{\"a\":1,\"a\":2}"})
    EXPECT_EQ(Written(Type::kJson, text), text);
  EXPECT_EQ(Written(Type::kJson, " [1] "), "[1]");
  for (const char* text : {"{a}", "[1,]", "01", "[1] 2", "\"\xff\""})
    EXPECT_EQ(Written(Type::kJson, text), "refused") << text;
}

}  // namespace
}  // namespace inflow::command
