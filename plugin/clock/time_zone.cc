// SPDX-License-Identifier: Apache-2.0
#include "plugin/clock/time_zone.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/time/civil_time.h"

namespace inflow {
namespace {

// Abseil would also take paths and "localtime", which mean something else on every machine.
bool IsName(std::string_view name) {
  if (name.empty() || !absl::ascii_isalpha(static_cast<unsigned char>(name.front())) ||
      name == "localtime")
    return false;
  return std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '/' || c == '_' || c == '-' || c == '+';
  });
}

}  // namespace

std::optional<TimeZone> TimeZone::Find(std::string_view name) {
  absl::TimeZone zone;
  if (!IsName(name) || !absl::LoadTimeZone({name.data(), name.size()}, &zone)) return std::nullopt;
  return TimeZone(zone);
}

std::optional<int> TimeZone::OffsetOf(const CivilTime& time) const {
  const absl::CivilSecond civil(time.year, time.month, time.day, time.hour, time.minute,
                                time.second);
  const absl::TimeZone::TimeInfo info = zone_.At(civil);
  if (info.kind == absl::TimeZone::TimeInfo::SKIPPED) return std::nullopt;
  return zone_.At(info.pre).offset;
}

}  // namespace inflow
