// SPDX-License-Identifier: Apache-2.0
//
// File: engine.h
//
// The delivery of records as a state machine without I/O, clock or lock. It owns every record from
// Accept until it is settled.
//
//   engine.Accept(batch, now, wall);
//   for (Action a = engine.Next(now); ...; a = engine.Next(now)) switch (a.kind) {
//     case Action::kSend:       start a.call on the transport
//     case Action::kNeedPermit: engine.OnPermit() if one is granted
//     case Action::kWait:       until a.until, or until something in flight ends
//     case Action::kStopped:    engine.stop(now) says why
//   }
//   engine.OnExchange(std::move(exchange), now, wall);
//   use engine.settled(); engine.ClearSettled();
#ifndef PLUGIN_DELIVERY_ENGINE_H_
#define PLUGIN_DELIVERY_ENGINE_H_

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/functional/function_ref.h"
#include "plugin/answer/item_errors.h"
#include "plugin/config/config.h"
#include "plugin/delivery/breaker.h"
#include "plugin/delivery/errand.h"
#include "plugin/delivery/grouping.h"
#include "plugin/delivery/ledger.h"
#include "plugin/delivery/reads.h"
#include "plugin/delivery/request.h"
#include "plugin/delivery/settled.h"
#include "plugin/delivery/stop.h"
#include "plugin/delivery/witness.h"
#include "plugin/http/exchange.h"
#include "plugin/http/sender.h"
#include "plugin/journal/journal.h"
#include "plugin/record/record_source.h"
#include "plugin/request/folder.h"
#include "plugin/request/item_maker.h"
#include "plugin/retry/backoff.h"
#include "plugin/retry/classify.h"
#include "plugin/retry/gate.h"
#include "plugin/webhook/webhook_poster.h"

namespace inflow {

struct EngineOptions {
  RetryConfig retry;
  StopAfterConfig stop_after;
  size_t max_in_flight = 4;
  size_t max_record_bytes = 16u << 20;
  size_t remembered_documents = 100'000;
  bool capture_responses = false;
  bool check_status = true;     // where a route says so
  bool skip_unchanged = false;  // of what the journal knows that it was delivered
  LookupOptions lookups;
};

// ReachedTheService tells whether the other side of the breaker answered: a gateway's word is none.
bool ReachedTheService(Verdict verdict);

// IncomingBatch is borrowed for Accept.
struct IncomingBatch {
  const Route* route = nullptr;
  const RecordSource* records = nullptr;
  bool close = false;  // the groups that its records come to are closed behind the last one
  std::string_view route_name{};  // as the host named it
  std::string_view token{};       // of the batch, for the journal; empty: none
  // What an earlier session left: the journal has the records already, and no call's result has
  // them. Null: they are the host's.
  const std::vector<AppendedRecord>* adopted = nullptr;
};

// Counters since the engine was made. accepted is the sum of the outcomes and pending.
struct Counters {
  uint64_t accepted = 0;
  std::array<uint64_t, kOutcomes> outcomes{};  // indexed by Outcome
  uint64_t pending = 0;
  uint64_t adopted_pending = 0;  // of earlier sessions; in none of the figures above
  uint64_t pending_bytes = 0;    // of all
  uint64_t requests = 0;
  uint64_t retries = 0;
  uint64_t throttled = 0;
  uint64_t warnings = 0;  // the sum of Engine::notes
};

class Engine final : public Sender {
 public:
  explicit Engine(uint64_t seed);

  // Configure applies from the next decision on. Routes must outlive the records accepted for them.
  void Configure(const EngineOptions& options);

  // ForgetRoutes drops what was learned of routes that are about to go; only while nothing is
  // pending.
  void ForgetRoutes();

  // Accept takes every record of the batch; the ones that cannot be sent settle REJECTED at once.
  // An empty record stands for one that the host could not read. Records that the journal knows go
  // on where they were. On an error, which is the journal's, and on std::bad_alloc nothing was
  // accepted.
  absl::Status Accept(const IncomingBatch& batch, TimePoint now, WallMillis wall);

