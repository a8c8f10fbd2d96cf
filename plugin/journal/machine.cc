// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/machine.h"

#include <fstream>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "plugin/clock/boot.h"
#include "plugin/journal/internal/digest.h"

namespace inflow {
namespace {

constexpr char kMachinePurpose[] = "inflow journal";

std::string FirstLine(const char* path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  absl::StripAsciiWhitespace(&line);
  return line;
}

}  // namespace

Machine ThisMachine() {
  Machine machine;
  // systemd writes "uninitialized" while a machine starts for the first time.
  const std::string id = FirstLine("/etc/machine-id");
  if (!id.empty() && id != "uninitialized") {
    Sha256 sum;
    sum.Add(kMachinePurpose);
    sum.Add(id);
    machine.id = sum.End();
  }
  if (const std::optional<Boot> boot = ThisBoot()) machine.boot = boot->id;
  return machine;
}

}  // namespace inflow
