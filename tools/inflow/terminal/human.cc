// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/human.h"

#include <ctime>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "plugin/text/absl_view.h"

namespace inflow::command {

std::string HumanCount(uint64_t count) {
  std::string text = std::to_string(count);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

std::string HumanDuration(int64_t ms) {
  constexpr int64_t kMinute = 60'000;
  if (ms < 10'000) return absl::StrFormat("%.1f s", static_cast<double>(ms) / 1000);
  if (ms < 2 * kMinute) return absl::StrCat((ms + 500) / 1000, " s");
  const int64_t minutes = (ms + kMinute / 2) / kMinute;
  if (minutes < 120) return absl::StrCat(minutes, " min");
  if (minutes < int64_t{48} * 60) return absl::StrCat(minutes / 60, " h ", minutes % 60, " min");
  return absl::StrCat(minutes / 1440, " d ", minutes % 1440 / 60, " h");
}

std::string HumanMoment(int64_t moment_ms, int64_t now_ms) {
  const auto text = [](int64_t ms, const char* format) {
    const auto seconds = static_cast<std::time_t>(ms / 1000);
    std::tm parts{};
    char formatted[32];
    if (localtime_r(&seconds, &parts) == nullptr) return std::string();
    return std::string(formatted, std::strftime(formatted, sizeof formatted, format, &parts));
  };
  constexpr const char* kDay = "%Y-%m-%d";
  const bool today = text(moment_ms, kDay) == text(now_ms, kDay);
  return text(moment_ms, today ? "%H:%M" : "%Y-%m-%d %H:%M");
}

std::string Plural(uint64_t count, std::string_view noun) {
  return absl::StrCat(HumanCount(count), " ", Absl(noun), count == 1 ? "" : "s");
}

}  // namespace inflow::command
