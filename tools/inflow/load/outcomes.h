// SPDX-License-Identifier: Apache-2.0
//
// File: outcomes.h
//
// What became of the records: each one that settles goes into the tally, the results, the rejects
// and the reasons.
#ifndef TOOLS_INFLOW_LOAD_OUTCOMES_H_
#define TOOLS_INFLOW_LOAD_OUTCOMES_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "tools/inflow/documents/newer_keys.h"
#include "tools/inflow/load/load_report.h"
#include "tools/inflow/load/load_settings.h"
#include "tools/inflow/load/reasons.h"
#include "tools/inflow/rejects/rejects_file.h"
#include "tools/inflow/rejects/results_file.h"
#include "tools/inflow/rejects/settled_record.h"

namespace inflow::command {

// OutcomeHelp is what outcomes ask of others; each may be left empty.
struct OutcomeHelp {
  std::function<uint64_t(std::string_view)> key_of;  // a record's key, 0 for none
  std::function<void(const std::string&)> note;      // tells a person what is waited for
  std::function<bool()> give_up;  // a pipe that takes nothing is not to be waited for any longer
};

class Outcomes {
 public:
  explicit Outcomes(OutcomeHelp help = {}) : help_(std::move(help)) {}

  // Open opens the results and checks that rejects can be written later; InvalidArgument with a
  // sentence where a file would overwrite an input or cannot be made. A named pipe is waited for
  // until somebody reads it.
  absl::Status Open(const LoadSettings& settings);

  // Settle is called once for every record. `home` is the input beside which it is rejected;
  // record.file must outlive this object.
  void Settle(const SettledRecord& record, size_t home);

  // Leave is called in place of Settle for a record that the journal keeps: it is counted, and goes
  // into no rejects.
  void Leave(const SettledRecord& record);

  // GoOn is called where an earlier part of the load may have left rejects, which those of the
  // whole take the place of.
  void GoOn();

  // Keep brings what was written to the disk, where it is time; to be called several times a
  // second.
  void Keep(int64_t now_ms);

  // fault is why results or rejects cannot be written any more, so that nothing more should be
  // sent; empty while they can.
  std::string fault() const;

  // Finish closes the files, puts what is known of them into the report, and tells what could not
  // be written.
  std::vector<std::string> Finish(LoadReport* report);

  const Tally& tally() const { return tally_; }
  uint64_t documents_delivered() const { return documents_delivered_; }

 private:
  absl::Status OpenRejects(const LoadSettings& settings);
  absl::Status OpenResults(const LoadSettings& settings);
  absl::Status OpenStream(const char* option, const OutputTarget& target,
                          FileDescriptor* file) const;

  OutcomeHelp help_;
  Tally tally_;
  uint64_t delivered_ = 0;  // the document that was delivered last
  uint64_t documents_delivered_ = 0;
  Reasons reasons_;
  NewerKeys newer_;
  std::unique_ptr<ResultsFile> results_;
  std::vector<std::unique_ptr<RejectsFile>> rejects_;  // one for each input, or one for all
  int64_t kept_ms_ = 0;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_OUTCOMES_H_
