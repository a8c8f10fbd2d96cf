// SPDX-License-Identifier: Apache-2.0
//
// File: whole.h
#ifndef PLUGIN_JOURNAL_INTERNAL_WHOLE_H_
#define PLUGIN_JOURNAL_INTERNAL_WHOLE_H_

#include <string>

#include "absl/status/status.h"
#include "plugin/sqlite/database.h"

namespace inflow {

// CheckWhole refuses a file that ends before its last page, unless the -wal has the pages that it
// lacks: SQLite takes them for empty ones, and would write on. It reads no pages.
absl::Status CheckWhole(Database* database, const std::string& wal);

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_INTERNAL_WHOLE_H_
