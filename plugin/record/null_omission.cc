// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/null_omission.h"

#include "plugin/record/reader.h"
#include "plugin/record/walker.h"

namespace inflow {

void AppendWithoutNulls(std::string_view json, std::string* out) {
  const bool container = json.front() == '{' || json.front() == '[';
  if (!container || json.find("null") == std::string_view::npos) {
    out->append(json);
    return;
  }
  const bool object = json.front() == '{';
  const char* at = json.data();
  const char* const end = at + json.size();
  char before = json.front();
  for (bool more = record_internal::EnterContainer(&at, end); more;
       more = record_internal::NextItem(&at, end)) {
    const char* value = at;
    Member member;
    if (object) value = record_internal::ReadKey(at, end, &member);
    at = SkipValue(value, end);
    if (object && *value == 'n') continue;
    out->push_back(before);
    before = ',';
    if (object) out->append("\"").append(member.key).append("\":");
    AppendWithoutNulls({value, static_cast<size_t>(at - value)}, out);
  }
  if (before == json.front()) out->push_back(before);
  out->push_back(object ? '}' : ']');
}

}  // namespace inflow
