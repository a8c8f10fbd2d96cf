// SPDX-License-Identifier: Apache-2.0
//
// File: dry_plan.h
//
// What records would come to, counted block by block without I/O: an engine takes them as a fresh
// handle's would, and every request is answered as soon as it may go.
//
//   DryPlan plan(seed, options, queue);
//   plan.Take(block);  // for every block
//   plan.End(now);
#ifndef PLUGIN_DESTINATION_INTERNAL_DRY_PLAN_H_
#define PLUGIN_DESTINATION_INTERNAL_DRY_PLAN_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/config/config.h"
#include "plugin/delivery/engine.h"
#include "plugin/delivery/witness.h"
#include "plugin/destination/internal/known_deliveries.h"

namespace inflow {

// PlanBlock is borrowed for Take.
struct PlanBlock {
  const Route* route = nullptr;
  std::string_view records{};  // a JSON list; a string is a record as text, which may be no JSON
  bool identify = false;       // names each record, too
  TimePoint now;
  WallMillis wall = 0;
};

// WhyTooLong is why a folded document is refused that the queue has no room for.
std::string WhyTooLong(const QueueConfig& queue);

class DryPlan final : private Witness {
 public:
  // What is pending at one time is bounded by the queue, as it is where records are sent.
  // `file`, which is borrowed, knows what was delivered before; null: nothing does.
  DryPlan(uint64_t seed, const EngineOptions& options, const QueueConfig& queue,
          SqliteJournal* file);

  // Take counts a block. Throws only std::bad_alloc, after which the plan is of no use.
  void Take(const PlanBlock& block);
  // End sends what is still open.
  void End(TimePoint now);
  // Append appends the figures since the plan began, and what was refused since the last Append, as
  // a JSON object.
  void Append(std::string* json);

 private:
  // A batch of a block, no larger than a queue that is half full takes.
  struct Batch {
    std::string data;
    std::vector<uint64_t> offsets = {0};
  };
  // Reason is why records are refused, with their places since the plan began.
  struct Reason {
    bool sound = false;  // for the sake of their document alone
    std::vector<uint64_t> places;
  };

  void Made(const Route& route, const Item& item, const MappedRecord& record,
            const RenderedTarget& target) override;
  void Hand(const PlanBlock& block, Batch* batch);
  void MakeRoom(const PlanBlock& block, const JsonBlock& records);
  bool HasRoom(const JsonBlock& records) const;
  bool Drain(TimePoint now);
  void TakeSettled();
  void Identify(uint64_t upto);
  void Refuse(const Settled& one);

  Engine engine_;
  std::optional<KnownDeliveries> known_;
  QueueConfig queue_;
  uint64_t records_ = 0;
  uint64_t refused_ = 0;
  uint64_t documents_ = 0;
  uint64_t requests_ = 0;
  uint64_t bytes_ = 0;                         // of their bodies
  std::map<std::string, Reason> reasons_;      // since the last Append
  std::map<uint64_t, std::string> too_large_;  // records, by place, that the queue cannot take
  bool identify_ = false;
  std::string identities_;       // a JSON list without its brackets
  uint64_t first_identity_ = 0;  // the place of the first of them
  uint64_t identified_ = 0;      // the place behind the last
  std::string text_;             // of a record that came as a text
  std::string name_;             // of the last record
};

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_INTERNAL_DRY_PLAN_H_
