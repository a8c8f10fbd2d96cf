// SPDX-License-Identifier: Apache-2.0
//
// File: journal_text.h
#ifndef TOOLS_INFLOW_SHOW_JOURNAL_TEXT_H_
#define TOOLS_INFLOW_SHOW_JOURNAL_TEXT_H_

#include <string>
#include <string_view>

namespace inflow::command {

// JournalText tells people what the plugin's "journal_check" answers; `path` as they named it.
std::string JournalText(const std::string& path, std::string_view answer);

// IsSound and IsOwn read it of that answer.
bool IsSound(std::string_view answer);
bool IsOwn(std::string_view answer);

// SalvageText tells what "journal_salvage" answers.
std::string SalvageText(const std::string& path, const std::string& to, std::string_view answer);
// IsWholeSalvage tells whether every pending record came out.
bool IsWholeSalvage(std::string_view answer);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_JOURNAL_TEXT_H_
