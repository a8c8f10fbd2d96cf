// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <memory>

#include "plugin/record/walker.h"
#include "tests/property/record/document.h"
#include "tests/property/record/judge.h"

namespace inflow {
namespace {

using record_testing::Choices;
using record_testing::Document;
using record_testing::Judge;

Choices SomeChoices() {
  return Choices(*rc::gen::resize(1500, rc::gen::arbitrary<std::vector<uint8_t>>()));
}

// Exact is a copy without a byte to spare, so that the address sanitizer sees every read behind the
// end.
struct Exact {
  explicit Exact(std::string_view text) : size(text.size()), bytes(std::make_unique<char[]>(size)) {
    text.copy(bytes.get(), size);
  }
  std::string_view view() const { return {bytes.get(), size}; }
  size_t size;
  std::unique_ptr<char[]> bytes;
};

RC_GTEST_PROP(WalkRecordProperty, AcceptsEveryDocumentAndIndexesItsMembers, ()) {
  Choices choices = SomeChoices();
  const Document document(&choices);
  RC_LOG() << document.text;
  const Exact exact(document.text);
  RecordIndex index;
  RC_ASSERT(WalkRecord(exact.view(), &index).ok());
  RC_ASSERT(index.object == document.At(document.root.span));
  RC_ASSERT(index.members.size() == document.root.items.size());
  for (size_t i = 0; i < index.members.size(); ++i) {
    const Member& member = index.members[i];
    const record_testing::Value& value = document.root.items[i];
    const record_testing::Span key = document.root.keys[i];
    RC_ASSERT(member.key == document.At({key.begin + 1, key.end - 1}));
    RC_ASSERT(member.key.data() == exact.bytes.get() + key.begin + 1);
    RC_ASSERT(member.key_escaped == document.root.escaped[i]);
    RC_ASSERT(member.value == document.At(value.span));
    RC_ASSERT(member.value.data() == exact.bytes.get() + value.span.begin);
    RC_ASSERT(member.type == value.type);
    RC_ASSERT(SkipValue(member.value.data(), exact.bytes.get() + exact.size) ==
              member.value.data() + member.value.size());
    RC_ASSERT(KeyIs(member, document.root.names[i]));
    RC_ASSERT(index.Find(document.root.names[i]) == &member);
  }
}

RC_GTEST_PROP(WalkJsonProperty, EveryBeginningOfADocumentIsUnended, ()) {
  Choices choices = SomeChoices();
  const Document document(&choices);
  RC_LOG() << document.text;
  const size_t object_end = document.root.span.end;
  for (size_t size = 0; size < object_end; ++size) {
    const Exact exact(std::string_view(document.text).substr(0, size));
    RC_ASSERT(WalkJson(exact.view()).end == JsonWalk::End::kUnended);
  }
}

RC_GTEST_PROP(WalkRecordProperty, AgreesWithNlohmannOnChangedDocuments, ()) {
  Choices choices = SomeChoices();
  const Document document(&choices);
  Choices changes(*rc::gen::container<std::vector<uint8_t>>(1500, rc::gen::arbitrary<uint8_t>()));
  int accepted = 0;
  for (int round = 0; round < 50; ++round) {
    std::string text = document.text;
    for (size_t left = changes.Below(3) + 1; left > 0; --left)
      record_testing::Mutate(document, &changes, &text);
    RC_LOG() << "round " << round << ": " << text << '\n';
    const Exact exact(text);
    RecordIndex index;
    const absl::Status status = WalkRecord(exact.view(), &index);
    RC_ASSERT(status.ok() == Judge::Accepts(text));
    const JsonWalk walk = WalkJson(exact.view());
    if (status.ok())
      RC_ASSERT(walk.end == JsonWalk::End::kWhole && walk.value.bytes == index.object);
    if (walk.end != JsonWalk::End::kWhole) RC_ASSERT(!status.ok());
    accepted += status.ok() ? 1 : 0;
    if (status.ok()) continue;
    const std::string message(status.message());
    RC_ASSERT(record_testing::IsCleanText(message));
    RC_ASSERT(message.size() < 250u);
    RC_ASSERT(message.rfind("byte ", 0) == 0u);
    const size_t byte = std::stoul(message.substr(5));
    RC_ASSERT(byte >= 1u);
    RC_ASSERT(byte <= text.size() + 1);
  }
  RC_CLASSIFY(accepted >= 5, "five or more of fifty accepted");
}

RC_GTEST_PROP(WalkRecordProperty, AgreesWithNlohmannOnArbitraryBytes, (const std::string& tail)) {
  const std::string text =
      *rc::gen::element<std::string>("", "{", "{\"a\":", "{\"a\":\"", "{\"a\":[") + tail;
  const Exact exact(text);
  RecordIndex index;
  const absl::Status status = WalkRecord(exact.view(), &index);
  RC_ASSERT(status.ok() == Judge::Accepts(text));
  RC_ASSERT(record_testing::IsCleanText(std::string(status.message())));
}

// The judge knows the intended differences; without them it would be nlohmann.
TEST(JudgeTest, KnowsTheDifferences) {
  const std::string deep = std::string(kMaxRecordDepth, '[') + std::string(kMaxRecordDepth, ']');
  const struct {
    std::string text;
    bool nlohmann, judge;
  } cases[] = {{"{}", true, true},
               {"[]", true, false},
               {R"({"a":1,"\u0061":2})", true, false},
               {R"({"a":{"b":1,"b":2}})", true, true},
               {"{\"a\":" + deep + "}", true, false},
               {"{\"a\":" + deep.substr(1, deep.size() - 2) + "}", true, true},
               {"\xEF\xBB\xBF{}", true, false},
               {std::string("{}\0", 3), true, false},
               {"{\"a\":1e999,\"b\":[-1e999 ]}", false, true},
               {"{\"a\":1e999,\"b\":01}", false, false},
               {R"({"a":"\ud800"})", false, false},
               {R"({"a":"\udc00"})", false, false},
               {R"({"a":NaN})", false, false}};
  for (const auto& c : cases) {
    RecordIndex index;
    EXPECT_EQ(nlohmann::json::accept(c.text), c.nlohmann) << c.text;
    EXPECT_EQ(Judge::Accepts(c.text), c.judge) << c.text;
    EXPECT_EQ(WalkRecord(c.text, &index).ok(), c.judge) << c.text;
  }
}

}  // namespace
}  // namespace inflow
