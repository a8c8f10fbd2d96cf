// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/loader.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/config/column_check.h"
#include "tools/inflow/load/first_pass.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr size_t kBlockRecords = 1'000;
constexpr size_t kBlockBytes = 1 << 20;
constexpr uint64_t kLeastPending = 2'000;
constexpr int64_t kLongestWaitMs = 3'600'000;
constexpr int64_t kUnknownWaitMs = 60'000;
constexpr int64_t kQuotaLookMs = 1'000;
// How many refused documents are remembered with the line because of which they are: those that may
// still have lines to come.
constexpr size_t kMostCulprits = 10'000;

// RetryAfterMs is when the service wants to be asked again; -1 where it did not say.
int64_t RetryAfterMs(const host::Error& error, const host::Result& result) {
  const auto detail = nlohmann::json::parse(error.detail(), nullptr, false);
  if (detail.is_object()) {
    const auto found = detail.find("retry_after_ms");
    if (found != detail.end() && found->is_number_integer()) return found->get<int64_t>();
  }
  return result.empty() ? -1 : result.summary().retry_after_ms;
}

}  // namespace

Loader::Loader(const LoadSettings& settings, const ConfigFigures& figures,
               const host::Library& library, host::Destination* handle, Clock* clock,
               StatusLine* err)
    : settings_(settings),
      figures_(figures),
      library_(library),
      destination_(handle),
      clock_(clock),
      err_(err),
      progress_(settings.progress, settings.terminal_width, err),
      quota_(DescribeWindows(handle->Stats())),
      inputs_(settings.inputs, [this](const std::string& note) { Tell(note); }),
      watch_(settings.route, handle, [this](const std::string& note) { Tell(note); }),
      block_records_(std::clamp<uint64_t>(figures.queue_records / 2, 1, kBlockRecords)),
      block_bytes_(std::clamp<uint64_t>(figures.queue_bytes / 2, 1, kBlockBytes)),
      most_pending_(
          std::min(std::max(2 * figures.group_records * figures.max_in_flight, kLeastPending),
                   figures.queue_records)) {}

void Loader::Tell(std::string_view note) { *err_->stream() << "inflow: " << note << '\n'; }

LoadEnd Loader::Run(const Counted& counted, Outcomes* outcomes) {
  counted_ = counted;
  outcomes_ = outcomes;
  inputs_.Expect(counted.marks);
  started_ms_ = clock_->NowMs();
  while (!stopped()) {
    Fill();
    if (stopped()) break;
    if (!block_.empty()) {
      HandOver();
      if (block_.empty()) block_ = std::exchange(tail_, RecordBlock());
    } else if (at_end_) {
      break;
    } else {
      WaitForInput();
    }
  }
  if (!stopped()) Flush();
  if (stopped()) settings_.is_run ? LeavePending() : GiveBack();
  watch_.Finish();
  progress_.Clear();
  end_.inputs_ended = at_end_;
  end_.documents = std::min(inputs_.documents(), last_document_);
  if (const InputSettings& asked = settings_.inputs;
      end_.documents > asked.skip && end_.documents - asked.skip > asked.first) {
    end_.documents = asked.skip + asked.first;  // one more was begun to see that the last had ended
  }
  end_.is_cut = stopped() && IsCut(end_.documents);
  end_.input = inputs_.input();
  end_.read_of_input = inputs_.read_of_input() - (carried_ ? 1 : 0);
  end_.read = inputs_.read() - (carried_ ? 1 : 0);
  end_.left_out = inputs_.left_out();
  return end_;
}

// Fill reads until the block is full, the input has no bytes at the moment, or it ends.
void Loader::Fill() {
  ReadItem item;
  while (!at_end_ && block_.size() < block_records_ && block_.data.size() < block_bytes_) {
    if (carried_) {
      item = *std::exchange(carried_, std::nullopt);
      Take(item);
      continue;
    }
    const ReadStep step = inputs_.Next(&item);
    if (!ColumnsServe()) return;
    switch (step) {
      case ReadStep::kRecord:
        if (!Take(item)) {
          carried_ = item;
          return;
        }
        break;
      case ReadStep::kRefused:
      case ReadStep::kBroken:
        TakeRefused(item);
        break;
      case ReadStep::kWait:
        return;
      case ReadStep::kLook:
        Look();
        if (stopped()) return;
        break;
      case ReadStep::kEnd:
        at_end_ = true;
        return;
      case ReadStep::kChanged:
        end_.input_changed = true;
        Stop(kExitStopped, item.message);
        return;
      case ReadStep::kUnreadable:
        Stop(kExitUsage, item.message);
        return;
    }
  }
}

