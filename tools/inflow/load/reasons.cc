// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/reasons.h"

#include <algorithm>
#include <cctype>

namespace inflow::command {
namespace {

// A service that words every refusal differently must not fill the memory.
constexpr size_t kMostReasons = 1000;
constexpr char kOther[] = "other";
constexpr size_t kGuidLength = 36;

bool IsHexDigit(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }
bool IsDecimalDigit(char c) { return c >= '0' && c <= '9'; }

bool IsGuidAt(std::string_view text, size_t at) {
  if (text.size() - at < kGuidLength) return false;
  for (size_t i = 0; i < kGuidLength; ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[at + i] != '-' : !IsHexDigit(text[at + i])) return false;
  }
  return true;
}

}  // namespace

std::string ReasonKey(std::string_view message) {
  std::string key;
  size_t at = 0;
  while (at < message.size()) {
    if (IsGuidAt(message, at)) {
      key.push_back('#');
      at += kGuidLength;
    } else if (IsDecimalDigit(message[at])) {
      key.push_back('#');
      while (at < message.size() && IsDecimalDigit(message[at])) ++at;
    } else {
      key.push_back(message[at++]);
    }
  }
  return key;
}

void Reasons::Add(const SettledRecord& record) {
  std::string key(record.outcome_name);
  key.push_back(' ');
  key += ReasonKey(record.message);
  auto found = index_.find(key);
  if (found == index_.end()) {
    const bool full = reasons_.size() >= kMostReasons;
    if (full) key = kOther;
    found = index_.find(key);
    if (found == index_.end()) {
      found = index_.emplace(key, reasons_.size()).first;
      reasons_.push_back({0, full ? "OTHER" : std::string(record.outcome_name),
                          full ? "further reasons" : std::string(record.message),
                          std::string(record.file), record.line, record.id});
    }
  }
  Reason& reason = reasons_[found->second];
  ++reason.count;
  // Records settle in any order, and a person looks from the beginning.
  if (record.id >= reason.id) return;
  reason.id = record.id;
  reason.file = record.file;
  reason.line = record.line;
  if (found->first != kOther) reason.message = record.message;
}

std::vector<Reason> Reasons::Top(size_t most) const {
  std::vector<Reason> top = reasons_;
  std::stable_sort(top.begin(), top.end(),
                   [](const Reason& a, const Reason& b) { return a.count > b.count; });
  if (top.size() > most) top.resize(most);
  return top;
}

}  // namespace inflow::command
