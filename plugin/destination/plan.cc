// SPDX-License-Identifier: Apache-2.0
//
// The command "plan": what batches of records would come to, without I/O.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/destination/destination.h"
#include "plugin/destination/internal/batch_argument.h"
#include "plugin/destination/internal/dry_plan.h"
#include "plugin/destination/internal/dry_run.h"
#include "plugin/destination/internal/key_hash.h"
#include "plugin/record/cursor.h"
#include "plugin/text/escaped.h"

namespace inflow {
namespace {

constexpr char kPlanUsage[] =
    R"("plan" takes {"route": "", "records": [{"sku": "A-1"}], "begin": false, "more": false, "identify": false})";

// As inflow load hands records over.
constexpr size_t kBatchRecords = 1'000;
constexpr size_t kBatchBytes = 1 << 20;

void AppendFigure(std::string_view name, uint64_t figure, std::string* json) {
  json->append(json->back() == '{' ? "\"" : ",\"").append(name).append("\":");
  json->append(std::to_string(figure));
}

void AppendText(std::string_view text, std::string* json) {
  json->push_back('"');
  AppendEscaped(text, json);
  json->push_back('"');
}

// ReadFlag leaves the flag as it is where there is none; false where it is no boolean.
bool ReadFlag(const RecordIndex& given, std::string_view name, bool* flag) {
  const Member* const found = given.Find(name);
  if (found == nullptr) return true;
  *flag = found->type == JsonType::kTrue;
  return *flag || found->type == JsonType::kFalse;
}

}  // namespace

DryPlan::DryPlan(uint64_t seed, const EngineOptions& options, const QueueConfig& queue,
                 SqliteJournal* file)
    : engine_(seed), queue_(queue) {
  EngineOptions own = options;
  own.skip_unchanged = file != nullptr;
  engine_.Configure(own);
  if (file != nullptr) engine_.SetJournal(&known_.emplace(file));
  engine_.ShowNames();
  engine_.SetWitness(this);
}

void DryPlan::Take(const PlanBlock& block) {
  identify_ = block.identify;
  if (identify_ && identities_.empty()) first_identity_ = identified_ = records_;
  const size_t most = std::clamp<size_t>(queue_.max_records / 2, 1, kBatchRecords);
  const size_t most_bytes = std::clamp<size_t>(queue_.max_bytes / 2, 1, kBatchBytes);
  Batch batch;
  for (ItemCursor items(block.records); items.Next();) {
    std::string_view record = items.item().bytes;
    if (items.item().type == JsonType::kString) {
      text_.clear();
      Unescape(record.substr(1, record.size() - 2), &text_);
      record = text_;
    }
    const size_t count = batch.offsets.size() - 1;
    if (count == most || (count > 0 && batch.data.size() + record.size() > most_bytes))
      Hand(block, &batch);
    if (record.size() > queue_.max_bytes) {
      too_large_[records_ + batch.offsets.size() - 1] =
          "the record has " + std::to_string(record.size()) + " bytes and queue.max_bytes is " +
          std::to_string(queue_.max_bytes) + "; shorten it or raise the limit";
      record = {};
    }
    batch.data.append(record);
    batch.offsets.push_back(batch.data.size());
  }
  Hand(block, &batch);
}

void DryPlan::Hand(const PlanBlock& block, Batch* batch) {
  const JsonBlock records{.data = batch->data.data(),
                          .offsets = batch->offsets.data(),
                          .count = batch->offsets.size() - 1,
                          .first_id = records_};
  if (records.count == 0) return;
  MakeRoom(block, records);
  const JsonRecords source(records);
  // Without a journal there is no error.
  engine_.Accept({block.route, &source, false}, block.now, block.wall).IgnoreError();
  records_ += records.count;
  Drain(block.now);
  if (identify_) Identify(records_);
  batch->data.clear();
  batch->offsets.assign(1, 0);
}

bool DryPlan::HasRoom(const JsonBlock& records) const {
  const Counters& counters = engine_.counters();
  return counters.pending + records.count <= queue_.max_records &&
         counters.pending_bytes + records.bytes() <= queue_.max_bytes;
}

// MakeRoom makes room as writing a batch does.
void DryPlan::MakeRoom(const PlanBlock& block, const JsonBlock& records) {
  const std::string why = WhyTooLong(queue_);
  const JsonRecords source(records);
  while (!HasRoom(records)) {
    if (!engine_.CloseOldest() &&
        !engine_.MakeRoomForLine({block.route, &source}, block.wall, why)) {
      return;
    }
    if (!Drain(block.now)) return;
  }
}

void DryPlan::End(TimePoint now) {
  engine_.CloseAll();
  Drain(now);
}

bool DryPlan::Drain(TimePoint now) {
  const bool drained = DrainDry(&engine_, now,
                                {.use =
                                     [this](const Request& request) {
                                       ++requests_;
                                       bytes_ +=
                                           request.call.has_body ? request.call.body().size() : 0;
                                       for (const Item& item : request.group.items)
                                         documents_ += item.document != nullptr ? 1 : 0;
                                     },
                                 .ask = [](const HttpCall&, Exchange*) { return false; }});
  TakeSettled();
  return drained;
}

void DryPlan::TakeSettled() {
  for (const Settled& one : engine_.settled()) {
    if (one.outcome == Outcome::kRejected) Refuse(one);
  }
  engine_.ClearSettled();
}

void DryPlan::Refuse(const Settled& one) {
  ++refused_;
  const auto large = too_large_.find(one.id);
  Reason& reason = reasons_[large != too_large_.end() ? large->second
                            : one.message             ? *one.message
                                                      : std::string()];
  reason.sound = (one.flags & kSound) != 0;
  reason.places.push_back(one.id);
  if (large != too_large_.end()) too_large_.erase(large);
}

void DryPlan::Made(const Route& route, const Item& item, const MappedRecord& record,
                   const RenderedTarget& target) {
  if (!identify_) return;
  Identify(item.id);
  identities_.push_back(',');
  ++identified_;
  name_.clear();
  if (item.key().empty()) {
    identities_.append("{}");
    return;
  }
  absl::StrAppend(&identities_, "{\"key\":\"",
                  absl::Hex(KeyHash(route, item.key()), absl::kZeroPad16), "\"");
  if (route.AppendNameOf(record, target, &name_).ok() && !name_.empty()) {
    identities_.append(",\"name\":");
    AppendText(name_, &identities_);
  }
  identities_.push_back('}');
}

// Identify says nothing of the records below a place of which nothing was said.
void DryPlan::Identify(uint64_t upto) {
  for (; identified_ < upto; ++identified_) identities_.append(",{}");
}

void DryPlan::Append(std::string* json) {
  const uint64_t pending = engine_.counters().pending;
  json->push_back('{');
  AppendFigure("records", records_, json);
  AppendFigure("fine", records_ - refused_ - pending, json);
  AppendFigure("refused", refused_, json);
  AppendFigure("pending", pending, json);
  AppendFigure("documents", documents_, json);
  AppendFigure("requests", requests_, json);
  AppendFigure("bytes", bytes_, json);
  if (known_) {
    AppendFigure("created", known_->created(), json);
    AppendFigure("changed", known_->changed(), json);
    AppendFigure("unchanged", known_->unchanged(), json);
  }
  json->append(",\"lookups\":{");
  for (const auto& [collection, names] : engine_.names().shown())
    AppendFigure(collection, names, json);
  json->append("},\"reasons\":[");
  for (const auto& [message, reason] : reasons_) {
    json->append(json->back() == '[' ? "{\"message\":" : ",{\"message\":");
    AppendText(message, json);
    if (reason.sound) json->append(",\"sound\":true");
    json->append(",\"places\":[");
    for (const uint64_t place : reason.places)
      json->append(json->back() == '[' ? "" : ",").append(std::to_string(place));
    json->append("]}");
  }
  json->push_back(']');
  if (identify_) {
    json->append(",\"identities\":[");
    json->append(identities_, identities_.empty() ? 0 : 1, std::string::npos);
    json->push_back(']');
  }
  json->push_back('}');
  reasons_.clear();
  identities_.clear();
}

// DeliveriesKnown tells whether what would be sent is comparable with what was delivered: not while
// names stand in it that only the service can look up.
bool Destination::DeliveriesKnown() const {
  const auto adopts = [](const auto& route) { return !route.second.adopt.empty(); };
  return journal_ != nullptr && config_.journal.skip_unchanged &&
         config_.references.mode != ReferenceMode::kResolve && config_.main.adopt.empty() &&
         std::none_of(config_.routes.begin(), config_.routes.end(), adopts);
}

CallStatus Destination::PlanRecords(std::string_view arguments, std::string* json) {
  constexpr std::string_view kKeys[] = {"route", "records", "begin", "more", "identify"};
  BatchArgument batch;
  if (CallStatus s = ReadBatchArgument(arguments, kPlanUsage, kKeys, &batch); !s.ok()) return s;
  bool begin = false, more = false, identify = false;
  if (!ReadFlag(batch.given, "begin", &begin) || !ReadFlag(batch.given, "more", &more) ||
      !ReadFlag(batch.given, "identify", &identify)) {
    return {.code = CallCode::kInvalidArgument, .message = kPlanUsage};
  }
  PlanBlock block{.records = batch.records,
                  .identify = identify,
                  .now = parts_.clock->Now(),
                  .wall = parts_.clock->Wall()};
  if (CallStatus s = FindRoute(batch.route, &block.route); !s.ok()) return s;
  // What fails half-way is of no use to a later call.
  std::shared_ptr<DryPlan> plan = begin ? nullptr : std::move(plan_);
  plan_ = nullptr;
  if (plan == nullptr) {
    SqliteJournal* const file = DeliveriesKnown() ? journal_.get() : nullptr;
    if (file != nullptr) {
      const JournalScope scope{credential_.company_id, config_.journal.name, fingerprint_};
      if (CallStatus s = Insist([&] { return file->Look(scope); }, std::nullopt); !s.ok()) return s;
    }
    plan = std::make_shared<DryPlan>(parts_.seed, Options(/*dry=*/true), config_.queue, file);
  }
  plan->Take(block);
  if (!more) plan->End(block.now);
  plan->Append(json);
  redactor_->Redact(json);
  if (more) plan_ = std::move(plan);
  return {};
}

}  // namespace inflow
