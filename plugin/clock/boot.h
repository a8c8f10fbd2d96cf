// SPDX-License-Identifier: Apache-2.0
//
// File: boot.h
//
// Whose CLOCK_BOOTTIME a time was read from.
#ifndef PLUGIN_CLOCK_BOOT_H_
#define PLUGIN_CLOCK_BOOT_H_

#include <optional>
#include <string>

namespace inflow {

// Boot is a run of the machine's kernel, and a time namespace in it, which may count from another
// moment.
struct Boot {
  std::string id;
  std::string time_namespace;
  bool operator==(const Boot&) const = default;
};

// ThisBoot reads what /proc tells of this process; nullopt where it tells nothing.
std::optional<Boot> ThisBoot();

}  // namespace inflow

#endif  // PLUGIN_CLOCK_BOOT_H_
