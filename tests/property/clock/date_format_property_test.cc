// SPDX-License-Identifier: Apache-2.0
//
// A time that is written in a format is read as the same time.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "plugin/clock/date_format.h"

namespace inflow {
namespace {

CivilTime SomeTime(bool with_offset) {
  CivilTime time;
  time.year = *rc::gen::inRange(1969, 2069);  // years that two digits tell
  time.month = *rc::gen::inRange(1, 13);
  time.day = *rc::gen::inRange(1, 29);
  time.has_time = true;
  time.hour = *rc::gen::inRange(0, 24);
  time.minute = *rc::gen::inRange(0, 60);
  time.second = *rc::gen::inRange(0, 60);
  if (with_offset) time.offset_seconds = 60 * *rc::gen::inRange(-14 * 60, 14 * 60 + 1);
  return time;
}

RC_GTEST_PROP(DateFormatProperty, WhatIsWrittenIsReadAsTheSame, ()) {
  const auto days = *rc::gen::elementOf(std::vector<std::string>{
      "%Y-%m-%d", "%m/%d/%Y", "%d.%m.%y", "%e %b %Y", "%a, %d %B %Y", "%D", "%d%m%Y", "%Y%m%d"});
  const auto times = *rc::gen::elementOf(std::vector<std::string>{
      " %H:%M:%S %z", "T%T%z", " %I:%M:%S %p %z", " at %I.%M.%S%p (%z)", " %T", " %p %I:%M:%S"});
  const DateFormat format = *DateFormat::Compile(days + times);
  const CivilTime time = SomeTime(format.has_offset());
  std::string text;
  format.Append(time, &text);
  RC_LOG() << text;
  const std::optional<CivilTime> read = format.Parse(text);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == time);
}

RC_GTEST_PROP(DateFormatProperty, NoTextBreaksIt,
              (const std::string& format, const std::string& text)) {
  const absl::StatusOr<DateFormat> compiled = DateFormat::Compile(format);
  if (compiled.ok()) (void)compiled->Parse(text);
  (void)DateFormat::Compile("%m/%d/%Y %I:%M:%S %p %z")->Parse(text);
}

}  // namespace
}  // namespace inflow