  Action Next(TimePoint now) override;
  void OnPermit() override { permit_ = true; }
  void OnIdle(TimePoint now) override;
  // OnExchange returns a sentence where the service asked for a pause.
  std::string OnExchange(Exchange&& exchange, TimePoint now, WallMillis wall) override;
  void OnAbort(const Exchange& exchange, TimePoint now, WallMillis wall) noexcept override;
  // InFlight returns a request that Next let start and that has not ended; null where it is none.
  const Request* InFlight(uint64_t id) const noexcept;

  // ShareNames has names looked up in what somebody else knows of them, who configures it. Before
  // the first record.
  void ShareNames(Names* names) {
    reads_.Share(names);
    maker_.SetNames(names);
  }
  // ShowNames lets records carry the names that would be looked up: for people, nothing is asked.
  void ShowNames() { reads_.names().Show(); }
  const Names& names() const { return reads_.names(); }

  // SetWitness names who looks at what records became; borrowed.
  void SetWitness(Witness* witness) { witness_ = witness; }
  // SetJournal names who writes down what becomes of records; borrowed.
  void SetJournal(Journal* journal) { journal_ = journal; }
  // SetWebhook names who is told what became of requests with records; borrowed.
  void SetWebhook(WebhookPoster* webhook) { webhook_ = webhook; }

  // Send queues an errand ahead of all records; it is sent even while stopped or paused, once, with
  // nothing beside it. The desk, which is borrowed, takes its end. Returns its id.
  uint64_t Send(HttpCall call, Desk* desk);
  // Abandon forgets an errand that has not started; false where it has.
  bool Abandon(uint64_t errand) noexcept;

  // DropEarlier gives back the documents of earlier sessions that have not ended: nobody knows
  // whether they are whole.
  void DropEarlier() noexcept;
  // pending is of how many records the engine holds, whoever accepted them.
  uint64_t held_records() const { return counters_.pending + counters_.adopted_pending; }

  void CloseAll();     // every open group may go
  bool CloseOldest();  // false where no group is open, or only folded documents
  // MakeRoomForLine gets rid of a folded document where only such hold the queue: it ends the open
  // one where this batch of one record begins another, and else refuses the largest, which can
  // never be sent whole. False where none is open.
  bool MakeRoomForLine(const IncomingBatch& batch, WallMillis wall, std::string_view why);
  void SetPaused(bool paused) { paused_ = paused; }
  bool paused() const { return paused_; }
  // ClearStop ends AUTH, CONFIG and JOURNAL, and has refusals counted from here on.
  void ClearStop();
  // EndJournalStop lets the journal be tried again.
  void EndJournalStop();
  // EndLongPause ends a pause that is longer than max_retry_after: a person knows better than the
  // service.
  void EndLongPause(TimePoint now);

  // Discard settles everything that is not in flight. The runner has aborted and handed in what was
  // in flight.
  void Discard() noexcept;

