// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/csv_separator.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "plugin/text/cell_separator.h"

namespace inflow::command {

bool HeaderLook::Follow(std::string_view data) {
  while (size_ < data.size()) {
    const char c = data[size_++];
    if (quoted_) {
      quoted_ = c != '"';
      just_closed_ = !quoted_;
      continue;
    }
    // A quote opens a cell at its beginning, and goes on with one that it seemed to close;
    // elsewhere it is text.
    if (c == '"' && (cell_begins_ || just_closed_)) {
      quoted_ = true;
      cell_begins_ = just_closed_ = false;
      continue;
    }
    just_closed_ = false;
    if (c == '\n') return true;
    const auto* const found = std::find(kCandidates.begin(), kCandidates.end(), c);
    cell_begins_ = found != kCandidates.end();
    if (cell_begins_) ++counts_[static_cast<size_t>(found - kCandidates.begin())];
  }
  return false;
}

char HeaderLook::Commonest() const {
  const auto* const bar = counts_.end() - 1;
  const auto* const most = std::max_element(counts_.begin(), bar);
  return kCandidates[static_cast<size_t>((*most == 0 && *bar > 0 ? bar : most) - counts_.begin())];
}

size_t HeaderLook::CountOf(char separator) const {
  const auto* const found = std::find(kCandidates.begin(), kCandidates.end(), separator);
  return found == kCandidates.end() ? 0 : counts_[static_cast<size_t>(found - kCandidates.begin())];
}

std::optional<std::string> SepLine(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  if (line.size() > 2 && line.front() == '"' && line.back() == '"')
    line = line.substr(1, line.size() - 2);
  constexpr std::string_view kSep = "sep=";
  if (!absl::StartsWithIgnoreCase({line.data(), line.size()}, {kSep.data(), kSep.size()}))
    return std::nullopt;
  return ParseSeparator(line.substr(kSep.size()));
}

std::string SeparatorName(std::string_view separator) {
  if (separator == "\t") return "a tab";
  return "'" + std::string(separator) + "'";
}

}  // namespace inflow::command
