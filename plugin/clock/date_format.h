// SPDX-License-Identifier: Apache-2.0
//
// File: date_format.h
//
// How somebody writes dates, as strptime tells it, and dates read so. Nothing depends on the
// process's locale or time zone.
//
//   const auto format = DateFormat::Compile("%m/%d/%Y %I:%M %p");
//   std::string iso;
//   AppendIso(*format->Parse("4/6/2026 2:02 PM"), &iso);   // 2026-04-06T14:02:00
//
//   %Y %y %m %d %e   year, year of two digits (69 to 99 are of the 20th century), month, day; one
//   digit where two are usual %b %B %h %a %A   English names of months and weekdays, whole or three
//   letters, in any case %H %I %M %S %f   hour, hour of a clock of twelve, minute, second, fraction
//   of a second %p %z            AM or PM; Z, +02:00, +0200 or +02 %F %T %R %D      %Y-%m-%d,
//   %H:%M:%S, %H:%M, %m/%d/%y
//   %%               a percent sign
//
// White space stands for white space of any kind and length, also for none; everything else for
// itself.
#ifndef PLUGIN_CLOCK_DATE_FORMAT_H_
#define PLUGIN_CLOCK_DATE_FORMAT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "plugin/clock/civil_time.h"

namespace inflow {

class DateFormat {
 public:
  // Compile refuses, with the end of a sentence that begins with the format, what it does not know,
  // and what names no whole day or no whole time.
  static absl::StatusOr<DateFormat> Compile(std::string_view format);

  // Parse reads a whole text; nullopt where it is written otherwise, or there is no such day or
  // time.
  std::optional<CivilTime> Parse(std::string_view text) const;

  // Append writes a time in this format, as far as the format tells it.
  void Append(const CivilTime& time, std::string* out) const;

  bool has_time() const { return Has(Part::kHour) || Has(Part::kHour12); }
  bool has_offset() const { return Has(Part::kOffset); }

 private:
  enum class Part : uint8_t {
    kLiteral,
    kSpace,
    kYear,
    kShortYear,
    kMonth,
    kMonthName,
    kDay,
    kWeekday,
    kHour,
    kHour12,
    kMinute,
    kSecond,
    kFraction,
    kHalf,
    kOffset,
  };
  struct Token {
    Part part;
    char literal = '\0';
  };
  class Reader;

  bool Add(std::string_view format, std::string* problem);
  bool Has(Part part) const { return Count(part) > 0; }
  size_t Count(Part part) const;
  std::string Problem() const;

  std::vector<Token> tokens_;
};

}  // namespace inflow

#endif  // PLUGIN_CLOCK_DATE_FORMAT_H_
