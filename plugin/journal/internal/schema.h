// SPDX-License-Identifier: Apache-2.0
//
// File: schema.h
//
// The tables of a journal, by version of the schema. What they hold is told in sqlite_journal.h.
#ifndef PLUGIN_JOURNAL_INTERNAL_SCHEMA_H_
#define PLUGIN_JOURNAL_INTERNAL_SCHEMA_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "plugin/sqlite/database.h"

namespace inflow {

// kApplicationId tells journals from other files of SQLite's ("iFJ1").
inline constexpr uint32_t kApplicationId = 0x69464A31;
inline constexpr uint32_t kSchemaVersion = 1;

// CheckHeader looks at the first bytes of a file. FailedPrecondition: it is no journal, or a newer
// version's. DataLoss: it was one.
absl::Status CheckHeader(const std::string& path, std::string_view header);

// MakeSchema fills a new file with tables of the version asked for. The connection is its only one.
absl::Status MakeSchema(Database* database, uint32_t version = kSchemaVersion);

// CheckVersion does so for the version that what lies in the -wal makes it.
absl::Status CheckVersion(Database* database);

// Migrate brings an older file to kSchemaVersion, in one transaction, and refuses a newer one.
absl::Status Migrate(Database* database);

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_INTERNAL_SCHEMA_H_
