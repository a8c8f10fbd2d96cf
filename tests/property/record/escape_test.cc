// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

#include "plugin/record/walker.h"
#include "plugin/text/escaped.h"
#include "tests/property/record/document.h"

namespace inflow {
namespace {

using record_testing::Choices;

std::string SomeText() {
  Choices choices(*rc::gen::resize(200, rc::gen::arbitrary<std::vector<uint8_t>>()));
  return record_testing::PlainUtf8(record_testing::MakeText(&choices));
}

RC_GTEST_PROP(EscapeProperty, UnescapeUndoesAppendEscaped, ()) {
  const std::string text = SomeText();
  std::string escaped;
  AppendEscaped(text, &escaped);
  std::string back;
  Unescape(escaped, &back);
  RC_ASSERT(back == text);
  RC_ASSERT(escaped.size() >= text.size());
  RC_ASSERT(nlohmann::json::parse("\"" + escaped + "\"").get<std::string>() == text);
  RecordIndex index;
  RC_ASSERT(WalkRecord("{\"" + escaped + "\":\"" + escaped + "\"}", &index).ok());
}

RC_GTEST_PROP(EscapeProperty, UnescapeReadsWhatNlohmannWrites, ()) {
  const std::string text = SomeText();
  const std::string dumped = nlohmann::json(text).dump(-1, ' ', true);
  std::string back;
  Unescape(std::string_view(dumped).substr(1, dumped.size() - 2), &back);
  RC_ASSERT(back == text);
}

RC_GTEST_PROP(EscapeProperty, KeyIsComparesUnescapedText, ()) {
  const std::string text = SomeText();
  const std::string other = SomeText();
  const std::string dumped = nlohmann::json(text).dump(-1, ' ', true);
  const std::string_view raw = std::string_view(dumped).substr(1, dumped.size() - 2);
  const Member member{raw, "0", JsonType::kNumber, raw.find('\\') != std::string_view::npos};
  RC_ASSERT(KeyIs(member, text));
  RC_ASSERT(KeyIs(member, other) == (text == other));
  RC_ASSERT(!KeyIs(member, text + "x"));
  if (!text.empty()) RC_ASSERT(!KeyIs(member, text.substr(1)));
}

// Unescape is safe, and changes nothing but escapes, whatever it is given.
RC_GTEST_PROP(EscapeProperty, UnescapeTakesArbitraryBytes, (const std::string& bytes)) {
  const std::string raw =
      bytes + *rc::gen::element<std::string>("", "\\", "\\u", "\\u12", "\\ud800", "\\ud800\\u");
  std::string back;
  Unescape(raw, &back);
  RC_ASSERT(back.size() <= raw.size());
  if (raw.find('\\') == std::string::npos) RC_ASSERT(back == raw);
}

}  // namespace
}  // namespace inflow
