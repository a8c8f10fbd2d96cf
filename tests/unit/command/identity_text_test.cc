// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/identity_text.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

TEST(IdentityText, WhatLooksAlikeIsOne) {
  for (const auto& [one, other] : std::initializer_list<std::pair<const char*, const char*>>{
           {"k\xC3\xA4se", "ka\xCC\x88se"},  // composed and decomposed
           {"A-1", "a-1"},                   // case
           {"STRASSE",
            "stra\xC3\x9F"
            "e"},          // likewise
           {"A 1", "A1"},  // a space inside
           {"A\xC2\xA0"
            "1",
            "A 1"},                        // of another kind
           {"\xEF\xBC\xA1-1", "A-1"},      // of full width
           {"A\xC2\xAD-1", "A-1"},         // a hyphen that is not seen
           {"1.23E+12", "1230000000000"},  // an exponent
           {"[\"1,5E+3\"]", "[\"1500\"]"},
           {"1.5E-2", "0.015"},
           {"1E+0", "1"},
       }) {
    EXPECT_EQ(PlainIdentity(one), PlainIdentity(other)) << one;
  }
}

TEST(IdentityText, WhatDoesNotStaysTwo) {
  for (const auto& [one, other] :
       std::initializer_list<std::pair<const char*, const char*>>{{"A-1", "A-2"},
                                                                  {"0017", "17"},
                                                                  {"k\xC3\xA4se", "kase"},
                                                                  {"12E4", "120000"},
                                                                  {"X1E+2", "X100"},
                                                                  {"\xFF\xC3", "a"}}) {
    EXPECT_NE(PlainIdentity(one), PlainIdentity(other)) << one;
  }
}

TEST(IdentityText, KnowsWhatASpreadsheetHasShortened) {
  for (const char* name : {"1.23E+12", "[\"1,23E+12\",\"x\"]", "5e-7", "1E+10"})
    EXPECT_TRUE(IsShortened(name)) << name;
  for (const char* name : {"", "1230000000000", "12E4", "A1E+2", "1E+2B", "1E+", "E+2", ".E+2",
                           "1E+1234", "1.2.3E+4"}) {
    EXPECT_FALSE(IsShortened(name)) << name;
  }
}

}  // namespace
}  // namespace inflow::command