  Stop stop(TimePoint now) const;
  // closed_until is until when the service wants no calls; nullopt where it takes them.
  std::optional<TimePoint> closed_until(TimePoint now) const { return gate_.ClosedUntil(now); }
  // NextDue is when Next will have something to send; nullopt where nothing waits for time.
  std::optional<TimePoint> NextDue(TimePoint now) const;
  // sendable tells whether anything can go on without more records, a flush or a linger's end:
  // records of open groups, and those behind them, cannot.
  bool sendable() const {
    return !free_.empty() || !alone_.empty() || !ready_.empty() || !waiting_.empty() ||
           !parked_.empty() || !in_flight_.empty() || grouping_.marked() || reads_.busy();
  }
  size_t in_flight() const { return in_flight_.size() + reads_.flying(); }
  bool lingering() const { return grouping_.NextDue().has_value(); }
  const Counters& counters() const { return counters_; }
  // notes counts what the users of accepted records should know.
  const NoteCounts& notes() const { return notes_; }
  // WriteDown has the journal note for good what settled since the last time; only then it is in
  // settled(). Where the journal cannot be written the engine has stopped, unless it is only busy.
  absl::Status WriteDown(TimePoint now);
  // StopForJournal stops the engine until EndJournalStop.
  void StopForJournal(const absl::Status& why) noexcept;
  // unwritten tells whether WriteDown has anything to do.
  bool unwritten() const { return !unwritten_.empty() || !unapplied_.empty() || !noted_.empty(); }
  // any_settled tells whether a result has anything to tell, now or once it is written down.
  bool any_settled() const {
    const auto tells = [](const std::vector<Settled>& settled) {
      return std::any_of(settled.begin(), settled.end(),
                         [](const Settled& one) { return (one.flags & kAdopted) == 0; });
    };
    return !settled_.empty() || tells(noted_) || tells(unwritten_);
  }
  const std::vector<Settled>& settled() const { return settled_; }
  void ClearSettled() noexcept { settled_.clear(); }

 private:
  struct Standing {       // of an endpoint
    int missing_ids = 0;  // answers 404 before any success
    int in_doubt = 0;     // answers since the last success that may concern one record or all
    bool succeeded = false;
    bool open =
        false;  // the last answer was neither a refusal of the credential nor a missing route
  };
  struct Verdicted {  // a request's end, while it is dealt with
    Requests::iterator request;
    const Exchange& exchange;
    Classified& classified;
    TimePoint now;
  };

  // Prepared is a batch that was read: everything that may throw or be refused is done, and nothing
  // has changed that the engine is seen by.
  struct Withdrawal {
    uint64_t document;
    SharedText why;
  };
  struct Prepared {
    ItemList items;
    std::vector<Settled> refused;
    std::vector<Item*> made;  // where a journal is kept: by record, null for those without an item
    std::vector<Withdrawal> withdrawals;  // of documents that the batch spoils
    uint64_t count = 0;
    bool close = false;
    bool adopted = false;
  };

  // intake.cc
  void Prepare(const IncomingBatch& batch, TimePoint now, WallMillis wall,
               const std::vector<AppendedRecord>& known, Prepared* prepared);
  Folder& FolderOf(bool adopted) { return adopted ? earlier_folder_ : folder_; }
  absl::Status Number(const IncomingBatch& batch, WallMillis wall, Prepared* prepared);
  void Admit(Prepared* prepared) noexcept;
  void Enter(ItemList* items, bool close) noexcept;
  void EnterChain(Item* item) noexcept;
  void Gather(TimePoint now);
  void QueueClosed() noexcept;
  void EnterDocuments(Folder* folder, bool close) noexcept;
  void ReserveSettled(size_t more);
  Settled Refuse(const Folder& folder, const Route& route, std::string_view why,
                 Prepared* prepared);

  // held.cc
  Names::Filling FillItem(Item* item);
  bool LookUp(Item* item);
  bool Hold(const Names::Filling& filling);
  void Rekey(Item* item, const Uuid& key) noexcept;
  void ReleaseHeld(const std::vector<uint32_t>& references) noexcept;
  void TakeOutHeld(Item* item) noexcept;
  bool LookUpAgain(const Verdicted& end) noexcept;
  void Learn(const Group& group) noexcept;
  bool ReadLookup(Read* lookup, const Exchange& exchange, Classified* classified);
  void TakeNameNotes();

  // reading.cc
  bool MustReadFirst(TimePoint now) const;
  Action StartRead(TimePoint now);
  std::string OnRead(Read* read, const Exchange& exchange, TimePoint now, WallMillis wall);
  void ApplyRead(Read* read, const Exchange& exchange, Classified* outcome, TimePoint now);
  void ReadAgain(Read* read, const Classified& classified, TimePoint now);
  void FailRead(Read* read, bool failed, std::string_view why);
  void StopForRead(const Read& read, const Classified& classified, int status) noexcept;

