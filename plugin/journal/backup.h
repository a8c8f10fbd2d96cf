// SPDX-License-Identifier: Apache-2.0
//
// File: backup.h
//
// What a person does with a journal as a whole. None of these needs a configuration; each may be
// called while others use the journal, unless it says so.
#ifndef PLUGIN_JOURNAL_BACKUP_H_
#define PLUGIN_JOURNAL_BACKUP_H_

#include <string>

#include "absl/status/status.h"

namespace inflow {

// BackUpJournal copies a journal, as it is at one moment, onto a file that must not be there and
// becomes its owner's alone. The copy delivers nothing until it is taken over.
absl::Status BackUpJournal(const std::string& path, const std::string& to);

// MoveJournal gives a journal another place, on this file system or another. FailedPrecondition:
// something is at `to`, or a process has the journal open. Where it is broken off, one of both
// files delivers, or none until it is taken over; never both.
absl::Status MoveJournal(const std::string& from, const std::string& to);

// TakeOverJournal makes a copy this machine's (SqliteJournal::TakeOver).
absl::Status TakeOverJournal(const std::string& path);

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_BACKUP_H_
