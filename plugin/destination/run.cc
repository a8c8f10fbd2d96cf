// SPDX-License-Identifier: Apache-2.0
//
// The command "run": what a command line loads, over as many sessions as it takes. Its records are
// known by their ids, which are their places in it.
#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "plugin/destination/destination.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kUsage[] =
    R"("run" takes {"begin": "text", "restart": false, "replay": false}, {"acknowledged": 1} or [1], {"replayed": true}, {"end": true}, or {"compare": true, "route": "", "ids": [1], "records": ["text"]})";

CallStatus WrongUse() { return {CallCode::kInvalidArgument, kUsage}; }

Json OutcomesJson(const std::array<uint64_t, kRecordOutcomes>& settled) {
  Json outcomes = Json::object();
  for (size_t i = 1; i < settled.size(); ++i) {
    if (settled[i] > 0) outcomes[OutcomeName(static_cast<int32_t>(i))] = settled[i];
  }
  return outcomes;
}

Json StandingJson(const RunStanding& standing) {
  auto ended = standing.ended;
  ended[kDroppedRecord] += standing.dropped;
  ended[kAmbiguousRecord] += standing.ambiguous;
  return {{"run", standing.run},
          {"goes_on", standing.goes_on},
          {"began", standing.began},
          {"records", standing.records},
          {"next", standing.next},
          {"pending", standing.pending},
          {"outcomes", OutcomesJson(standing.settled)},
          {"ended", OutcomesJson(ended)}};
}

Json OtherJson(const UnendedRun& run) {
  Json json = {{"key", run.key},
               {"began", run.standing.began},
               {"records", run.standing.records},
               {"pending", run.standing.pending},
               {"pid", nullptr}};
  if (run.holder) json["pid"] = *run.holder;
  return json;
}

std::string TextOf(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// ReadRecords reads what is compared, of which the texts stay in `given`; false where it is not so.
bool ReadRecords(const Json& given, std::vector<NewRecord>* records) {
  const auto ids = given.find("ids");
  const auto texts = given.find("records");
  if (ids == given.end() || texts == given.end() || !ids->is_array() || !texts->is_array() ||
      ids->size() != texts->size())
    return false;
  for (size_t i = 0; i < ids->size(); ++i) {
    if (!(*ids)[i].is_number_unsigned() || !(*texts)[i].is_string()) return false;
    const auto id = (*ids)[i].get<uint64_t>();
    records->push_back(
        {id, static_cast<int64_t>(id), (*texts)[i].get_ref<const std::string&>(), {}});
  }
  return true;
}

bool IsPlace(const Json& id) {
  return id.is_number_unsigned() &&
         id.get<uint64_t>() <= static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
}

// ReadPlaces reads a list of ids; false where it is none.
bool ReadPlaces(const Json& given, std::vector<OrdinalRange>* ranges) {
  if (!given.is_array() || !std::all_of(given.begin(), given.end(), IsPlace)) return false;
  auto ids = given.get<std::vector<int64_t>>();
  std::sort(ids.begin(), ids.end());
  for (const int64_t id : ids) {
    if (ranges->empty() || id > ranges->back().last + 1)
      ranges->push_back({id, id});
    else
      ranges->back().last = id;
  }
  return true;
}

}  // namespace

