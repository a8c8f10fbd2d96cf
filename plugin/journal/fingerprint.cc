// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/fingerprint.h"

#include "absl/strings/escaping.h"
#include "plugin/journal/internal/digest.h"

namespace inflow {
std::string Fingerprint(std::string_view company, std::string_view rendered) {
  Sha256 sum;
  sum.Add(kRenderVersion);
  sum.Add(company);
  sum.Add(rendered);
  return absl::BytesToHexString(sum.End());
}

}  // namespace inflow
