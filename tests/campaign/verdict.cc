// SPDX-License-Identifier: Apache-2.0
#include "tests/campaign/verdict.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace inflow::campaign {
namespace {

// Fate is what became of a record in the service.
struct Fate {
  size_t applied = 0;
  bool refused = false;   // an answer that arrived whole refused it, alone or by name
  bool in_doubt = false;  // a request that carried it was not conclusively answered
  bool sent = false;
};

bool Contains(const std::vector<size_t>& records, size_t record) {
  return std::find(records.begin(), records.end(), record) != records.end();
}

// The last exchange of each connection. The client may have ended the connection before the answer
// came.
std::set<const Exchanged*> LastOnes(const std::vector<Exchanged>& log) {
  std::map<size_t, const Exchanged*> last;
  for (const Exchanged& exchanged : log) last[exchanged.connection] = &exchanged;
  std::set<const Exchanged*> ones;
  for (const auto& [connection, exchanged] : last) ones.insert(exchanged);
  return ones;
}

// An answer that cannot be the service's: a page, or what is no JSON.
bool IsStrange(const Exchanged& exchanged) {
  switch (exchanged.fault) {
    case Fault::kPage:
    case Fault::kCutBody:
    case Fault::kShortLength:
    case Fault::kCutChunks:
    case Fault::kLateBody:
    case Fault::kResetMidAnswer:
    case Fault::kOddItemErrors:
      return true;
    default:
      return false;
  }
}

class Court {
 public:
  explicit Court(const Evidence& evidence) : evidence_(evidence), last_(LastOnes(evidence.log)) {}

  std::vector<Finding> Try() {
    for (const std::string& complaint : evidence_.testimony.complaints)
      Find(Wrong::kOther, std::nullopt, complaint);
    if (evidence_.garbled > 0)
      Find(Wrong::kOther, std::nullopt, "a request that the records do not lead to");
    fates_ = Fates();
    for (size_t i = 0; i < evidence_.plan.records.size(); ++i) TryRecord(i);
    for (const auto& [id, told] : evidence_.testimony.told) {
      if (id >= evidence_.plan.records.size())
        Find(Wrong::kOther, std::nullopt, "an id settled that was never written");
    }
    TryOrder();
    TryCounters();
    TryStops();
    return std::move(findings_);
  }

 private:
  std::vector<Fate> Fates() const;
  void TryRecord(size_t record);
  void TryOutcome(size_t record, const Told& told);
  void TryOrder();
  void TryCounters();
  void TryStops();
  bool MayBeRefused(size_t record) const;
  void Find(Wrong wrong, std::optional<size_t> record, std::string text) {
    findings_.push_back({wrong, record, std::move(text)});
  }

