// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/walker.h"

#include <gtest/gtest.h>

#include <memory>

namespace inflow {
namespace {

// Walk hands over a copy without a byte to spare, so that the address sanitizer sees every read
// behind the end. Returns the message, "" where the record is accepted.
std::string Walk(std::string_view bytes) {
  const auto exact = std::make_unique<char[]>(bytes.size());
  bytes.copy(exact.get(), bytes.size());
  RecordIndex index;
  const absl::Status status = WalkRecord({exact.get(), bytes.size()}, &index);
  EXPECT_EQ(status.code(),
            status.ok() ? absl::StatusCode::kOk : absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

std::string Repeat(std::string_view piece, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += piece;
  return text;
}

// Nested is a record of `levels` objects and arrays, itself included.
std::string Nested(size_t levels, std::string_view open, std::string_view close) {
  return "{\"a\":" + Repeat(open, levels - 1) + "0" + Repeat(close, levels - 1) + "}";
}

struct Case {
  std::string bytes;
  std::string message;
};

void ExpectAccepted(const std::vector<std::string>& records) {
  for (const std::string& record : records) EXPECT_EQ(Walk(record), "") << record;
}

void ExpectRefused(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(Walk(c.bytes), c.message) << c.bytes;
}

TEST(WalkRecordTest, AcceptsValues) {
  ExpectAccepted({"{}", " \t\r\n{ \t\r\n} \t\r\n", R"({"a":true,"b":false,"c":null})",
                  R"({"a":{},"b":[],"c":""})", R"({ "a" : [ 1 , { "b" : [ ] , "c" : { } } ] })",
                  R"({"":0})", R"({"a":{"b":1,"b":2}})", R"({"a":1,"A":2,"a ":3})"});
}

TEST(WalkRecordTest, AcceptsNumbers) {
  ExpectAccepted({R"({"n":0})", R"({"n":-0})", R"({"n":-0.0})", R"({"n":10})", R"({"n":12.50})",
                  R"({"n":1e5})", R"({"n":1E+5})", R"({"n":1.5e-07})", R"({"n":0e0})",
                  R"({"n":1e999})", R"({"n":-1e-999})", R"({"n":12345678901234567890123})",
                  R"({"n":[0,-1,2.0]})"});
}

TEST(WalkRecordTest, AcceptsStrings) {
  ExpectAccepted({R"({"s":"\"\\\/\b\f\n\r\t"})", R"({"s":"\u0000\u00e9\uABCD\uabcd\uFFFF"})",
                  R"({"s":"\ud83d\ude00"})", R"({"s":"\uD800\uDC00\uDBFF\uDFFF"})",
                  "{\"s\":\"\x7f\"}", "{\"s\":\"\xC2\x80 \xDF\xBF\"}",
                  "{\"s\":\"\xE0\xA0\x80 \xED\x9F\xBF \xEE\x80\x80 \xEF\xBF\xBF\"}",
                  "{\"s\":\"\xF0\x90\x80\x80 \xF4\x8F\xBF\xBF\"}",
                  "{\"s\":\"0123456789abcdef\xC3\xA9 0123456789abcdef\"}"});
}

TEST(WalkRecordTest, AcceptsTheDeepestRecord) {
  EXPECT_EQ(Walk(Nested(kMaxRecordDepth, "[", "]")), "");
  EXPECT_EQ(Walk(Nested(kMaxRecordDepth, "{\"b\":", "}")), "");
  EXPECT_EQ(Walk("{\"a\":" + Repeat("[", 127) + Repeat("]", 127) + ",\"b\":" + Repeat("[", 127) +
                 Repeat("]", 127) + "}"),
            "");
}

TEST(WalkRecordTest, RefusesOneLevelMore) {
  EXPECT_EQ(
      Walk(Nested(kMaxRecordDepth + 1, "[", "]")),
      "byte 133: objects and arrays must not be nested deeper than 128 levels; flatten the record");
  EXPECT_EQ(
      Walk(Nested(kMaxRecordDepth + 1, "{\"b\":", "}")),
      "byte 641: objects and arrays must not be nested deeper than 128 levels; flatten the record");
  EXPECT_EQ(
      Walk("{\"a\":" + Repeat("[", 1000000)),
      "byte 133: objects and arrays must not be nested deeper than 128 levels; flatten the record");
}

TEST(WalkRecordTest, RefusesWhatIsNoObject) {
  ExpectRefused(
      {Case{"", "byte 1: a record must be a JSON object, this is empty"},
       Case{" \r\n", "byte 4: a record must be a JSON object, this is empty"},
       Case{"[{}]", "byte 1: a record must be a JSON object, this is an array"},
       Case{"\n [1]", "byte 3: a record must be a JSON object, this is an array"},
       Case{"\"a\"", "byte 1: a record must be a JSON object, this is a string"},
       Case{"7", "byte 1: a record must be a JSON object, this is a number"},
       Case{"-7", "byte 1: a record must be a JSON object, this is a number"},
       Case{"true", "byte 1: a record must be a JSON object, this is true"},
       Case{"false", "byte 1: a record must be a JSON object, this is false"},
       Case{"null", "byte 1: a record must be a JSON object, this is null"},
       Case{"sku,name", "byte 1: a record must be a JSON object: expected '{', found 's'"},
       Case{std::string(1, '\0'),
            "byte 1: a record must be a JSON object: expected '{', found 0x00"},
       Case{"\xC3\xA9", "byte 1: a record must be a JSON object: expected '{', found 0xC3"},
       Case{
           "\xEF\xBB\xBF{}",
           "byte 1: a record must be a JSON object, this begins with a byte order mark; remove the bytes 0xEF 0xBB 0xBF"},
       Case{std::string("\xFF\xFE{\0}\0", 6),
            "byte 1: a record must be a JSON object: expected '{', found 0xFF"}});
}

TEST(WalkRecordTest, RefusesBrokenStructure) {
  ExpectRefused(
      {Case{"{", "byte 2: expected a key in double quotes, found the end of the record"},
       Case{"{a:1}", "byte 2: expected a key in double quotes, found 'a'"},
       Case{"{'a':1}", "byte 2: expected a key in double quotes, found '''"},
       Case{"{,}", "byte 2: expected a key in double quotes, found ','"},
       Case{"{1:1}", "byte 2: expected a key in double quotes, found '1'"},
       Case{"{\"a\":1,}",
            "byte 8: expected a key in double quotes, found '}'; remove the ',' before it"},
       Case{"{\"a\":{\"b\":1 , }}",
            "byte 15: expected a key in double quotes, found '}'; remove the ',' before it"},
       Case{"{\"a\":1,,\"b\":2}", "byte 8: expected a key in double quotes, found ','"},
       Case{"{\"a\":[1,]}", "byte 9: expected a value, found ']'; remove the ',' before it"},
       Case{"{\"a\":[,1]}", "byte 7: expected a value, found ','"},
       Case{"{\"a\"", "byte 5: expected ':' after the key, found the end of the record"},
       Case{"{\"a\" 1}", "byte 6: expected ':' after the key, found '1'"},
       Case{"{\"warehouse\" :=1}", "byte 15: expected a value, found '='"},
       Case{"{\"inventoryAge\"=1}", "byte 16: expected ':' after the key, found '='"},
       Case{"{\"a\":{\"b\"}}", "byte 10: expected ':' after the key, found '}'"},
       Case{"{\"a\":", "byte 6: expected a value, found the end of the record"},
       Case{"{\"a\":}", "byte 6: expected a value, found '}'"},
       Case{"{\"a\":]", "byte 6: expected a value, found ']'"},
       Case{"{\"a\":1", "byte 7: expected ',' or '}' after the value, found the end of the record"},
       Case{"{\"a\":1 \"b\":2}", "byte 8: expected ',' or '}' after the value, found '\"'"},
       Case{"{\"a\":1]", "byte 7: expected ',' or '}' after the value, found ']'"},
       Case{"{\"a\":{\"b\":1]}", "byte 12: expected ',' or '}' after the value, found ']'"},
       Case{"{\"a\":[1,2}", "byte 10: expected ',' or ']' after the value, found '}'"},
       Case{"{\"a\":[1 2]}", "byte 9: expected ',' or ']' after the value, found '2'"},
       Case{"{\"a\":[1",
            "byte 8: expected ',' or ']' after the value, found the end of the record"},
       Case{"{\"a\":[", "byte 7: expected a value, found the end of the record"},
       Case{"{\"a\":{", "byte 7: expected a key in double quotes, found the end of the record"},
       Case{
           "{}{}",
           "byte 3: expected nothing behind the object, found '{'; hand over each object as a record of its own"},
       Case{
           "{} x",
           "byte 4: expected nothing behind the object, found 'x'; hand over each object as a record of its own"},
       Case{
           std::string("{}\0", 3),
           "byte 3: expected nothing behind the object, found 0x00; hand over each object as a record of its own"},
       Case{"{/**/}", "byte 2: expected a key in double quotes, found '/'"},
       Case{"{\"a\":1\f}", "byte 7: expected ',' or '}' after the value, found 0x0C"},
       Case{"{\xC2\xA0}", "byte 2: expected a key in double quotes, found 0xC2"},
       Case{"{\"a\":1:2}", "byte 7: expected ',' or '}' after the value, found ':'"}});
}

TEST(WalkRecordTest, RefusesOtherWords) {
  ExpectRefused(
      {Case{"{\"a\":tru}", "byte 6: expected true, false or null; put text in double quotes"},
       Case{"{\"a\":tru", "byte 6: expected true, false or null; put text in double quotes"},
       Case{"{\"a\":fals}", "byte 6: expected true, false or null; put text in double quotes"},
       Case{"{\"a\":[nul]}", "byte 7: expected true, false or null; put text in double quotes"},
       Case{"{\"a\":nil}", "byte 6: expected true, false or null; put text in double quotes"},
       Case{"{\"a\":True}", "byte 6: expected a value, found 'T'"},
       Case{"{\"a\":NaN}", "byte 6: expected a value, found 'N'"},
       Case{"{\"a\":Infinity}", "byte 6: expected a value, found 'I'"},
       Case{"{\"a\":-Infinity}", "byte 7: expected a digit in the number, found 'I'"},
       Case{"{\"a\":truex}", "byte 10: expected ',' or '}' after the value, found 'x'"},
       Case{"{\"a\":undefined}", "byte 6: expected a value, found 'u'"}});
}

constexpr char kLeadingZero[] =
    ": a number must not begin with 0 before another digit; remove the 0 or put the text in double quotes";

TEST(WalkRecordTest, RefusesBadNumbers) {
  ExpectRefused(
      {Case{"{\"a\":01}", std::string("byte 6") + kLeadingZero},
       Case{"{\"a\":-01}", std::string("byte 7") + kLeadingZero},
       Case{"{\"a\":00}", std::string("byte 6") + kLeadingZero},
       Case{"{\"a\":1.}", "byte 8: expected a digit in the number, found '}'"},
       Case{"{\"a\":1.e5}", "byte 8: expected a digit in the number, found 'e'"},
       Case{"{\"a\":.5}", "byte 6: expected a value, found '.'"},
       Case{"{\"a\":-.5}", "byte 7: expected a digit in the number, found '.'"},
       Case{"{\"a\":1e}", "byte 8: expected a digit in the number, found '}'"},
       Case{"{\"a\":1e+}", "byte 9: expected a digit in the number, found '}'"},
       Case{"{\"a\":1E-", "byte 9: expected a digit in the number, found the end of the record"},
       Case{"{\"a\":1e1.5}", "byte 9: expected ',' or '}' after the value, found '.'"},
       Case{"{\"a\":-}", "byte 7: expected a digit in the number, found '}'"},
       Case{"{\"a\":-", "byte 7: expected a digit in the number, found the end of the record"},
       Case{"{\"a\":--1}", "byte 7: expected a digit in the number, found '-'"},
       Case{"{\"a\":+1}", "byte 6: expected a value, found '+'"},
       Case{"{\"a\":0x10}", "byte 7: expected ',' or '}' after the value, found 'x'"},
       Case{"{\"a\":1_000}", "byte 7: expected ',' or '}' after the value, found '_'"},
       Case{"{\"a\":1.5.5}", "byte 9: expected ',' or '}' after the value, found '.'"},
       Case{"{\"a\":\xEF\xBC\x91}", "byte 6: expected a value, found 0xEF"}});
}

constexpr char kHalfHigh[] =
    ": half a character: write \\ud800 to \\udbff only with \\udc00 to \\udfff right behind it";
constexpr char kHalfLow[] =
    ": half a character: write \\udc00 to \\udfff only right behind \\ud800 to \\udbff";

TEST(WalkRecordTest, RefusesBadEscapes) {
  ExpectRefused(
      {Case{R"({"a":"\x"})",
            "byte 8: expected one of \" \\ / b f n r t u after the backslash, found 'x'"},
       Case{R"({"a":"\U0041"})",
            "byte 8: expected one of \" \\ / b f n r t u after the backslash, found 'U'"},
       Case{"{\"a\":\"\\\n\"}",
            "byte 8: expected one of \" \\ / b f n r t u after the backslash, found 0x0A"},
       Case{
           "{\"a\":\"\\",
           "byte 8: expected one of \" \\ / b f n r t u after the backslash, found the end of the record"},
       Case{R"({"a":"\u00g0"})", "byte 11: expected four hexadecimal digits after \\u, found 'g'"},
       Case{R"({"a":"\u123"})", "byte 12: expected four hexadecimal digits after \\u, found '\"'"},
       Case{R"({"a":"\u12)",
            "byte 11: expected four hexadecimal digits after \\u, found the end of the record"},
       Case{R"({"a":"\u)",
            "byte 9: expected four hexadecimal digits after \\u, found the end of the record"},
       Case{R"({"a":"\ud800"})", std::string("byte 7") + kHalfHigh},
       Case{R"({"a":"\uDBFFx"})", std::string("byte 7") + kHalfHigh},
       Case{R"({"a":"\ud800\n"})", std::string("byte 7") + kHalfHigh},
       Case{R"({"a":"\ud800\u0041"})", std::string("byte 7") + kHalfHigh},
       Case{R"({"a":"\ud800\ud800"})", std::string("byte 7") + kHalfHigh},
       Case{R"({"a":"\ud800\)", std::string("byte 7") + kHalfHigh},
       Case{R"({"a":"\ud800\udc0"})",
            "byte 18: expected four hexadecimal digits after \\u, found '\"'"},
       Case{R"({"a":"\udc00"})", std::string("byte 7") + kHalfLow},
       Case{R"({"a":"x\udfff\ud800"})", std::string("byte 8") + kHalfLow},
       Case{R"({"\q":1})",
            "byte 4: expected one of \" \\ / b f n r t u after the backslash, found 'q'"}});
}

