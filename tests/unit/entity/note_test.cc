// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/note.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

TEST(LossesOf, SaysWhatBecameOfEachField) {
  EXPECT_EQ(LossesOf({}), "");
  EXPECT_EQ(LossesOf({{NoteKind::kUnconfirmedField, "lines"}, {NoteKind::kReplacedRows, "prices"}}),
            "");
  EXPECT_EQ(LossesOf({{NoteKind::kRoundedField, "weight"},
                      {NoteKind::kDroppedField, "remarks"},
                      {NoteKind::kDroppedField, "colour"}}),
            R"(it dropped "remarks", "colour" and rounded "weight")");
  EXPECT_EQ(LossesOf({{NoteKind::kChangedField, "name"}}), R"(it changed "name")");
}

}  // namespace
}  // namespace inflow