// ColumnsServe compares the columns of a table that no first pass has seen; false where no row of
// it could be sent.
bool Loader::ColumnsServe() {
  const size_t input = inputs_.input();
  const std::vector<std::string>* const columns = inputs_.columns(input);
  if (counted_.whole || compared_ == input || columns == nullptr) return true;
  compared_ = input;
  const std::string& name = settings_.inputs.inputs[input];
  const std::string shown = name == "-" ? "standard input" : name;
  const ColumnCheck check = CheckColumns(shown, *columns, settings_.route, destination_);
  for (const std::string& notice : check.notices) {
    if (told_of_columns_.insert(notice).second) Tell(absl::StrCat(shown, ": ", notice));
  }
  if (!check.fault.empty()) Stop(kExitUsage, check.fault);
  return check.fault.empty();
}

// Take puts a record into the block; false where it has to wait for the next one.
bool Loader::Take(const ReadItem& item) {
  if (item.text.size() > figures_.queue_bytes) {
    ReadItem refused = item;
    refused.message =
        absl::StrCat("the record has ", item.text.size(), " bytes and queue.max_bytes is ",
                     figures_.queue_bytes, "; shorten it or raise the limit");
    TakeRefused(refused);
    return true;
  }
  const bool fits =
      inputs_.input() == block_.input && block_.data.size() + item.text.size() <= block_bytes_;
  if (!block_.empty() && !fits) return false;
  const PendingRecord record = Record(item);
  block_.input = record.input;
  block_.Append(record.text, next_id_++, record.line, record.guards, record.fold, record.row);
  return true;
}

PendingRecord Loader::Record(const ReadItem& item) const {
  return {item.text,
          item.line,
          inputs_.input(),
          {item.ambiguous, item.older, item.late},
          {item.document, item.place, item.home, false},
          item.row};
}

// TakeRefused settles what the destination does not get. Where lines are folded, an empty record
// tells it that something stood there, unless it gets nothing at all of the document.
void Loader::TakeRefused(const ReadItem& item) {
  const uint64_t id = next_id_++;
  PendingRecord record = Record(item);
  SettledRecord settled = Settled(
      id, record, item.ambiguous ? DESTINATION_AMBIGUOUS : DESTINATION_REJECTED, item.message);
  settled.sound = item.because > 0;
  settled.because = item.because;
  outcomes_->Settle(settled, record.fold.home);
  if (record.fold.document == 0 || item.whole) return;
  NoteCulprit(record.fold.document, record.line, item.message);
  if (block_.empty()) block_.input = record.input;
  record.fold.settled = true;
  block_.Append({}, id, record.line, {}, record.fold);
}

void Loader::NoteCulprit(uint64_t document, uint64_t line, std::string_view message) {
  if (document == 0) return;
  culprits_.try_emplace(document, Culprit{line, std::string(message)});
  if (culprits_.size() > kMostCulprits) culprits_.erase(culprits_.begin());
}

// Refuse settles what the destination does not take. What may have been made before is not known to
// be refused for it.
void Loader::Refuse(uint64_t id, const PendingRecord& record, std::string_view message) {
  NoteCulprit(record.fold.document, record.line, message);
  SettleUnsent(id, record, record.guards.ambiguous ? DESTINATION_AMBIGUOUS : DESTINATION_REJECTED,
               message);
}

void Loader::WaitForInput() {
  if (pending_.size() > 0) {
    host::Result result;
    const host::Error error = destination_->Poll(kIdleMs, &result);
    const bool settled = Collect(result);
    if (Judge(error, result) == Wish::kStop) return;
    if (!settled && !error) clock_->Wait(kSliceMs, inputs_.wait_fd());
  } else {
    clock_->Wait(kSliceMs, inputs_.wait_fd());
  }
  Look();
}

void Loader::HandOver() {
  const std::string& name = settings_.inputs.inputs[block_.input];
  if (!counted_.whole && !figures_.folds)
    watch_.Look(block_, name == "-" ? "standard input" : name);
  MakeRoom();
  while (!stopped()) {
    host::Result result;
    const host::Error error =
        destination_->WriteBatch(block_.View(settings_.route), host::kNoWait, &result);
    if (!error) {
      // The records must be known before the items of this very call are looked up.
      pending_.Add(std::exchange(block_, RecordBlock()));
      Collect(result);
      return Look();
    }
    Collect(result);
    if (RefuseAlone(error)) return;
    if (error.status() == DESTINATION_RESOURCE_EXHAUSTED) {
      host::Result polled;
      const host::Error poll_error = destination_->Poll(kSliceMs, &polled);
      const bool settled = Collect(polled);
      const bool waits = Judge(poll_error, polled) != Wish::kStop && !settled && !poll_error;
      if (waits && !Shrink()) clock_->Wait(kIdleMs, -1);
    } else {
      Judge(error, result);
    }
    Look();
  }
}

