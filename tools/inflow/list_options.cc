// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/list_options.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/inflow/reading_options.h"

namespace inflow::command {
namespace {

absl::Status ReadFilters(const std::vector<std::string>& filters, ListSettings* list) {
  for (const std::string& filter : filters) {
    const size_t sign = filter.find('=');
    if (sign == std::string::npos || sign == 0 || sign + 1 == filter.size()) {
      return absl::InvalidArgumentError(
          absl::StrCat("--filter ", filter, ": write NAME=VALUE, for example name=Tea"));
    }
    list->filters.emplace_back(filter.substr(0, sign), filter.substr(sign + 1));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadList(const RawList& raw, ListSettings* list) {
  if (absl::Status status = ReadFilters(raw.filters, list); !status.ok()) return status;
  if (!raw.columns.empty()) list->columns = absl::StrSplit(raw.columns, ',');
  if (std::count(list->columns.begin(), list->columns.end(), "") > 0) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--columns ", raw.columns, ": write names with commas between, for example sku,name"));
  }
  if (!raw.count.empty()) {
    const absl::StatusOr<uint64_t> count =
        ParseCount("--count", raw.count, 1, ~static_cast<uint64_t>(0));
    if (!count.ok()) return count.status();
    list->count = *count;
  }
  list->format = raw.csv      ? ListFormat::kCsv
                 : raw.ndjson ? ListFormat::kNdjson
                 : raw.json   ? ListFormat::kJson
                              : ListFormat::kTable;
  return absl::OkStatus();
}

}  // namespace inflow::command
