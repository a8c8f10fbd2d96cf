// SPDX-License-Identifier: Apache-2.0
//
// File: destination.h
//
// One handle: its configuration, its engine and runner, and what the ABI's functions mean. One call
// at a time, but for the functions marked "any thread".
#ifndef PLUGIN_DESTINATION_DESTINATION_H_
#define PLUGIN_DESTINATION_DESTINATION_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "plugin/config/config.h"
#include "plugin/config/credential.h"
#include "plugin/delivery/engine.h"
#include "plugin/delivery/runner.h"
#include "plugin/destination/call.h"
#include "plugin/journal/item_journal.h"
#include "plugin/quota/host_permits.h"
#include "plugin/quota/shared_governor.h"
#include "plugin/readback/read_back.h"
#include "plugin/redact/redactor.h"

namespace inflow {

// HostBatch is a batch whose offsets the boundary has checked.
struct HostBatch {
  JsonBlock records;       // without first_id
  std::string_view route;  // "": the main configuration
  bool close = false;      // IncomingBatch::close
  std::string_view token;  // "": none
};

// IsCareCommand tells of a name for Command that needs no configuration.
bool IsCareCommand(std::string_view name);

struct EarlierBatch;   // internal/earlier_batch.h
struct BatchArgument;  // internal/batch_argument.h
class DryPlan;

struct Stats {
  Counters counters;
  size_t in_flight = 0;
  int64_t next_due_ms = -1;
  std::vector<WindowState> windows;
  WebhookCounters webhook;
};

class Destination {
 public:
  struct Parts {
    std::unique_ptr<Transport> transport;
    std::unique_ptr<Clock> clock;
    Log log;
    uint64_t seed = 0;  // of the backoff's jitter
    QuotaHost quota{};  // of a host that keeps the quota
  };
  explicit Destination(Parts parts);

  // The functions below mean what abi/destination.h says of their namesakes. timeout_ms: -1 no
  // limit.
  CallStatus Configure(std::string_view json);
  CallStatus SetActive(bool active);
  CallStatus Check(int64_t timeout_ms, std::string* json);
  CallStatus Preview(const HostBatch& batch, std::string* json) const;
  CallStatus Command(std::string_view name, std::string_view arguments, std::string* json);
  CallStatus SendTest(std::string_view request_json, int64_t timeout_ms, std::string* json);
  CallStatus WriteBatch(const HostBatch& batch, int64_t timeout_ms);
  CallStatus Poll(int64_t timeout_ms);
  CallStatus Flush(int64_t timeout_ms);
  CallStatus Discard();
  void Cancel() { runner_.Cancel(); }            // any thread
  void CancelClear() { runner_.CancelClear(); }  // any thread
  Stats GetStats() const;                        // any thread

  bool configured() const { return configured_; }
  // settled is what settled since ClearSettled; stopped is what stopped the work of the last call.
  const std::vector<Settled>& settled() const { return engine_.settled(); }
  void ClearSettled() noexcept;
  const CallStatus& stopped() const { return stopped_; }
  uint64_t pending() const { return engine_.counters().pending; }
  uint64_t max_records() const { return config_.queue.max_records; }

  // Shown returns what may be shown of a settled record's message, which may quote the record or
  // the configuration: all of it but secrets.
  SharedText Shown(const SharedText& message) const;

  // Finish ends the journal's session, reports what did not reach the response webhook, and tells
  // the host of requests in flight that they have ended; the last call before the end, unless it is
  // Abandon.
  void Finish() noexcept;

  // Abandon forgets the connections without touching them: for the child of a fork.
  void Abandon() { parts_.transport->Abandon(); }

 private:
  struct Setup;  // a configuration, read and compiled
  CallStatus Hidden(CallStatus status) const;
  CallStatus Prepare(std::string_view json, Setup* setup) const;
  CallStatus CheckConflict(const Setup& setup) const;
  void Warn(const Route& route) const;
  CallStatus CompareColumns(std::string_view arguments, std::string* json) const;
  CallStatus Identify(std::string_view arguments, std::string* json) const;
  CallStatus List(std::string_view arguments, std::string* json);
  CallStatus RunLookedUp(const BatchArgument& batch, Engine* engine,
                         absl::FunctionRef<void(const Request&)> use);
  bool DeliveriesKnown() const;
  CallStatus NeedJournal(std::string_view command) const;
  CallStatus PlanRecords(std::string_view arguments, std::string* json);
  CallStatus PreviewLookedUp(std::string_view arguments, std::string* json);
  CallStatus Resolve(std::string_view arguments, std::string* json);
  CallStatus Verify(std::string_view arguments, std::string* json);
  CallStatus ReadBackOne(const SentEntity& sent, FoundEntity* found);
  CallStatus TellSettings(std::string_view arguments, std::string* json) const;

