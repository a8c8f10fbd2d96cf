// SPDX-License-Identifier: Apache-2.0
#include "tests/campaign/report.h"

#include <algorithm>
#include <cstdio>

namespace inflow::campaign {
namespace {

std::string Line(std::string_view name, size_t count) {
  char line[96];
  std::snprintf(line, sizeof line, "%-40.*s %10zu\n", static_cast<int>(name.size()), name.data(),
                count);
  return line;
}

std::string Tags(const std::vector<size_t>& records) {
  std::string tags;
  for (const size_t record : records) tags += " r" + std::to_string(record);
  return tags;
}

std::string Describe(const Exchanged& exchanged, size_t number) {
  std::string text = "  request " + std::to_string(number) + ", connection " +
                     std::to_string(exchanged.connection) + ": " + exchanged.method +
                     Tags(exchanged.records);
  text += exchanged.applied.empty() ? "; applied none" : "; applied" + Tags(exchanged.applied);
  if (exchanged.fault != Fault::kNone) text += "; " + std::string(FaultName(exchanged.fault));
  return text + (exchanged.status == 0 ? "; no answer\n"
                                       : "; answer " + std::to_string(exchanged.status) + "\n");
}

}  // namespace

std::string Story(const Evidence& evidence, const Finding& finding) {
  const std::string seed = std::to_string(evidence.plan.seed);
  std::string text =
      "finding in the run of seed " + seed + ": " + std::string(WrongName(finding.wrong)) + ": ";
  if (finding.record) text += "r" + std::to_string(*finding.record) + ": ";
  text += finding.text + "\n  configuration: " + evidence.plan.configuration + "\n";
  if (finding.record) {
    for (size_t i = 0; i < evidence.log.size(); ++i) {
      const std::vector<size_t>& records = evidence.log[i].records;
      if (std::find(records.begin(), records.end(), *finding.record) != records.end())
        text += Describe(evidence.log[i], i);
    }
    const auto told = evidence.testimony.told.find(*finding.record);
    if (told != evidence.testimony.told.end()) {
      for (const Told& one : told->second) {
        text += "  told " + std::string(destination_outcome_name(one.outcome)) + " with " +
                std::to_string(one.http_status) + ": " + one.message + "\n";
      }
    }
  } else {
    for (const std::string& call : evidence.testimony.calls) text += "  " + call + "\n";
  }
  return text + "  again: campaign --seed " + seed + " --runs 1\n";
}

void Tally::Add(const Evidence& evidence, const std::vector<Finding>& findings) {
  ++runs_;
  records_ += evidence.plan.records.size();
  requests_ += evidence.log.size();
  for (size_t i = 0; i < kFaultCount; ++i) faults_[i] += evidence.faults[i];
  for (size_t i = 0; i < statuses_.size(); ++i) statuses_[i] += evidence.testimony.statuses[i];
  for (const auto& [id, told] : evidence.testimony.told) {
    for (const Told& one : told) ++outcomes_[static_cast<size_t>(one.outcome) % outcomes_.size()];
  }
  for (const Finding& finding : findings) ++wrongs_[static_cast<size_t>(finding.wrong)];
}

bool Tally::clean() const {
  return std::all_of(wrongs_.begin(), wrongs_.end(), [](size_t count) { return count == 0; });
}

std::string Tally::Table() const {
  std::string text = Line("runs", runs_) + Line("records", records_) +
                     Line("requests that carried some", requests_);
  text += "\nfaults\n";
  for (size_t i = 1; i < kFaultCount; ++i)
    text += Line("  " + std::string(FaultName(static_cast<Fault>(i))), faults_[i]);
  text += "\ntold\n";
  for (size_t i = 1; i < outcomes_.size(); ++i) {
    text += Line("  " + std::string(destination_outcome_name(static_cast<destination_outcome>(i))),
                 outcomes_[i]);
  }
  text += "\ncalls that returned\n";
  for (size_t i = 0; i < statuses_.size(); ++i) {
    const auto status = static_cast<destination_status>(i);
    if (statuses_[i] > 0)
      text += Line("  " + std::string(destination_status_name(status)), statuses_[i]);
  }
  text += "\nfound\n";
  for (size_t i = 0; i < kWrongCount; ++i)
    text += Line("  " + std::string(WrongName(static_cast<Wrong>(i))), wrongs_[i]);
  return text;
}

}  // namespace inflow::campaign
