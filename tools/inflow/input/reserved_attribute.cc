// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/reserved_attribute.h"

#include <nlohmann/json.hpp>

#include "tools/inflow/json/byte_scan.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

// MayHave tells whether "_inflow" stands anywhere in the text as a whole string; most records do
// not even have its first letter.
bool MayHave(std::string_view text) {
  constexpr std::string_view kQuotedName = "\"_inflow\"";
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); (at = FindPair(at, end, '"', '_')) != end; ++at) {
    if (text.substr(static_cast<size_t>(at - text.data()), kQuotedName.size()) == kQuotedName)
      return true;
  }
  return false;
}

// Says: the attribute is there, whatever it holds, unless that denies it.
bool Says(const nlohmann::json& value, const char* name) {
  const auto found = value.find(name);
  return found != value.end() && *found != false && !found->is_null();
}

}  // namespace

ReadStep ReservedAttribute::Strip(std::string_view record, ReadItem* item) {
  item->text = record;
  item->ambiguous = false;
  item->older = false;
  item->late = false;
  if (!MayHave(record)) return ReadStep::kRecord;
  const TopLevelMember member = FindTopLevelMember(record, kReservedName);
  if (!member.found()) return ReadStep::kRecord;
  const nlohmann::json value = nlohmann::json::parse(
      record.substr(member.value_begin, member.end - member.value_begin), nullptr, false);
  if (value.is_object()) {
    const auto outcome = value.find("outcome");
    item->ambiguous =
        (outcome != value.end() && *outcome == "AMBIGUOUS") || Says(value, "ambiguous");
    item->older = Says(value, "newer");
    item->late = Says(value, "late");
    const auto raw = value.find("raw");
    if (member.only && raw != value.end() && raw->is_string()) {
      text_ = raw->get<std::string>();
      item->text = text_;
      item->ambiguous = false;  // what cannot be read was never sent
      item->message =
          "the record could not be read as JSON the first time; write what \"raw\" should have been as an object and take "
          "\"_inflow\" out";
      return ReadStep::kRefused;
    }
  }
  text_ = WithoutMember(record, member);
  item->text = text_;
  return ReadStep::kRecord;
}

}  // namespace inflow::command
