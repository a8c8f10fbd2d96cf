// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/init_files.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/inflow/files/file_kind.h"
#include "tools/inflow/input/byte_source.h"

namespace inflow::command {
namespace {

bool HoldsArray(const std::string& path) {
  const std::string head = HeadOf(path, kHeadBytes);
  const size_t first = head.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  return first != std::string::npos && head[first] == '[';
}

}  // namespace

absl::Status TellInitFiles(const std::vector<std::string>& files, std::string* records,
                           std::string* config) {
  for (const std::string& file : files) {
    const bool is_config =
        absl::EndsWith(file, ".jsonc") || (absl::EndsWith(file, ".json") && !HoldsArray(file));
    std::string* to = is_config ? config : records;
    if (!to->empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat(*to, " and ", file, " both name a ",
                       is_config ? "configuration" : "file of records", "; init takes one"));
    }
    *to = file;
  }
  return absl::OkStatus();
}

}  // namespace inflow::command