// RefuseAlone settles a block of one record that the library does not take as a batch.
bool Loader::RefuseAlone(const host::Error& error) {
  if (error.status() != DESTINATION_INVALID_ARGUMENT || block_.size() != 1) return false;
  if (!block_.folds[0].settled) Refuse(block_.ids[0], RecordAt(block_, 0), error.message());
  block_ = RecordBlock();
  return true;
}

// Shrink makes the block smaller where the queue is full of a document that has not ended: a part
// of the block may have room and end it, and a line that has none alone refuses it. False where the
// queue may get room by itself.
bool Loader::Shrink() {
  if (!figures_.folds || destination_->Stats().in_flight > 0) return false;
  if (block_.size() > 1) {
    RecordBlock tail = block_.TakeTail(block_.size() / 2);
    tail.Append(tail_);
    tail_ = std::move(tail);
    return true;
  }
  Stop(kExitUsage, absl::StrCat("the queue is full of a document that has not ended (",
                                PlaceText(settings_.inputs.inputs,
                                          {static_cast<uint32_t>(block_.input), block_.lines[0]}),
                                "); raise queue.max_records or queue.max_bytes"));
  return true;
}

// MakeRoom waits until the block may join what is pending. Where nothing that is pending can be
// sent (groups are open), waiting would never end, and the queue's own limit decides.
void Loader::MakeRoom() {
  while (!stopped() && pending_.size() > 0 && pending_.size() + block_.size() > most_pending_) {
    host::Result result;
    const host::Error error = destination_->Poll(kSliceMs, &result);
    const bool settled = Collect(result);
    Judge(error, result);
    Look();
    if (!error && !settled) return;
  }
}

void Loader::Flush() {
  while (!stopped() && pending_.size() > 0) {
    host::Result result;
    const host::Error error = destination_->Flush(kSliceMs, &result);
    const bool settled = Collect(result);
    Judge(error, result);
    if (!stopped() && !error && !settled && pending_.size() > 0) {
      Stop(kExitInternal, absl::StrCat("the library said that it had flushed with ",
                                       pending_.size(), " records pending"));
    }
    Look();
  }
}

// Judge decides what a call's status means for the load.
Loader::Wish Loader::Judge(const host::Error& error, const host::Result& result) {
  switch (error.status()) {
    case DESTINATION_OK:
    case DESTINATION_TIMEOUT:
      return Wish::kGoOn;
    case DESTINATION_CANCELLED:
    case DESTINATION_RESOURCE_EXHAUSTED:
      return Wish::kTryAgain;
    case DESTINATION_RATE_LIMITED:
      return WaitForQuota(RetryAfterMs(error, result));
    case DESTINATION_AUTH:
      Stop(kExitAuth, std::string(error.message()));
      return Wish::kStop;
    case DESTINATION_UNAVAILABLE:
    case DESTINATION_CONFIG:
      Stop(kExitUnavailable, std::string(error.message()));
      return Wish::kStop;
    case DESTINATION_INVALID_STATE:
    case DESTINATION_CONFLICT:
      Stop(kExitUsage, std::string(error.message()));
      return Wish::kStop;
    case DESTINATION_JOURNAL:
      Stop(kExitStopped, std::string(error.message()));
      return Wish::kStop;
    default:
      Stop(kExitInternal,
           absl::StrCat("the library answered ", Absl(library_.StatusName(error.status())), ": ",
                        Absl(error.message())));
      return Wish::kStop;
  }
}

Loader::Wish Loader::WaitForQuota(int64_t retry_after_ms) {
  const int64_t wait = retry_after_ms < 0 ? kUnknownWaitMs : retry_after_ms;
  if (wait >= kLongestWaitMs) {
    Stop(kExitStopped, absl::StrCat("the service asks for a pause of ", HumanDuration(wait)));
    return Wish::kStop;
  }
  Tell(absl::StrCat("the service asks for a pause of ", HumanDuration(wait)));
  const int64_t until = clock_->NowMs() + wait;
  while (!stopped() && clock_->NowMs() < until) {
    clock_->Wait(std::min(kSliceMs, until - clock_->NowMs()), -1);
    Look();
  }
  return stopped() ? Wish::kStop : Wish::kTryAgain;
}

