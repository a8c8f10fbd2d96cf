// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/estimate.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "tools/inflow/human.h"

namespace inflow::command {
namespace {

constexpr uint64_t kRecordsBetweenLooks = 10'000;

uint64_t DivideUp(uint64_t a, uint64_t b) { return a / b + (a % b != 0 ? 1 : 0); }

}  // namespace

Counted CountInputs(const InputSettings& settings, Clock* clock, FirstPass* pass) {
  Counted counted;
  // Every file is looked at, so that a wrong name at the end of the list does not come to light after hours.
  for (const std::string& input : settings.inputs) {
    if (counted.unreadable = WhyUnreadable(input, settings.format); !counted.unreadable.empty()) return counted;
  }
  counted.whole = std::all_of(settings.inputs.begin(), settings.inputs.end(), IsRegularFile);
  if (!counted.whole) return counted;
  InputSequence sequence(settings, [](const std::string&) {});
  ReadItem item;
  std::optional<size_t> compared;  // the input whose columns were
  while (true) {
    const ReadStep step = sequence.Next(&item);
    if (const std::vector<std::string>* columns = sequence.columns(sequence.input());
        pass != nullptr && columns != nullptr && compared != sequence.input()) {
      compared = sequence.input();
      if (counted.unreadable = pass->CompareColumns(*compared, *columns); !counted.unreadable.empty()) return counted;
    }
    switch (step) {
      case ReadStep::kRecord:
        ++counted.records;
        counted.bytes += item.text.size();
        if (pass != nullptr) pass->Add({static_cast<uint32_t>(sequence.input()), item.line}, item.text);
        break;
      case ReadStep::kRefused:
      case ReadStep::kBroken:
        ++counted.refused;
        break;
      case ReadStep::kLook:
        break;
      case ReadStep::kUnreadable:
      case ReadStep::kChanged:
        counted.unreadable = item.message;
        counted.changed = step == ReadStep::kChanged;
        return counted;
      case ReadStep::kWait:
      case ReadStep::kEnd:
        counted.marks = sequence.marks();
        if (pass != nullptr) pass->Finish();
        if (pass != nullptr) counted.records -= pass->refused();
        if (pass != nullptr) counted.refused += pass->refused();
        return counted;
    }
    const bool look = step == ReadStep::kLook || sequence.read() % kRecordsBetweenLooks == 0;
    if (look && clock->Interruptions() > 0) {
      counted.interrupted = true;
      return counted;
    }
  }
}

uint64_t CallsFor(uint64_t records, uint64_t bytes, const ConfigFigures& figures) {
  if (figures.group_records <= 1) return records;
  return std::min(records, std::max(DivideUp(records, figures.group_records), DivideUp(bytes, figures.group_bytes)));
}

int64_t LimitMs(uint64_t calls, const destination_stats_data& stats) {
  int64_t longest = 0;
  for (uint32_t i = 0; i < std::min<uint32_t>(stats.window_count, DESTINATION_MAX_WINDOWS); ++i) {
    const destination_quota& window = stats.windows[i];
    if (calls == 0 || window.requests == 0) continue;
    // The first window's worth goes at once, and each further one when the one before has left.
    longest = std::max(longest, static_cast<int64_t>((calls - 1) / window.requests) * window.per_ms);
  }
  return longest;
}

std::string DescribeWindows(const destination_stats_data& stats) {
  std::string text;
  for (uint32_t i = 0; i < std::min<uint32_t>(stats.window_count, DESTINATION_MAX_WINDOWS); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : " and ", HumanCount(stats.windows[i].requests), i == 0 ? " requests" : "", " per ",
                    HumanDuration(stats.windows[i].per_ms));
  }
  return text;
}

std::string DescribeEstimate(const Counted& counted, const ConfigFigures& figures, const destination_stats_data& stats) {
  const std::string windows = DescribeWindows(stats);
  if (!counted.whole) {
    return absl::StrCat("reading as the records come, ", windows.empty() ? "as fast as the service answers" : "at ", windows);
  }
  const uint64_t calls = CallsFor(counted.records, counted.bytes, figures);
  const int64_t ms = LimitMs(calls, stats);
  const char* how_sure = figures.folds ? "at most " : figures.group_records > 1 ? "about " : "";
  std::string text = absl::StrCat(Plural(counted.records, "record"), " to send in ", how_sure, Plural(calls, "request"), ", ");
  if (windows.empty()) {
    text += "as fast as the service answers";
  } else if (ms == 0) {
    absl::StrAppend(&text, calls == 1 ? "which fits" : "which fit", " into the quota of ", windows);
  } else {
    absl::StrAppend(&text, figures.folds ? "at most " : "about ", HumanDuration(ms), " at ", windows);
  }
  if (counted.refused > 0) {
    absl::StrAppend(&text, "; ", HumanCount(counted.refused), " more cannot be sent as ",
                    counted.refused == 1 ? "it is" : "they are");
  }
  return text;
}

}  // namespace inflow::command
