// SPDX-License-Identifier: Apache-2.0
//
// File: own_file.h
//
// A file that is there and is ours to write, before SQLite sees it.
#ifndef PLUGIN_QUOTA_INTERNAL_OWN_FILE_H_
#define PLUGIN_QUOTA_INTERNAL_OWN_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace inflow::quota_internal {

// OwnFile makes the file where it is not there, for its owner alone, where `makes_folder` says so
// with its folder and those above it, and returns its path without symbolic links.
// FailedPrecondition: its folder is not there or may not be written, it is no regular file or a
// link, or it lies where other machines see it, whose locks mean nothing here. One that is there is
// not opened: closing a file takes away all locks that its process has on it.
absl::StatusOr<std::string> OwnFile(const std::string& path, bool makes_folder);

}  // namespace inflow::quota_internal

#endif  // PLUGIN_QUOTA_INTERNAL_OWN_FILE_H_