Case BadUtf8(std::string_view text, int byte, std::string_view found) {
  return {"{\"a\":\"" + std::string(text) + "\"}",
          "byte " + std::to_string(byte) + ": the text is not valid UTF-8, found " +
              std::string(found) + "; encode the record as UTF-8"};
}

TEST(WalkRecordTest, RefusesInvalidUtf8) {
  ExpectRefused(
      {BadUtf8("\x80", 7, "0x80"), BadUtf8("\xBF", 7, "0xBF"), BadUtf8("\xC0\x80", 7, "0xC0"),
       BadUtf8("\xC1\xBF", 7, "0xC1"), BadUtf8("\xE0\x9F\xBF", 7, "0xE0"),
       BadUtf8("\xED\xA0\x80", 7, "0xED"), BadUtf8("\xF0\x8F\xBF\xBF", 7, "0xF0"),
       BadUtf8("\xF4\x90\x80\x80", 7, "0xF4"), BadUtf8("\xF5\x80\x80\x80", 7, "0xF5"),
       BadUtf8("\xFE", 7, "0xFE"), BadUtf8("\xFF", 7, "0xFF"), BadUtf8("\xC3", 7, "0xC3"),
       BadUtf8("\xE2\x82", 7, "0xE2"), BadUtf8("\xF0\x9F\x98", 7, "0xF0"),
       BadUtf8("ok \xC3\xA9 caf\xE9", 16, "0xE9"),
       Case{"{\"a\":\"\xE2\x82",
            "byte 7: the text is not valid UTF-8, found 0xE2; encode the record as UTF-8"},
       Case{"{\"\xE9\":1}",
            "byte 3: the text is not valid UTF-8, found 0xE9; encode the record as UTF-8"}});
}

