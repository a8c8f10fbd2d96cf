// SPDX-License-Identifier: Apache-2.0
#include "plugin/clock/boot.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <string_view>

namespace inflow {

std::optional<Boot> ThisBoot() {
  std::array<char, 128> text{};
  const int file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  ssize_t length = read(file, text.data(), text.size());
  close(file);
  if (length <= 0) return std::nullopt;
  Boot boot;
  boot.id = std::string_view(text.data(), static_cast<size_t>(length));
  while (!boot.id.empty() && boot.id.back() <= ' ') boot.id.pop_back();
  // Kernels without time namespaces have but one.
  length = readlink("/proc/self/ns/time", text.data(), text.size());
  if (length > 0) boot.time_namespace = std::string_view(text.data(), static_cast<size_t>(length));
  return boot.id.empty() ? std::nullopt : std::optional(boot);
}

}  // namespace inflow
