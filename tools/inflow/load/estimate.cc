// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/estimate.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr uint64_t kRecordsBetweenLooks = 10'000;

uint64_t DivideUp(uint64_t a, uint64_t b) { return a / b + (a % b != 0 ? 1 : 0); }

}  // namespace

Counted CountInputs(const InputSettings& settings, Clock* clock, FirstPass* pass) {
  Counted counted;
  // Every file is looked at, so that a wrong name at the end of the list does not come to light
  // after hours.
  for (const std::string& input : settings.inputs) {
    if (counted.unreadable = WhyUnreadable(input, settings.format); !counted.unreadable.empty())
      return counted;
  }
  counted.whole = true;
  for (size_t i = 0; i < settings.inputs.size(); ++i) {
    const bool spooled = i < settings.spools.size() && settings.spools[i];
    counted.whole = counted.whole && (spooled || IsRegularFile(settings.inputs[i]));
  }
  if (!counted.whole) return counted;
  const auto documents = settings.names == nullptr ? nullptr : std::make_shared<DocumentIndex>();
  InputSequence sequence(settings, [](const std::string&) {});
  if (documents) sequence.Collect(documents.get());
  ReadItem item;
  std::optional<size_t> compared;  // the input whose columns were
  while (true) {
    const ReadStep step = sequence.Next(&item);
    if (const std::vector<std::string>* columns = sequence.columns(sequence.input());
        pass != nullptr && columns != nullptr && compared != sequence.input()) {
      compared = sequence.input();
      if (counted.unreadable = pass->CompareColumns(*compared, *columns);
          !counted.unreadable.empty())
        return counted;
    }
    switch (step) {
      case ReadStep::kRecord:
        ++counted.records;
        counted.bytes += item.text.size();
        if (pass != nullptr)
          pass->Add({static_cast<uint32_t>(sequence.input()), item.line}, item.text, item.document);
        break;
      case ReadStep::kRefused:
      case ReadStep::kBroken:
        ++counted.refused;
        if (pass != nullptr) {
          pass->AddRefused({static_cast<uint32_t>(sequence.input()), item.line}, item.message,
                           item.ambiguous, item.document, item.whole);
        }
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
        counted.left_out = sequence.left_out();
        if (pass != nullptr) pass->Finish();
        if (pass != nullptr) counted.records -= pass->refused();
        if (pass != nullptr) counted.refused += pass->refused();
        if (pass != nullptr && pass->able()) {
          counted.requests = pass->planned().requests;
          counted.lookups = pass->planned().lookups;
          counted.changes = pass->planned().changes;
        }
        if (documents) {
          const auto refused = [pass](uint64_t number) {
            return pass != nullptr && pass->RefusesOf(number);
          };
          if (const int error = documents->Finish({settings.skip, settings.first}, refused);
              error != 0) {
            counted.unreadable = absl::StrCat(
                "the documents of the input cannot be compared with each other, which takes room in "
                "the folder for temporary files: ",
                std::strerror(error), ". Make room, or set TMPDIR to another folder");
          }
          counted.documents = documents;
          // The lines of these were counted as they stand.
          if (documents->apart() > 0) counted.requests.reset();
        }
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
  const uint64_t most = figures.folds ? figures.group_documents : figures.group_records;
  if (most <= 1) return records;
  return std::min(records, std::max(DivideUp(records, most), DivideUp(bytes, figures.group_bytes)));
}

int64_t LimitMs(uint64_t calls, const destination_stats_data& stats) {
  int64_t longest = 0;
  for (uint32_t i = 0; i < std::min<uint32_t>(stats.window_count, DESTINATION_MAX_WINDOWS); ++i) {
    const destination_quota& window = stats.windows[i];
    if (calls == 0 || window.requests == 0) continue;
    // The first window's worth goes at once, and each further one when the one before has left.
    longest =
        std::max(longest, static_cast<int64_t>((calls - 1) / window.requests) * window.per_ms);
  }
  return longest;
}

std::string DescribeWindows(const destination_stats_data& stats) {
  std::string text;
  for (uint32_t i = 0; i < std::min<uint32_t>(stats.window_count, DESTINATION_MAX_WINDOWS); ++i) {
    absl::StrAppend(&text, i == 0 ? "" : " and ", HumanCount(stats.windows[i].requests),
                    i == 0 ? " requests" : "", " per ", HumanDuration(stats.windows[i].per_ms));
  }
  return text;
}

std::string DescribeApart(const DocumentIndex& documents, const InputSettings& settings) {
  if (documents.apart() == 0) return {};
  const DocumentRun& first = documents.first_apart();
  const auto place = [&](const LinePlace& at) {
    return PlaceText(settings.inputs, {at.input, at.line});
  };
  const bool one = documents.apart() == 1;
  return absl::StrCat(Plural(documents.apart(), "document"),
                      one ? " is refused, since its" : " are refused, since their",
                      " lines do not stand together (", one ? "" : "the first: ", "they begin at ",
                      place(first.begin), " and come again at ", place(first.other),
                      "); sort the input by ", settings.names->by());
}

Estimate EstimateOf(const Counted& counted, const ConfigFigures& figures,
                    const destination_stats_data& stats) {
  Estimate estimate;
  estimate.fine = counted.records;
  uint64_t sendable = counted.records;
  if (counted.documents) {
    estimate.fine = counted.documents->lines();
    sendable = counted.documents->sendable();
    estimate.documents =
        Estimate::Documents{.fine = sendable, .refused = counted.documents->documents() - sendable};
  }
  estimate.refused = counted.records + counted.refused - estimate.fine;
  estimate.requests = counted.requests.value_or(CallsFor(sendable, counted.bytes, figures));
  const uint64_t most = figures.folds ? figures.group_documents : figures.group_records;
  estimate.is_about = !counted.requests && most > 1;
  estimate.lookups = counted.lookups;
  estimate.changes = counted.changes;
  estimate.least_ms = LimitMs(estimate.requests + LookupCallsFor(counted.lookups).least, stats);
  estimate.windows = DescribeWindows(stats);
  return estimate;
}

LookupCalls LookupCallsFor(const std::map<std::string, uint64_t>& lookups) {
  constexpr uint64_t kNamesOfACall = 100;
  LookupCalls calls;
  for (const auto& [collection, names] : lookups) {
    calls.least += DivideUp(names, kNamesOfACall);
    calls.most += names;
  }
  return calls;
}

// DescribeLookups says "about", since a large collection's first page may be read besides, and a
// name may be looked for in two fields.
std::string DescribeLookups(const std::map<std::string, uint64_t>& lookups) {
  const uint64_t names = LookupCallsFor(lookups).most;
  if (names == 0) return {};
  if (names == 1) return "1 name is looked up in inFlow first, in a request or two more";
  return absl::StrCat(Plural(names, "name"), " are looked up in inFlow first, in at most about ",
                      Plural(names, "request"), " more: one reads up to 100 of them");
}

std::string TimeText(uint64_t requests, int64_t least_ms, std::string_view windows) {
  if (windows.empty()) return "as fast as the service answers";
  if (least_ms > 0) return absl::StrCat("about ", HumanDuration(least_ms), " at ", Absl(windows));
  return absl::StrCat(requests == 1 ? "which fits" : "which fit", " into the quota of ",
                      Absl(windows));
}

std::string DescribeEstimate(const Counted& counted, const ConfigFigures& figures,
                             const destination_stats_data& stats) {
  if (!counted.whole) {
    const std::string windows = DescribeWindows(stats);
    return absl::StrCat("reading as the records come, ",
                        windows.empty() ? "as fast as the service answers" : "at ", windows);
  }
  const Estimate estimate = EstimateOf(counted, figures, stats);
  std::string text = estimate.documents
                         ? absl::StrCat(Plural(estimate.documents->fine, "document"), " from ")
                         : "";
  absl::StrAppend(&text, Plural(estimate.fine, estimate.documents ? "line" : "record"),
                  " to send in ", estimate.is_about ? "about " : "",
                  Plural(estimate.requests, "request"), ", ",
                  TimeText(estimate.requests, estimate.least_ms, estimate.windows));
  if (estimate.changes && estimate.changes->unchanged > 0) {
    absl::StrAppend(&text, "; ", HumanCount(estimate.changes->unchanged), " of them ",
                    estimate.changes->unchanged == 1 ? "is" : "are", " unchanged and not sent");
  }
  if (estimate.refused == 0) return text;
  const uint64_t documents = estimate.documents ? estimate.documents->refused : 0;
  const uint64_t count = documents > 0 ? documents : estimate.refused;
  absl::StrAppend(&text, "; ", HumanCount(count), " more");
  if (documents > 0) absl::StrAppend(&text, ", with ", Plural(estimate.refused, "line"), ",");
  return absl::StrCat(text, " cannot be sent as ", count == 1 ? "it is" : "they are");
}

}  // namespace inflow::command
