// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/list_options.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/options/reading_options.h"

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

absl::Status ReadNames(std::string_view option, const std::string& said, std::string_view example,
                       std::vector<std::string>* names) {
  if (said.empty()) return absl::OkStatus();
  *names = absl::StrSplit(said, ',');
  if (std::count(names->begin(), names->end(), "") == 0) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      Absl(option), " ", said, ": write names with commas between, for example ", Absl(example)));
}

}  // namespace

absl::Status ReadList(const RawList& raw, ListSettings* list) {
  if (absl::Status status = ReadFilters(raw.filters, list); !status.ok()) return status;
  if (absl::Status status = ReadNames("--columns", raw.columns, "sku,name", &list->columns);
      !status.ok()) {
    return status;
  }
  if (absl::Status status =
          ReadNames("--include", raw.includes, "prices,category", &list->includes);
      !status.ok()) {
    return status;
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
