// SPDX-License-Identifier: Apache-2.0
//
// What earlier sessions left in the journal: given back, or fed to the engine page by page.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plugin/destination/destination.h"
#include "plugin/destination/internal/earlier_batch.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kPageRecords = 1'000;
constexpr size_t kPageBytes = size_t{4} << 20;

constexpr char kUnsent[] = "given back: the session that accepted it ended before it was sent";
constexpr char kHarmless[] =
    "given back: the session that accepted it ended while it was being sent; what that wrote may "
    "stand";
constexpr char kNoRoute[] =
    "given back: an earlier session accepted it for a route that the configuration has no more";
constexpr char kUnknown[] =
    "the session that accepted it ended while it was being sent; whether the service took it is "
    "not known";

AppendedRecord KnownOf(const EarlierRecord& record, bool otherwise) {
  AppendedRecord known;
  known.number = record.at.number;
  known.repeated = true;
  known.attempts = record.attempts;
  known.failures = record.failures;
  known.first_attempt = record.first_attempt;
  known.maybe_applied = record.maybe_applied;
  known.repeatable = record.repeatable;
  known.accepted = record.accepted;
  known.rendered_otherwise = otherwise;
  return known;
}

Settlement GivenBack(const AppendedRecord& known, std::string_view why) {
  const bool doubt = known.maybe_applied && !known.repeatable;
  Settlement settlement;
  settlement.number = known.number;
  settlement.attempts = known.attempts;
  settlement.outcome = doubt ? kAmbiguousRecord : kDroppedRecord;
  settlement.message = why;
  return settlement;
}

// WhyGivenBack is what a person is told of it.
std::string_view WhyGivenBack(const EarlierRecord& record) {
  if (!record.maybe_applied) return kUnsent;
  return record.repeatable ? kHarmless : kUnknown;
}

void Add(const EarlierRecord& record, bool otherwise, std::vector<EarlierBatch>* feed) {
  const bool joins = !feed->empty() && feed->back().after.session == record.at.session &&
                     !feed->back().close && feed->back().route == record.route;
  if (!joins) feed->emplace_back().route = record.route;
  EarlierBatch& fed = feed->back();
  fed.after = record.at;
  fed.data.append(record.bytes);
  fed.offsets.push_back(fed.data.size());
  fed.ids.push_back(record.id);
  fed.known.push_back(KnownOf(record, otherwise));
  fed.close = record.closed && record.last_of_batch;
}

// ReadCursor reads "after", which is null, missing, or what "next" was.
bool ReadCursor(const Json& given, EarlierCursor* cursor) {
  const auto after = given.find("after");
  if (after == given.end() || after->is_null()) return true;
  if (!after->is_string()) return false;
  const std::vector<absl::string_view> parts =
      absl::StrSplit(absl::string_view(after->get_ref<const std::string&>()), '.');
  return parts.size() == 2 && absl::SimpleAtoi(parts[0], &cursor->session) &&
         absl::SimpleAtoi(parts[1], &cursor->number);
}

Json RecordJson(const EarlierRecord& record) {
  const bool pending = record.outcome == kPendingRecord;
  return {{"id", record.id},
          {"route", record.route},
          {"token", record.token.empty() ? Json() : Json(record.token)},
          {"accepted", record.accepted},
          {"outcome", pending ? Json() : Json(OutcomeName(record.outcome))},
          {"http_status", record.http_status},
          {"attempts", record.attempts},
          {"settled", pending ? Json() : Json(record.settled)},
          {"message", record.message},
          {"record", record.bytes.empty() ? Json() : Json(record.bytes)}};
}

}  // namespace

// TakeEarlier makes what dead sessions left this one's, to be given back or fed.
CallStatus Destination::TakeEarlier(Deadline deadline) {
  std::vector<EarlierSession> sessions;
  const auto list = [&]() -> absl::Status {
    absl::StatusOr<std::vector<EarlierSession>> found = journal_->Sessions();
    if (found.ok()) sessions = *std::move(found);
    return found.status();
  };
  if (CallStatus s = Insist(list, deadline); !s.ok()) return s;
  if (sessions.empty()) return {};
  bool give_back = config_.journal.on_pending == OnPending::kGiveBack;
  uint64_t pending = 0;
  uint64_t others = 0;  // of those, accepted under another configuration
  otherwise_.clear();
  std::vector<uint64_t> ids;
  for (const EarlierSession& session : sessions) {
    pending += session.pending;
    if (session.fingerprint != fingerprint_) {
      others += session.pending;
      otherwise_.insert(session.session);
    }
    ids.push_back(session.session);
  }
  if (!give_back && others > 0) {
    if (config_.journal.on_other_configuration == OnOtherConfiguration::kRefuse) {
      return {.code = CallCode::kConflict,
              .message = absl::StrCat(
                  others,
                  " records of an earlier session are pending that were accepted under a "
                  "configuration that sends something else; go back to that, or set "
                  "journal.on_other_configuration to \"adopt\" or \"give_back\"")};
    }
    give_back = config_.journal.on_other_configuration == OnOtherConfiguration::kGiveBack;
  }
  if (CallStatus s = Insist([&] { return journal_->Adopt(ids); }, deadline); !s.ok()) return s;
  feeding_ = EarlierCursor();
  if (!give_back) return {};
  for (bool more = true; more;) {
    if (CallStatus s = Insist([&] { return GiveBackPage(&more); }, deadline); !s.ok()) return s;
  }
  feeding_ = std::nullopt;
  if (parts_.log) {
    parts_.log(LogLevel::kWarn, "journal",
               absl::StrCat(pending,
                            " records that an earlier session left pending were given "
                            "back; the command \"earlier\" lists them"));
  }
  return {};
}

