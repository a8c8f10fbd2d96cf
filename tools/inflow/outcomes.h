// SPDX-License-Identifier: Apache-2.0
//
// File: outcomes.h
//
// What became of the records: each one that settles goes into the tally, the results, the rejects and the reasons.
#ifndef TOOLS_INFLOW_OUTCOMES_H_
#define TOOLS_INFLOW_OUTCOMES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tools/inflow/load_report.h"
#include "tools/inflow/load_settings.h"
#include "tools/inflow/reasons.h"
#include "tools/inflow/rejects_file.h"
#include "tools/inflow/results_file.h"
#include "tools/inflow/settled_record.h"

namespace inflow::command {

class Outcomes {
 public:
  // Open opens the results and checks that rejects can be written later; InvalidArgument with a sentence where a file would
  // overwrite an input or cannot be made.
  absl::Status Open(const LoadSettings& settings);

  // Settle is called once for every record. `input` is its place among the inputs.
  void Settle(const SettledRecord& record, size_t input);

  // Finish closes the files, puts what is known of them into the report, and tells what could not be written.
  std::vector<std::string> Finish(LoadReport* report);

  const Tally& tally() const { return tally_; }

 private:
  Tally tally_;
  Reasons reasons_;
  std::unique_ptr<ResultsFile> results_;
  std::vector<std::unique_ptr<RejectsFile>> rejects_;  // one for each input, or one for all
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_OUTCOMES_H_
