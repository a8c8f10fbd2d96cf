// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/shell_quote.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

TEST(ShellQuote, QuotesWhatAShellWouldTakeApart) {
  EXPECT_EQ(ShellQuote("a/b-1.csv"), "a/b-1.csv");
  EXPECT_EQ(ShellQuote(""), "''");
  EXPECT_EQ(ShellQuote("my file;rm *.csv"), "'my file;rm *.csv'");
  EXPECT_EQ(ShellQuote("it's"), "'it'\\''s'");
}

TEST(QuotedPath, IsNoOption) {
  EXPECT_EQ(QuotedPath("-rf.zip"), "./-rf.zip");
  EXPECT_EQ(QuotedPath("a b"), "'a b'");
}

TEST(FilterAdvice, ReadsTheFileOrStandsInThePipe) {
  EXPECT_EQ(FilterAdvice("gzip -dc", "my data.csv.gz", "my data.csv"),
            "gzip -dc < 'my data.csv.gz' > 'my data.csv'");
  EXPECT_EQ(FilterAdvice("gzip -dc", "-", "any"), "put this before it in the pipe: gzip -dc");
}

}  // namespace
}  // namespace inflow::command