absl::Status Destination::GiveBackPage(bool* more) {
  std::vector<Settlement> settlements;
  const absl::StatusOr<EarlierPage> page = journal_->Earlier(
      *feeding_, kPageRecords, kPageBytes, /*pending_only=*/true, [&](const EarlierRecord& record) {
        settlements.push_back(
            GivenBack(KnownOf(record, /*otherwise=*/false), WhyGivenBack(record)));
      });
  if (!page.ok()) return page.status();
  if (!settlements.empty()) {
    const absl::StatusOr<uint64_t> settled = journal_->Settled(settlements, parts_.clock->Wall());
    if (!settled.ok()) return settled.status();
  }
  feeding_ = page->after;
  *more = page->more;
  return absl::OkStatus();
}

// Feed lets the engine go on with records; those whose route is gone are given back.
absl::Status Destination::Feed(const EarlierBatch& batch) {
  const auto route = routes_.find(batch.route);
  if (route == routes_.end()) {
    std::vector<Settlement> settlements;
    for (const AppendedRecord& known : batch.known)
      settlements.push_back(GivenBack(known, kNoRoute));
    return journal_->Settled(settlements, parts_.clock->Wall()).status();
  }
  const JsonRecords records(
      {batch.data.data(), batch.offsets.data(), batch.ids.size(), batch.ids.data()});
  return engine_.Accept({.route = route->second.get(),
                         .records = &records,
                         .close = batch.close,
                         .route_name = batch.route,
                         .adopted = &batch.known},
                        parts_.clock->Now(), parts_.clock->Wall());
}

// FeedEarlier feeds during a call; what it cannot do now it does at the next turn.
void Destination::FeedEarlier() {
  const absl::Status status = FeedPage();
  if (!status.ok() && !absl::IsUnavailable(status)) engine_.StopForJournal(status);
}

// FeedPage feeds what earlier sessions left while that holds at most half the queue.
absl::Status Destination::FeedPage() {
  const uint64_t held = engine_.counters().adopted_pending;
  const uint64_t most = std::max<uint64_t>(config_.queue.max_records / 2, 1);
  const uint64_t most_bytes = std::max<uint64_t>(config_.queue.max_bytes / 2, 1);
  if (!feeding_ || held >= most || engine_.counters().pending_bytes >= most_bytes)
    return absl::OkStatus();
  std::vector<EarlierBatch> feed;
  const absl::StatusOr<EarlierPage> page = journal_->Earlier(
      *feeding_, std::min<uint64_t>(kPageRecords, most - held), std::min(kPageBytes, most_bytes),
      /*pending_only=*/true, [&](const EarlierRecord& record) {
        Add(record, otherwise_.contains(record.at.session), &feed);
      });
  if (!page.ok()) return page.status();
  for (const EarlierBatch& batch : feed) {
    // A document does not go on in another session.
    if (batch.after.session != feeding_->session) engine_.DropEarlier();
    if (absl::Status s = Feed(batch); !s.ok()) return s;
    feeding_ = batch.after;
  }
  if (page->more) return absl::OkStatus();
  engine_.DropEarlier();
  feeding_ = std::nullopt;
  return absl::OkStatus();
}

// TellEarlier lists what earlier sessions left and their hosts did not take.
CallStatus Destination::TellEarlier(std::string_view arguments, std::string* json) {
  const Json given =
      Json::parse(arguments.begin(), arguments.end(), nullptr, /*allow_exceptions=*/false);
  EarlierCursor after;
  if (!given.is_object() || !ReadCursor(given, &after)) {
    return {CallCode::kInvalidArgument,
            R"("earlier" takes {"after": null}, and then the "next" of its last answer)"};
  }
  if (CallStatus s = NeedJournal("earlier"); !s.ok()) return s;
  const Deadline at_once = parts_.clock->Now();
  if (CallStatus s = BeginSession(at_once); !s.ok()) return s;
  Json records = Json::array();
  EarlierPage page;
  const auto list = [&]() -> absl::Status {
    records.clear();
    absl::StatusOr<EarlierPage> found =
        journal_->Earlier(after, kPageRecords, kPageBytes, /*pending_only=*/false,
                          [&](const EarlierRecord& one) { records.push_back(RecordJson(one)); });
    if (found.ok()) page = *found;
    return found.status();
  };
  CallStatus status = Insist(list, at_once);
  const Json next =
      page.more ? Json(absl::StrCat(page.after.session, ".", page.after.number)) : Json();
  *json = Json{{"records", std::move(records)}, {"next", next}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
  redactor_->Redact(json);
  return status;
}

}  // namespace inflow
