// SPDX-License-Identifier: Apache-2.0
//
// File: time_zone.h
//
// Time zones by their IANA names, from the machine's own data.
#ifndef PLUGIN_CLOCK_TIME_ZONE_H_
#define PLUGIN_CLOCK_TIME_ZONE_H_

#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include "plugin/clock/civil_time.h"

namespace inflow {

class TimeZone {
 public:
  // Find reads a zone such as "Europe/Oslo" or "UTC"; nullopt where there is none of that name.
  // Paths and the machine's own zone have no name here.
  static std::optional<TimeZone> Find(std::string_view name);

  // OffsetOf returns how far the zone's clocks are ahead of UTC, in seconds. Of a time that its
  // clocks showed twice it is the first that counts; nullopt for one that they never showed, since
  // they were put forward.
  std::optional<int> OffsetOf(const CivilTime& time) const;

 private:
  explicit TimeZone(absl::TimeZone zone) : zone_(zone) {}
  absl::TimeZone zone_;
};

}  // namespace inflow

#endif  // PLUGIN_CLOCK_TIME_ZONE_H_
