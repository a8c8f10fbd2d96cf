// SPDX-License-Identifier: Apache-2.0
//
// File: item_maker.h
//
// Makes items of records: lane, payload and key. What a record needs on the way is kept and used
// again for the next.
#ifndef PLUGIN_REQUEST_ITEM_MAKER_H_
#define PLUGIN_REQUEST_ITEM_MAKER_H_

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugin/lookup/names.h"
#include "plugin/request/block.h"
#include "plugin/request/lane.h"
#include "plugin/request/route.h"

namespace inflow {

class ItemMaker {
 public:
  // Make makes an item of a record whose route does not fold; the caller owns it. InvalidArgument
  // where it cannot be rendered. Throws only std::bad_alloc.
  absl::StatusOr<Item*> Make(const Route& route, const RenderInput& input, uint64_t id);

  // For folding: the record is mapped, and FindLane comes before MakeLine, which makes the line-th
  // of a document.
  MappedRecord& record() { return record_; }
  const MappedRecord& record() const { return record_; }
  const RenderedTarget& target() const { return target_; }  // of the last record
  absl::Status FindLane(const Route& route, const RenderInput& input, LaneRef* lane);
  absl::StatusOr<Item*> MakeLine(const Route& route, const RenderInput& input, size_t line,
                                 uint64_t id);
  // MakeBlankLine makes one without values.
  Item* MakeBlankLine(const Route& route, const RenderInput& input, uint64_t id);

  // last is the item that was made last, wherever it is by now.
  Item* last() const { return last_item_; }

  // SetNames says who looks up names; borrowed. Before the first record.
  void SetNames(Names* names) { names_ = names; }
  // Intern turns the marks in a text that the route made into GUIDs or holes; true for holes.
  bool Intern(const Route& route, std::string* text) const;

  // TakeNotes hands over the notes of the record that came last.
  std::vector<Note> TakeNotes() { return std::exchange(record_.notes, {}); }

  // ForgetRoutes drops what is known of routes that are about to go.
  void ForgetRoutes() noexcept;

 private:
  Item* Place(const Route& route, const RenderInput& input, uint64_t id);
  const HeaderLines& Headers(const Route& route);
  absl::Status FindNamed(const Route& route, const RenderInput& input, LaneRef* lane);
  Address To(const Route& route, SharedEnvelope envelope);

  Names* names_ = nullptr;
  Item* last_item_ = nullptr;
  Blocks blocks_;
  Lanes lanes_;
  std::map<const Route*, LaneRef> constant_;  // of routes with one lane for all records
  struct {
    const Route* route = nullptr;
    LaneRef lane;
  } last_;  // of them
  struct {
    const Route* route = nullptr;
    std::string values;
    HeaderLines lines;
  } headers_;  // of the last target
  MappedRecord record_;
  RenderedTarget target_;
  std::string payload_, key_, name_, lane_name_;  // of the last record
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_ITEM_MAKER_H_