  using Deadline = std::optional<TimePoint>;
  // journal.cc
  CallStatus OpenJournal(const Setup& setup, std::unique_ptr<SqliteJournal>* file);
  void UseJournal(std::unique_ptr<SqliteJournal> file);
  CallStatus BeginCall(Deadline deadline);
  CallStatus BeginSession(Deadline deadline);
  CallStatus EndCall(Deadline deadline);
  CallStatus Insist(absl::FunctionRef<absl::Status()> step, Deadline deadline);
  CallStatus StatusOf(const absl::Status& journal) const;
  void CareForJournal() noexcept;
  void EndSession() noexcept;

  // earlier.cc
  CallStatus TakeEarlier(Deadline deadline);
  absl::Status GiveBackPage(bool* more);
  absl::Status Feed(const EarlierBatch& batch);
  absl::Status FeedPage();
  void FeedEarlier();
  CallStatus TellRun(std::string_view arguments, std::string* json);
  CallStatus BeginRun(const std::string& key, bool restart, bool replays, std::string* json);
  CallStatus EndRun(std::string* json);
  CallStatus TellGivenUp(absl::FunctionRef<absl::StatusOr<RunStanding>()> give_up,
                         std::string* json);
  CallStatus Forget(std::string_view arguments, std::string* json);
  CallStatus TellEarlier(std::string_view arguments, std::string* json);

  Deadline DeadlineIn(int64_t timeout_ms) const;
  CallStatus Run(absl::FunctionRef<bool()> done, Deadline deadline);
  CallStatus StatusOf(RunEnd end) const;
  CallStatus StatusOf(const Stop& stop, TimePoint now) const;
  bool RenewKey();
  void SetTerms(Authorization authorization);
  CallStatus Close(Deadline deadline);
  CallStatus Recover(Deadline deadline);
  CallStatus Accept(const Route& route, const HostBatch& batch, Deadline deadline);
  CallStatus MakeRoom(const Route* route, const HostBatch& batch, Deadline deadline);
  bool MakeRoomForLine(const Route* route, const HostBatch& batch);
  bool HasRoom(const HostBatch& batch) const;
  bool JournalHasRoom(const HostBatch& batch) const;
  CallStatus FindRoute(std::string_view name, const Route** route) const;
  std::string CompanyUrl() const { return config_.base_url + "/" + credential_.company_id; }
  HttpCall ReadCall(std::string_view path) const;
  CallStatus RunErrand(HttpCall call, Deadline deadline, std::optional<ErrandEnd>* result);
  bool AskForName(const HttpCall& call, Exchange* exchange, CallStatus* status);
  EngineOptions Options(bool dry = false) const;
  CallStatus CheckSize(const HostBatch& batch) const;
  CallStatus CheckToken(const HostBatch& batch) const;
  void ConfigureQuota();
  std::vector<WindowState> Windows(TimePoint now) const;
  void Publish(TimePoint now) const;
  bool RunWebhook(Deadline deadline, Duration at_most);

  using Routes = std::map<std::string, std::unique_ptr<const Route>, std::less<>>;

  Parts parts_;
  SharedGovernor governor_;
  std::unique_ptr<HostPermits> host_permits_;  // null: the governor keeps the quota
  WebhookPoster webhook_;
  Engine engine_;
  Names dry_names_;                // of what is shown or compared, and not sent
  std::shared_ptr<DryPlan> plan_;  // to which blocks are still to come; null without one
  Runner runner_;
  bool configured_ = false;
  Config config_;
  Credential credential_;
  std::string webhook_secret_;
  std::shared_ptr<const Redactor> redactor_ =
      std::make_shared<const Redactor>();  // of the configuration's secrets
  Routes routes_;                          // by name; "" is the main configuration
  uint64_t next_position_ = 0;
  // Without a journal all of these are null and the engine remembers nothing.
  std::unique_ptr<SqliteJournal> journal_;
  std::unique_ptr<ItemJournal> item_journal_;
  std::string fingerprint_;  // of what is sent of a record
  bool session_begun_ = false;
  uint64_t handed_out_ = 0;  // the last outcome that a result had, in the journal's order
  std::optional<EarlierCursor> feeding_;  // how far earlier sessions were fed to the engine
  std::set<uint64_t> otherwise_;  // earlier sessions whose records would be sent otherwise now
  int64_t care_due_ms_ = 0;       // since boot: when retention runs next
  CallStatus stopped_;

  struct Snapshot {
    Counters counters;
    size_t in_flight = 0;
    std::optional<TimePoint> next_due;
    WebhookCounters webhook;
    std::optional<TimePoint> webhook_due;
  };
  mutable std::mutex snapshot_mutex_;
  mutable Snapshot snapshot_;
};

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_DESTINATION_H_
