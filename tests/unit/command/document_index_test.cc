// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/document_index.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace inflow::command {
namespace {

DocumentName Name(uint64_t of) { return {of * 0x9e3779b97f4a7c15, of}; }

// Fill adds runs of one line each: a document's letter a run; a small letter is one with a line
// that is held back.
void Fill(const std::string& runs, DocumentIndex* index) {
  for (uint64_t i = 0; i < runs.size(); ++i) {
    DocumentRun run;
    run.name = Name(static_cast<uint64_t>(std::toupper(runs[i])));
    run.number = i + 1;
    run.lines = 1;
    run.begin = {i + 10, 0};
    run.held_back = std::islower(runs[i]) != 0;
    if (run.held_back) run.other = {i + 10, 0};
    index->Add(run);
  }
}

TEST(DocumentIndex, RefusesTheDocumentsThatComeAgain) {
  DocumentIndex index;
  Fill("ABACBD", &index);
  ASSERT_EQ(index.Finish({}), 0);
  EXPECT_EQ(index.documents(), 4);
  EXPECT_EQ(index.sendable(), 2);
  EXPECT_EQ(index.lines(), 2);
  EXPECT_EQ(index.apart(), 2);
  EXPECT_EQ(index.first_apart().begin.line, 10);
  EXPECT_EQ(index.first_apart().other.line, 12);
  EXPECT_EQ(index.last(), 5);
  const DocumentRun* b = index.Find(Name('B'));
  ASSERT_NE(b, nullptr);
  EXPECT_EQ(b->number, 2);
  EXPECT_EQ(b->last, 5);
  EXPECT_EQ(b->lines, 2);
  EXPECT_EQ(index.Find(Name('C')), nullptr);
  EXPECT_EQ(index.Find(Name('X')), nullptr);
}

TEST(DocumentIndex, RefusesTheDocumentsOfWhichALineIsHeldBack) {
  DocumentIndex index;
  Fill("AbC", &index);
  ASSERT_EQ(index.Finish({}), 0);
  EXPECT_EQ(index.sendable(), 2);
  EXPECT_EQ(index.apart(), 0);
  ASSERT_NE(index.Find(Name('B')), nullptr);
  EXPECT_TRUE(index.Find(Name('B'))->held_back);
  EXPECT_EQ(index.Find(Name('B'))->other.line, 11);
}

TEST(DocumentIndex, ComingAgainIsToldBeforeBeingHeldBack) {
  DocumentIndex index;
  Fill("aBA", &index);
  ASSERT_EQ(index.Finish({}), 0);
  ASSERT_NE(index.Find(Name('A')), nullptr);
  EXPECT_FALSE(index.Find(Name('A'))->held_back);
  EXPECT_EQ(index.Find(Name('A'))->other.line, 12);
}

TEST(DocumentIndex, CountsTheDocumentsOfASectionByTheirFirstLine) {
  DocumentIndex index;
  Fill("ABACBD", &index);
  ASSERT_EQ(index.Finish({1, 3}), 0);  // runs 2 to 4: B, A's second and C
  EXPECT_EQ(index.documents(), 2);
  EXPECT_EQ(index.sendable(), 1);
  EXPECT_EQ(index.apart(), 1);
  EXPECT_EQ(index.last(), 5);
  EXPECT_NE(index.Find(Name('A')), nullptr);  // to be passed over wherever its lines stand
}

TEST(DocumentIndex, WhatTheDestinationWillRefuseIsNotCountedAsSendable) {
  DocumentIndex index;
  DocumentRun run;
  run.name = Name(1);
  run.number = 1;
  run.lines = 7;
  run.spoilt = true;
  index.Add(run);
  ASSERT_EQ(index.Finish({}), 0);
  EXPECT_EQ(index.documents(), 1);
  EXPECT_EQ(index.sendable(), 0);
  EXPECT_EQ(index.lines(), 0);
  EXPECT_EQ(index.Find(Name(1)), nullptr);
}

TEST(DocumentIndex, AnEmptyOneRefusesNothing) {
  DocumentIndex index;
  EXPECT_EQ(index.Find(Name(1)), nullptr);
  ASSERT_EQ(index.Finish({}), 0);
  EXPECT_EQ(index.Find(Name(1)), nullptr);
}

TEST(DocumentIndex, BeyondItsMemoryItFindsTheSameInAFile) {
  for (const size_t memory : {size_t{0}, 3 * sizeof(DocumentRun), 64 * sizeof(DocumentRun)}) {
    DocumentIndex index(memory);
    for (uint64_t i = 0; i < 1'000; ++i) {
      DocumentRun run;
      run.name = Name(1 + i % 900);  // the first hundred come again
      run.number = i + 1;
      run.lines = 1;
      run.begin = {i + 1, static_cast<uint32_t>(i / 500)};
      index.Add(run);
    }
    ASSERT_EQ(index.Finish({}), 0);
    EXPECT_EQ(index.documents(), 900);
    EXPECT_EQ(index.apart(), 100);
    EXPECT_EQ(index.first_apart().begin.line, 1);
    EXPECT_EQ(index.first_apart().other.line, 901);
    for (uint64_t name = 1; name <= 900; ++name)
      EXPECT_EQ(index.Find(Name(name)) != nullptr, name <= 100) << name;
  }
}

TEST(DocumentIndex, AFolderForTemporaryFilesThatIsNotThereIsTold) {
  const char* before = std::getenv("TMPDIR");
  const std::string kept = before == nullptr ? "" : before;
  setenv("TMPDIR", "/proc/none", 1);
  DocumentIndex index(0);
  Fill("AB", &index);
  EXPECT_NE(index.Finish({}), 0);
  EXPECT_EQ(index.Find(Name('A')), nullptr);
  before == nullptr ? unsetenv("TMPDIR") : setenv("TMPDIR", kept.c_str(), 1);
}

}  // namespace
}  // namespace inflow::command
