// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/quota_header.h"

#include <string>

#include "gtest/gtest.h"

namespace inflow {
namespace {

TEST(ParseQuotaTest, ReadsCountAndTotal) {
  EXPECT_EQ(ParseQuota("12/60"), (QuotaReading{12, 60}));
  EXPECT_EQ(ParseQuota("0/1000"), (QuotaReading{0, 1000}));
  EXPECT_EQ(ParseQuota("60/60"), (QuotaReading{60, 60}));
  EXPECT_EQ(ParseQuota(" 7 / 60 "), (QuotaReading{7, 60}));
  EXPECT_EQ(ParseQuota("007/060"), (QuotaReading{7, 60}));
  EXPECT_EQ(ParseQuota("1/1000000"), (QuotaReading{1, 1'000'000}));
}

TEST(ParseQuotaTest, RefusesAllElse) {
  for (const std::string value : {"",
                                  "/",
                                  "60",
                                  "12/",
                                  "/60",
                                  "0/0",
                                  "5/0",
                                  "61/60",
                                  "-1/60",
                                  "1/-60",
                                  "+1/60",
                                  "1.5/60",
                                  "1/60.0",
                                  "1/60/3600",
                                  "a/b",
                                  "1e1/60",
                                  "0x1/60",
                                  "1/1000001",
                                  "1/18446744073709551616",
                                  "99999999999999999999/60",
                                  "12/60;w=60",
                                  "12 60",
                                  "1 2/60",
                                  "NaN/60"}) {
    EXPECT_EQ(ParseQuota(value), std::nullopt) << value;
  }
  EXPECT_EQ(ParseQuota(std::string("1\0/60", 5)), std::nullopt);
  EXPECT_EQ(ParseQuota(std::string(1'000'000, '9')), std::nullopt);
}

// Our own requests, all within the window, one answer after the other unless `in_flight` says
// otherwise.
class Answers {
 public:
  QuotaDirection See(size_t count, size_t in_flight = 0) {
    ++ended_;
    learner_.Observe(count, {ended_, ended_, ended_, in_flight});
    return learner_.direction();
  }

 private:
  DirectionLearner learner_;
  size_t ended_ = 0;
};

TEST(DirectionLearnerTest, OneAnswerShowsNothing) {
  Answers answers;
  EXPECT_EQ(answers.See(1), QuotaDirection::kUnknown);
}

TEST(DirectionLearnerTest, TwoAnswersShowUsed) {
  Answers answers;
  answers.See(1);
  EXPECT_EQ(answers.See(2), QuotaDirection::kUsed);
}

TEST(DirectionLearnerTest, TwoAnswersShowLeft) {
  Answers answers;
  answers.See(59);
  EXPECT_EQ(answers.See(58), QuotaDirection::kLeft);
}

TEST(DirectionLearnerTest, AnEqualCountShowsNothing) {
  Answers answers;
  answers.See(30);
  EXPECT_EQ(answers.See(30), QuotaDirection::kUnknown);
  EXPECT_EQ(answers.See(31), QuotaDirection::kUsed);
}

TEST(DirectionLearnerTest, AnswersOutOfOrderDoNotMislead) {
  // Four in flight; the service counted 1 to 6, the answers to 4, 2, 1 and 3 overtook each other.
  Answers answers;
  EXPECT_EQ(answers.See(4, 3), QuotaDirection::kUnknown);
  EXPECT_EQ(answers.See(2, 3), QuotaDirection::kUnknown);
  EXPECT_EQ(answers.See(1, 3), QuotaDirection::kUnknown);
  EXPECT_EQ(answers.See(3, 3), QuotaDirection::kUnknown);
  EXPECT_EQ(answers.See(5, 3), QuotaDirection::kUnknown);
  EXPECT_EQ(answers.See(6, 3), QuotaDirection::kUnknown);
  EXPECT_EQ(answers.See(7, 3), QuotaDirection::kUnknown);
  EXPECT_EQ(answers.See(8, 3),
            QuotaDirection::kUsed);  // the fourth answer above the first one's count
}

TEST(DirectionLearnerTest, AJumpThatOthersMadeNeedsASecondOne) {
  Answers answers;
  answers.See(10);
  EXPECT_EQ(answers.See(25), QuotaDirection::kUnknown);
  EXPECT_EQ(answers.See(39), QuotaDirection::kUsed);
}

TEST(DirectionLearnerTest, AWindowThatBeginsAnewDoesNotTurnTheDirection) {
  Answers answers;
  answers.See(40);
  EXPECT_EQ(answers.See(41), QuotaDirection::kUsed);
  EXPECT_EQ(answers.See(42), QuotaDirection::kUsed);
  EXPECT_EQ(answers.See(1), QuotaDirection::kUsed);
  EXPECT_EQ(answers.See(2), QuotaDirection::kUsed);
}

TEST(DirectionLearnerTest, AWrongGuessIsCorrected) {
  Answers answers;
  answers.See(2);
  EXPECT_EQ(answers.See(1), QuotaDirection::kLeft);  // in truth the window began anew
  EXPECT_EQ(answers.See(2), QuotaDirection::kUnknown);
  EXPECT_EQ(answers.See(3), QuotaDirection::kUsed);
}

TEST(DirectionLearnerTest, NothingIsConcludedWhileOwnRequestsLeaveTheWindow) {
  DirectionLearner learner;
  learner.Observe(60, {60, 60, 60, 0});
  learner.Observe(59, {59, 59, 61, 0});  // two of our own expired, one was added
  EXPECT_EQ(learner.direction(), QuotaDirection::kUnknown);
  learner.Observe(58, {59, 59, 62, 0});
  EXPECT_EQ(learner.direction(), QuotaDirection::kUnknown);
}

TEST(DirectionLearnerTest, NothingIsConcludedWhereOwnRequestsMayHaveLeftTheWindow) {
  DirectionLearner learner;
  learner.Observe(3, {1, 3, 3, 0});  // the first two are about to leave
  learner.Observe(2, {2, 4, 4, 0});  // and have left the service's window
  EXPECT_EQ(learner.direction(), QuotaDirection::kUnknown);
}

TEST(DirectionLearnerTest, AnAnswerWithoutARequestOfOursShowsNothing) {
  DirectionLearner learner;
  learner.Observe(10, {5, 5, 5, 0});
  learner.Observe(11, {5, 5, 5, 0});
  learner.Observe(12, {5, 5, 5, 0});
  EXPECT_EQ(learner.direction(), QuotaDirection::kUnknown);
}

}  // namespace
}  // namespace inflow
