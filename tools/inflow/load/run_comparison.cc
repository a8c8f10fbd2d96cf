// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/run_comparison.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/config/settings_json.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/load/first_pass.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr size_t kComparedRecords = 1'000;
constexpr size_t kComparedBytes = 1 << 20;

constexpr char kWayOut[] =
    "Nothing was sent. Give the inputs back what they held, or begin anew with --restart";

}  // namespace

RunComparison::RunComparison(InputSettings inputs, Run run, host::Destination* handle)
    : inputs_(std::move(inputs)), run_(std::move(run)), destination_(handle) {}

ExitCode RunComparison::Compare(const std::vector<std::optional<FileMark>>& marks, Clock* clock) {
  InputSequence sequence(inputs_, [](const std::string&) {});
  sequence.Expect(marks);
  const bool folds = inputs_.names != nullptr;
  ReadItem item;
  while (exit_ == kExitOk && handed_over_ < run_.records) {
    const ReadStep step = sequence.Next(&item);
    last_input_ = std::min(sequence.input(), inputs_.inputs.size() - 1);
    switch (step) {
      case ReadStep::kRecord: {
        const bool is_too_long = item.text.size() > run_.queue_bytes;
        if (is_too_long) item.text = {};
        Take(item, !is_too_long || folds);
        break;
      }
      case ReadStep::kRefused:
      case ReadStep::kBroken:
        // What is refused before the destination sees it stands there as an empty record, if at
        // all.
        item.text = {};
        Take(item, folds && !item.whole);
        break;
      case ReadStep::kLook:
        break;
      case ReadStep::kWait:
      case ReadStep::kEnd:
        if (Ask()) why_ = Missing(sequence);
        return exit_ = kExitUsage;
      case ReadStep::kUnreadable:
      case ReadStep::kChanged:
        why_ = item.message + ". Nothing was sent";
        return exit_ = step == ReadStep::kChanged ? kExitStopped : kExitUsage;
    }
    if ((step == ReadStep::kLook || block_.empty()) && clock->Interruptions() > 0) {
      why_ = "stopped by a signal before anything was sent";
      return exit_ = kExitStopped;
    }
  }
  if (exit_ == kExitOk) Ask();
  return exit_;
}

// Take adds a record to the block, and asks where that is full.
bool RunComparison::Take(const ReadItem& item, bool handed_over) {
  block_.Append(item.text, next_id_++, item.line);
  places_.push_back(last_input_);
  last_line_ = item.line;
  if (handed_over) ++handed_over_;
  return block_.size() < kComparedRecords && block_.data.size() < kComparedBytes ? true : Ask();
}

// Ask compares the block; false where it differs, or where nobody can tell.
bool RunComparison::Ask() {
  if (block_.empty()) return true;
  std::string arguments = R"({"compare":true,"route":)";
  AppendJsonString(run_.route, &arguments);
  arguments += ",\"ids\":[";
  for (size_t i = 0; i < block_.size(); ++i)
    absl::StrAppend(&arguments, i == 0 ? "" : ",", block_.ids[i]);
  arguments += "],\"records\":[";
  for (size_t i = 0; i < block_.size(); ++i) {
    if (i > 0) arguments += ',';
    AppendJsonString(block_.text(i), &arguments);
  }
  arguments += "]}";
  host::Buffer answer;
  if (const host::Error error = destination_->Command("run", arguments, &answer)) {
    why_ = absl::StrCat(Absl(error.message()), ". Nothing was sent");
    exit_ = kExitInternal;
    return false;
  }
  const auto parsed = nlohmann::json::parse(answer.view(), nullptr, false);
  const nlohmann::json& differs = Member(parsed, "differs");
  if (differs.is_number_unsigned()) {
    const auto id = differs.get<uint64_t>();
    const auto found = std::find(block_.ids.begin(), block_.ids.end(), id);
    const size_t place = static_cast<size_t>(found - block_.ids.begin());
    if (found != block_.ids.end()) {
      why_ = absl::StrCat(
          PlaceText(inputs_.inputs, {static_cast<uint32_t>(places_[place]), block_.lines[place]}),
          " is not what ", run_.name, ", which did not end, has read there. ", kWayOut);
      exit_ = kExitUsage;
      return false;
    }
  }
  block_ = RecordBlock();
  places_.clear();
  return true;
}

std::string RunComparison::Missing(const InputSequence& sequence) const {
  const uint64_t missing = run_.records - handed_over_;
  const std::string behind =
      sequence.read() == 0
          ? std::string("the inputs hold no record")
          : absl::StrCat(
                PlaceText(inputs_.inputs, {static_cast<uint32_t>(last_input_), last_line_}),
                " is the last record");
  return absl::StrCat(behind, ", and ", run_.name, ", which did not end, has read ",
                      HumanCount(missing), " more: ", missing == 1 ? "it is" : "they are",
                      " missing. ", kWayOut);
}

}  // namespace inflow::command
