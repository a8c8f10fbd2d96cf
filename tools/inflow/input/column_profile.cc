// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/column_profile.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "tools/inflow/json/json_tree.h"

namespace inflow::command {
namespace {

// A file whose records all have other attributes must not fill the memory.
constexpr size_t kMostColumns = 2'000;
constexpr size_t kMostSampleBytes = 200;

bool IsFigure(char c) { return c >= '0' && c <= '9'; }

// Figures takes the digits that a text begins with, and returns how many there are.
size_t Figures(std::string_view* text) {
  size_t count = 0;
  while (count < text->size() && IsFigure((*text)[count])) ++count;
  text->remove_prefix(count);
  return count;
}

ValueType NumberType(std::string_view text) {
  if (text.front() == '-' || text.front() == '+') text.remove_prefix(1);
  const bool zero = text.size() > 1 && text[0] == '0' && IsFigure(text[1]);
  const size_t whole = Figures(&text);
  if (zero || whole == 0) return ValueType::kText;
  if (text.empty()) return ValueType::kInteger;
  if (text.front() != '.' && text.front() != ',') return ValueType::kText;
  text.remove_prefix(1);
  return Figures(&text) > 0 && text.empty() ? ValueType::kDecimal : ValueType::kText;
}

// IsTime tells what may follow a date: T09:30:00.5+01:00, " 9:30 PM".
bool IsTime(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() != 'T' && text.front() != ' ') return false;
  text.remove_prefix(1);
  if (const size_t hour = Figures(&text); hour == 0 || hour > 2) return false;
  return text.size() > 2 && text.front() == ':' &&
         text.find_first_not_of("0123456789:.+-Z APMapm") == std::string_view::npos;
}

bool IsDate(std::string_view text) {
  const size_t first = Figures(&text);
  if (first == 0 || text.empty()) return false;
  const char between = text.front();
  if (between != '-' && between != '/' && between != '.') return false;
  text.remove_prefix(1);
  const size_t second = Figures(&text);
  if (second == 0 || second > 2 || text.empty() || text.front() != between) return false;
  text.remove_prefix(1);
  const size_t third = Figures(&text);
  const bool year_first = first == 4 && (third == 1 || third == 2);
  const bool year_last = first <= 2 && (third == 4 || (third == 2 && between == '/'));
  return (year_first || year_last) && IsTime(text);
}

bool IsGuidText(std::string_view text) {
  constexpr size_t kSize = 36;
  if (text.size() != kSize) return false;
  for (size_t i = 0; i < kSize; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0)
      return false;
  }
  return true;
}

constexpr uint32_t Bit(ValueType type) { return 1U << static_cast<unsigned>(type); }

}  // namespace

ValueType TypeOf(std::string_view text) {
  if (text.empty()) return ValueType::kText;
  if (IsGuidText(text)) return ValueType::kGuid;
  if (IsDate(text)) return ValueType::kDate;
  return NumberType(text);
}

void ColumnProfile::Add(std::string_view text, ValueType type) {
  ++values;
  types |= Bit(type);
  if (samples.size() >= kSamples) return;
  size_t end = std::min(text.size(), kMostSampleBytes);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
    --end;  // not within a character
  std::string sample(text.substr(0, end));
  if (end < text.size()) sample += "…";
  if (std::find(samples.begin(), samples.end(), sample) == samples.end())
    samples.push_back(std::move(sample));
}

std::string_view ColumnProfile::type() const {
  switch (types) {
    case 0:
      return "blank";
    case Bit(ValueType::kInteger):
      return "integer";
    case Bit(ValueType::kDecimal):
    case Bit(ValueType::kDecimal) | Bit(ValueType::kInteger):
      return "decimal";
    case Bit(ValueType::kDate):
      return "date";
    case Bit(ValueType::kGuid):
      return "GUID";
    case Bit(ValueType::kBoolean):
      return "boolean";
    case Bit(ValueType::kList):
      return "list";
    default:
      return "text";
  }
}

void ColumnProfiles::Begin(const std::vector<std::string>& names) {
  for (const std::string& name : names) ColumnOf(name);
}

ColumnProfile* ColumnProfiles::ColumnOf(const std::string& name) {
  const auto found = places_.find(name);
  if (found != places_.end()) return &columns_[found->second];
  if (columns_.size() >= kMostColumns) {
    whole_ = false;
    return nullptr;
  }
  places_.emplace(name, columns_.size());
  columns_.push_back({.name = name});
  return &columns_.back();
}

void ColumnProfiles::Add(std::string_view record) {
  ++records_;
  const JsonTree root = ParseTree(record);
  if (!root.is_object()) return;
  // Not recursively: how deep a record is nested costs no stack.
  std::vector<std::pair<std::string, const JsonTree*>> open = {{"", &root}};
  while (!open.empty()) {
    const auto [path, value] = std::move(open.back());
    open.pop_back();
    if (value->is_object()) {
      // From the end, so that the first comes off first.
      std::vector<std::pair<std::string, const JsonTree*>> members;
      for (const auto& [name, member] : value->items())
        members.emplace_back(path.empty() ? name : path + "." + name, &member);
      open.insert(open.end(), members.rbegin(), members.rend());
      continue;
    }
    ColumnProfile* const column = ColumnOf(path);
    if (column == nullptr || value->is_null()) continue;
    if (value->is_string()) {
      const auto& text = value->get_ref<const std::string&>();
      if (!text.empty()) column->Add(text, TypeOf(text));
      continue;
    }
    const std::string text = value->dump(-1, ' ', false, JsonTree::error_handler_t::replace);
    column->Add(text, value->is_array()            ? ValueType::kList
                      : value->is_boolean()        ? ValueType::kBoolean
                      : value->is_number_integer() ? ValueType::kInteger
                                                   : ValueType::kDecimal);
  }
}

}  // namespace inflow::command
