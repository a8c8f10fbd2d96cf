// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/document_tracker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;

// Numbers numbers lines of which each is a document's letter, or '-' for one that does not say; '|'
// begins another input.
std::vector<uint64_t> Numbers(const std::string& lines, DocumentTracker* tracker) {
  std::vector<uint64_t> numbers;
  size_t input = 0;
  for (const char c : lines) {
    if (c == '|') {
      ++input;
      continue;
    }
    tracker->Take(c == '-' ? DocumentName() : DocumentName{0, static_cast<uint64_t>(c)}, input);
    numbers.push_back(tracker->number());
  }
  return numbers;
}

std::vector<uint64_t> Numbers(const std::string& lines) {
  DocumentTracker tracker;
  return Numbers(lines, &tracker);
}

TEST(DocumentTracker, CountsRunsOfOneName) {
  EXPECT_THAT(Numbers("AABAC"), ElementsAre(1, 1, 2, 3, 4));
  EXPECT_EQ(DocumentTracker().number(), 0);
}

TEST(DocumentTracker, ALineWithoutANameJoinsTheDocumentsAroundIt) {
  EXPECT_THAT(Numbers("A-BC"), ElementsAre(1, 1, 1, 2));
  EXPECT_THAT(Numbers("-AB"), ElementsAre(1, 1, 2));
  EXPECT_THAT(Numbers("A--B"), ElementsAre(1, 1, 1, 1));
  EXPECT_THAT(Numbers("AB-"), ElementsAre(1, 2, 2));
  EXPECT_THAT(Numbers("--"), ElementsAre(1, 1));
}

TEST(DocumentTracker, WithinADocumentItJoinsNothing) {
  EXPECT_THAT(Numbers("A-AB"), ElementsAre(1, 1, 1, 2));
}

TEST(DocumentTracker, ADocumentOverTwoInputsBeganInTheFirst) {
  DocumentTracker tracker;
  EXPECT_THAT(Numbers("AB|B", &tracker), ElementsAre(1, 2, 2));
  EXPECT_EQ(tracker.home(), 0);
  DocumentTracker joined;
  EXPECT_THAT(Numbers("A|-B", &joined), ElementsAre(1, 1, 1));
  EXPECT_EQ(joined.home(), 0);
  DocumentTracker other;
  EXPECT_THAT(Numbers("A|B", &other), ElementsAre(1, 2));
  EXPECT_EQ(other.home(), 1);
}

TEST(DocumentTracker, TellsWhichDocumentsALineWithoutANameMaySpoil) {
  const auto spoilt = [](const std::string& lines) {
    DocumentTracker tracker;
    Numbers(lines, &tracker);
    return tracker.is_spoilt();
  };
  EXPECT_FALSE(spoilt("A"));
  EXPECT_TRUE(spoilt("A-"));
  EXPECT_TRUE(spoilt("A-B"));
  EXPECT_TRUE(spoilt("-A"));
  EXPECT_TRUE(spoilt("A-A"));
  EXPECT_FALSE(spoilt("A-BC"));
}

}  // namespace
}  // namespace inflow::command