  // doubted.cc
  std::vector<Reads::List> PrepareDoubts(const Request& request,
                                         const std::vector<ItemError>& errors) const;
  // InDoubt's `absent` is how its items settle where the service does not have them; nullopt: they
  // are sent again.
  void InDoubt(const Verdicted& end, const std::vector<ItemError>& errors = {},
               std::optional<Outcome> absent = std::nullopt) noexcept;
  void LetBeRead(const Verdicted& end, const std::vector<ItemError>& errors,
                 std::optional<Outcome> absent, std::vector<Reads::List>* reads) noexcept;
  bool ReadBackFirst(const Verdicted& end, const std::vector<ItemError>& errors = {}) noexcept;
  bool EndDoubt(Read* read, const Exchange& exchange, Classified* classified, TimePoint now);
  void SendAgainOrSettle(Read* read, const Settled& like, TimePoint now) noexcept;
  void SettleDoubt(Read* read, const Settled& like) noexcept;
  void FailDoubt(Read* read, std::string_view why);

  // spoilt.cc
  bool Spoil(const LineFacts& line, Prepared* prepared);
  void Withdraw(const Prepared& prepared) noexcept;
  void TakeOut(Item* item) noexcept;
  Requests* ListOf(const Request& request) noexcept;
  static void Carry(Request* request) noexcept;
  void SettleDocument(const Item& document, Outcome outcome) noexcept;

  // resumed.cc
  void Resume(Item* item, const AppendedRecord& known, TimePoint now) const;
  static void ResumeDocument(Item* document) noexcept;
  bool ReadBackResumed(Item* item, TimePoint now);

  // unchanged.cc
  bool SkipUnchanged(Item* item);

  // journalled.cc
  absl::Status MarkSending(const Request& request, TimePoint now,
                           std::vector<const Item*>* overtaken);
  bool MustNote(TimePoint now);
  void Noted() noexcept;
  void SettleOvertaken(Requests* from, const std::vector<const Item*>& overtaken) noexcept;
  void NoteUnapplied(const ItemList& items) noexcept;
  absl::Status TellJournal(TimePoint now, bool wait);
  absl::Status TellJournal(bool wait);
  absl::Status JournalFailed(absl::Status status, TimePoint now) noexcept;
  std::vector<Settled>& Settling() { return journal_->keeps() ? unwritten_ : settled_; }

  // outcome.cc
  void ReadBody(const Request& request, const Exchange& exchange, Classified* classified);
  std::string PauseMessage(const Classified& classified, TimePoint now) const noexcept;
  void NoteAnswer(const Verdicted& end) noexcept;
  void Apply(const Verdicted& end);
  void ApplyAgain(const Verdicted& end);
  bool IsOver(const Item& item, TimePoint now) const;
  void ApplyDelivered(const Verdicted& end);
  void ApplyRefused(const Verdicted& end);
  void ApplyMissingId(const Verdicted& end);
  void ApplyUnknown(const Verdicted& end);
  void ApplyOneOrAll(const Verdicted& end);
  void NoteThrottle(const Classified& classified, TimePoint started, TimePoint now);
  void NoteThrottle(const Verdicted& end) {
    NoteThrottle(end.classified, end.request->started, end.now);
  }
  void StopFor(StopReason reason, const Verdicted& end) noexcept;
  void StopWhereTooMuchIsRefused() noexcept;
  static ItemAnswer ItemErrors(const Verdicted& end) noexcept;
  void TellWebhook(const Request& request, const Exchange& exchange, TimePoint now,
                   WallMillis wall) const noexcept;
  RequestTraits Traits(const Request& request) const;

  // separate.cc
  Requests Stage(Requests::iterator whole, size_t parts);
  void Replace(Requests::iterator whole, Requests* parts) noexcept;
  void Divide(Requests::iterator whole);
  void Separate(const Verdicted& end, const std::vector<ItemError>& errors, bool alone);

