// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/value_shape.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace inflow::command {
namespace {

// A column of prose must not fill the memory.
constexpr size_t kMostKinds = 16;
constexpr size_t kMostSignBytes = 8;
constexpr size_t kMostValueBytes = 64;

bool IsFigureOf(char c) { return c >= '0' && c <= '9'; }

bool IsLetter(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }

size_t CountFigures(std::string_view text) {
  size_t count = 0;
  while (count < text.size() && IsFigureOf(text[count])) ++count;
  return count;
}

void AddKind(const std::string& kind, std::set<std::string>* kinds) {
  if (kinds->size() < kMostKinds && !kind.empty()) kinds->insert(kind);
}

std::string_view Bare(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// TakeTime reads what may stand behind a date, and appends its format. False where it is no time.
bool TakeTime(std::string_view text, std::string* format, bool* unzoned) {
  if (text.empty()) return true;
  if (text.front() != ' ' && text.front() != 'T' && text.front() != ',') return false;
  while (!text.empty() && (text.front() == ' ' || text.front() == ',' || text.front() == 'T')) {
    format->push_back(text.front());
    text.remove_prefix(1);
  }
  const size_t hour = CountFigures(text);
  if (hour == 0 || hour > 2 || text.size() <= hour || text[hour] != ':') return false;
  text.remove_prefix(hour + 1);
  if (CountFigures(text) != 2) return false;
  text.remove_prefix(2);
  std::string minutes = ":%M";
  if (!text.empty() && text.front() == ':' && CountFigures(text.substr(1)) == 2) {
    minutes += ":%S";
    text.remove_prefix(3);
    if (!text.empty() && text.front() == '.' && CountFigures(text.substr(1)) > 0) {
      minutes += ".%f";
      text.remove_prefix(1 + CountFigures(text.substr(1)));
    }
  }
  std::string behind;
  const std::string rest = absl::AsciiStrToUpper(std::string(Bare(text)));
  const bool blank = !text.empty() && text.front() == ' ';
  text = Bare(text);
  const bool half = rest.starts_with("AM") || rest.starts_with("PM");
  if (half) {
    behind = blank ? " %p" : "%p";
    text = text.substr(2);
  }
  const std::string_view zone = Bare(text);
  *unzoned = zone.empty();
  if (!zone.empty()) {
    const bool offset = (zone.front() == '+' || zone.front() == '-') &&
                        zone.find_first_not_of("0123456789:", 1) == std::string_view::npos;
    if (!offset && zone != "Z") return false;
    behind += zone.size() < text.size() || (!half && blank) ? " %z" : "%z";
  }
  absl::StrAppend(format, half ? "%I" : "%H", minutes, behind);
  return true;
}

}  // namespace

void ValueShape::Add(std::string_view text) {
  text = Bare(text);
  if (text.empty()) return;
  ++values_;
  constexpr std::array<std::string_view, 8> kBlanks = {"N/A",  "n/a",  "#N/A", "NULL",
                                                       "null", "None", "-",    "--"};
  if (std::find(kBlanks.begin(), kBlanks.end(), text) != kBlanks.end()) {
    blanks_.emplace(text);
    return;
  }
  if (text.size() > kMostValueBytes) return;
  AddDecimal(text);
  AddDate(text);
}

void ValueShape::AddDecimal(std::string_view text) {
  const size_t first = text.find_first_of("0123456789");
  if (first == std::string_view::npos) return;
  const size_t last = text.find_last_of("0123456789");
  std::string_view core = text.substr(first, last - first + 1);
  std::set<std::string> around;
  // "A-1-B" is a code: a sign of minus stands beside figures or a blank.
  if (first > 1 && text[first - 1] == '-' && IsLetter(text[first - 2])) return;
  if (last + 2 < text.size() && text[last + 1] == '-' && IsLetter(text[last + 2])) return;
  for (std::string_view side : {text.substr(0, first), text.substr(last + 1)}) {
    while (!side.empty() && (side.front() == '-' || side.front() == '+' || side.front() == '('))
      side.remove_prefix(1);
    while (!side.empty() && (side.back() == '-' || side.back() == '+' || side.back() == ')'))
      side.remove_suffix(1);
    if (side != Bare(side)) around.insert(" ");
    side = Bare(side);
    if (side.size() > kMostSignBytes ||
        side.find_first_of("0123456789.,") != std::string_view::npos)
      return;
    if (!side.empty()) around.emplace(side);
  }
  size_t commas = 0, points = 0;
  for (size_t i = 0; i < core.size(); ++i) {
    if (IsFigureOf(core[i])) continue;
    if (core[i] == ',') {
      ++commas;
    } else if (core[i] == '.') {
      ++points;
    } else if (core[i] == ' ' || core[i] == '\'') {
      around.insert(std::string(1, core[i]));
    } else if (core.substr(i, 2) == "\xc2\xa0") {
      around.insert("\xc2\xa0");
      ++i;
    } else {
      return;  // a date, a range: no number
    }
  }
  ++decimals_;
  has_comma_ = has_comma_ || commas > 0;
  has_point_ = has_point_ || points > 0;
  for (const std::string& sign : around) AddKind(sign, &signs_);
  const size_t comma = core.rfind(','), point = core.rfind('.');
  // What stands twice is no mark, and of two the last one is.
  const bool comma_marks = points > 1 || (commas == 1 && points == 1 && comma > point);
  const bool point_marks = commas > 1 || (commas == 1 && points == 1 && point > comma) ||
                           (commas == 0 && points == 1 && (core.size() - point != 4 || point > 3));
  if (commas == 1 && points == 0) {
    ++(core.size() - comma == 4 && comma <= 3 ? either_comma_ : comma_);
  } else if (comma_marks && !point_marks) {
    ++comma_;
  } else if (point_marks && !comma_marks) {
    ++point_;
  }
}

void ValueShape::AddDate(std::string_view text) {
  const size_t one = CountFigures(text);
  if (one == 0 || one > 4 || one == 3 || text.size() <= one) return;
  const char between = text[one];
  if (between != '/' && between != '-' && between != '.') return;
  const std::string_view behind = text.substr(one + 1);
  const size_t two = CountFigures(behind);
  if (two == 0 || two > 2 || behind.size() <= two || behind[two] != between) return;
  const std::string_view last = behind.substr(two + 1);
  const size_t three = CountFigures(last);
  if (one == 4) {
    if (three >= 1 && three <= 2) {
      ++dates_;
      ++year_first_;
    }
    return;
  }
  if (three != 4 && three != 2) return;
  std::string format = absl::StrCat("@1", std::string(1, between), "@2", std::string(1, between),
                                    three == 4 ? "%Y" : "%y");
  bool unzoned = false;
  if (!TakeTime(last.substr(three), &format, &unzoned)) return;
  ++dates_;
  unzoned_ = unzoned_ || unzoned;
  first_most_ = std::max(first_most_, static_cast<unsigned>(std::strtoul(
                                          std::string(text.substr(0, one)).c_str(), nullptr, 10)));
  second_most_ = std::max(
      second_most_,
      static_cast<unsigned>(std::strtoul(std::string(behind.substr(0, two)).c_str(), nullptr, 10)));
  if (forms_.size() < kMostKinds || forms_.contains(format)) ++forms_[format];
}

}  // namespace inflow::command
