// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/first_pass.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/config/column_check.h"
#include "tools/inflow/documents/identity_text.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr size_t kWaitingRecords = 1'000;
constexpr size_t kWaitingBytes = 1 << 20;
// Lines whose document may still be refused: as many as the destination's queue has by default.
constexpr size_t kRememberedLines = 100'000;

uint64_t HashOf(std::string_view text) { return absl::HashOf(Absl(text)); }

}  // namespace

std::string PlaceText(const std::vector<std::string>& inputs, const RecordPlace& place) {
  return absl::StrCat(inputs[place.input], " line ", place.line);
}

FirstPass::FirstPass(std::vector<std::string> inputs, std::string route, host::Destination* handle)
    : inputs_(std::move(inputs)), route_(std::move(route)), destination_(handle) {}

std::string FirstPass::CompareColumns(size_t input, const std::vector<std::string>& columns) {
  ColumnCheck check = CheckColumns(inputs_[input], columns, route_, destination_);
  columns_.resize(std::max(columns_.size(), input + 1));
  columns_[input] = columns;
  for (std::string& notice : check.notices) {
    const auto same = std::find_if(column_notices_.begin(), column_notices_.end(),
                                   [&](const ColumnNotice& one) { return one.message == notice; });
    if (same == column_notices_.end()) {
      column_notices_.push_back({std::move(notice), input});
    } else {
      ++same->more;
    }
  }
  return check.fault;
}

void FirstPass::Add(RecordPlace place, std::string_view text, uint64_t document) {
  if (able_) Wait({place, document, false, 0}, text);
}

void FirstPass::AddRefused(RecordPlace place, std::string_view message, bool ambiguous,
                           uint64_t document, bool gone) {
  AddReason(place, ambiguous ? DESTINATION_AMBIGUOUS : DESTINATION_REJECTED, message);
  if (able_ && document != 0 && !gone) Wait({place, document, true, 0}, "null");
}

void FirstPass::Wait(const Waiting& waiting, std::string_view text) {
  if (!block_.empty()) block_.push_back(',');
  block_.append(text);
  waiting_.push_back(waiting);
  waiting_.back().end = block_.size();
  folds_ = folds_ || waiting.document != 0;
  if (++new_ >= kWaitingRecords || block_.size() >= kWaitingBytes) Look(/*ends=*/false);
}

void FirstPass::Look(bool ends) {
  const PlanStep step{.begins = !begun_, .ends = ends};
  // A record that is no JSON would hide the others of its block.
  able_ = AskPlan(block_, route_, step, destination_, &planned_) ||
          AskPlan(AsTexts(), route_, step, destination_, &planned_);
  begun_ = true;
  if (able_) {
    const size_t earlier = waiting_.size() - new_;
    size_t begin = 0;
    for (size_t i = 0; i < std::min(new_, planned_.identities.size()); ++i) {
      const Waiting& waiting = waiting_[earlier + i];
      Take(waiting.place, std::string_view(block_).substr(begin, waiting.end - begin),
           planned_.identities[i]);
      begin = waiting.end + 1;
    }
    for (const PlannedRefusal& refusal : planned_.refusals) {
      for (const uint64_t place : refusal.places) Refuse(place, refusal);
    }
  }
  block_.clear();
  new_ = 0;
  const size_t kept = folds_ ? kRememberedLines : 0;
  while (waiting_.size() > kept) {
    waiting_.pop_front();
    ++first_waiting_;
  }
}

// AsTexts is the block with every record as a text.
std::string FirstPass::AsTexts() const {
  std::string texts;
  size_t begin = 0;
  for (size_t i = waiting_.size() - new_; i < waiting_.size(); ++i) {
    if (!texts.empty()) texts.push_back(',');
    AppendJsonString(std::string_view(block_).substr(begin, waiting_[i].end - begin), &texts);
    begin = waiting_[i].end + 1;
  }
  return texts;
}