  const Evidence& evidence_;
  std::set<const Exchanged*> last_;
  std::vector<Fate> fates_;
  std::vector<Finding> findings_;
};

std::vector<Fate> Court::Fates() const {
  std::vector<Fate> fates(evidence_.plan.records.size());
  for (const Exchanged& exchanged : evidence_.log) {
    for (const size_t record : exchanged.records) {
      Fate& fate = fates[record];
      fate.sent = true;
      if (Contains(exchanged.refused, record)) {
        fate.refused = true;
      } else {
        fate.in_doubt = fate.in_doubt || exchanged.open;
      }
      fate.in_doubt = fate.in_doubt || last_.count(&exchanged) > 0;
    }
    for (const size_t record : exchanged.applied) ++fates[record].applied;
  }
  return fates;
}

// A document is refused as a whole.
bool Court::MayBeRefused(size_t record) const {
  const std::vector<PlannedRecord>& records = evidence_.plan.records;
  return std::any_of(records.begin(), records.end(), [&](const PlannedRecord& one) {
    return one.document == records[record].document && one.mark != Mark::kNone;
  });
}

void Court::TryRecord(size_t record) {
  const Testimony& testimony = evidence_.testimony;
  const auto told = testimony.told.find(record);
  if (fates_[record].applied > 1 && evidence_.plan.by_post) {
    Find(Wrong::kDoubled, record, "made " + std::to_string(fates_[record].applied) + " times");
  }
  if (!testimony.accepted[record]) {
    if (told != testimony.told.end())
      Find(Wrong::kOther, record, "settled, although it was not accepted");
    if (fates_[record].sent) Find(Wrong::kOther, record, "sent, although it was not accepted");
    return;
  }
  if (told == testimony.told.end())
    return Find(Wrong::kLost, record, "accepted, and never settled");
  if (told->second.size() > 1) Find(Wrong::kOther, record, "settled more than once");
  for (const Told& one : told->second) TryOutcome(record, one);
}

void Court::TryOutcome(size_t record, const Told& told) {
  const Fate& fate = fates_[record];
  const bool says_so =
      !evidence_.plan.by_post && (told.message.find("may stand") != std::string::npos ||
                                  told.message.find("may have") != std::string::npos);
  const bool stands = fate.applied > 0 && !says_so;
  switch (told.outcome) {
    case DESTINATION_DELIVERED:
      if (fate.applied == 0)
        Find(Wrong::kFalselyDelivered, record, "told DELIVERED, and never applied");
      return;
    case DESTINATION_REJECTED:
      if (stands) Find(Wrong::kFalselyRefused, record, "told REJECTED, and applied");
      if (!MayBeRefused(record))
        Find(Wrong::kFalselyRefused, record, "told REJECTED, and the service would have taken it");
      return;
    case DESTINATION_FAILED:
    case DESTINATION_DROPPED:
      if (stands)
        Find(Wrong::kFalselyRefused, record,
             "told FAILED or DROPPED without a word that it may stand, and applied");
      if (fate.refused && told.outcome == DESTINATION_FAILED)
        Find(Wrong::kFalselyRefused, record, "told FAILED, and refused");
      return;
    case DESTINATION_AMBIGUOUS:
      if (!fate.in_doubt && evidence_.lost_requests == 0)
        Find(Wrong::kOther, record, "told AMBIGUOUS, and nothing was in doubt");
      return;
    default:
      Find(Wrong::kOther, record, "an outcome that nothing here leads to");
  }
}

// Records of one key arrive in order, so that the last one stands in the end.
void Court::TryOrder() {
  std::map<std::string, size_t> latest;
  for (const Exchanged& exchanged : evidence_.log) {
    for (const size_t record : exchanged.applied) {
      const std::string& key = evidence_.plan.records[record].key;
      if (key.empty()) continue;
      const auto [at, first] = latest.try_emplace(key, record);
      if (record < at->second) {
        Find(Wrong::kOther, record,
             "applied behind r" + std::to_string(at->second) + " of its key");
      }
      at->second = std::max(at->second, record);
    }
  }
}

void Court::TryCounters() {
  const destination_stats_data& stats = evidence_.testimony.stats;
  std::map<destination_outcome, uint64_t> counts;
  for (const auto& [id, told] : evidence_.testimony.told) {
    for (const Told& one : told) ++counts[one.outcome];
  }
  const auto accepted =
      std::count(evidence_.testimony.accepted.begin(), evidence_.testimony.accepted.end(), true);
  const bool right = stats.accepted == static_cast<uint64_t>(accepted) && stats.pending == 0 &&
                     stats.delivered == counts[DESTINATION_DELIVERED] &&
                     stats.rejected == counts[DESTINATION_REJECTED] &&
                     stats.failed == counts[DESTINATION_FAILED] &&
                     stats.ambiguous == counts[DESTINATION_AMBIGUOUS] &&
                     stats.dropped == counts[DESTINATION_DROPPED];
  if (!right) Find(Wrong::kOther, std::nullopt, "the counters are not what was told");
}

// The work stops for what the service did, not for anything else.
void Court::TryStops() {
  const auto stopped = [this](destination_status status) {
    return evidence_.testimony.statuses[static_cast<size_t>(status)] > 0;
  };
  const auto answered = [this](auto&& is_it) {
    return std::any_of(evidence_.log.begin(), evidence_.log.end(), is_it);
  };
  if (stopped(DESTINATION_AUTH) && !answered([](const Exchanged& e) { return e.status == 403; })) {
    Find(Wrong::kOther, std::nullopt, "stopped with AUTH without an answer 403");
  }
  if (stopped(DESTINATION_CONFIG) && !answered(IsStrange)) {
    Find(Wrong::kOther, std::nullopt,
         "stopped with CONFIG without an answer that cannot be the service's");
  }
  if (stopped(DESTINATION_RATE_LIMITED) &&
      !answered([](const Exchanged& e) { return e.status == 429 || e.status == 503; })) {
    Find(Wrong::kOther, std::nullopt,
         "stopped with RATE_LIMITED without an answer that asks for a pause");
  }
}

}  // namespace

std::string_view WrongName(Wrong wrong) {
  static constexpr std::string_view kNames[] = {"lost", "doubled", "falsely DELIVERED",
                                                "falsely REJECTED, FAILED or DROPPED",
                                                "otherwise against the rules"};
  static_assert(std::size(kNames) == kWrongCount);
  return kNames[static_cast<size_t>(wrong)];
}

std::vector<Finding> Judge(const Evidence& evidence) { return Court(evidence).Try(); }

}  // namespace inflow::campaign