// Collect settles what a call gave back, and tells whether there was any.
bool Loader::Collect(const host::Result& result) {
  for (const destination_item& item : result) {
    PendingRecord record;
    const bool wrong =
        item.outcome == DESTINATION_REJECTED && (item.flags & DESTINATION_FLAG_SOUND) == 0;
    if (wrong && pending_.Find(item.id, &record) && !record.fold.settled)
      NoteCulprit(record.fold.document, record.line, "");
  }
  for (const destination_item& item : result) {
    PendingRecord record;
    if (!pending_.Find(item.id, &record)) {
      Stop(kExitInternal,
           absl::StrCat("the library settled the record ", item.id, ", which is not pending"));
      continue;
    }
    if (record.fold.settled) {
      // What it stood for has its outcome.
    } else if (giving_back_ && item.outcome == DESTINATION_DROPPED) {
      // A record whose request might make a second one is not dropped but ambiguous.
      const std::string_view words = host::Message(item);
      GiveBackPending(item.id, record, words);
    } else {
      SettleItem(item, record);
    }
    pending_.Settle(item.id);
  }
  return !result.empty();
}

// SettleItem settles a record with what the library tells of it.
void Loader::SettleItem(const destination_item& item, const PendingRecord& record) {
  std::string message(host::Message(item));
  const std::vector<std::string>* const columns = inputs_.columns(record.input);
  if (item.outcome == DESTINATION_REJECTED && columns != nullptr)
    message = CellWords(message, *columns);
  SettledRecord settled = Settled(item.id, record, item.outcome, message);
  if ((item.flags & DESTINATION_FLAG_REPEATED) != 0) ++settled_before_;
  settled.http_status = item.http_status;
  settled.attempts = item.attempts;
  settled.late = record.guards.late || (item.flags & DESTINATION_FLAG_SENT) != 0;
  settled.sound = (item.flags & DESTINATION_FLAG_SOUND) != 0;
  const auto culprit = settled.sound ? culprits_.find(record.fold.document) : culprits_.end();
  if (culprit != culprits_.end()) {
    settled.because = culprit->second.line;
    // The library knows nothing of what was refused before it.
    if (!culprit->second.message.empty())
      message = absl::StrCat("its document was refused: ", culprit->second.message);
    settled.message = message;
  }
  outcomes_->Settle(settled, record.fold.home);
}

SettledRecord Loader::Settled(uint64_t id, const PendingRecord& record, destination_outcome outcome,
                              std::string_view message) const {
  SettledRecord settled;
  settled.id = id;
  settled.file = settings_.inputs.inputs[record.input];
  settled.line = record.line;
  settled.outcome = outcome;
  settled.outcome_name =
      outcome == kPending ? std::string_view("PENDING") : library_.OutcomeName(outcome);
  settled.message = message;
  settled.text = record.text;
  settled.row = record.row;
  settled.layout = inputs_.layout(record.input);
  settled.was_ambiguous = record.guards.ambiguous;
  settled.newer_delivered = record.guards.older;
  settled.late = record.guards.late;
  settled.document = record.fold.document;
  settled.place = record.fold.place;
  return settled;
}

// SettleUnsent settles a record of which the library has nothing to tell.
void Loader::SettleUnsent(uint64_t id, const PendingRecord& record, destination_outcome outcome,
                          std::string_view message) {
  outcomes_->Settle(Settled(id, record, outcome, message), record.fold.home);
}

// Look draws the progress, and notices Ctrl-C and a disk that is full.
void Loader::Look() {
  outcomes_->Keep(clock_->NowMs());
  if (const std::string fault = outcomes_->fault(); !fault.empty()) Stop(kExitStopped, fault);
  if (!stopped() && clock_->Interruptions() > 0) {
    Stop(kExitStopped, "stopped by a signal");
    progress_.Clear();
    Tell(
        "stopping: requests on their way are finished, nothing new is sent; once more stops at once");
  }
  const int64_t now = clock_->NowMs();
  if (stopped()) return;
  if (now >= next_quota_look_ms_) {
    next_quota_look_ms_ = now + kQuotaLookMs;
    if (const std::string told = quota_.Look(Facts(now), figures_); !told.empty()) Tell(told);
  }
  if (progress_.Due(now))
    progress_.Draw(DescribeProgress(Facts(now), figures_, progress_.room()), now);
}

ProgressFacts Loader::Facts(int64_t now_ms) const {
  ProgressFacts facts;
  facts.tally = outcomes_->tally();
  facts.before = settled_before_;
  facts.total = counted_.records + counted_.refused;
  facts.total_bytes = counted_.bytes;
  facts.total_requests = counted_.requests;
  facts.documents = outcomes_->documents_delivered();
  if (counted_.documents) facts.total_documents = counted_.documents->documents();
  facts.elapsed_ms = now_ms - started_ms_;
  facts.stats = destination_->Stats();
  return facts;
}

void Loader::Stop(ExitCode exit, std::string message) {
  if (stopped()) return;
  end_.stopped = true;
  end_.exit = exit;
  end_.message = std::move(message);
}

}  // namespace inflow::command
