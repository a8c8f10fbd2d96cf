// SPDX-License-Identifier: Apache-2.0
//
// Dates whose order of year, month and day nobody can mistake, as ISO 8601 writes them.
#include <chrono>

#include "plugin/entity/internal/value.h"

namespace inflow::entity {
namespace {

// Scanner takes a text apart from its front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool AtEnd() const { return text_.empty(); }

  // Digits takes exactly `count` digits as a number; -1 where there are none.
  int Digits(size_t count) {
    if (text_.size() < count) return -1;
    int number = 0;
    for (size_t i = 0; i < count; ++i) {
      if (text_[i] < '0' || text_[i] > '9') return -1;
      number = number * 10 + (text_[i] - '0');
    }
    text_.remove_prefix(count);
    return number;
  }

  // Fraction takes the digits that there are.
  std::string_view Fraction() {
    const std::string_view digits = text_.substr(0, text_.find_first_not_of("0123456789"));
    text_.remove_prefix(digits.size());
    return digits;
  }

  // Take takes one character of those given; '\0' where another comes.
  char Take(std::string_view of) {
    if (text_.empty() || of.find(text_.front()) == std::string_view::npos) return '\0';
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }

 private:
  std::string_view text_;
};

bool InRange(int value, int most) { return value >= 0 && value <= most; }

void AppendTwo(int number, std::string* out) {
  out->push_back(static_cast<char>('0' + number / 10));
  out->push_back(static_cast<char>('0' + number % 10));
}

// 2026-01-31, 2026/01/31 or 20260131.
bool AppendDay(Scanner* scanner, std::string* out) {
  const int year = scanner->Digits(4);
  const char separator = scanner->Take("-/");
  const int month = scanner->Digits(2);
  if (separator != '\0' && scanner->Take({&separator, 1}) == '\0') return false;
  const int day = scanner->Digits(2);
  if (year < 1 || month < 1 || day < 1) return false;
  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return false;
  AppendTwo(year / 100, out);
  AppendTwo(year % 100, out);
  out->push_back('-');
  AppendTwo(month, out);
  out->push_back('-');
  AppendTwo(day, out);
  return true;
}

// 14:05, 14:05:30 or 14:05:30.123.
bool AppendTime(Scanner* scanner, std::string* out) {
  const int hour = scanner->Digits(2);
  if (!InRange(hour, 23) || scanner->Take(":") == '\0') return false;
  const int minute = scanner->Digits(2);
  if (!InRange(minute, 59)) return false;
  const bool with_second = scanner->Take(":") != '\0';
  const int second = with_second ? scanner->Digits(2) : 0;
  if (!InRange(second, 59)) return false;
  AppendTwo(hour, out);
  out->push_back(':');
  AppendTwo(minute, out);
  out->push_back(':');
  AppendTwo(second, out);
  if (!with_second || scanner->Take(".,") == '\0') return true;
  const std::string_view fraction = scanner->Fraction();
  out->append(".").append(fraction);
  return !fraction.empty();
}

// Z, +02:00, +0200 or +02; a space may come before it.
bool AppendZone(Scanner* scanner, std::string* out) {
  scanner->Take(" ");
  if (scanner->Take("Zz") != '\0') {
    out->push_back('Z');
    return scanner->AtEnd();
  }
  const char sign = scanner->Take("+-");
  const int hour = scanner->Digits(2);
  if (sign == '\0' || !InRange(hour, 14)) return false;
  const bool colon = scanner->Take(":") != '\0';
  const int minute = scanner->AtEnd() && !colon ? 0 : scanner->Digits(2);
  if (!InRange(minute, 59)) return false;
  out->push_back(sign);
  AppendTwo(hour, out);
  out->push_back(':');
  AppendTwo(minute, out);
  return scanner->AtEnd();
}

}  // namespace

bool AppendDate(std::string_view text, std::string* out) {
  Scanner scanner(text);
  if (!AppendDay(&scanner, out)) return false;
  if (scanner.AtEnd()) return true;
  if (scanner.Take("Tt ") == '\0') return false;
  out->push_back('T');
  return AppendTime(&scanner, out) && (scanner.AtEnd() || AppendZone(&scanner, out));
}

}  // namespace inflow::entity