TEST(WalkRecordTest, RefusesUnendedAndControlCharacters) {
  ExpectRefused(
      {Case{
           "{\"a\":\"bc",
           "byte 9: expected '\"' to end the string that begins at byte 6, found the end of the record"},
       Case{
           "{\"a",
           "byte 4: expected '\"' to end the string that begins at byte 2, found the end of the record"},
       Case{
           "{\"a\":\"\xC3\xA9",
           "byte 9: expected '\"' to end the string that begins at byte 6, found the end of the record"},
       Case{
           "{\"a\":\"b\nc\"}",
           "byte 8: a string must not hold the control character 0x0A; write it as an escape, such as \\n or \\u000a"},
       Case{
           std::string("{\"a\":\"\0\"}", 9),
           "byte 7: a string must not hold the control character 0x00; write it as an escape, such as \\n or \\u0000"},
       Case{
           "{\"a\":\"\x1f\"}",
           "byte 7: a string must not hold the control character 0x1F; write it as an escape, such as \\n or \\u001f"},
       Case{
           "{\"\t\":1}",
           "byte 3: a string must not hold the control character 0x09; write it as an escape, such as \\n or \\u0009"}});
}

TEST(WalkRecordTest, RefusesEqualKeys) {
  ExpectRefused(
      {Case{R"({"sku":1,"sku":2})",
            "byte 10: the key \"sku\" stands at byte 2 already; remove or rename one of them"},
       Case{R"({"":1,"a":2,"":3})",
            "byte 13: the key \"\" stands at byte 2 already; remove or rename one of them"},
       Case{
           R"({"sku":1,"\u0073ku":2})",
           "byte 10: the key \"\\u0073ku\" stands at byte 2 already; remove or rename one of them"},
       Case{R"({"\/":1,"/":2})",
            "byte 9: the key \"/\" stands at byte 2 already; remove or rename one of them"},
       Case{
           "{\"\\ud83d\\ude00\":1,\"\xF0\x9F\x98\x80\":2}",
           "byte 19: the key \"\xF0\x9F\x98\x80\" stands at byte 2 already; remove or rename one of them"},
       Case{"{\"a\x7f\":1,\"a\x7f\":2}",
            "byte 9: the key \"a\\u007f\" stands at byte 2 already; remove or rename one of them"},
       Case{"{\"\xC2\x9B\":1,\"\xC2\x9B\":2}",
            "byte 9: the key \"\\u009b\" stands at byte 2 already; remove or rename one of them"},
       Case{"{\"" + std::string(64, 'k') + "\":1,\"" + std::string(64, 'k') + "\":2}",
            "byte 71: the key \"" + std::string(64, 'k') +
                "\" stands at byte 2 already; remove or rename one of them"},
       Case{"{\"" + std::string(65, 'k') + "\":1,\"" + std::string(65, 'k') + "\":2}",
            "byte 72: the key \"" + std::string(64, 'k') +
                "\"… stands at byte 2 already; remove or rename one of them"},
       Case{"{\"" + std::string(63, 'k') + "\xC3\xA9\":1,\"" + std::string(63, 'k') +
                "\xC3\xA9\":2}",
            "byte 72: the key \"" + std::string(63, 'k') +
                "\"… stands at byte 2 already; remove or rename one of them"},
       Case{"{\"" + std::string(60, 'k') + "\\u0041\":1,\"" + std::string(60, 'k') + "\\u0041\":2}",
            "byte 73: the key \"" + std::string(60, 'k') +
                "\"… stands at byte 2 already; remove or rename one of them"}});
}

