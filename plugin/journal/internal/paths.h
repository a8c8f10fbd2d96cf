// SPDX-License-Identifier: Apache-2.0
//
// File: paths.h
//
// The files of a journal, and what must be so of them before one is opened.
#ifndef PLUGIN_JOURNAL_INTERNAL_PATHS_H_
#define PLUGIN_JOURNAL_INTERNAL_PATHS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace inflow {

struct JournalPaths {
  std::string folder;  // without links, so that none is in the way of the file
  std::string file;

  std::string wal() const { return file + "-wal"; }
  std::string shm() const { return file + "-shm"; }
  std::string sessions() const { return file + "-sessions"; }
  std::string reserve() const { return file + "-reserve"; }
};

// FindPaths returns where a journal of this path lies, there or not. InvalidArgument: it cannot lie
// there, its folder is missing, or on a network file system.
absl::StatusOr<JournalPaths> FindPaths(const std::string& path);

// CheckFile refuses what is there but no file of ours alone: a link, a folder, a device, a file
// with another name besides, another user's. NotFound: nothing is there.
absl::Status CheckFile(const std::string& path);

// CheckFiles does so for the journal and those beside it, which need not be there.
absl::Status CheckFiles(const JournalPaths& paths);

// CheckWritable refuses a folder where SQLite could not make its files.
absl::Status CheckWritable(const JournalPaths& paths);

// KeepPrivate takes the file, and those beside it, away from everybody but its owner.
absl::Status KeepPrivate(const JournalPaths& paths);

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_INTERNAL_PATHS_H_
