// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/shared_governor.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fake_clock.h"
#include "tests/support/temp_folder.h"

namespace inflow {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FakeClock;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TempFolder;

constexpr char kMinute[] = "x-inflow-api-rate-limit";
constexpr char kHour[] = "x-ratelimit-limit";
constexpr Duration kSpan = milliseconds(60'065);  // of a minute's window

class SharedGovernorTest : public ::testing::Test {
 protected:
  using Owned = std::unique_ptr<SharedGovernor>;

  RateLimitConfig Limit(std::vector<WindowConfig> windows) const {
    RateLimitConfig config;
    config.windows = std::move(windows);
    config.max_in_flight = 1000;
    config.log = folder_.Path("quota.db");
    config.cold_start = ColdStart::kEmpty;
    return config;
  }
  RateLimitConfig AMinute(size_t requests) const { return Limit({{requests, minutes(1)}}); }

  Owned Governor(const RateLimitConfig& config, const std::string& company = "acme",
                 const Boot& boot = {"boot", "zone"}) {
    auto governor = std::make_unique<SharedGovernor>(&clock_, &log_, boot);
    governor->Reconfigure(config, company, seconds(30));
    return governor;
  }

  // One request that starts and ends now.
  bool Send(const Owned& governor, bool spent = true) {
    const Permit permit = governor->Ask(clock_.Now());
    if (permit.granted) governor->Ended(permit.id, clock_.Now(), spent);
    return permit.granted;
  }
  int SendAll(const Owned& governor) {
    int sent = 0;
    while (Send(governor)) ++sent;
    return sent;
  }
  std::string Learn(const Owned& governor, const char* name, const char* value) {
    return governor->Learn({{name, value}}, clock_.Now());
  }

  // Another program's connection to the file.
  class Connection {
   public:
    explicit Connection(const std::string& path) { sqlite3_open(path.c_str(), &handle_); }
    ~Connection() { sqlite3_close(handle_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    void Run(const char* sql) {
      ASSERT_EQ(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr), SQLITE_OK)
          << sqlite3_errmsg(handle_);
    }
    int64_t Number(const char* sql) {
      int64_t number = -1;
      sqlite3_stmt* statement = nullptr;
      sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr);
      if (sqlite3_step(statement) == SQLITE_ROW) number = sqlite3_column_int64(statement, 0);
      sqlite3_finalize(statement);
      return number;
    }

   private:
    sqlite3* handle_ = nullptr;
  };

  TempFolder folder_;
  FakeClock clock_;
  std::vector<std::string> warnings_;
  Log log_ = [this](LogLevel level, std::string_view, std::string_view message) {
    if (level == LogLevel::kWarn) warnings_.emplace_back(message);
  };
};

TEST_F(SharedGovernorTest, WhatOneSpendsTheOtherDoesNot) {
  const Owned a = Governor(AMinute(3));
  const Owned b = Governor(AMinute(3));
  EXPECT_TRUE(Send(a));
  EXPECT_TRUE(Send(b));
  clock_.Advance(seconds(10));
  EXPECT_EQ(SendAll(b), 1);
  EXPECT_EQ(a->Ask(clock_.Now()).until, clock_.Now() - seconds(10) + kSpan);
  clock_.Advance(kSpan - seconds(10));
  EXPECT_EQ(SendAll(a), 2);
  EXPECT_EQ(a->Windows(clock_.Now())[0].used, 3u);
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(SharedGovernorTest, WhatComesLaterKnowsWhatWasSpentBefore) {
  EXPECT_EQ(SendAll(Governor(AMinute(3))), 3);
  const Owned later = Governor(AMinute(3));
  EXPECT_EQ(later->Ask(clock_.Now()).until, clock_.Now() + kSpan);
}

TEST_F(SharedGovernorTest, CompaniesCountApart) {
  EXPECT_EQ(SendAll(Governor(AMinute(3))), 3);
  EXPECT_EQ(SendAll(Governor(AMinute(3), "another")), 3);
}

TEST_F(SharedGovernorTest, WhatIsInFlightElsewhereCounts) {
  const Owned a = Governor(AMinute(2));
  const Owned b = Governor(AMinute(2));
  const Permit first = a->Ask(clock_.Now());
  const Permit second = a->Ask(clock_.Now());
  ASSERT_TRUE(first.granted && second.granted);
  const Permit denied = b->Ask(clock_.Now());
  EXPECT_FALSE(denied.granted);
  ASSERT_TRUE(denied.until.has_value()) << "nobody tells this one when the other's request ends";
  EXPECT_LE(*denied.until, clock_.Now() + seconds(1));
  a->Ended(first.id, clock_.Now(), /*spent=*/false);
  EXPECT_TRUE(b->Ask(clock_.Now()).granted);
  EXPECT_FALSE(b->Ask(clock_.Now()).granted);
}

TEST_F(SharedGovernorTest, MaxInFlightIsOfEachAlone) {
  RateLimitConfig config = AMinute(60);
  config.max_in_flight = 1;
  const Owned a = Governor(config);
  const Owned b = Governor(config);
  EXPECT_TRUE(a->Ask(clock_.Now()).granted);
  EXPECT_TRUE(b->Ask(clock_.Now()).granted);
}

// The process dies with a request on the wire: nothing of it runs any more.
TEST_F(SharedGovernorTest, ALeaseThatNeverEndsCountsFromItsTimeOut) {
  Owned dead = Governor(AMinute(1));
  ASSERT_TRUE(dead->Ask(clock_.Now()).granted);
  const Owned b = Governor(AMinute(1));
  clock_.Advance(seconds(30));
  EXPECT_FALSE(b->Ask(clock_.Now()).granted);
  clock_.Advance(seconds(1));  // the lease's 31 s are over
  const TimePoint over = clock_.Now();
  EXPECT_EQ(b->Ask(over).until, over + kSpan);
  clock_.Advance(kSpan);
  EXPECT_TRUE(Send(b));
}

TEST_F(SharedGovernorTest, AnEndAfterTheTimeOutIsANewSpend) {
  const Owned a = Governor(AMinute(2));
  const Owned b = Governor(AMinute(2));
  const Permit permit = a->Ask(clock_.Now());
  clock_.Advance(seconds(40));
  EXPECT_EQ(SendAll(b), 1);  // a's counts from 31 s on
  a->Ended(permit.id, clock_.Now(), /*spent=*/true);
  clock_.Advance(kSpan - seconds(9));  // what was the time-out has left
  EXPECT_FALSE(b->Ask(clock_.Now()).granted) << "b's own and a's late end are still there";
  clock_.Advance(seconds(9));
  EXPECT_EQ(SendAll(b), 2);
}

TEST_F(SharedGovernorTest, RightBeforeTheFirstByteAnOldLeaseIsTakenAnew) {
  const Owned a = Governor(AMinute(1));
  const Owned b = Governor(AMinute(1));
  const Permit permit = a->Ask(clock_.Now());
  clock_.Advance(seconds(1));
  EXPECT_TRUE(a->Renew(permit.id, clock_.Now()));
  clock_.Advance(seconds(29));
  EXPECT_TRUE(a->Renew(permit.id, clock_.Now()));
  clock_.Advance(seconds(30));  // of the new lease; the first one's time is long over
  EXPECT_FALSE(b->Ask(clock_.Now()).granted);
  EXPECT_LE(*b->Ask(clock_.Now()).until, clock_.Now() + seconds(1)) << "it is in flight still";
  a->Ended(permit.id, clock_.Now(), /*spent=*/true);
  EXPECT_EQ(b->Ask(clock_.Now()).until, clock_.Now() + kSpan);
}

// A process that stood still has to ask again: others may have used what was its own.
TEST_F(SharedGovernorTest, APermitWhoseLeaseHasRunOutIsNone) {
  const Owned a = Governor(AMinute(1));
  const Owned b = Governor(AMinute(1));
  const Permit permit = a->Ask(clock_.Now());
  clock_.Advance(seconds(31) + kSpan);
  ASSERT_TRUE(Send(b));
  EXPECT_FALSE(a->Renew(permit.id, clock_.Now()));
  EXPECT_EQ(a->Ask(clock_.Now()).until, clock_.Now() + kSpan);
  clock_.Advance(kSpan);
  EXPECT_TRUE(Send(a));
  EXPECT_FALSE(Send(b));
}

TEST_F(SharedGovernorTest, AMachineThatSleptHasRunOutOfItsLeasesToo) {
  const Owned a = Governor(AMinute(1));
  const Permit permit = a->Ask(clock_.Now());
  clock_.Sleep(hours(8));
  EXPECT_FALSE(a->Renew(permit.id, clock_.Now()));
}

TEST_F(SharedGovernorTest, WhatIsClosedWithRequestsInFlightHasSpentThem) {
  Owned a = Governor(AMinute(2));
  ASSERT_TRUE(a->Ask(clock_.Now()).granted);
  ASSERT_TRUE(a->Ask(clock_.Now()).granted);
  a.reset();
  EXPECT_EQ(Governor(AMinute(2))->Ask(clock_.Now()).until, clock_.Now() + kSpan);
}

TEST_F(SharedGovernorTest, WhatAnotherBootHasLeftCountsForAWholeWindow) {
  const Boot before{"the boot before", "zone"};
  const Owned old = Governor(AMinute(3), "acme", before);
  ASSERT_TRUE(Send(old));
  ASSERT_TRUE(old->Ask(clock_.Now()).granted);  // a lease
  clock_.Advance(minutes(10));                  // on its own clock they are long over
  const Owned now = Governor(AMinute(3));
  EXPECT_EQ(SendAll(now), 1);
  clock_.Advance(seconds(30));
  // Who comes later does not see them for the first time.
  const Owned later = Governor(AMinute(3));
  EXPECT_EQ(later->Ask(clock_.Now()).until, clock_.Now() - seconds(30) + kSpan);
  clock_.Advance(kSpan - seconds(30));
  EXPECT_EQ(SendAll(later), 3);
}

TEST_F(SharedGovernorTest, AnotherTimeNamespaceIsSeenWhileBothLive) {
  const Owned a = Governor(AMinute(3));
  const Owned b = Governor(AMinute(3), "acme", {"boot", "another zone"});
  ASSERT_TRUE(Send(a));
  EXPECT_TRUE(Send(b));
  EXPECT_TRUE(Send(a));
  EXPECT_FALSE(Send(a));
  EXPECT_FALSE(Send(b));
  clock_.Advance(kSpan);
  EXPECT_EQ(SendAll(b), 3);
  EXPECT_FALSE(Send(a));
}

TEST_F(SharedGovernorTest, AnotherTimeNamespacesLeaseEndsWithItsHoldersWord) {
  const Owned a = Governor(AMinute(1));
  const Owned b = Governor(AMinute(1), "acme", {"boot", "another zone"});
  const Permit permit = a->Ask(clock_.Now());
  EXPECT_FALSE(Send(b));
  a->Ended(permit.id, clock_.Now(), /*spent=*/false);
  EXPECT_TRUE(Send(b));
}

TEST_F(SharedGovernorTest, WhatSistersSpendIsNotOthersUse) {
  const Owned a = Governor(AMinute(60));
  const Owned b = Governor(AMinute(60));
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Send(b));
  ASSERT_TRUE(Send(a));
  Learn(a, kMinute, "26/60");
  ASSERT_TRUE(Send(a));
  EXPECT_THAT(Learn(a, kMinute, "27/60"), HasSubstr("counts the requests used"));
  EXPECT_EQ(a->Windows(clock_.Now())[0].used, 27u) << "22 of the sisters', 5 of others";
  EXPECT_EQ(SendAll(a), 33);
}

TEST_F(SharedGovernorTest, ASisterKnowsTheWindowsThatTheServiceNamed) {
  const Owned a = Governor(AMinute(60));
  ASSERT_TRUE(Send(a));
  EXPECT_THAT(Learn(a, kHour, "1/2"), HasSubstr("2 requests per 3600000 ms"));
  EXPECT_EQ(SendAll(Governor(AMinute(60))), 1);
}

TEST_F(SharedGovernorTest, ASisterKnowsWhatOthersUse) {
  const Owned a = Governor(AMinute(60));
  ASSERT_TRUE(Send(a));
  Learn(a, kMinute, "51/60");
  ASSERT_TRUE(Send(a));
  Learn(a, kMinute, "52/60");
  EXPECT_EQ(SendAll(Governor(AMinute(60))), 8);
}

TEST_F(SharedGovernorTest, AWindowKeepsWhatItCountsThoughASistersIsShorter) {
  const Owned slow = Governor(Limit({{5, hours(10)}}));
  ASSERT_TRUE(Send(slow));
  const Owned fast = Governor(Limit({{1000, seconds(1)}}));
  for (int i = 0; i < 200; ++i) {
    clock_.Advance(minutes(2));
    ASSERT_TRUE(Send(fast, /*spent=*/i < 3));
  }
  EXPECT_EQ(SendAll(Governor(Limit({{5, hours(10)}}))), 1);
}

TEST_F(SharedGovernorTest, TheFileDoesNotGrow) {
  const Owned a = Governor(Limit({{1000, seconds(1)}}));
  for (int i = 0; i < 500; ++i) {
    clock_.Advance(seconds(60));
    ASSERT_TRUE(Send(a));
  }
  Connection connection(folder_.Path("quota.db"));
  EXPECT_LE(connection.Number("SELECT count(*) FROM spends"), 60 + 64 + 2);
  EXPECT_EQ(connection.Number("SELECT count(*) FROM leases"), 0);
}

// --- cold start

TEST_F(SharedGovernorTest, ANewLogThatIsFullWaitsForAWindow) {
  RateLimitConfig config = AMinute(60);
  config.cold_start = ColdStart::kFull;
  const Owned a = Governor(config);
  EXPECT_EQ(a->Ask(clock_.Now()).until, clock_.Now() + kSpan);
  clock_.Advance(seconds(40));
  EXPECT_EQ(Governor(config)->Ask(clock_.Now()).until, clock_.Now() - seconds(40) + kSpan);
  clock_.Advance(kSpan - seconds(40));
  EXPECT_EQ(SendAll(a), 60);
}

TEST_F(SharedGovernorTest, ANewLogLearnsFromOneRequestAtATime) {
  RateLimitConfig config = AMinute(60);
  config.cold_start = ColdStart::kLearn;
  const Owned a = Governor(config);
  const Owned b = Governor(config);
  const Permit first = a->Ask(clock_.Now());
  EXPECT_FALSE(a->Ask(clock_.Now()).granted);
  EXPECT_FALSE(b->Ask(clock_.Now()).granted);
  a->Ended(first.id, clock_.Now(), true);
  Learn(a, kMinute, "41/60");  // used, or left: 19 are left at least
  EXPECT_TRUE(Send(a));
  Learn(a, kMinute, "42/60");
  EXPECT_EQ(SendAll(b), 18);
  EXPECT_FALSE(Send(a));
}

TEST_F(SharedGovernorTest, CountsThatMayMeanEitherAreReadCarefully) {
  RateLimitConfig config = AMinute(60);
  config.cold_start = ColdStart::kLearn;
  const Owned a = Governor(config);
  ASSERT_TRUE(Send(a));
  Learn(a, kMinute, "57/60");
  EXPECT_EQ(SendAll(a), 3);
  clock_.Advance(kSpan);
  EXPECT_EQ(SendAll(a), 60);
}

TEST_F(SharedGovernorTest, WithoutCountsNothingIsTakenForSpentBefore) {
  RateLimitConfig config = AMinute(60);
  config.cold_start = ColdStart::kLearn;
  const Owned a = Governor(config);
  const Owned b = Governor(config);
  ASSERT_TRUE(Send(a));
  EXPECT_FALSE(a->Ask(clock_.Now()).granted && a->Ask(clock_.Now()).granted)
      << "one at a time until the service has answered";
  EXPECT_EQ(a->Learn({}, clock_.Now()), "");
  EXPECT_EQ(SendAll(b), 58);
}

TEST_F(SharedGovernorTest, ALogThatIsNotNewKnowsEnough) {
  ASSERT_TRUE(Send(Governor(AMinute(60))));
  clock_.Advance(kSpan);
  RateLimitConfig config = AMinute(60);
  config.cold_start = ColdStart::kFull;
  EXPECT_EQ(SendAll(Governor(config)), 60);
}

// --- the file

TEST_F(SharedGovernorTest, NothingIsThereBeforeTheFirstRequestAndThenForItsOwnerAlone) {
  const Owned a = Governor(AMinute(60));
  EXPECT_THAT(folder_.Names(), IsEmpty());
  ASSERT_TRUE(Send(a));
  for (const std::string& name : folder_.Names()) {
    struct stat is {};
    ASSERT_EQ(stat(folder_.Path(name).c_str(), &is), 0);
    EXPECT_EQ(is.st_mode & 0777, 0600u) << name;
  }
  EXPECT_THAT(folder_.Names(), ::testing::Contains("quota.db"));
}

TEST_F(SharedGovernorTest, InAFolderEachCompanyHasAFileOfItsOwn) {
  RateLimitConfig config = AMinute(3);
  config.log = folder_.Path("state/inflow/");
  const std::string api = "https://api.example/";
  const Owned a = Governor(config, api + "0a-1B");
  const Owned b = Governor(config, api + "..%2f..");
  EXPECT_THAT(folder_.Names(), IsEmpty()) << "nothing is made before it is asked";
  EXPECT_EQ(SendAll(a), 3);
  EXPECT_EQ(SendAll(b), 3);
  EXPECT_EQ(SendAll(Governor(config, api + "0a-1B")), 0);
  for (const char* name : {"quota-0a-1B.db", "quota-___2f__.db"})
    EXPECT_TRUE(std::filesystem::is_regular_file(folder_.Path("state/inflow/") + name)) << name;
  for (const char* name : {"state", "state/inflow"}) {
    struct stat is {};
    ASSERT_EQ(stat(folder_.Path(name).c_str(), &is), 0);
    EXPECT_EQ(is.st_mode & 0777, 0700u) << name;
  }
  // Companies whose names come to one file keep apart in it.
  EXPECT_EQ(SendAll(Governor(config, api + "..?2f..")), 3);
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(SharedGovernorTest, AFolderThatCannotBeMadeIsSaid) {
  RateLimitConfig config = AMinute(3);
  { const std::ofstream file(folder_.Path("file")); }
  config.log = folder_.Path("file/inflow/");
  EXPECT_EQ(SendAll(Governor(config)), 3);
  EXPECT_THAT(warnings_, ElementsAre(AllOf(HasSubstr("file/inflow/quota-acme.db cannot be used"),
                                           HasSubstr("Not a directory"))));
}

TEST_F(SharedGovernorTest, WithoutAFolderItCountsAloneAndSaysSoOnce) {
  RateLimitConfig config = AMinute(3);
  config.log = folder_.Path("missing/quota.db");
  EXPECT_EQ(SendAll(Governor(config)), 3);
  EXPECT_THAT(warnings_, ElementsAre(AllOf(HasSubstr("rate_limit.log " + config.log),
                                           HasSubstr("No such file or directory"),
                                           HasSubstr("counts its own requests alone"))));
}

TEST_F(SharedGovernorTest, WithoutAFileTheColdStartHolds) {
  RateLimitConfig config = AMinute(3);
  config.log = folder_.Path("missing/quota.db");
  config.cold_start = ColdStart::kFull;
  EXPECT_EQ(Governor(config)->Ask(clock_.Now()).until, clock_.Now() + kSpan);
}

TEST_F(SharedGovernorTest, AnotherFileIsNotTouched) {
  const std::string text(5000, 'x');
  Connection(folder_.Path("theirs.db")).Run("CREATE TABLE notes(text); PRAGMA user_version = 1");
  folder_.Write("quota.db", text);
  std::filesystem::create_symlink("quota.db", folder_.Path("link"));
  std::filesystem::create_directory(folder_.Path("folder"));
  const std::string theirs = folder_.Read("theirs.db");
  const std::vector<std::string> names = folder_.Names();
  RateLimitConfig config = AMinute(3);
  for (const char* name : {"quota.db", "theirs.db", "link", "folder"}) {
    warnings_.clear();
    config.log = folder_.Path(name);
    EXPECT_EQ(SendAll(Governor(config)), 3) << name;
    EXPECT_EQ(warnings_.size(), 1u) << name;
  }
  EXPECT_EQ(folder_.Read("quota.db"), text);
  EXPECT_EQ(folder_.Read("theirs.db"), theirs);
  EXPECT_EQ(folder_.Names(), names);
}

TEST_F(SharedGovernorTest, AFileOfANewerVersionIsNotTouched) {
  ASSERT_TRUE(Send(Governor(AMinute(3))));
  Connection(folder_.Path("quota.db")).Run("PRAGMA journal_mode = DELETE; PRAGMA user_version = 2");
  const std::string before = folder_.Read("quota.db");
  EXPECT_EQ(SendAll(Governor(AMinute(3))), 3);
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("a newer version")));
  EXPECT_EQ(folder_.Read("quota.db"), before);
}

TEST_F(SharedGovernorTest, ADamagedFileIsSaidAndWhatIsKnownStays) {
  const Owned a = Governor(AMinute(4));
  ASSERT_TRUE(Send(a));
  Connection(folder_.Path("quota.db")).Run("DROP TABLE spends");
  EXPECT_EQ(SendAll(a), 3);
  EXPECT_EQ(warnings_.size(), 1u);
}

TEST_F(SharedGovernorTest, AnEmptyFileIsANewOne) {
  folder_.Write("quota.db", "");
  EXPECT_EQ(SendAll(Governor(AMinute(2))), 2);
  EXPECT_FALSE(Send(Governor(AMinute(2))));
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(SharedGovernorTest, ItAsksAgainSoonWhileAnotherIsAtWorkInTheFile) {
  const Owned a = Governor(AMinute(3));
  ASSERT_TRUE(Send(a));
  Connection other(folder_.Path("quota.db"));
  other.Run("BEGIN IMMEDIATE");
  const Permit permit = a->Ask(clock_.Now());
  EXPECT_FALSE(permit.granted);
  EXPECT_EQ(permit.until, clock_.Now() + milliseconds(5));
  other.Run("COMMIT");
  EXPECT_TRUE(Send(a));
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(SharedGovernorTest, AnEndThatCouldNotBeWrittenIsWrittenLater) {
  const Owned a = Governor(AMinute(2));
  const Permit permit = a->Ask(clock_.Now());
  Connection other(folder_.Path("quota.db"));
  other.Run("BEGIN IMMEDIATE");
  a->Ended(permit.id, clock_.Now(), /*spent=*/true);
  other.Run("COMMIT");
  clock_.Advance(seconds(10));
  ASSERT_TRUE(Send(a));
  EXPECT_EQ(other.Number("SELECT count(*) FROM leases"), 0);
  EXPECT_EQ(Governor(AMinute(2))->Ask(clock_.Now()).until, clock_.Now() - seconds(10) + kSpan);
}

// A process may be stopped in the middle of its turn.
TEST_F(SharedGovernorTest, WhoHoldsTheFileForLongIsNotWaitedFor) {
  const Owned a = Governor(AMinute(3));
  const Owned b = Governor(AMinute(3));
  ASSERT_TRUE(Send(b));
  ASSERT_TRUE(Send(a));
  Connection other(folder_.Path("quota.db"));
  other.Run("BEGIN IMMEDIATE");
  EXPECT_FALSE(Send(a));
  clock_.Advance(SharedGovernor::kBusyAtMost - milliseconds(1));
  EXPECT_FALSE(Send(a));
  EXPECT_THAT(warnings_, IsEmpty());
  clock_.Advance(milliseconds(1));
  EXPECT_EQ(SendAll(a), 1) << "what the other has spent is known";
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("another process has held it for 10 s")));
  other.Run("COMMIT");
  EXPECT_FALSE(Send(a));
  EXPECT_FALSE(Send(b)) << "what was sent meanwhile was told afterwards";
  EXPECT_EQ(warnings_.size(), 1u);
}

TEST_F(SharedGovernorTest, AForkedChildLeavesTheParentsLeasesAlone) {
  Owned a = Governor(AMinute(2));
  const Permit permit = a->Ask(clock_.Now());
  ASSERT_TRUE(permit.granted);
  const pid_t child = fork();
  if (child == 0) {
    a.reset();
    _exit(0);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(Connection(folder_.Path("quota.db")).Number("SELECT count(*) FROM leases"), 1);
  a->Ended(permit.id, clock_.Now(), /*spent=*/true);
  EXPECT_TRUE(Send(a));
  EXPECT_FALSE(Send(Governor(AMinute(2))));
}

TEST_F(SharedGovernorTest, AWarningMayBeAnsweredWithALookAtTheWindows) {
  SharedGovernor* asked = nullptr;
  size_t windows = 0;
  log_ = [&](LogLevel, std::string_view, std::string_view) {
    windows = asked->Windows(clock_.Now()).size();
  };
  RateLimitConfig config = AMinute(3);
  config.log = folder_.Path("missing/quota.db");
  const Owned a = Governor(config);
  asked = a.get();
  EXPECT_TRUE(Send(a));
  EXPECT_EQ(windows, 1u);
}

TEST_F(SharedGovernorTest, AllProcessesOfABootFindTheSame) {
  const std::optional<Boot> boot = ThisBoot();
  ASSERT_TRUE(boot.has_value());
  EXPECT_EQ(boot->id.size(), 36u);
  EXPECT_EQ(boot, ThisBoot());
}

TEST_F(SharedGovernorTest, WithoutABootToNameTheFileIsNotUsed) {
  SharedGovernor governor(&clock_, &log_, std::nullopt);
  governor.Reconfigure(AMinute(3), "acme", seconds(30));
  EXPECT_TRUE(governor.Ask(clock_.Now()).granted);
  EXPECT_THAT(folder_.Names(), IsEmpty());
  EXPECT_THAT(warnings_, ElementsAre(HasSubstr("this boot")));
}

// --- changes of the configuration

TEST_F(SharedGovernorTest, WithoutALogThereIsNoFile) {
  RateLimitConfig config = AMinute(3);
  config.log.clear();
  config.cold_start = ColdStart::kFull;  // it means nothing then
  const Owned a = Governor(config);
  EXPECT_EQ(SendAll(a), 3);
  EXPECT_EQ(SendAll(Governor(config)), 3);
  EXPECT_THAT(folder_.Names(), IsEmpty());
}

TEST_F(SharedGovernorTest, ARequestInFlightEndsInTheLogItBeganIn) {
  const Owned a = Governor(AMinute(1));
  const Permit permit = a->Ask(clock_.Now());
  RateLimitConfig other = AMinute(1);
  other.log = folder_.Path("other.db");
  a->Reconfigure(other, "acme", seconds(30));
  a->Ended(permit.id, clock_.Now(), /*spent=*/false);
  EXPECT_TRUE(Send(a));
  EXPECT_TRUE(Send(Governor(AMinute(1))));
  EXPECT_FALSE(Send(Governor(other)));
}

TEST_F(SharedGovernorTest, ALogThatIsNamedLaterIsToldNothingOfBefore) {
  RateLimitConfig config = AMinute(3);
  config.log.clear();
  const Owned a = Governor(config);
  ASSERT_TRUE(Send(a));
  a->Reconfigure(AMinute(3), "acme", seconds(30));
  EXPECT_EQ(SendAll(a), 2);
  EXPECT_EQ(SendAll(Governor(AMinute(3))), 1);
}

}  // namespace
}  // namespace inflow