void FirstPass::Refuse(uint64_t place, const PlannedRefusal& refusal) {
  // Of a document that has more lines than are remembered, the first have no place any more.
  const bool known = place >= first_waiting_ && place - first_waiting_ < waiting_.size();
  if (!known) {
    ++refused_;
    return;
  }
  const Waiting& waiting = waiting_[place - first_waiting_];
  if (waiting.document != 0) refused_documents_.insert(waiting.document);
  if (waiting.settled) return;
  ++refused_;
  const size_t input = waiting.place.input;
  const bool row = input < columns_.size() && !columns_[input].empty();
  AddReason(waiting.place, DESTINATION_REJECTED,
            row ? CellWords(refusal.message, columns_[input]) : refusal.message);
}

void FirstPass::AddReason(const RecordPlace& place, destination_outcome outcome,
                          std::string_view message) {
  SettledRecord record;
  // Places of one input stand behind those of the ones before.
  record.id = (uint64_t{place.input} << 48U) + place.line;
  record.file = inputs_[place.input];
  record.line = place.line;
  record.outcome = outcome;
  record.outcome_name = outcome == DESTINATION_AMBIGUOUS ? "AMBIGUOUS" : "REJECTED";
  record.message = message;
  reasons_.Add(record);
}

void FirstPass::Take(const RecordPlace& place, std::string_view text, const Identified& record) {
  if (record.key == 0) return;
  contents_.Add(record.key, HashOf(text), place);
  if (record.name.empty()) return;
  const uint64_t looks = HashOf(PlainIdentity(record.name));
  keys_.Add(looks == 0 ? 1 : looks, record.key, place);
  if (IsShortened(record.name) && shortened_++ == 0) first_shortened_ = place;
}

void FirstPass::Finish() {
  if (able_) Look(/*ends=*/true);
  other_content_ = contents_.Finish();
  other_key_ = keys_.Finish();
}

std::string FirstPass::Places(const RecordPlace& first, const RecordPlace& second) const {
  if (first.input != second.input)
    return absl::StrCat("(first: ", PlaceText(inputs_, first), " and ", PlaceText(inputs_, second),
                        ")");
  return absl::StrCat("(first: ", inputs_[first.input], " lines ", first.line, " and ", second.line,
                      ")");
}

std::vector<std::string> FirstPass::Notices() const {
  std::vector<std::string> notices;
  for (const ColumnNotice& one : column_notices_) {
    notices.push_back(
        absl::StrCat(inputs_[one.input],
                     one.more == 0 ? "" : absl::StrCat(" and ", Plural(one.more, "further input")),
                     ": ", one.message));
  }
  if (other_content_.count > 0) {
    const bool one = other_content_.count == 1;
    notices.push_back(absl::StrCat(Plural(other_content_.count, "record"), one ? " has" : " have",
                                   " the key of an earlier one, and other content ",
                                   Places(other_content_.first, other_content_.second),
                                   "; all are sent, in their order"));
  }
  if (other_key_.count > 0) {
    const bool one = other_key_.count == 1;
    notices.push_back(absl::StrCat(
        Plural(other_key_.count, "record"), one ? " has a key" : " have keys", " that look",
        one ? "s" : "",
        " like another, and only case, spaces, the composition of letters or an exponent ",
        "tells them apart ", Places(other_key_.first, other_key_.second),
        "; they are sent as records of different keys"));
  }
  if (shortened_ > 0) {
    notices.push_back(
        absl::StrCat(Plural(shortened_, "record"), shortened_ == 1 ? " has a key" : " have keys",
                     " that a spreadsheet has shortened, as it writes 1.23E+12 (first: ",
                     PlaceText(inputs_, first_shortened_),
                     "); different ones may have become one: format the column as text there"));
  }
  if (!other_content_.whole || !other_key_.whole) {
    notices.push_back(
        "there was no room for temporary files, so that not all records were compared with each other");
  }
  return notices;
}

}  // namespace inflow::command
