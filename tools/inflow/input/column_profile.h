// SPDX-License-Identifier: Apache-2.0
//
// File: column_profile.h
//
// What a file's columns hold: sample values, how many are blank, what they look like.
//
//   ColumnProfiles profiles;
//   profiles.Begin(names);                         // where the header is known
//   for (...) profiles.Add(R"({"sku":"A-1"})");    // every record
#ifndef TOOLS_INFLOW_INPUT_COLUMN_PROFILE_H_
#define TOOLS_INFLOW_INPUT_COLUMN_PROFILE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace inflow::command {

// ValueType is what a text looks like. An integer may not begin with a 0, since as a number it
// would lose it; a comma may stand for the decimal point.
enum class ValueType : uint8_t { kInteger, kDecimal, kDate, kGuid, kText, kBoolean, kList };
ValueType TypeOf(std::string_view text);

struct ColumnProfile {
  static constexpr size_t kSamples = 2;

  std::string name;
  std::vector<std::string> samples{};  // the first different values
  uint64_t values = 0;                 // that are not blank
  uint32_t types = 0;                  // a bit for each ValueType that was seen

  void Add(std::string_view text, ValueType type);
  // type is "integer", "decimal", "date", "GUID", "boolean", "list" or "text" where all values are
  // that, and "blank" where there is none.
  std::string_view type() const;
};

class ColumnProfiles {
 public:
  // Begin names the columns of a table. Without it they are in the order in which they come up.
  void Begin(const std::vector<std::string>& names);
  // Add takes a record; attributes of objects in it have dotted names.
  void Add(std::string_view record);

  const std::vector<ColumnProfile>& columns() const { return columns_; }
  uint64_t records() const { return records_; }
  // whole: there were not more columns than are kept.
  bool whole() const { return whole_; }

 private:
  ColumnProfile* ColumnOf(const std::string& name);

  std::vector<ColumnProfile> columns_;
  std::unordered_map<std::string, size_t> places_;
  uint64_t records_ = 0;
  bool whole_ = true;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_COLUMN_PROFILE_H_
