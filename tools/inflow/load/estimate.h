// SPDX-License-Identifier: Apache-2.0
//
// File: estimate.h
//
// How many calls a load needs and how long the service's quota makes them take.
#ifndef TOOLS_INFLOW_LOAD_ESTIMATE_H_
#define TOOLS_INFLOW_LOAD_ESTIMATE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abi/destination.h"
#include "tools/inflow/config/config_file.h"
#include "tools/inflow/input/input_sequence.h"
#include "tools/inflow/load/first_pass.h"
#include "tools/inflow/terminal/clock.h"

namespace inflow::command {

// Counted is what a pass over the inputs found, before anything is sent.
struct Counted {
  bool whole = false;     // every input could be read to its end beforehand
  uint64_t records = 0;   // that will be handed over
  uint64_t refused = 0;   // by the readers, and of what they read by the plugin
  uint64_t left_out = 0;  // rows that were asked not to be records
  uint64_t bytes = 0;
  std::string unreadable;  // why an input is refused; empty where none is
  bool changed =
      false;  // it was shortened, rewritten or replaced while it was counted; unreadable says so
  bool interrupted = false;
  std::optional<uint64_t> requests;            // where it is known: how many carry what can be sent
  std::map<std::string, uint64_t> lookups;     // names to be looked up for them, by collection
  std::optional<Changes> changes;              // where the journal knows
  std::vector<std::optional<FileMark>> marks;  // of the inputs, for the load
  std::shared_ptr<const DocumentIndex>
      documents;  // where lines are folded and the inputs are whole; else null
};

// CountInputs reads regular files through; with any other input it counts nothing, but finds what
// cannot be opened. `pass`, where it is not null, looks at every record, and what it refuses counts
// as refused.
Counted CountInputs(const InputSettings& settings, Clock* clock, FirstPass* pass = nullptr);

// CallsFor is how many requests carry so many records, or documents where lines are folded.
uint64_t CallsFor(uint64_t records, uint64_t bytes, const ConfigFigures& figures);

// LimitMs is how long the quota windows make so many requests take, sent as fast as they allow.
int64_t LimitMs(uint64_t calls, const destination_stats_data& stats);

// Estimate is what a load of inputs that were counted comes to.
struct Estimate {
  uint64_t fine = 0;     // records, or lines where lines are folded
  uint64_t refused = 0;  // likewise, those held back too
  struct Documents {
    uint64_t fine = 0;
    uint64_t refused = 0;
  };
  std::optional<Documents> documents;  // where lines are folded
  uint64_t requests = 0;
  bool is_about = false;  // so many requests, nearly
  std::map<std::string, uint64_t> lookups;
  std::optional<Changes> changes;
  int64_t least_ms = 0;  // that the quota makes the requests take, with the fewest look-ups
  std::string windows;   // of the quota; empty: there is none
};
Estimate EstimateOf(const Counted& counted, const ConfigFigures& figures,
                    const destination_stats_data& stats);

// LookupCalls is how few and how many requests find so many names: one reads up to 100 of them.
struct LookupCalls {
  uint64_t least = 0;
  uint64_t most = 0;
};
LookupCalls LookupCallsFor(const std::map<std::string, uint64_t>& lookups);

// DescribeLookups is the sentence about names that are looked up before a load; empty where none
// is.
std::string DescribeLookups(const std::map<std::string, uint64_t>& lookups);

// TimeText is "about 5 min at 60 requests per 60 s", or how it is said where it takes no time.
std::string TimeText(uint64_t requests, int64_t least_ms, std::string_view windows);

// DescribeEstimate is the sentence before a load.
std::string DescribeEstimate(const Counted& counted, const ConfigFigures& figures,
                             const destination_stats_data& stats);

// DescribeApart says how many documents are refused since their lines do not stand together; empty
// where none is.
std::string DescribeApart(const DocumentIndex& documents, const InputSettings& settings);

// DescribeWindows is "60 requests per 60 s and 1,000 per 60 min", empty where there is no limit.
std::string DescribeWindows(const destination_stats_data& stats);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_ESTIMATE_H_
