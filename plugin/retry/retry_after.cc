// SPDX-License-Identifier: Apache-2.0
#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "plugin/retry/classify.h"

namespace inflow {
namespace {

// A longer wait means "never"; the bound keeps sums of times from overflowing.
constexpr Duration kLongest = std::chrono::hours(24 * 365 * 100);
constexpr int64_t kLongestMillis =
    std::chrono::duration_cast<std::chrono::milliseconds>(kLongest).count();

// A clock outside the years 1970 to 2370 or so is wrong; the bound keeps differences from
// overflowing.
constexpr WallMillis kLast = 4 * kLongestMillis;

WallMillis Believable(WallMillis wall) { return std::clamp<WallMillis>(wall, 0, kLast); }

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<Duration> ParseSeconds(std::string_view text) {
  uint64_t seconds = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc::invalid_argument || rest != text.data() + text.size())
    return std::nullopt;
  if (error != std::errc{} || seconds > static_cast<uint64_t>(kLongestMillis / 1000))
    return kLongest;
  return std::chrono::seconds(seconds);
}

}  // namespace

std::optional<WallMillis> ParseHttpDate(std::string_view value) {
  std::array<char, 64> text{};  // no date is longer, and there may be no memory
  if (value.size() >= text.size()) return std::nullopt;
  std::copy(value.begin(), value.end(), text.begin());
  const int64_t seconds = curl_getdate(text.data(), nullptr);
  if (seconds == -1) return std::nullopt;
  return std::clamp<int64_t>(seconds, 0, kLast / 1000) * 1000;
}

std::optional<Duration> ParseRetryAfter(std::string_view value, WallMillis wall) {
  if (const std::optional<Duration> seconds = ParseSeconds(Trim(value))) return seconds;
  const std::optional<WallMillis> then = ParseHttpDate(value);
  if (!then) return std::nullopt;
  return std::chrono::milliseconds(
      std::clamp<int64_t>(*then - Believable(wall), 0, kLongestMillis));
}

}  // namespace inflow
