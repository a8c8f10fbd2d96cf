// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/form_writer.h"

#include <gmock/gmock.h>

namespace inflow {
namespace {

using ::testing::HasSubstr;

std::string Form(const std::string& json, const std::string& prefix = "") {
  std::string out;
  const absl::Status status = AppendForm(prefix, json, &out);
  return status.ok() ? out : std::string(status.message());
}

TEST(FormWriter, WritesNestedNamesInBrackets) {
  EXPECT_EQ(Form(R"({"a":{"b":"x y"},"c":[1,{"d":true}]})"),
            "a%5Bb%5D=x+y&c%5B0%5D=1&c%5B1%5D%5Bd%5D=true");
  EXPECT_EQ(Form(R"({"a":1,"b":2})", "data%5B3%5D"), "data%5B3%5D%5Ba%5D=1&data%5B3%5D%5Bb%5D=2");
}

TEST(FormWriter, EncodesWhatSeparatesPairs) {
  EXPECT_EQ(Form(R"({"a=b&c":"1&2=3+4%\r\n\u0000ü"})"),
            "a%3Db%26c=1%262%3D3%2B4%25%0D%0A%00%C3%BC");
}

TEST(FormWriter, WritesNullAsAnEmptyValue) {
  EXPECT_EQ(Form(R"({"a":null,"b":"","c":[null]})"), "a=&b=&c%5B0%5D=");
}

TEST(FormWriter, LeavesNumbersAsTheyCame) {
  EXPECT_EQ(Form(R"({"a":1.50,"b":-0,"c":1E+2})"), "a=1.50&b=-0&c=1E%2B2");
}

TEST(FormWriter, RefusesWhatAFormCannotCarry) {
  EXPECT_THAT(Form("{}"), HasSubstr("the record is an empty object"));
  EXPECT_THAT(
      Form(R"({"a":[]})"),
      HasSubstr("the attribute \"a\" is an empty list, which a form cannot carry; exclude it"));
  EXPECT_THAT(Form(R"({"a":[1,{"b":{}}]})"),
              HasSubstr("the attribute \"a.1.b\" is an empty object"));
  EXPECT_THAT(Form(R"({"":{"b":1},"b":2})"),
              HasSubstr("the record has an attribute with an empty name"));
  EXPECT_THAT(Form(R"({"a":{"":1}})"),
              HasSubstr("the attribute \"a\" has an attribute with an empty name"));
  EXPECT_THAT(Form(R"({"b":{"a[0]":1}})"),
              HasSubstr("the attribute \"b.a[0]\" has brackets in its name"));
}

}  // namespace
}  // namespace inflow