TEST(WalkHostRecordTest, RefusesEqualKeysAtAnyDepth) {
  RecordIndex index;
  const auto refusal = [&index](std::string_view record) {
    return std::string(WalkHostRecord(record, &index).message());
  };
  EXPECT_EQ(refusal(R"({"o":{"a":1,"a":2}})"),
            "byte 13: the key \"a\" stands at byte 7 already; remove or rename one of them");
  EXPECT_EQ(refusal(R"({"l":[1,{"x":[{"b":1},{"a":{},"\u0061":[]}]}],"l2":0})"),
            "byte 31: the key \"\\u0061\" stands at byte 24 already; remove or rename one of them");
  EXPECT_EQ(refusal(R"({"a":1,"a":2})"),
            "byte 8: the key \"a\" stands at byte 2 already; remove or rename one of them");
  const std::string same = R"({"a":{"a":{"a":[{"a":1},{"a":2}]}},"b":{"a":1},"c":{}})";
  EXPECT_EQ(refusal(same), "") << "other objects may have the same keys";
  EXPECT_EQ(index.members.size(), 3u);
  EXPECT_TRUE(WalkRecord(R"({"o":{"a":1,"a":2}})", &index).ok()) << "that is for the host's alone";
}

TEST(WalkHostRecordTest, ManyNestedKeysTakeNoSquareOfTheirTime) {
  std::string record = R"({"rows":{)";
  for (int i = 0; i < 300'000; ++i) record += "\"k" + std::to_string(i) + "\":[{}],";
  RecordIndex index;
  EXPECT_TRUE(WalkHostRecord(record + R"("k":0}})", &index).ok());
  EXPECT_FALSE(WalkHostRecord(record + R"("k7":0}})", &index).ok());
}

TEST(WalkRecordTest, IndexesTheMembersAsWritten) {
  constexpr std::string_view kRecord =
      "\n { \"sku\" : \"A\\\"1\" , \"pri\\u0063e\":12.50,\"lines\":[ 1 , {\"a\":2} ] ,\"o\":{ "
      "},\"t\":true,\"f\":false,\"n\":null\t} ";
  RecordIndex index;
  ASSERT_TRUE(WalkRecord(kRecord, &index).ok());
  EXPECT_EQ(index.object, kRecord.substr(2, kRecord.size() - 3));
  ASSERT_EQ(index.members.size(), 7u);
  const struct {
    std::string_view key, value;
    JsonType type;
    bool key_escaped;
  } expected[] = {{"sku", "\"A\\\"1\"", JsonType::kString, false},
                  {"pri\\u0063e", "12.50", JsonType::kNumber, true},
                  {"lines", "[ 1 , {\"a\":2} ]", JsonType::kArray, false},
                  {"o", "{ }", JsonType::kObject, false},
                  {"t", "true", JsonType::kTrue, false},
                  {"f", "false", JsonType::kFalse, false},
                  {"n", "null", JsonType::kNull, false}};
  for (size_t i = 0; i < index.members.size(); ++i) {
    EXPECT_EQ(index.members[i].key, expected[i].key);
    EXPECT_EQ(index.members[i].value, expected[i].value);
    EXPECT_EQ(index.members[i].type, expected[i].type);
    EXPECT_EQ(index.members[i].key_escaped, expected[i].key_escaped);
    EXPECT_GE(index.members[i].key.data(), kRecord.data()) << "a view into the record, not a copy";
    EXPECT_LT(index.members[i].key.data(), kRecord.data() + kRecord.size());
  }
  EXPECT_EQ(index.Find("price"), &index.members[1]);
  EXPECT_EQ(index.Find("n"), &index.members[6]);
  EXPECT_EQ(index.Find("pri\\u0063e"), nullptr);
  EXPECT_EQ(index.Find("pric"), nullptr);
  EXPECT_EQ(index.Find(""), nullptr);
}

TEST(WalkRecordTest, StartsAfreshWithEachRecord) {
  RecordIndex index;
  ASSERT_TRUE(WalkRecord(R"({"a":1,"b":2})", &index).ok());
  ASSERT_FALSE(WalkRecord(R"({"c":1,)", &index).ok());
  ASSERT_TRUE(WalkRecord(R"({"d":1})", &index).ok());
  ASSERT_EQ(index.members.size(), 1u);
  EXPECT_EQ(index.members[0].key, "d");
  ASSERT_TRUE(WalkRecord("{}", &index).ok());
  EXPECT_TRUE(index.members.empty());
  EXPECT_EQ(index.object, "{}");
}

std::string ManyMembers(size_t count) {
  std::string record = "{";
  for (size_t i = 0; i < count; ++i)
    record += (i == 0 ? "\"key" : ",\"key") + std::to_string(i) + "\":" + std::to_string(i);
  return record + "}";
}

TEST(WalkRecordTest, GivesTheMemoryOfAGiantRecordBack) {
  RecordIndex index;
  ASSERT_TRUE(WalkRecord(ManyMembers(100000), &index).ok());
  ASSERT_EQ(index.members.size(), 100000u);
  ASSERT_TRUE(WalkRecord(R"({"a":1})", &index).ok());
  EXPECT_LE(index.members.capacity(), 4096u);
}

TEST(WalkRecordTest, AcceptsTwentyMegabytes) {
  const std::string text = Repeat("0123456789abcdef0123456789abcde\xC3\xA9\\n", 570000);
  const std::string record =
      "{\"text\":\"" + text + "\",\"list\":[" + Repeat("12.5,", 400000) + "0]}";
  ASSERT_GT(record.size(), 20u << 20);
  RecordIndex index;
  ASSERT_TRUE(WalkRecord(record, &index).ok());
  ASSERT_EQ(index.members.size(), 2u);
  EXPECT_EQ(index.members[0].value.size(), text.size() + 2);
  EXPECT_EQ(index.members[1].value.size(), 5u * 400000 + 3);
}

TEST(WalkRecordTest, RefusesEveryPrefixOfARecordAtItsEndOrBefore) {
  const std::string record =
      "{\"s\":\"\\u00e9\\ud83d\\ude00\xF0\x9F\x98\x80 plain text of some length\",\"n\":[-1.5e+3,true,{\"x\":null}]}";
  ASSERT_EQ(Walk(record), "");
  for (size_t size = 0; size < record.size(); ++size) {
    const std::string message = Walk(record.substr(0, size));
    ASSERT_EQ(message.substr(0, 5), "byte ") << size;
    EXPECT_LE(std::stoul(message.substr(5)), size + 1) << message;
  }
}

}  // namespace
}  // namespace inflow
