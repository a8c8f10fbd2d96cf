// SPDX-License-Identifier: Apache-2.0
#include "plugin/lookup/directory.h"

#include <gtest/gtest.h>

#include <string>

namespace inflow {
namespace {

Uuid Id(uint8_t n) {
  Uuid id{};
  id.back() = n;
  return id;
}

// Told is what a finding says: "none", "1", "1 in case Tofu" or "1 and 2".
std::string Told(const Finding& finding) {
  if (finding.kind == Finding::kNone) return "none";
  std::string told = std::to_string(finding.id.back());
  if (finding.kind == Finding::kTwo) told += " and " + std::to_string(finding.other.back());
  return finding.cased ? told + " in case " + finding.name : told;
}

TEST(Directory, FindsANameExactly) {
  Directory directory;
  directory.Add(0, "Tofu", Id(1));
  directory.Add(0, "Chai", Id(2));
  EXPECT_EQ(Told(directory.Find(0, "Tofu")), "1");
  EXPECT_EQ(Told(directory.Find(0, "Chai")), "2");
  EXPECT_EQ(Told(directory.Find(0, "Tof")), "none");
  EXPECT_EQ(Told(directory.Find(0, "Tofu ")), "none");
  EXPECT_EQ(Told(directory.Find(0, "")), "none");
}

TEST(Directory, FieldsAreApart) {
  Directory directory;
  directory.Add(2, "A-1", Id(1));
  EXPECT_EQ(Told(directory.Find(2, "A-1")), "1");
  EXPECT_EQ(Told(directory.Find(0, "A-1")), "none");
  EXPECT_EQ(Told(directory.Find(3, "A-1")), "none");
}

TEST(Directory, TakesAnotherCaseWhereNoOtherFits) {
  Directory directory;
  directory.Add(0, "Tofu", Id(1));
  EXPECT_EQ(Told(directory.Find(0, "TOFU")), "1 in case Tofu");
  directory.Add(0, "tofu", Id(2));
  EXPECT_EQ(Told(directory.Find(0, "Tofu")), "1");
  EXPECT_EQ(Told(directory.Find(0, "tofu")), "2");
}

TEST(Directory, TwoInOtherCaseAreTwo) {
  Directory directory;
  directory.Add(0, "Tofu", Id(1));
  directory.Add(0, "tofu", Id(2));
  const Finding finding = directory.Find(0, "TOFU");
  EXPECT_EQ(finding.kind, Finding::kTwo);
  EXPECT_EQ(finding.id.back() + finding.other.back(), 3);
}

TEST(Directory, TwoWithOneNameAreTwo) {
  Directory directory;
  directory.Add(0, "Tofu", Id(1));
  directory.Add(0, "Tofu", Id(2));
  directory.Add(0, "TOFU", Id(3));
  const Finding finding = directory.Find(0, "Tofu");
  EXPECT_EQ(finding.kind, Finding::kTwo);
  EXPECT_FALSE(finding.cased);
  EXPECT_EQ(finding.id.back() + finding.other.back(), 3);
  EXPECT_EQ(Told(directory.Find(0, "TOFU")), "3");
}

TEST(Directory, TheSameRecordTwiceIsOne) {
  Directory directory;
  directory.AddId(Id(1));
  directory.AddId(Id(1));
  directory.Add(0, "Tofu", Id(1));
  directory.Add(0, "Tofu", Id(1));
  EXPECT_EQ(directory.size(), 1u);
  EXPECT_EQ(Told(directory.Find(0, "Tofu")), "1");
  directory.Add(0, "TOFU", Id(1));  // it was renamed between two pages
  EXPECT_EQ(Told(directory.Find(0, "tOFU")).substr(0, 1), "1");
  EXPECT_EQ(directory.Find(0, "tOFU").kind, Finding::kOne);
}

TEST(Directory, CaseIsThatOfAnyScript) {
  Directory directory;
  directory.Add(0, "ÅNGSTRØM", Id(1));
  directory.Add(0, "Straße", Id(2));
  directory.Add(0, "ΟΔΥΣΣΕΥΣ", Id(3));
  directory.Add(0, "Москва", Id(4));
  EXPECT_EQ(Told(directory.Find(0, "ångstrøm")), "1 in case ÅNGSTRØM");
  EXPECT_EQ(Told(directory.Find(0, "STRASSE")), "2 in case Straße");
  EXPECT_EQ(Told(directory.Find(0, "οδυσσευς")), "3 in case ΟΔΥΣΣΕΥΣ");
  EXPECT_EQ(Told(directory.Find(0, "МОСКВА")), "4 in case Москва");
  EXPECT_EQ(Told(directory.Find(0, "Angstrom")), "none");
}

// The dotless i is another letter, and so is the dotted I: who means one does not get the other.
TEST(Directory, TurkishLettersAreOthers) {
  Directory directory;
  directory.Add(0, "ILIK", Id(1));
  directory.Add(0, "İLİK", Id(2));
  EXPECT_EQ(Told(directory.Find(0, "ilik")), "1 in case ILIK");
  EXPECT_EQ(Told(directory.Find(0, "ılık")), "none");
  EXPECT_EQ(Told(directory.Find(0, "İLİK")), "2");
}

TEST(Directory, ANoBreakSpaceIsAnotherName) {
  Directory directory;
  directory.Add(0, "Alfreds Futterkiste", Id(1));
  EXPECT_EQ(Told(directory.Find(0, "Alfreds\u00a0Futterkiste")), "none");
}

TEST(Directory, BytesThatAreNoTextAreComparedAsTheyAre) {
  Directory directory;
  directory.Add(0, "\xff\xfe", Id(1));
  EXPECT_EQ(Told(directory.Find(0, "\xff\xfe")), "1");
  EXPECT_EQ(Told(directory.Find(0, "\xff")), "none");
}

TEST(Directory, TellsTheNearestNameAsTheServiceHasIt) {
  Directory directory;
  directory.Add(0, "Chai", Id(1));
  directory.Add(0, "Tofu", Id(2));
  EXPECT_EQ(directory.Nearest(0, "Toffu"), "Tofu");
  EXPECT_EQ(directory.Nearest(0, "quite another"), "");
  EXPECT_EQ(directory.Nearest(1, "Toffu"), "");
}

TEST(Directory, KnowsIdsWithoutNames) {
  Directory directory;
  directory.AddId(Id(1));
  EXPECT_TRUE(directory.Has(Id(1)));
  EXPECT_FALSE(directory.Has(Id(2)));
}

}  // namespace
}  // namespace inflow