  // parked.cc
  void SettleParked(const Shape* shape);
  void SettleLoneRefusals();
  void SettleOwn(Requests::iterator parked);
  void PutBackParked(const Shape* shape) noexcept;
  bool IsWorkedOn(const Shape* shape) const;

  // settle.cc
  Settled Like(const Verdicted& end, Outcome outcome) const noexcept;
  // Settle settles the request's records with one outcome, but those that the answer itself names,
  // which are REJECTED.
  void Settle(const Verdicted& end, Outcome outcome,
              const std::vector<ItemError>& errors = {}) noexcept;
  // SettleNamed ends a request: what the answer names is REJECTED, the others are the callback's.
  void SettleNamed(const Verdicted& end, const std::vector<ItemError>& errors,
                   absl::FunctionRef<void(Item*)> other) noexcept;
  void SettleItems(ItemList items, const Settled& like) noexcept;
  void SettleItem(Item* item, const Settled& like) noexcept;
  void SettleRecords(const Item& item, const Settled& like) noexcept;
  void SettleRecord(const Item& record, const Settled& like) noexcept;
  void PutBack(Requests::iterator request) noexcept;
  Requests::iterator ReadyAfter(uint64_t place) noexcept;
  void Count(const Request& request, bool wrote) noexcept;

  Action Start(Requests* from, TimePoint now);
  static Action Unmarked(const absl::Status& status, TimePoint now);
  Requests* Due(TimePoint now);
  void MakeFirstAlone();
  Requests NewRequest();
  void Drop(Requests* from, Requests::iterator request) noexcept;
  bool MustGoAlone(const Request& request) const;
  std::optional<TimePoint> Held(TimePoint now) const;

  EngineOptions options_;
  Journal* journal_ = &NullJournal::Instance();
  WebhookPoster* webhook_ = nullptr;
  Witness* witness_ = nullptr;
  ItemMaker maker_;
  Folder folder_;
  Folder earlier_folder_;  // of what earlier sessions left
  Reads reads_;
  std::unordered_map<uint32_t, ItemList> held_;  // by the reference that they wait for
  Ledger ledger_;
  Grouping grouping_;
  uint64_t seed_;
  Backoff backoff_;
  Gate gate_;
  Breaker breaker_;
  Stop stop_;                // AUTH or CONFIG; the others follow from gate and breaker
  uint64_t answered_ = 0;    // records that were sent and have ended, since the last ClearStop
  uint64_t refused_ = 0;     // those of them that the service refused
  SharedText refusal_;       // what was said of the last one
  bool long_pause_ = false;  // the gate was closed for longer than max_retry_after
  bool paused_ = false;
  bool permit_ = false;
  uint64_t next_request_ = 1;
  uint64_t next_seq_ = 1;     // of items, and places of closed groups among them
  uint64_t flushed_seq_ = 0;  // items up to it were flushed: their groups close
  ItemList free_;             // heads of chains that are in no group yet
  ItemList alone_;            // READY, each with a request of its own
  Requests ready_;            // ascending place
  Requests waiting_;          // for their backoff, ascending due
  Requests parked_;  // refused, perhaps not for their own sake: until the endpoint's next answers
  Requests in_flight_;
  Requests errands_;  // that have not started
  Requests spare_;    // for those that go alone: making one takes longer than all else about it
  bool errand_in_flight_ = false;
  std::map<const Shape*, Standing> standings_;
  RecordIndex index_;
  NoteCounts notes_;
  // What settled: written down for good; in the journal, but for a loss of power; and not yet. What
  // records settle into always has room for everything pending.
  std::vector<Settled> settled_;
  std::vector<Settled> noted_;
  std::vector<Settled> unwritten_;
  bool urgent_ = false;  // something in unwritten_ may not be repeated
  std::optional<TimePoint> unwritten_since_;
  std::vector<uint64_t> unapplied_;        // records of which the journal is still to be told
  std::optional<TimePoint> journal_busy_;  // since when another process is writing it
  Counters counters_;
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_ENGINE_H_
