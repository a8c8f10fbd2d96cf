// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/reference_mark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr char kDerivedId[] = "5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f";

std::string MarkText(const ReferenceMark& mark) {
  std::string text;
  AppendMark(mark, &text);
  return text;
}

std::string NameMark(std::string_view collection, std::string_view name) {
  return MarkText({.kind = ReferenceKind::kName,
                   .collection = collection,
                   .derived = {},
                   .names = {{{}, name}}});
}

std::string HoleText(uint32_t ordinal) {
  std::string text;
  AppendHole(ordinal, &text);
  return text;
}

// AnyContent is what may stand in a JSON string, the characters that marks are made of too.
rc::Gen<std::string> AnyContent() {
  return rc::gen::container<std::string>(
      rc::gen::oneOf(rc::gen::element('(', ';', ')', '#', ',', '=', 'N', '\\', '"', '\0'),
                     rc::gen::arbitrary<char>()));
}

TEST(ReferenceMark, SaysWhatIsMeant) {
  const std::string mark = MarkText({.kind = ReferenceKind::kOwn,
                                     .collection = "products",
                                     .derived = kDerivedId,
                                     .names = {{"sku", "A-1"}, {"name", "Tofu"}}});
  MarkCursor marks(mark);
  ASSERT_TRUE(marks.Next());
  EXPECT_EQ(marks.mark().kind, ReferenceKind::kOwn);
  EXPECT_EQ(marks.mark().collection, "products");
  EXPECT_EQ(marks.mark().derived, kDerivedId);
  EXPECT_THAT(marks.mark().names, ElementsAre(Pair("sku", "A-1"), Pair("name", "Tofu")));
  EXPECT_EQ(marks.begin(), 0u);
  EXPECT_EQ(marks.end(), mark.size());
  EXPECT_FALSE(marks.Next());
}

TEST(ReferenceMark, TwoThatTouchAreTwo) {
  const std::string one = NameMark("customers", "a");
  const std::string two = NameMark("vendors", "b");
  const std::string text = one + two;
  MarkCursor marks(text);
  ASSERT_TRUE(marks.Next());
  EXPECT_EQ(marks.mark().collection, "customers");
  EXPECT_EQ(marks.end(), one.size());
  ASSERT_TRUE(marks.Next());
  EXPECT_EQ(marks.mark().collection, "vendors");
  EXPECT_EQ(marks.begin(), one.size());
  EXPECT_EQ(marks.end(), text.size());
  EXPECT_FALSE(marks.Next());
}

TEST(ReferenceMark, NeedsNoEscapesInJson) {
  for (const char c : NameMark("customers", "Tofu")) {
    EXPECT_GE(c, ' ');
    EXPECT_NE(c, '"');
    EXPECT_NE(c, '\\');
  }
}

TEST(ReferenceMark, HalfAMarkIsNone) {
  const std::string mark = NameMark("customers", "Tofu");
  for (size_t size = 0; size < mark.size(); ++size) {
    MarkCursor marks(std::string_view(mark).substr(0, size));
    EXPECT_FALSE(marks.Next()) << size;
    EXPECT_FALSE(IsMark(std::string_view(mark).substr(0, size))) << size;
    MarkCursor rest(std::string_view(mark).substr(size + 1));
    EXPECT_FALSE(rest.Next()) << size;
  }
}

TEST(ReferenceMark, IsOneOnlyWhereNothingElseStands) {
  const std::string mark = NameMark("customers", "Tofu");
  EXPECT_TRUE(IsMark(mark));
  EXPECT_FALSE(IsMark(mark + " "));
  EXPECT_FALSE(IsMark(" " + mark));
  EXPECT_FALSE(IsMark(mark + mark));
  EXPECT_FALSE(IsMark(HoleText(3)));
  EXPECT_FALSE(IsMark(""));
}

TEST(Hole, HasTheSizeOfAGuidAndItsOrdinal) {
  for (const uint32_t ordinal : {0u, 7u, 10u, 4'000'000'000u, 0xffffffffu}) {
    const std::string hole = HoleText(ordinal);
    EXPECT_EQ(hole.size(), std::string_view(kDerivedId).size());
    EXPECT_EQ(hole.size(), kHoleSize);
    EXPECT_EQ(FindHole(hole, 0).at, 0u);
    EXPECT_EQ(FindHole(hole, 0).ordinal, ordinal);
  }
}

TEST(Hole, IsFoundFromWhereItIsLookedFor) {
  const std::string text = "a" + HoleText(1) + NameMark("customers", "") + HoleText(22) + "z";
  const Hole first = FindHole(text, 0);
  EXPECT_EQ(first.at, 1u);
  EXPECT_EQ(first.ordinal, 1u);
  const Hole second = FindHole(text, first.at + 1);
  EXPECT_EQ(second.at, text.size() - 1 - kHoleSize);
  EXPECT_EQ(second.ordinal, 22u);
  EXPECT_EQ(FindHole(text, second.at + 1).at, std::string_view::npos);
  EXPECT_EQ(FindHole(text, text.size()).at, std::string_view::npos);
}

RC_GTEST_PROP(ReferenceMarkProperty, ComesBackFromAnyText, ()) {
  const std::string before = *AnyContent();
  const std::string after = *AnyContent();
  const auto texts = *rc::gen::container<std::vector<std::string>>(AnyContent());
  ReferenceMark mark{.kind = *rc::gen::element(ReferenceKind::kName, ReferenceKind::kId,
                                               ReferenceKind::kAdopt, ReferenceKind::kOwn),
                     .collection = "stock-counts",
                     .derived = *rc::gen::element("", kDerivedId),
                     .names = {}};
  for (const std::string& text : texts)
    mark.names.emplace_back(*rc::gen::element("", "name", "stockCountNumber"), text);
  std::string text = before;
  AppendMark(mark, &text);
  const size_t end = text.size();
  text += after;
  MarkCursor marks(text);
  RC_ASSERT(marks.Next());
  RC_ASSERT(marks.begin() == before.size());
  RC_ASSERT(marks.end() == end);
  RC_ASSERT(marks.mark().kind == mark.kind);
  RC_ASSERT(marks.mark().collection == mark.collection);
  RC_ASSERT(marks.mark().derived == mark.derived);
  RC_ASSERT(marks.mark().names == mark.names);
  RC_ASSERT(!marks.Next());
  RC_ASSERT(FindHole(text, 0).at == std::string_view::npos);
}

RC_GTEST_PROP(ReferenceMarkProperty, IsInNoTextThatHasNone, ()) {
  const std::string text = *AnyContent();
  MarkCursor marks(text);
  RC_ASSERT(!marks.Next());
  RC_ASSERT(!IsMark(text));
  RC_ASSERT(FindHole(text, 0).at == std::string_view::npos);
}

RC_GTEST_PROP(ReferenceMarkProperty, HolesAreFoundInAnyText, ()) {
  const auto ordinals = *rc::gen::arbitrary<std::vector<uint32_t>>();
  std::string text;
  for (const uint32_t ordinal : ordinals) {
    text += *AnyContent();
    AppendHole(ordinal, &text);
  }
  text += *AnyContent();
  std::vector<uint32_t> found;
  for (Hole hole = FindHole(text, 0); hole.at != std::string_view::npos;
       hole = FindHole(text, hole.at + 1))
    found.push_back(hole.ordinal);
  RC_ASSERT(found == ordinals);
}

}  // namespace
}  // namespace inflow
