// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/later.h"

#include <algorithm>

namespace inflow::config {
namespace {

constexpr std::string_view kRemove = "remove it";
constexpr std::string_view kUseJson = "use \"json\"";
constexpr std::string_view kUseArray = "use \"array\"";

constexpr Later kLater[] = {
    {"", "endpoint", kAnObject, "name an endpoint of the catalogue"},
    {"", "content_format", "form", kUseJson},
    {"", "content_format", "xml", kUseJson},
    {"", "content_format", "text", kUseJson},
    {"", "body", "", kRemove},
    {"", "xml", "", kRemove},
    {"", "delete_body", "", kRemove},
    {"", "null_policy", "", "remove it; null is sent as it is"},
    {"batching", "algorithm", "wrapped_array", kUseArray},
    {"batching", "algorithm", "envelope", kUseArray},
    {"batching", "algorithm", "item_wrapper", kUseArray},
    {"batching", "algorithm", "delimited", kUseArray},
    {"batching", "algorithm", "group_by", kUseArray},
    {"batching", "algorithm", "fold", kUseArray},
    {"batching", "algorithm", "keyed", kUseArray},
    {"batching", "algorithm", "template", kUseArray},
    {"batching", "key", "", kRemove},
    {"batching", "fields", "", kRemove},
    {"batching", "item_key", "", kRemove},
    {"batching", "separator", "", kRemove},
    {"batching", "prefix", "", kRemove},
    {"batching", "suffix", "", kRemove},
    {"batching", "attributes", "", kRemove},
    {"batching", "by", "", kRemove},
    {"batching", "lines", "", kRemove},
    {"batching", "line_attributes", "", kRemove},
    {"batching", "on_conflict", "", kRemove},
    {"batching", "body", "", kRemove},
    {"batching", "item", "", kRemove},
    {"", "response", "", kRemove},
    {"", "allowed_hosts", "", kRemove},
    {"rate_limit", "log", "", kRemove},
    {"retry", "on_unknown_outcome", "verify", "use \"auto\", \"resend\" or \"hold\""},
    {"", "identity", "", "remove it, and put the GUID into the record"},
    {"", "unknown_fields", "", kRemove},
    {"", "rows", "", kRemove},
    {"", "merge", "", kRemove},
    {"", "references", "", kRemove},
    {"", "check_status", "", kRemove},
    {"", "array_put", "", kRemove},
    {"", "schema", "", kRemove},
    {"", "journal", "", kRemove},
    {"", "coalesce", "", kRemove},
    {"", "dependencies", "", kRemove},
    {"", "stop_after", "", kRemove},
};

}  // namespace

std::span<const Later> LaterKeys() { return kLater; }

const Later* FindLater(std::string_view section, std::string_view key, std::string_view value) {
  const auto* const it = std::find_if(std::begin(kLater), std::end(kLater), [&](const Later& later) {
    return later.section == section && later.key == key && later.value == value;
  });
  return it == std::end(kLater) ? nullptr : it;
}

}  // namespace inflow::config
