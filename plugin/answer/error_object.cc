// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/error_object.h"

#include <charconv>
#include <string>

#include "plugin/answer/body.h"
#include "plugin/answer/internal/member_name.h"
#include "plugin/answer/internal/scalar.h"
#include "plugin/record/cursor.h"

namespace inflow::answer {
namespace {

constexpr int kFirstErrorStatus = 400;

bool SaysSomething(const Member& member) {
  const bool nothing = member.type == JsonType::kNull || member.type == JsonType::kFalse ||
                       member.value == "\"\"" || member.value == "[]" || member.value == "{}";
  return !nothing;
}

// StatusOf reads 404 and "404"; 0 where it is no number.
int StatusOf(const Member& member) {
  std::string scratch;
  const std::string_view text = PlainText(member.value, &scratch);
  int status = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), status);
  return error == std::errc() && end == text.data() + text.size() ? status : 0;
}

}  // namespace

bool IsErrorObject(std::string_view object, std::string_view media_type) {
  const bool is_problem = IsMediaType(media_type, "application/problem+json");
  bool code = false;
  bool message = false;
  bool error = false;
  bool problem = false;  // a member of RFC 7807 that says what it is
  bool has_status = false;
  int status = 0;
  for (MemberCursor members(object); members.Next();) {
    const Member& member = members.member();
    const bool says = SaysSomething(member);
    if (IsNamed(member, "code")) code = says;
    if (IsNamed(member, "message")) message = says;
    if (IsNamed(member, "error")) error = says;
    if (IsNamed(member, "title") || IsNamed(member, "detail") || IsNamed(member, "type"))
      problem = problem || says;
    if (IsNamed(member, "status")) {
      has_status = true;
      status = StatusOf(member);
    }
  }
  if (error || (code && message)) return true;
  return status >= kFirstErrorStatus ? problem || is_problem : is_problem && !has_status;
}

}  // namespace inflow::answer
