// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/load_run.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/config/settings_json.h"
#include "tools/inflow/load/run_key.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

using Json = nlohmann::json;

template <typename Number>
Number NumberOf(const Json& object, const char* name) {
  const Json& value = Member(object, name);
  return value.is_number_integer() ? value.get<Number>() : Number{0};
}

Tally TallyOf(const Json& outcomes) {
  Tally tally;
  for (const auto& [name, to] :
       {std::pair("DELIVERED", &tally.delivered), std::pair("UNCHANGED", &tally.unchanged),
        std::pair("SUPERSEDED", &tally.superseded), std::pair("REJECTED", &tally.rejected),
        std::pair("FAILED", &tally.failed), std::pair("AMBIGUOUS", &tally.ambiguous),
        std::pair("DROPPED", &tally.dropped)}) {
    *to = NumberOf<uint64_t>(outcomes, name);
    tally.records += *to;
  }
  return tally;
}

OtherRun OtherOf(const Json& one) {
  OtherRun other;
  const Json& key = Member(one, "key");
  if (key.is_string()) other.key = key.get<std::string>();
  other.began_ms = NumberOf<int64_t>(one, "began");
  other.records = NumberOf<uint64_t>(one, "records");
  other.pending = NumberOf<uint64_t>(one, "pending");
  if (Member(one, "pid").is_number_integer()) other.pid = NumberOf<int64_t>(one, "pid");
  return other;
}

host::Error Begin(const std::string& key, bool restart, host::Destination* destination,
                  LoadRun* run, Json* answer) {
  const Json arguments = {{"begin", key}, {"restart", restart}};
  host::Buffer text;
  host::Error error = destination->Command("run", arguments.dump(), &text);
  if (error) return error;
  *answer = Json::parse(text.view(), nullptr, false);
  const bool goes_on = Member(*answer, "goes_on") == true;
  *run = LoadRun{.is_first = !goes_on && Member(*answer, "run") == 1,
                 .goes_on = goes_on,
                 .began_ms = NumberOf<int64_t>(*answer, "began"),
                 .records = NumberOf<uint64_t>(*answer, "records"),
                 .pending = NumberOf<uint64_t>(*answer, "pending"),
                 .tally = TallyOf(Member(*answer, "outcomes"))};
  const Json& others = Member(*answer, "others");
  for (const Json& one : others.is_array() ? others : Json::array())
    run->others.push_back(OtherOf(one));
  return error;
}

// CountsOf is "4,000 delivered, 12 rejected".
std::string CountsOf(const Tally& tally) {
  std::string text;
  for (const auto& [count, word] :
       {std::pair(tally.delivered, "delivered"), std::pair(tally.unchanged, "unchanged"),
        std::pair(tally.superseded, "superseded"), std::pair(tally.rejected, "rejected"),
        std::pair(tally.failed, "failed"), std::pair(tally.ambiguous, "ambiguous"),
        std::pair(tally.dropped, "dropped")}) {
    if (count > 0) absl::StrAppend(&text, text.empty() ? "" : ", ", HumanCount(count), " ", word);
  }
  return text;
}

}  // namespace

host::Error BeginRun(const std::string& key, host::Destination* destination, LoadRun* run) {
  Json answer;
  return Begin(key, /*restart=*/false, destination, run, &answer);
}

host::Error RestartRun(const std::string& key, host::Destination* destination, LoadRun* run,
                       Tally* ended) {
  Json answer;
  host::Error error = Begin(key, /*restart=*/true, destination, run, &answer);
  *ended = TallyOf(Member(answer, "ended"));
  return error;
}

host::Error EndRun(host::Destination* destination) {
  host::Buffer answer;
  return destination->Command("run", R"({"end":true})", &answer);
}

std::string DescribeGoingOn(const LoadRun& run, uint64_t total, int64_t now_ms) {
  const std::string of =
      total == 0 ? Plural(run.done(), "record")
                 : absl::StrCat(HumanCount(run.done()), " of ", Plural(total, "record"));
  const bool one = (total == 0 ? run.done() : total) == 1;
  return absl::StrCat("going on with the load of ", HumanMoment(run.began_ms, now_ms), ": ", of,
                      one ? " is done" : " are done");
}

std::string DescribeRestart(const LoadRun& run, const Tally& ended, int64_t now_ms) {
  const Tally& settled = ended.records > 0 ? ended : run.tally;
  std::string counts = CountsOf(settled);
  if (const uint64_t all = run.done() + run.pending; settled.records < all) {
    absl::StrAppend(&counts, counts.empty() ? "" : ", ", HumanCount(all - settled.records),
                    " pending");
  }
  const std::string text =
      absl::StrCat("beginning anew; the load of ", HumanMoment(run.began_ms, now_ms), " ends with ",
                   counts.empty() ? "no record" : counts);
  if (ended.ambiguous <= run.tally.ambiguous) return text;
  const uint64_t unknown = ended.ambiguous - run.tally.ambiguous;
  return absl::StrCat(text, "; ", Plural(unknown, "record"), unknown == 1 ? " was" : " were",
                      " sent and not answered, so that inFlow may have ",
                      unknown == 1 ? "it" : "them");
}

std::string DescribeOther(const OtherRun& other, const std::string& journal, int64_t now_ms) {
  const std::optional<RunKey> key = ParseRunKey(other.key);
  const std::string when = HumanMoment(other.began_ms, now_ms);
  if (!key) {
    return absl::StrCat(journal, " also has a load of ", when, " that did not end, with ",
                        Plural(other.pending, "pending record"));
  }
  std::string inputs;
  for (const std::string& input : key->inputs)
    absl::StrAppend(&inputs, inputs.empty() ? "" : ", ", input);
  const std::string what = absl::StrCat(journal, " also has the load of ", when, " of ", inputs);
  if (other.pid) return absl::StrCat(what, ", which goes on in process ", *other.pid);
  return absl::StrCat(what, ", which did not end: ", HumanCount(other.pending), " of its ",
                      Plural(other.records, "record"), other.records == 1 ? " is" : " are",
                      " pending. It goes on with: ", CommandOf(*key),
                      "; with --restart it begins anew, and drops what is pending");
}

}  // namespace inflow::command
