// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/request_edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace inflow::command {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kRequest[] =
    R"({"route":"","method":"PUT","url":"https://h/c/p","headers":{"Accept":"a/b"},"body":"{\"n\": 12.50}","records":[{"id":1,"line":2}]})";
constexpr char kEditable[] =
    "{\n"
    "  \"method\": \"PUT\",\n"
    "  \"url\": \"https://h/c/p\",\n"
    "  \"headers\": {\n"
    "    \"Accept\": \"a/b\"\n"
    "  },\n"
    "  \"body\": {\n"
    "    \"n\": 12.50\n"
    "  }\n"
    "}\n";

std::string Message(std::string_view text, size_t lines_before = 0) {
  const absl::Status status = ReadEdited("the text", text, "", lines_before).status();
  return {status.message().data(), status.message().size()};
}

TEST(EditableRequest, ShowsTheBodyAsJsonToEdit) { EXPECT_EQ(EditableRequest(kRequest), kEditable); }

TEST(EditableRequest, ShowsOtherBodiesAsText) {
  for (const char* body : {R"("<a/>")", R"("{\"n\":")", R"("7")", R"("\"a\"")", "null"}) {
    const std::string request = absl::StrCat(R"({"method":"PUT","body":)", body, "}");
    EXPECT_EQ(EditableRequest(request),
              absl::StrCat("{\n  \"method\": \"PUT\",\n  \"body\": ", body, "\n}\n"));
    EXPECT_EQ(ReadEdited("t", EditableRequest(request), request).value(), request);
  }
}

TEST(ReadEdited, SendsABodyThatWasNotChangedAsItWas) {
  EXPECT_EQ(
      ReadEdited("t", kEditable, kRequest).value(),
      R"({"method":"PUT","url":"https://h/c/p","headers":{"Accept":"a/b"},"body":"{\"n\": 12.50}"})");
}

TEST(ReadEdited, TouchesNothingInAChangedBodyButWhiteSpace) {
  EXPECT_EQ(ReadEdited("t",
                       R"({"body": {"big": 123456789012345678901234567890, "e": 1e999,
                                    "n": 12.500, "t": "a  b // \u00e9"}})",
                       kRequest)
                .value(),
            R"({"body":"{\"big\":123456789012345678901234567890,\"e\":1e999,\"n\":12.500,)"
            R"(\"t\":\"a  b // \\u00e9\"}"})");
}

TEST(ReadEdited, TakesThePreviewsShapeAndAWholePreview) {
  EXPECT_EQ(ReadEdited("t", kRequest, "").value(), kRequest);
  EXPECT_EQ(
      ReadEdited("t", R"({"requests":[{"body":{"a": 12345678901234567890123}}],"refused":[]})", "")
          .value(),
      R"({"body":"{\"a\":12345678901234567890123}"})");
  EXPECT_EQ(Message(R"({"requests":[{},{}]})"),
            "the text is a preview of several requests: leave one in it, or take one out with jq "
            "'.requests[0]'");
  EXPECT_EQ(Message(R"({"requests":[]})"), "the text is a preview without a request");
}

TEST(ReadEdited, TakesComments) {
  EXPECT_EQ(ReadEdited("t", "// why\n{\"body\": /* none */ null // yet\n}\n", "").value(),
            R"({"body":null})");
}

TEST(ReadEdited, NamesTheLineAndColumnOfWhatIsNoJson) {
  EXPECT_EQ(Message("{\n  \"mêthod\": \"PUT\"\n  \"url\": 1}"),
            "the text is not JSON: line 3, column 3: unexpected string literal; expected ',' or "
            "'}'");
  EXPECT_THAT(Message("{\"é\": PUT}", 2),
              StartsWith("the text is not JSON: line 3, column 7: invalid literal"));
  EXPECT_THAT(Message("{\n\"a\": \"b\nc\"}"),
              StartsWith("the text is not JSON: line 2, column 8: "));
  EXPECT_THAT(Message("{\n  \"a\": 1\n"),
              StartsWith("the text is not JSON: line 3, column 1: unexpected end of input"));
  EXPECT_THAT(Message("[1 2]"), HasSubstr("line 1, column 4"));
}

TEST(WithNotes, PutsLinesBeforeThatWithoutNotesTakesAway) {
  const std::vector<std::string> notes = {"/method: no\nnever"};
  const std::string noted = WithNotes(kEditable, notes);
  EXPECT_THAT(noted, StartsWith("// inflow: /method: no never\n// inflow: what is saved here "));
  EXPECT_EQ(WithoutNotes(noted), kEditable);
  EXPECT_EQ(noted.size() - WithoutNotes(noted).size(), noted.find('{'));
  EXPECT_EQ(LinesBefore(notes.size()), 2);
  EXPECT_EQ(WithoutNotes("// inflow: "), "");
  EXPECT_EQ(WithoutNotes("// mine\n{}"), "// mine\n{}");
}

TEST(PlaceIn, IsThatOfWhatAPointerNames) {
  EXPECT_EQ(PlaceIn(kEditable, "/method"), "line 2, column 13");
  EXPECT_EQ(PlaceIn(kEditable, "/body", 3), "line 10, column 11");
  EXPECT_EQ(PlaceIn(kEditable, "/other"), "line 1, column 1");
  EXPECT_EQ(PlaceIn("{\"requests\": [\n {\"url\": 1}]}", "/url"), "line 2, column 10");
}

}  // namespace
}  // namespace inflow::command
