// SPDX-License-Identifier: Apache-2.0
//
// File: value_shape.h
//
// How a column writes decimals and dates, seen from all of its values.
#ifndef TOOLS_INFLOW_INIT_VALUE_SHAPE_H_
#define TOOLS_INFLOW_INIT_VALUE_SHAPE_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace inflow::command {

class ValueShape {
 public:
  void Add(std::string_view text);

  uint64_t values() const { return values_; }

  // Decimals. Votes are how many values can only be read so.
  uint64_t comma_votes() const { return comma_; }          // 1.234,50
  uint64_t point_votes() const { return point_; }          // 1,234.50
  uint64_t comma_either() const { return either_comma_; }  // 1,234
  // signs are what stands about the digits: "$", "kr", a separator of thousands that is no mark.
  const std::set<std::string>& signs() const { return signs_; }
  bool has_commas() const { return has_comma_; }
  bool has_points() const { return has_point_; }
  uint64_t decimals() const { return decimals_; }

  // Dates with the year behind. forms are formats with @1 and @2 for the numbers before the year.
  const std::map<std::string, uint64_t>& forms() const { return forms_; }
  uint64_t dates() const { return dates_; }
  uint64_t year_first() const { return year_first_; }
  bool month_first() const { return second_most_ > 12; }  // nothing else can be
  bool day_first() const { return first_most_ > 12; }
  bool timed_without_zone() const { return unzoned_; }

  // blanks are texts that say that there is nothing, such as N/A.
  const std::set<std::string>& blanks() const { return blanks_; }

 private:
  void AddDecimal(std::string_view text);
  void AddDate(std::string_view text);

  uint64_t values_ = 0, decimals_ = 0, comma_ = 0, point_ = 0, either_comma_ = 0;
  bool has_comma_ = false, has_point_ = false;
  std::set<std::string> signs_;
  std::map<std::string, uint64_t> forms_;
  uint64_t dates_ = 0, year_first_ = 0;
  unsigned first_most_ = 0, second_most_ = 0;
  bool unzoned_ = false;
  std::set<std::string> blanks_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_VALUE_SHAPE_H_
