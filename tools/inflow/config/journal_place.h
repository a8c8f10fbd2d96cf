// SPDX-License-Identifier: Apache-2.0
//
// File: journal_place.h
//
// Where a load's journal lies: where the configuration says, or else beside it.
//
//   JournalWish wish = DefaultJournal({"shop/inflow.jsonc", "", {}}, "");
//   wish.path;                                     // "shop/inflow.journal"
//   std::string path = PlaceJournal(wish, &text);  // text has "journal": {"path": path, …} now
#ifndef TOOLS_INFLOW_CONFIG_JOURNAL_PLACE_H_
#define TOOLS_INFLOW_CONFIG_JOURNAL_PLACE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"

namespace inflow::command {

enum class JournalUse : uint8_t {
  kNone,       // what the configuration says of one is left out
  kAsWritten,  // it stays, and if it is there, what it does not say is the wish's
  kIfThere,    // likewise, where its file is there; else it is left out
  kWanted,     // it stays, and what it does not say is the wish's; none where it is not active
};

struct JournalWish {
  JournalUse use = JournalUse::kNone;
  std::string path = {};  // a file
  std::string name = {};  // which of the file's records are seen
  bool full = false;      // what is unchanged is sent too
};

// DefaultJournal is that of a load: the file has the configuration's name with the ending .journal,
// and the environment's in front of that where there is one.
JournalWish DefaultJournal(const std::string& config_path, const std::string& environment);
// WrittenJournal is the same where a configuration says anything of a journal.
JournalWish WrittenJournal(const std::string& config_path, const std::string& environment);

// PlaceJournal makes the section "journal" of a configuration what the wish says. Returns the path
// in it, empty where there is none. InvalidArgument with a sentence; text that is no JSON object is
// left as it is.
absl::StatusOr<std::string> PlaceJournal(const JournalWish& wish, std::string* text);

// WhyNoPlace is a sentence where the folder of the wish's file cannot be written to, as a journal
// needs; empty elsewhere.
std::string WhyNoPlace(const JournalWish& wish);

// HowWithoutJournal is the sentence that says what to do where a load cannot have its journal.
std::string HowWithoutJournal();

// AbsolutePath names a file in full, by the folder that it really lies in; as it is where that
// cannot be found.
std::string AbsolutePath(const std::string& path);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_JOURNAL_PLACE_H_
