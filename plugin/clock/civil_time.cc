// SPDX-License-Identifier: Apache-2.0
#include "plugin/clock/civil_time.h"

#include <cstdlib>

#include "plugin/clock/internal/date_scanner.h"

namespace inflow {
namespace {

void AppendTwo(int number, std::string* out) {
  out->push_back(static_cast<char>('0' + number / 10));
  out->push_back(static_cast<char>('0' + number % 10));
}

// DateReader reads one text. Its steps return false where what comes next is something else.
class DateReader {
 public:
  DateReader(std::string_view text, DateForms forms)
      : scanner_(text), any_(forms == DateForms::kAny) {}

  std::optional<CivilTime> Read() {
    if (!TakeDay() || !DayOf(time_).ok()) return std::nullopt;
    if (scanner_.rest().empty()) return time_;
    time_.has_time = true;
    if (scanner_.Take("Tt ") == '\0' || !TakeTime() || !scanner_.rest().empty())
      return std::nullopt;
    return time_;
  }

 private:
  bool TakeDay() {
    if (any_ && scanner_.Digits() < 4) {
      return scanner_.Number(1, 2, 1, 12, &time_.month) && scanner_.Take("/") != '\0' &&
             scanner_.Number(1, 2, 1, 31, &time_.day) && scanner_.Take("/") != '\0' &&
             scanner_.Number(4, 4, 1, 9999, &time_.year);
    }
    if (!scanner_.Number(4, 4, 1, 9999, &time_.year)) return false;
    const char separator = scanner_.Take("-/");
    if (!scanner_.Number(2, 2, 1, 12, &time_.month)) return false;
    if (separator != '\0' && scanner_.Take({&separator, 1}) == '\0') return false;
    return scanner_.Number(2, 2, 1, 31, &time_.day);
  }

  bool TakeTime() {
    if (!scanner_.Number(any_ ? 1 : 2, 2, 0, 23, &time_.hour) || scanner_.Take(":") == '\0' ||
        !scanner_.Number(2, 2, 0, 59, &time_.minute)) {
      return false;
    }
    if (scanner_.Take(":") != '\0') {
      if (!scanner_.Number(2, 2, 0, 59, &time_.second)) return false;
      if (scanner_.Take(".,") != '\0' && !TakeFraction()) return false;
    }
    scanner_.Take(" ");
    if (any_ && !TakeHalf()) return false;
    return scanner_.rest().empty() || scanner_.Offset(&time_.offset_seconds.emplace());
  }

  bool TakeFraction() {
    time_.fraction = std::string(scanner_.rest().substr(0, scanner_.Digits()));
    scanner_.Skip(time_.fraction.size());
    return !time_.fraction.empty();
  }

  // TakeHalf takes the half of the day, if there is one.
  bool TakeHalf() {
    const char half = scanner_.Take("AaPp");
    if (half == '\0') return true;
    if (scanner_.Take("Mm") == '\0') return false;
    time_.hour = time_.hour % 12 + (half == 'P' || half == 'p' ? 12 : 0);
    scanner_.Take(" ");
    return true;
  }

  DateScanner scanner_;
  const bool any_;
  CivilTime time_;
};

}  // namespace

std::chrono::year_month_day DayOf(const CivilTime& time) {
  return {std::chrono::year(time.year), std::chrono::month(static_cast<unsigned>(time.month)),
          std::chrono::day(static_cast<unsigned>(time.day))};
}

void AppendIso(const CivilTime& time, std::string* out) {
  AppendTwo(time.year / 100, out);
  AppendTwo(time.year % 100, out);
  for (const int part : {time.month, time.day}) {
    out->push_back('-');
    AppendTwo(part, out);
  }
  if (!time.has_time) return;
  char mark = 'T';
  for (const int part : {time.hour, time.minute, time.second}) {
    out->push_back(mark);
    AppendTwo(part, out);
    mark = ':';
  }
  if (!time.fraction.empty()) out->append(".").append(time.fraction);
  if (!time.offset_seconds) return;
  const int minutes = std::abs(*time.offset_seconds) / 60;
  if (minutes == 0) {
    out->push_back('Z');
    return;
  }
  out->push_back(*time.offset_seconds < 0 ? '-' : '+');
  AppendTwo(minutes / 60, out);
  out->push_back(':');
  AppendTwo(minutes % 60, out);
}

std::optional<CivilTime> ParseDate(std::string_view text, DateForms forms) {
  return DateReader(text, forms).Read();
}

}  // namespace inflow
