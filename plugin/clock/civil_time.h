// SPDX-License-Identifier: Apache-2.0
//
// File: civil_time.h
//
// Dates and times as calendars and clocks show them, in the spellings that nobody can mistake.
#ifndef PLUGIN_CLOCK_CIVIL_TIME_H_
#define PLUGIN_CLOCK_CIVIL_TIME_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace inflow {

// CivilTime is a day, and perhaps a time of it, as calendars and clocks show them somewhere.
struct CivilTime {
  int year = 1970, month = 1, day = 1;  // a day that there is
  bool has_time = false;
  int hour = 0, minute = 0, second = 0;
  std::string fraction{};  // digits of a fraction of the second; empty where none is told
  std::optional<int> offset_seconds{};  // of the time from UTC, where it is told

  bool operator==(const CivilTime&) const = default;
};

// DayOf is the day for the calendar, which tells whether there is such a one.
std::chrono::year_month_day DayOf(const CivilTime& time);

// AppendIso appends 2026-04-06, or 2026-04-06T14:02:34+02:00 with what is told of the time; an
// offset of nothing is Z. The offset must be of whole minutes.
void AppendIso(const CivilTime& time, std::string* out);

enum class DateForms : uint8_t {
  // 2026-01-31, 2026/01/31 or 20260131, and behind a T or a space 14:05, 14:05:30 or 14:05:30.5,
  // and behind that Z, +02:00, +0200 or +02.
  kYearFirst,
  // Besides, as services answer dates: 01/31/2026 or 1/31/2026, the month first; 2:05:30 PM.
  kAny,
};

// ParseDate reads a whole text; nullopt where it is written otherwise, or there is no such day or
// time.
std::optional<CivilTime> ParseDate(std::string_view text, DateForms forms);

}  // namespace inflow

#endif  // PLUGIN_CLOCK_CIVIL_TIME_H_