CallStatus Destination::TellRun(std::string_view arguments, std::string* json) {
  const Json given =
      Json::parse(arguments.begin(), arguments.end(), nullptr, /*allow_exceptions=*/false);
  if (!given.is_object()) return WrongUse();
  if (CallStatus s = NeedJournal("run"); !s.ok()) return s;
  if (CallStatus s = BeginSession(parts_.clock->Now()); !s.ok()) return s;
  const auto is_true = [&](const char* name) {
    const auto found = given.find(name);
    return found != given.end() && found->is_boolean() && found->get<bool>();
  };
  if (given.contains("begin")) {
    if (!given["begin"].is_string()) return WrongUse();
    return BeginRun(given["begin"].get<std::string>(), is_true("restart"), is_true("replay"), json);
  }
  if (given.contains("acknowledged")) {
    const Json& places = given["acknowledged"];
    std::vector<OrdinalRange> ranges;
    if (!IsPlace(places) && !ReadPlaces(places, &ranges)) return WrongUse();
    if (IsPlace(places)) {
      const WallMillis wall = parts_.clock->Wall();
      return TellGivenUp([&] { return journal_->AcknowledgeUpTo(places.get<int64_t>(), wall); },
                         json);
    }
    *json = TextOf({{"dropped", 0}, {"ambiguous", 0}});
    return Insist([&] { return journal_->Acknowledge(ranges); }, parts_.clock->Now());
  }
  if (is_true("replayed"))
    return TellGivenUp([this] { return journal_->EndReplay(parts_.clock->Wall()); }, json);
  if (is_true("end")) return EndRun(json);
  std::vector<NewRecord> records;
  if (!is_true("compare") || !ReadRecords(given, &records)) return WrongUse();
  const std::string route = given.value("route", "");
  std::optional<int64_t> differs;
  const auto compare = [&]() -> absl::Status {
    absl::StatusOr<std::optional<int64_t>> found = journal_->CompareRun(records, route);
    if (found.ok()) differs = *found;
    return found.status();
  };
  CallStatus status = Insist(compare, parts_.clock->Now());
  *json = TextOf({{"differs", differs ? Json(*differs) : Json()}});
  return status;
}

CallStatus Destination::EndRun(std::string* json) {
  bool ended = true;
  const auto end = [&]() -> absl::Status {
    if (!journal_->replays()) return journal_->EndRun();
    absl::StatusOr<bool> left = journal_->LeaveReplay();
    if (left.ok()) ended = *left;
    return left.status();
  };
  CallStatus status = Insist(end, parts_.clock->Now());
  *json = TextOf({{"ended", ended}});
  return status;
}

// TellGivenUp tells of records that an earlier session left and that are not coming again.
CallStatus Destination::TellGivenUp(absl::FunctionRef<absl::StatusOr<RunStanding>()> give_up,
                                    std::string* json) {
  RunStanding standing;
  const auto step = [&]() -> absl::Status {
    absl::StatusOr<RunStanding> given_up = give_up();
    if (given_up.ok()) standing = *given_up;
    return given_up.status();
  };
  CallStatus status = Insist(step, parts_.clock->Now());
  *json = TextOf({{"dropped", standing.dropped}, {"ambiguous", standing.ambiguous}});
  return status;
}

CallStatus Destination::BeginRun(const std::string& key, bool restart, bool replays,
                                 std::string* json) {
  RunStanding standing;
  std::vector<UnendedRun> others;
  const auto begin = [&]() -> absl::Status {
    absl::StatusOr<RunStanding> begun =
        journal_->BeginRun(key, restart, parts_.clock->Wall(), replays);
    if (begun.ok()) standing = *begun;
    return begun.status();
  };
  const auto list = [&]() -> absl::Status {
    absl::StatusOr<std::vector<UnendedRun>> found = journal_->UnendedRuns();
    if (found.ok()) others = *std::move(found);
    return found.status();
  };
  if (CallStatus s = Insist(begin, parts_.clock->Now()); !s.ok()) return s;
  if (CallStatus s = Insist(list, parts_.clock->Now()); !s.ok()) return s;
  // What a replaying run sends was accepted by this session.
  if (standing.others > 0 && !replays &&
      config_.journal.on_other_configuration == OnOtherConfiguration::kRefuse) {
    return {
        .code = CallCode::kConflict,
        .message =
            std::to_string(standing.others) +
            " records of this load that may be on their way were accepted under a configuration "
            "that sends something else; go back to that, set "
            "journal.on_other_configuration to \"adopt\", or begin anew",
        .detail = R"({"other_configuration":true})"};
  }
  Json answer = StandingJson(standing);
  Json& listed = answer["others"] = Json::array();
  for (const UnendedRun& run : others) {
    if (run.standing.run != standing.run) listed.push_back(OtherJson(run));
  }
  *json = TextOf(answer);
  return {};
}

}  // namespace inflow
