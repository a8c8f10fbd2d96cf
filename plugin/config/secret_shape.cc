// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/secret_shape.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace inflow::config {
namespace {

bool HasHexRun(std::string_view text) {
  constexpr size_t kRun = 16;
  size_t run = 0;
  return std::any_of(text.begin(), text.end(), [&run](char c) {
    run = absl::ascii_isxdigit(static_cast<unsigned char>(c)) ? run + 1 : 0;
    return run == kRun;
  });
}

}  // namespace

bool IsTellingVariable(std::string_view name) {
  constexpr size_t kTooLong = 64;
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return absl::ascii_isupper(u) || absl::ascii_isdigit(u) || c == '_';
  });
  return plain && name.size() < kTooLong && !HasHexRun(name);
}

bool IsTellingPath(std::string_view path) {
  // A path of folders may have longer names than one that is only a name.
  const size_t too_long = path.find('/') == std::string_view::npos ? 20 : 40;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    const bool is_long = part.size() >= too_long && part.find('.') == std::string_view::npos;
    if (is_long || HasHexRun(part)) return false;
    path.remove_prefix(std::min(part.size() + 1, path.size()));
  }
  return true;
}

}  // namespace inflow::config
