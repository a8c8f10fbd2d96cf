// SPDX-License-Identifier: Apache-2.0
//
// File: loader.h
//
// The loop of `inflow load`: read, hand over, collect what settled, in memory that does not grow
// with the input.
//
//   Loader loader(settings, figures, library, &destination, &clock, &line);
//   const LoadEnd end = loader.Run(counted, &outcomes);
//
// At most a few blocks are handed over and not settled, so that the progress is true and the memory
// flat; what is not yet due stays in the input.
#ifndef TOOLS_INFLOW_LOAD_LOADER_H_
#define TOOLS_INFLOW_LOAD_LOADER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "inflow/destination.hpp"
#include "tools/inflow/input/input_sequence.h"
#include "tools/inflow/input/record_block.h"
#include "tools/inflow/load/estimate.h"
#include "tools/inflow/load/key_watch.h"
#include "tools/inflow/load/load_settings.h"
#include "tools/inflow/load/outcomes.h"
#include "tools/inflow/load/pending_records.h"
#include "tools/inflow/load/progress.h"
#include "tools/inflow/load/quota_watch.h"
#include "tools/inflow/terminal/clock.h"
#include "tools/inflow/terminal/exit_code.h"

namespace inflow::command {

// How long a call may run before the progress is drawn and Ctrl-C is seen.
inline constexpr int64_t kSliceMs = 200;
// A pause before asking again where nothing is under way that would end the wait by itself.
inline constexpr int64_t kIdleMs = 20;

// LoadEnd is why the loop ended, and where the next load has to go on.
struct LoadEnd {
  bool stopped = false;     // before every record had its outcome
  ExitCode exit = kExitOk;  // meaningful where stopped
  std::string message;      // a sentence, where stopped
  bool inputs_ended = false;
  bool input_changed = false;  // while it was read: what is in it now may be other records
  size_t input = 0;            // the input that was being read
  uint64_t read_of_input = 0;  // records of it that were read
  uint64_t read = 0;           // records of all inputs that were read
  uint64_t left_out = 0;       // rows that were asked not to be records
  uint64_t documents =
      0;  // where lines are folded: documents that were read, those passed over included
  bool is_cut = false;  // the last of them was not read to its end
};

class Loader {
 public:
  Loader(const LoadSettings& settings, const ConfigFigures& figures, const host::Library& library,
         host::Destination* handle, Clock* clock, StatusLine* err);

  LoadEnd Run(const Counted& counted, Outcomes* outcomes);

 private:
  enum class Wish : uint8_t { kGoOn, kTryAgain, kStop };

  void Tell(std::string_view note);
  void Fill();
  bool Take(const ReadItem& item);
  bool ColumnsServe();
  PendingRecord Record(const ReadItem& item) const;
  void TakeRefused(const ReadItem& item);
  void NoteCulprit(uint64_t document, uint64_t line, std::string_view message);
  bool RefuseAlone(const host::Error& error);
  bool Shrink();
  void WaitForInput();
  void HandOver();
  void MakeRoom();
  void Flush();
  // giving_back.cc
  void LeavePending();
  void GiveBack();
  void FinishInFlight();
  void GiveBackPending(uint64_t id, const PendingRecord& record, std::string_view message);
  bool IsCut(uint64_t document) const;
  void GiveBackUnsent(uint64_t id, const PendingRecord& record);
  void ReadOn();
  Wish Judge(const host::Error& error, const host::Result& result);
  Wish WaitForQuota(int64_t retry_after_ms);
  bool Collect(const host::Result& result);
  void SettleItem(const destination_item& item, const PendingRecord& record);
  SettledRecord Settled(uint64_t id, const PendingRecord& record, destination_outcome outcome,
                        std::string_view message) const;
  void SettleUnsent(uint64_t id, const PendingRecord& record, destination_outcome outcome,
                    std::string_view message);
  void Refuse(uint64_t id, const PendingRecord& record, std::string_view message);
  void Look();
  ProgressFacts Facts(int64_t now_ms) const;
  void Stop(ExitCode exit, std::string message);
  bool stopped() const { return end_.stopped; }

  const LoadSettings& settings_;
  const ConfigFigures& figures_;
  const host::Library& library_;
  host::Destination* destination_;
  Clock* clock_;
  StatusLine* err_;
  Progress progress_;
  QuotaWatch quota_;
  InputSequence inputs_;
  KeyWatch watch_;                  // of what no first pass has seen
  std::optional<size_t> compared_;  // the input whose columns were, likewise
  std::set<std::string> told_of_columns_;
  Outcomes* outcomes_ = nullptr;
  Counted counted_;
  int64_t started_ms_ = 0;
  int64_t next_quota_look_ms_ = 0;
  size_t block_records_;
  size_t block_bytes_;
  uint64_t most_pending_;
  RecordBlock block_;                // read and not handed over
  RecordBlock tail_;                 // what comes behind it, where it was too large
  std::optional<ReadItem> carried_;  // read, and left for the next block
  bool at_end_ = false;
  bool giving_back_ = false;
  uint64_t last_document_ = ~uint64_t{0};  // with which a load that stopped ends
  uint64_t next_id_ = 1;
  uint64_t settled_before_ = 0;  // records of which an earlier part of the load had the outcome
  PendingRecords pending_;
  // Culprit is a line because of which its document is refused.
  struct Culprit {
    uint64_t line = 0;
    std::string message;  // where the destination does not know it
  };
  std::map<uint64_t, Culprit> culprits_;  // by document, the latest ones
  LoadEnd end_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_LOADER_H_
