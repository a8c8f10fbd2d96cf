// SPDX-License-Identifier: Apache-2.0
//
// File: csv_separator.h
//
// What separates the cells of a CSV, read off its first lines.
#ifndef TOOLS_INFLOW_INPUT_CSV_SEPARATOR_H_
#define TOOLS_INFLOW_INPUT_CSV_SEPARATOR_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace inflow::command {

// HeaderLook follows a header line, which may come in pieces, and counts outside of quotes what may
// separate its cells.
class HeaderLook {
 public:
  // Follow takes the data from the header's first byte on, of which it has seen some. True when the
  // line is complete.
  bool Follow(std::string_view data);

  // size is how many bytes belong to the line so far, its line end included.
  size_t size() const { return size_; }

  // Commonest is the one that occurs most, a comma where none does. A bar counts only where nothing
  // else occurs, since it also stands inside of names.
  char Commonest() const;
  size_t CountOf(char separator) const;

 private:
  static constexpr std::array<char, 4> kCandidates = {',', ';', '\t', '|'};

  size_t size_ = 0;
  std::array<size_t, kCandidates.size()> counts_{};
  bool quoted_ = false;
  bool cell_begins_ = true;
  bool just_closed_ = false;
};

// SepLine is the separator of a line "sep=;", with or without quotes around it, which Excel writes
// and reads in front of the header; nullopt for any other line. The line end may be there.
std::optional<std::string> SepLine(std::string_view line);

// SeparatorName is how a sentence names it: "','", "a tab".
std::string SeparatorName(std::string_view separator);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_CSV_SEPARATOR_H_
