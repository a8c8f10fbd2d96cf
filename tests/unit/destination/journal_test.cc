// SPDX-License-Identifier: Apache-2.0
//
// A handle with a journal: what it finds of an earlier session, which ended without closing it.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "plugin/sqlite/database.h"
#include "tests/unit/destination/destination_fixture.h"

namespace inflow {
namespace {

using testing::Answered;
using ::testing::ElementsAre;
using testing::FakeTransport;
using testing::Hanging;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string kCreate = R"("endpoint":"create_product")";
const std::string kUpdate = R"("endpoint":"update_product","parameters":{"id":"{record.id}"})";
const std::string kHolds = R"(,"retry":{"on_unknown_outcome":"hold"})";
const std::string kFolds =
    R"("endpoint":"create_sales_order","batching":{"enabled":true,"algorithm":"fold","by":"order","line_attributes":["sku"]},"map":{"order":"{order}","sku":"{sku}"})";
const std::string kRecordA = R"({"id":"a"})", kRecordB = R"({"id":"b"})",
                  kRecordC = R"({"id":"c"})";

class JournalledTest : public DestinationTest {
 protected:
  JournalledTest()
      : folder_(std::filesystem::temp_directory_path() /
                ("inflow-journal-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~JournalledTest() override {
    destination_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::string Path() const { return (folder_ / "j.db").string(); }
  std::string Journal(const std::string& more = "") const {
    return R"(,"journal":{"path":")" + Path() + "\"" + more + "}";
  }
  // Die ends the handle as a killed process would, and begins another.
  void Die(const std::string& rest) {
    Renew();
    Configure(rest);
  }
  CallStatus WriteToken(const std::vector<std::string>& records, const std::string& token,
                        int64_t timeout_ms = -1) {
    const testing::Records block(records);
    HostBatch batch;
    batch.records = block.Block();
    batch.token = token;
    return destination_->WriteBatch(batch, timeout_ms);
  }
  // Earlier is "id OUTCOME" of all that the command lists.
  std::vector<std::string> Earlier() {
    std::string text;
    EXPECT_TRUE(destination_->Command("earlier", "{}", &text).ok());
    std::vector<std::string> out;
    const nlohmann::json answer = nlohmann::json::parse(text);
    for (const nlohmann::json& one : answer["records"]) {
      const nlohmann::json& outcome = one["outcome"];
      out.push_back(std::to_string(one["id"].get<uint64_t>()) + " " +
                    (outcome.is_null() ? "PENDING" : outcome.get<std::string>()));
    }
    return out;
  }
  nlohmann::json Run(const std::string& arguments) {
    std::string text;
    const CallStatus status = destination_->Command("run", arguments, &text);
    EXPECT_TRUE(status.ok()) << status.message;
    return nlohmann::json::parse(text, nullptr, false);
  }

  std::filesystem::path folder_;
};

TEST_F(JournalledTest, WhatWasNotSentIsGivenBack) {
  script_ = [](const FakeTransport::Sent&) { return Hanging(); };
  const std::string config = kCreate + Journal() + R"(,"rate_limit":{"max_in_flight":1})";
  Configure(config);
  EXPECT_TRUE(Write({kRecordA, kRecordB}, 0).ok());
  EXPECT_THAT(Bodies(), ElementsAre(kRecordA));
  script_ = [](const FakeTransport::Sent&) { return Answered(201); };
  Die(config);
  EXPECT_TRUE(Write({kRecordC}).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED"));
  EXPECT_THAT(Bodies(), ElementsAre(kRecordC));
  EXPECT_THAT(Earlier(), ElementsAre("0 AMBIGUOUS", "1 DROPPED"));
  EXPECT_EQ(destination_->GetStats().counters.accepted, 1u);
}

TEST_F(JournalledTest, WhatMayBeRepeatedIsGivenBackAsDropped) {
  script_ = [](const FakeTransport::Sent&) { return Hanging(); };
  Configure(kUpdate + Journal());
  EXPECT_TRUE(Write({kRecordA}, 0).ok());
  Die(kUpdate + Journal());
  EXPECT_EQ(destination_->Poll(0).code, CallCode::kOk);
  EXPECT_THAT(Earlier(), ElementsAre("0 DROPPED"));
}

TEST_F(JournalledTest, WhatAnEarlierSessionLeftIsDelivered) {
  const std::string config = kUpdate + Journal(R"(,"on_pending":"deliver")");
  script_ = [](const FakeTransport::Sent&) { return Hanging(); };
  Configure(config);
  EXPECT_TRUE(Write({kRecordA, kRecordB}, 0).ok());
  script_ = [](const FakeTransport::Sent&) { return Answered(200); };
  Die(config);
  EXPECT_TRUE(destination_->Poll(-1).ok());
  EXPECT_THAT(Bodies(), ElementsAre(kRecordA, kRecordB));
  EXPECT_THAT(Settled(), IsEmpty());
  EXPECT_THAT(Earlier(), ElementsAre("0 DELIVERED", "1 DELIVERED"));
  EXPECT_EQ(destination_->GetStats().counters.adopted_pending, 0u);
}

TEST_F(JournalledTest, WhatMayNotBeRepeatedIsNotDeliveredTwice) {
  const std::string config = kCreate + kHolds + Journal(R"(,"on_pending":"deliver")");
  script_ = [](const FakeTransport::Sent&) { return Hanging(); };
  Configure(config);
  EXPECT_TRUE(Write({kRecordA}, 0).ok());
  Die(config);
  EXPECT_TRUE(destination_->Poll(-1).ok());
  EXPECT_THAT(Bodies(), IsEmpty());
  EXPECT_THAT(Earlier(), ElementsAre("0 AMBIGUOUS"));
}

TEST_F(JournalledTest, DocumentsThatHadNotEndedAreGivenBack) {
  const std::string config = kFolds + Journal(R"(,"on_pending":"deliver")");
  Configure(config);
  EXPECT_TRUE(Write({R"({"order":"1","sku":"a"})"}, 0).ok());
  Die(config);
  EXPECT_TRUE(destination_->Poll(-1).ok());
  EXPECT_THAT(Bodies(), IsEmpty());
  EXPECT_THAT(Earlier(), ElementsAre("0 DROPPED"));
}

TEST_F(JournalledTest, WhatIsClosedStaysPending) {
  const std::string config = kUpdate + Journal(R"(,"on_pending":"deliver")");
  script_ = [](const FakeTransport::Sent&) { return Hanging(/*writes=*/false); };
  Configure(config);
  EXPECT_TRUE(Write({kRecordA}, 0).ok());
  destination_->Finish();
  script_ = [](const FakeTransport::Sent&) { return Answered(200); };
  Die(config);
  EXPECT_TRUE(destination_->Poll(-1).ok());
  EXPECT_THAT(Bodies(), ElementsAre(kRecordA));
}

TEST_F(JournalledTest, RecordsOfAnotherConfigurationAreNotTouched) {
  const std::string deliver = Journal(R"(,"on_pending":"deliver")");
  script_ = [](const FakeTransport::Sent&) { return Hanging(/*writes=*/false); };
  Configure(kUpdate + deliver);
  EXPECT_TRUE(Write({kRecordA}, 0).ok());
  Die(kUpdate + R"(,"exclude_attributes":["x"])" + deliver);
  EXPECT_EQ(destination_->Poll(0).code, CallCode::kConflict);
  EXPECT_EQ(Write({kRecordB}).code, CallCode::kConflict);
  // What says nothing of requests makes no difference.
  script_ = [](const FakeTransport::Sent&) { return Answered(200); };
  Die(kUpdate + R"(,"queue":{"max_records":7},"capture_responses":true)" + deliver);
  EXPECT_TRUE(destination_->Poll(-1).ok());
  EXPECT_THAT(Bodies(), ElementsAre(kRecordA));
}

TEST_F(JournalledTest, WhatWasSentUnderAnotherConfigurationIsReadFirst) {
  const std::string adopt = Journal(R"(,"on_pending":"deliver","on_other_configuration":"adopt")") +
                            R"(,"rate_limit":{"max_in_flight":1})";
  script_ = [](const FakeTransport::Sent&) { return Hanging(); };
  Configure(kUpdate + adopt);
  EXPECT_TRUE(Write({kRecordA, kRecordB}, 0).ok());
  script_ = [](const FakeTransport::Sent& sent) {
    return sent.method == "GET" ? Answered(200, R"({"id":"another"})") : Answered(200);
  };
  Die(kUpdate + R"(,"exclude_attributes":["x"])" + adopt);
  destination_->Poll(-1);
  EXPECT_THAT(Bodies(), Not(::testing::Contains(kRecordA)));
  EXPECT_THAT(Earlier(), ElementsAre("0 AMBIGUOUS", "1 DELIVERED"));
}

TEST_F(JournalledTest, ATokenDeliversOnce) {
  const std::string config = kCreate + Journal();
  Configure(config);
  EXPECT_TRUE(WriteToken({kRecordA, kRecordB}, "t").ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED", "1 DELIVERED"));
  EXPECT_TRUE(WriteToken({kRecordA, kRecordB}, "t").ok());
  EXPECT_EQ(destination_->settled().at(0).flags, static_cast<uint32_t>(kRepeated));
  EXPECT_THAT(Settled(), ElementsAre("2 DELIVERED", "3 DELIVERED"));
  Die(config);
  EXPECT_TRUE(WriteToken({kRecordA, kRecordB}, "t").ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED", "1 DELIVERED"));
  EXPECT_THAT(Bodies(), IsEmpty());
  const CallStatus other = WriteToken({kRecordA, kRecordC}, "t");
  EXPECT_EQ(other.code, CallCode::kConflict);
  EXPECT_THAT(other.message, HasSubstr("\"t\""));
}

TEST_F(JournalledTest, ATokenWhoseRecordsArePendingGoesOn) {
  const std::string config = kCreate + kHolds + Journal(R"(,"on_pending":"deliver")") +
                             R"(,"rate_limit":{"max_in_flight":1})";
  script_ = [](const FakeTransport::Sent&) { return Hanging(); };
  Configure(config);
  EXPECT_TRUE(WriteToken({kRecordA, kRecordB}, "t", 0).ok());
  script_ = [](const FakeTransport::Sent&) { return Answered(201); };
  Die(config);
  EXPECT_TRUE(WriteToken({kRecordA, kRecordB}, "t").ok());
  EXPECT_THAT(Settled(), ElementsAre("0 AMBIGUOUS", "1 DELIVERED"));
  EXPECT_THAT(Bodies(), ElementsAre(kRecordB));
}

TEST_F(JournalledTest, ATokenNeedsAJournal) {
  Configure(kCreate);
  const CallStatus status = WriteToken({kRecordA}, "t");
  EXPECT_EQ(status.code, CallCode::kUnsupported);
  EXPECT_THAT(status.message, HasSubstr("journal.path"));
}

TEST_F(JournalledTest, ARunGoesOnAndIsLeftAloneByOthers) {
  const std::string config = kUpdate + Journal() + R"(,"rate_limit":{"max_in_flight":1})";
  int answered = 0;
  script_ = [&](const FakeTransport::Sent&) { return answered++ == 0 ? Answered(200) : Hanging(); };
  Configure(config);
  EXPECT_EQ(Run(R"({"begin":"a load"})")["goes_on"], false);
  EXPECT_TRUE(Write({kRecordA, kRecordB}, 0).ok());
  EXPECT_TRUE(destination_->Poll(0).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED"));

  Die(config);  // another command
  const nlohmann::json other = Run(R"({"begin":"another load"})");
  EXPECT_EQ(other["others"].size(), 1u);
  EXPECT_EQ(other["others"][0]["key"], "a load");
  EXPECT_EQ(other["others"][0]["pending"], 1);
  EXPECT_THAT(Earlier(), IsEmpty());

  script_ = [](const FakeTransport::Sent&) { return Answered(200); };
  Die(config);
  const nlohmann::json standing = Run(R"({"begin":"a load"})");
  EXPECT_EQ(standing["goes_on"], true);
  EXPECT_EQ(standing["records"], 2);
  EXPECT_EQ(standing["pending"], 1);
  EXPECT_EQ(standing["outcomes"], nlohmann::json({{"DELIVERED", 1}}));
  EXPECT_TRUE(Run(R"({"compare":true,"ids":[0,1],"records":["{\"id\":\"a\"}","{\"id\":\"b\"}"]})")
                  ["differs"]
                      .is_null());
  EXPECT_EQ(Run(R"({"compare":true,"ids":[0,1],"records":["{\"id\":\"a\"}","{\"id\":\"x\"}"]})")
                ["differs"],
            1);
  EXPECT_TRUE(Write({kRecordA, kRecordB, kRecordC}).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED", "1 DELIVERED", "2 DELIVERED"));
  EXPECT_THAT(Bodies(), ElementsAre(kRecordB, kRecordC));
  Run(R"({"end":true})");
  Die(config);
  EXPECT_EQ(Run(R"({"begin":"a load"})")["goes_on"], false);
}

TEST_F(JournalledTest, WhatIsPendingInTheFileIsBounded) {
  script_ = [](const FakeTransport::Sent&) { return Hanging(); };
  Configure(kUpdate + Journal(R"(,"max_records":2)"));
  EXPECT_TRUE(Write({kRecordA, kRecordB}, 0).ok());
  const CallStatus status = Write({kRecordC}, 0);
  EXPECT_EQ(status.code, CallCode::kResourceExhausted);
  EXPECT_THAT(status.message, HasSubstr("journal.max_records 2"));
}

TEST_F(JournalledTest, AKeyIsForgotten) {
  Configure(kUpdate + Journal());
  std::string text;
  EXPECT_TRUE(destination_->Command("forget", R"({"key":"a"})", &text).ok());
  EXPECT_EQ(text, "{}");
  EXPECT_EQ(destination_->Command("forget", R"({"key":""})", &text).code,
            CallCode::kInvalidArgument);
  EXPECT_EQ(destination_->Command("forget", R"({"key":"a","route":"x"})", &text).code,
            CallCode::kInvalidArgument);
}

TEST_F(JournalledTest, AFileThatIsNoJournalIsLeftAlone) {
  std::ofstream(Path()) << "some notes";
  const CallStatus status = destination_->Configure(testing::Document(kCreate + Journal()));
  EXPECT_EQ(status.code, CallCode::kConfig);
  EXPECT_THAT(status.detail, HasSubstr("/journal/path"));
  std::string text;
  std::getline(std::ifstream(Path()), text);
  EXPECT_EQ(text, "some notes");
}

TEST_F(JournalledTest, OpeningWaitsForAProcessThatHasTheFileToItself) {
  Configure(kCreate + Journal());
  Renew();
  Database other;
  ASSERT_TRUE(other.Open(Path(), nullptr).ok());
  ASSERT_TRUE(other.Run("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE").ok());
  int waits = 0;
  transport_->on_wait = [&] {
    if (++waits == 3) other.Close();
  };
  Configure(kCreate + Journal());
  EXPECT_EQ(waits, 3);
}

TEST_F(JournalledTest, OpeningGivesUpOnAProcessThatKeepsTheFileToItself) {
  Configure(kCreate + Journal());
  Renew();
  Database other;
  ASSERT_TRUE(other.Open(Path(), nullptr).ok());
  ASSERT_TRUE(other.Run("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE").ok());
  const TimePoint began = clock_->Now();
  const CallStatus status = destination_->Configure(testing::Document(kCreate + Journal()));
  EXPECT_EQ(status.code, CallCode::kJournal);
  EXPECT_GE(clock_->Now() - began, std::chrono::seconds(10));
}

TEST_F(JournalledTest, TheKeyIsNowhereInIt) {
  script_ = [](const FakeTransport::Sent&) {
    return Answered(400, R"({"message":"k-secret is wrong"})");
  };
  Configure(kCreate + Journal());
  EXPECT_TRUE(Write({kRecordA}).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 REJECTED"));
  destination_->Finish();
  destination_.reset();
  for (const auto& file : std::filesystem::directory_iterator(folder_)) {
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    EXPECT_THAT(bytes, Not(HasSubstr("k-secret"))) << file.path();
  }
}

TEST_F(JournalledTest, AnInputThatReplaysHasNothingSentTwice) {
  const std::string config = kCreate + kHolds + Journal() + R"(,"rate_limit":{"max_in_flight":1})";
  script_ = [&](const FakeTransport::Sent& sent) {
    return sent.body == kRecordB ? Hanging() : Answered(201);
  };
  Configure(config);
  EXPECT_EQ(Run(R"({"begin":"a queue","replay":true})")["next"], 0);
  EXPECT_TRUE(Write({kRecordA, kRecordB, kRecordC}, 0).ok());
  EXPECT_TRUE(destination_->Poll(0).ok());
  EXPECT_THAT(Settled(), ElementsAre("0 DELIVERED"));
  destination_->Poll(0);
  EXPECT_THAT(Bodies(), ElementsAre(kRecordA, kRecordB));

  script_ = [](const FakeTransport::Sent&) { return Answered(201); };
  Die(config);
  EXPECT_EQ(Run(R"({"begin":"a queue","replay":true})")["next"], 3);
  const std::vector<std::string> again = {kRecordC, kRecordB, kRecordA, kRecordA};
  testing::Records block(again);
  HostBatch batch;
  batch.records = block.Block();
  const std::vector<uint64_t> ids = {3, 4, 5, 6};
  batch.records.ids = ids.data();
  EXPECT_TRUE(destination_->WriteBatch(batch, -1).ok());
  EXPECT_THAT(Settled(), ::testing::UnorderedElementsAre("3 DELIVERED", "4 AMBIGUOUS",
                                                         "5 DELIVERED", "6 DELIVERED"));
  EXPECT_THAT(Bodies(), ElementsAre(kRecordC, kRecordA));
  EXPECT_EQ(Run(R"({"acknowledged":[3,5]})"), nlohmann::json({{"dropped", 0}, {"ambiguous", 0}}));
  EXPECT_EQ(Run(R"({"end":true})"), nlohmann::json({{"ended", false}}));
  EXPECT_EQ(Run(R"({"acknowledged":6})"), nlohmann::json({{"dropped", 0}, {"ambiguous", 0}}));
  EXPECT_EQ(Run(R"({"replayed":true})"), nlohmann::json({{"dropped", 0}, {"ambiguous", 0}}));
  EXPECT_EQ(Run(R"({"end":true})"), nlohmann::json({{"ended", true}}));
  std::string text;
  for (const char* wrong : {R"({"acknowledged":-1})", R"({"acknowledged":[1,"2"]})",
                            R"({"acknowledged":18446744073709551615})"})
    EXPECT_EQ(destination_->Command("run", wrong, &text).code, CallCode::kInvalidArgument);
}

}  // namespace
}  // namespace inflow
