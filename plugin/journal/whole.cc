// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/internal/whole.h"

#include <array>
#include <fstream>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "plugin/sqlite/statement.h"

namespace inflow {
namespace {

constexpr int64_t kLockedByte = 0x40000000;  // its page is never used
constexpr size_t kWalHeaderBytes = 32;
constexpr size_t kFrameHeaderBytes = 24;
constexpr size_t kWalSaltAt = 16;
constexpr size_t kFrameSaltAt = 8;
constexpr size_t kSaltBytes = 8;

struct Sizes {
  int64_t pages = 0;  // with those in the -wal
  int64_t page_bytes = 0;
  int64_t file_pages = 0;  // that the file has
};

absl::StatusOr<Sizes> ReadSizes(Database* database) {
  Sizes sizes;
  Statement select(database,
                   "SELECT page_count, page_size FROM pragma_page_count, pragma_page_size");
  Rows rows(&select);
  absl::StatusOr<bool> row = rows.First();
  if (!row.ok()) return row.status();
  sizes.pages = rows.Int(0);
  sizes.page_bytes = rows.Int(1);
  sqlite3_file* file = nullptr;
  sqlite3_file_control(database->handle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
  sqlite3_int64 bytes = 0;
  const int code = file->pMethods->xFileSize(file, &bytes);
  if (code != SQLITE_OK) return database->Fault(code);
  sizes.file_pages = bytes / sizes.page_bytes;
  return sizes;
}

int64_t PageOf(std::string_view frame) {
  int64_t page = 0;
  for (size_t i = 0; i < 4; ++i) page = page << 8 | static_cast<unsigned char>(frame[i]);
  return page;
}

// HasPages tells whether the -wal has all pages behind what the file has. SQLite has no locks on
// it, so that closing it takes none away.
bool HasPages(const Sizes& sizes, const std::string& wal) {
  std::vector<bool> found(static_cast<size_t>(sizes.pages - sizes.file_pages));
  std::ifstream file(wal, std::ios::binary);
  std::array<char, kWalHeaderBytes> header{};
  if (!file.read(header.data(), header.size())) return false;
  const std::string_view salt(header.data() + kWalSaltAt, kSaltBytes);
  std::array<char, kFrameHeaderBytes> frame{};
  while (file.read(frame.data(), frame.size())) {
    const std::string_view text(frame.data(), frame.size());
    if (text.substr(kFrameSaltAt, kSaltBytes) != salt) break;
    const int64_t page = PageOf(text);
    if (page > sizes.file_pages && page <= sizes.pages)
      found[static_cast<size_t>(page - sizes.file_pages - 1)] = true;
    file.seekg(sizes.page_bytes, std::ios::cur);
  }
  for (size_t i = 0; i < found.size(); ++i) {
    const int64_t page = sizes.file_pages + static_cast<int64_t>(i) + 1;
    if (!found[i] && page != kLockedByte / sizes.page_bytes + 1) return false;
  }
  return true;
}

}  // namespace

absl::Status CheckWhole(Database* database, const std::string& wal) {
  // Another process may move pages from the one to the other in between.
  for (int look = 0; look < 2; ++look) {
    const absl::StatusOr<Sizes> sizes = ReadSizes(database);
    if (!sizes.ok()) return sizes.status();
    if (sizes->file_pages >= sizes->pages || HasPages(*sizes, wal)) return absl::OkStatus();
  }
  return database->Fault(SQLITE_CORRUPT);
}

}  // namespace inflow
