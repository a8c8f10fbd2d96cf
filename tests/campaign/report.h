// SPDX-License-Identifier: Apache-2.0
//
// File: report.h
//
// What a campaign prints: the story of what it found, and a table.
#ifndef TESTS_CAMPAIGN_REPORT_H_
#define TESTS_CAMPAIGN_REPORT_H_

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "tests/campaign/verdict.h"

namespace inflow::campaign {

// Story tells one finding: what was told, every request that carried the record, and how to see it
// again.
std::string Story(const Evidence& evidence, const Finding& finding);

// Tally adds up runs.
class Tally {
 public:
  void Add(const Evidence& evidence, const std::vector<Finding>& findings);
  bool clean() const;
  std::string Table() const;

 private:
  size_t runs_ = 0;
  size_t records_ = 0;
  size_t requests_ = 0;
  FaultTally faults_{};
  std::array<size_t, 8> outcomes_{};
  std::array<size_t, 32> statuses_{};
  std::array<size_t, kWrongCount> wrongs_{};
};

}  // namespace inflow::campaign

#endif  // TESTS_CAMPAIGN_REPORT_H_
