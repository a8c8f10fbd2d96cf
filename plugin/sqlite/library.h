// SPDX-License-Identifier: Apache-2.0
//
// File: library.h
#ifndef PLUGIN_SQLITE_LIBRARY_H_
#define PLUGIN_SQLITE_LIBRARY_H_

#include "absl/status/status.h"

namespace inflow {

// CheckLibrary refuses a SQLite that was built without mutexes (sqlite3_threadsafe() is 0), or is
// too old (sqlite3_libversion_number()): a host may bring its own.
absl::Status CheckLibrary(int thread_safety, int version);

}  // namespace inflow

#endif  // PLUGIN_SQLITE_LIBRARY_H_
