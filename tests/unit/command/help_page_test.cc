// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/help_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace inflow::command {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class HelpPageTest : public ::testing::Test {
 protected:
  Options options_;
  RawOptions raw_;
  CommandTree tree_{&options_, &raw_};
};

size_t CharactersOf(const std::string& line) {
  return static_cast<size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

// WidestLine looks at all but examples, which are to be copied as they are.
size_t WidestLine(const std::string& page) {
  size_t widest = 0;
  for (const std::string& line : LinesOf(page.substr(0, page.find("\nExamples:"))))
    widest = std::max(widest, CharactersOf(line));
  return widest;
}

TEST_F(HelpPageTest, TheOverviewFitsAScreen) {
  const std::string page = Overview(tree_, 80);
  EXPECT_LE(std::count(page.begin(), page.end(), '\n'), 24);
  EXPECT_LE(WidestLine(page), 80);
  for (const SubcommandNode& node : tree_.subcommands()) {
    if (*node.entry->group == '\0') continue;
    EXPECT_THAT(page, HasSubstr(absl::StrCat(" ", node.entry->name, " "))) << "one line for each";
    EXPECT_LE(CharactersOf(node.entry->summary), 54) << node.entry->name;
  }
}

TEST_F(HelpPageTest, EverySubcommandHasItsOwnHelpAtAnyWidth) {
  for (const SubcommandNode& node : tree_.subcommands()) {
    for (const size_t width : {0, 20, 33, 60, 80, 100, 1000}) {
      const std::string page = SubcommandHelp(tree_, node, width);
      EXPECT_THAT(page, HasSubstr("Exit code:\n  0 ")) << node.entry->name;
      EXPECT_THAT(page, HasSubstr(absl::StrCat("\nExamples:\n  "))) << node.entry->name;
      EXPECT_THAT(page, Not(HasSubstr(" \n"))) << node.entry->name << width;
      EXPECT_LE(WidestLine(page), std::clamp<size_t>(width, 42, 100)) << node.entry->name << width;
    }
    for (const std::string& example : LinesOf(node.entry->examples)) {
      EXPECT_THAT(example, HasSubstr(absl::StrCat("inflow ")));
      EXPECT_LE(CharactersOf(example), 90) << example;
    }
  }
}

TEST_F(HelpPageTest, TellsOfAnOptionWhatMayStandBehindIt) {
  const std::string page = SubcommandHelp(tree_, *tree_.Find("load"), 80);
  EXPECT_THAT(page, HasSubstr("\n  -c, --config FILE "));
  EXPECT_THAT(page, HasSubstr("\n  --format csv|ndjson|json  How every INPUT"));
  EXPECT_THAT(page, HasSubstr("\n  --stream "));
  EXPECT_THAT(page, HasSubstr("inflow load [OPTION]… INPUT…\n"));
  EXPECT_THAT(SubcommandHelp(tree_, *tree_.Find("endpoints"), 80),
              HasSubstr("inflow endpoints [OPTION]… [WORDS…]\n"));
}

}  // namespace
}  // namespace inflow::command
