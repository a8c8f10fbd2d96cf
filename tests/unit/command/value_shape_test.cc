// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/value_shape.h"

#include <gmock/gmock.h>

#include <initializer_list>

namespace inflow::command {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

ValueShape ShapeOf(std::initializer_list<const char*> texts) {
  ValueShape shape;
  for (const char* text : texts) shape.Add(text);
  return shape;
}

TEST(ValueShape, OneValueThatCanOnlyBeReadOneWayDecidesForAll) {
  const ValueShape comma = ShapeOf({"1,234", "12,5", "7"});
  EXPECT_EQ(comma.comma_votes(), 1U);
  EXPECT_EQ(comma.comma_either(), 1U);
  EXPECT_EQ(comma.point_votes(), 0U);
  const ValueShape point = ShapeOf({"1,234.50", "1,234"});
  EXPECT_EQ(point.point_votes(), 1U);
  EXPECT_EQ(point.comma_votes(), 0U);
  EXPECT_EQ(ShapeOf({"1.234.567"}).comma_votes(), 1U);
  EXPECT_EQ(ShapeOf({"1.234"}).point_votes(), 0U);
}

TEST(ValueShape, KeepsTheSignsAroundNumbers) {
  EXPECT_THAT(ShapeOf({"$1.50", "-2", "(3.00)", "4 kr", "1 234,5"}).signs(),
              ElementsAre(" ", "$", "kr"));
  EXPECT_THAT(ShapeOf({"Oak bench 2 m", "A-1-B", "12-14"}).signs(), IsEmpty());
}

TEST(ValueShape, NamesTheFormsOfDatesAndWhatStandsFirst) {
  const ValueShape shape = ShapeOf({"4/6/2026 2:02:34 PM +00:00", "12/31/2026", "2026-01-31"});
  EXPECT_THAT(shape.forms(), ElementsAre(Pair("@1/@2/%Y", 1), Pair("@1/@2/%Y %I:%M:%S %p %z", 1)));
  EXPECT_TRUE(shape.month_first());
  EXPECT_FALSE(shape.day_first());
  EXPECT_FALSE(shape.timed_without_zone());
  EXPECT_EQ(shape.year_first(), 1U);
  EXPECT_TRUE(ShapeOf({"31.12.26 14:05"}).timed_without_zone());
  EXPECT_TRUE(ShapeOf({"31.12.26 14:05"}).day_first());
  EXPECT_THAT(ShapeOf({"1/2/3", "1.2.3.4", "12/2026"}).forms(), IsEmpty());
}

TEST(ValueShape, KnowsTextsThatStandForNothing) {
  const ValueShape shape = ShapeOf({"N/A", "-", "1", ""});
  EXPECT_THAT(shape.blanks(), ElementsAre("-", "N/A"));
  EXPECT_EQ(shape.values(), 3U);
}

}  // namespace
}  // namespace inflow::command
