// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/header_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow {
namespace {

using ::testing::ElementsAre;

HeaderLines Lines(std::vector<std::string> lines) {
  return std::make_shared<const std::vector<std::string>>(std::move(lines));
}

std::vector<std::string> Texts(const HeaderList& list) {
  std::vector<std::string> texts;
  for (const curl_slist* node = list.get(); node != nullptr; node = node->next)
    texts.emplace_back(node->data);
  return texts;
}

class HeaderCacheTest : public ::testing::Test {
 protected:
  std::shared_ptr<const HeaderList> Get(const HeaderLines& lines) {
    std::shared_ptr<const HeaderList> list;
    const absl::Status status = cache_.Get(lines, &list);
    EXPECT_TRUE(status.ok()) << status;
    return list;
  }

  HeaderCache cache_;
};

TEST_F(HeaderCacheTest, KeepsLinesInOrderAndTakesAwayWhatLibcurlAdds) {
  EXPECT_THAT(Texts(*Get(Lines({"Content-Type: application/json", "X-A: 1"}))),
              ElementsAre("Expect:", "Content-Type: application/json", "X-A: 1"));
  EXPECT_THAT(Texts(*Get(Lines({"content-type:text/plain"}))),
              ElementsAre("Expect:", "content-type:text/plain"));
  EXPECT_THAT(Texts(*Get(Lines({"X-Content-Type: 1"}))),
              ElementsAre("Expect:", "Content-Type:", "X-Content-Type: 1"));
}

TEST_F(HeaderCacheTest, NullMeansNoLines) {
  EXPECT_THAT(Texts(*Get(nullptr)), ElementsAre("Expect:", "Content-Type:"));
}

TEST_F(HeaderCacheTest, EmptyValueIsSentAndNotTakenAsRemoval) {
  EXPECT_THAT(Texts(*Get(Lines({"X-Empty:", "Content-Type: \t"}))),
              ElementsAre("Expect:", "X-Empty;", "Content-Type;"));
}

TEST_F(HeaderCacheTest, RecognisesTheSameLinesByTheirAddress) {
  const HeaderLines lines = Lines({"X: 1"});
  const auto first = Get(lines);
  EXPECT_EQ(Get(lines), first);
  EXPECT_NE(Get(Lines({"X: 1"})), first);
}

TEST_F(HeaderCacheTest, HoldsTheLinesSoThatAnAddressIsNotUsedAgain) {
  HeaderLines lines = Lines({"X: 1"});
  const std::weak_ptr<const std::vector<std::string>> watch = lines;
  Get(lines);
  lines.reset();
  EXPECT_FALSE(watch.expired());
}

TEST_F(HeaderCacheTest, IsBoundedAndAListOutlivesItsPlace) {
  const HeaderLines lines = Lines({"X: first"});
  const auto first = Get(lines);
  const std::weak_ptr<const HeaderList> watch = Get(Lines({"X: second"}));
  ASSERT_FALSE(watch.expired());
  for (int i = 0; i < 64; ++i) Get(Lines({"X: " + std::to_string(i)}));
  EXPECT_TRUE(watch.expired());
  EXPECT_THAT(Texts(*first), ElementsAre("Expect:", "Content-Type:", "X: first"));
  EXPECT_NE(Get(lines), first);
}

TEST_F(HeaderCacheTest, RefusesALineThatIsNoHeaderWithoutShowingIt) {
  std::shared_ptr<const HeaderList> list;
  const absl::Status status = cache_.Get(Lines({"X: 1", "Secret: a\r\nX-Other: b"}), &list);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(
      status.message(),
      "header line 2 of the request is not \"Name: value\" without control characters; correct request_headers");
  EXPECT_EQ(list, nullptr);
}

TEST(IsHeaderLineTest, WantsATokenAColonAndNoControlCharacters) {
  for (const std::string_view line :
       {"A:", "A: b", "X-a_b.1~: \t\"c\" \xC3\xA9", "!#$%&'*+-.^_`|~0:x"})
    EXPECT_TRUE(IsHeaderLine(line)) << line;
  const std::string_view nul("A: b\0c", 6);
  for (const std::string_view line :
       {std::string_view(), std::string_view("A"), std::string_view(": b"),
        std::string_view("A : b"), std::string_view(" A: b"), std::string_view("A\t: b"),
        std::string_view("\xC3\xA9: b"), std::string_view("A: b\r"), std::string_view("A: b\nC: d"),
        std::string_view("A: \x7f"), nul}) {
    EXPECT_FALSE(IsHeaderLine(line)) << line;
  }
}

}  // namespace
}  // namespace inflow
