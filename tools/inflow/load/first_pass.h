// SPDX-License-Identifier: Apache-2.0
//
// File: first_pass.h
//
// What is found by looking at every record before the first is sent: those that map and fields
// refuse, and those that one may have taken for others.
//
//   FirstPass pass(inputs, route, &destination);
//   for (...) pass.Add({input, line}, text);
//   pass.Finish();
//   for (const std::string& notice : pass.Notices()) Complain(notice);
#ifndef TOOLS_INFLOW_LOAD_FIRST_PASS_H_
#define TOOLS_INFLOW_LOAD_FIRST_PASS_H_

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "inflow/destination.hpp"
#include "tools/inflow/documents/twin_finder.h"
#include "tools/inflow/load/planned.h"
#include "tools/inflow/load/reasons.h"

namespace inflow::command {

class FirstPass {
 public:
  // `inputs` are what sentences call the inputs.
  FirstPass(std::vector<std::string> inputs, std::string route, host::Destination* handle);

  // CompareColumns takes the columns of an input that is a table. Not empty: why no row of it could
  // be sent.
  std::string CompareColumns(size_t input, const std::vector<std::string>& columns);

  // Add takes a record, in the order of the inputs. What was added is looked at block by block.
  // document is the number of its document, 0 where lines are not folded.
  void Add(RecordPlace place, std::string_view text, uint64_t document = 0);
  // AddRefused takes what is refused before the plugin sees it; `gone`: nothing stands for it among
  // the lines of its document.
  void AddRefused(RecordPlace place, std::string_view message, bool ambiguous,
                  uint64_t document = 0, bool gone = false);
  void Finish();

  // After Finish. refused counts the records that the plugin refuses by themselves.
  uint64_t refused() const { return refused_; }
  // RefusesOf tells whether one of them is a line of that document.
  bool RefusesOf(uint64_t document) const { return refused_documents_.contains(document); }
  // able: the plugin tells what planned and refused say; one that is too old does not.
  bool able() const { return able_; }
  // planned is what all records come to.
  const Planned& planned() const { return planned_; }
  // reasons are why records are refused, those of AddRefused too.
  const Reasons& reasons() const { return reasons_; }
  // Notices are sentences for people.
  std::vector<std::string> Notices() const;

 private:
  struct Waiting {
    RecordPlace place;
    uint64_t document;
    bool settled;  // it has been refused, and stands here for its document's sake
    size_t end;    // in block_
  };
  void Wait(const Waiting& waiting, std::string_view text);
  void Look(bool ends);
  std::string AsTexts() const;
  void Take(const RecordPlace& place, std::string_view text, const Identified& record);
  void Refuse(uint64_t place, const PlannedRefusal& refusal);
  void AddReason(const RecordPlace& place, destination_outcome outcome, std::string_view message);
  std::string Places(const RecordPlace& first, const RecordPlace& second) const;

  std::vector<std::string> inputs_;
  std::string route_;
  host::Destination* destination_;
  bool able_ = true;  // false: the plugin is too old to tell
  std::string block_;
  std::deque<Waiting> waiting_;  // those of the block, behind those that may still be refused
  size_t new_ = 0;               // how many of them are in the block
  uint64_t first_waiting_ = 0;   // the place of the first of them in the plan
  bool begun_ = false;
  bool folds_ = false;  // records are lines of documents
  Planned planned_;
  Reasons reasons_;
  std::vector<std::vector<std::string>> columns_;  // by input
  // ColumnNotice is told once, however many inputs it is about.
  struct ColumnNotice {
    std::string message;
    size_t input;  // the first
    uint64_t more = 0;
  };
  std::vector<ColumnNotice> column_notices_;
  uint64_t refused_ = 0;
  absl::flat_hash_set<uint64_t> refused_documents_;
  TwinFinder contents_;  // by key
  TwinFinder keys_;      // by what the name looks like
  Twins other_content_, other_key_;
  uint64_t shortened_ = 0;
  RecordPlace first_shortened_;
};

// PlaceText is "products.csv line 3".
std::string PlaceText(const std::vector<std::string>& inputs, const RecordPlace& place);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_FIRST_PASS_H_
