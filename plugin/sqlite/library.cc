// SPDX-License-Identifier: Apache-2.0
#include "plugin/sqlite/library.h"

#include <sqlite3.h>

#include "absl/strings/str_cat.h"

namespace inflow {
namespace {

constexpr int kOldest = 3037000;  // the first one with STRICT tables

}  // namespace

absl::Status CheckLibrary(int thread_safety, int version) {
  const char* const why = thread_safety == 0  ? ", which was built for one thread"
                          : version < kOldest ? ", which is older than 3.37"
                                              : nullptr;
  if (why == nullptr) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "no journal and no quota can be kept in a file with this SQLite (", sqlite3_libversion(), ")",
      why, "; let the process load another libsqlite3, or leave journal and rate_limit.log out"));
}

}  // namespace inflow
