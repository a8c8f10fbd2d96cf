// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "plugin/record/cursor.h"
#include "plugin/retry/classify.h"
#include "plugin/retry/clean_text.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

constexpr size_t kMaxWords = 500;
constexpr size_t kMaxBody = 262'144;  // a longer one is shown as the text that it begins with
constexpr int kMaxDepth = 6;          // of what is said; what lies deeper says nothing
constexpr size_t kMaxMembers = 32;

// Joins phrases to one text, leaving out what was said already.
void Append(std::string_view gap, std::string_view phrase, std::string* words) {
  if (phrase.empty() || words->size() > kMaxWords || words->find(phrase) != std::string::npos)
    return;
  if (!words->empty()) {
    if (words->back() == '.' || words->back() == ':') words->pop_back();
    *words += gap;
  }
  *words += phrase;
}

std::string Plain(std::string_view raw) {
  std::string text;
  Unescape(raw, &text);
  return CleanText(text, kMaxWords);
}

std::string Say(const JsonValue& value, int depth);

// A scalar as text.
std::string SayScalar(const JsonValue& value) {
  switch (value.type) {
    case JsonType::kString:
      return Plain(value.bytes.substr(1, value.bytes.size() - 2));
    case JsonType::kNumber:
    case JsonType::kTrue:
    case JsonType::kFalse:
      return CleanText(value.bytes, kMaxWords);
    default:
      return "";
  }
}

std::string SayArray(const JsonValue& array, int depth) {
  std::string words;
  size_t said = 0;
  for (ItemCursor items(array.bytes); said < kMaxMembers && items.Next(); ++said)
    Append("; ", Say(items.item(), depth), &words);
  return words;
}

// What an error object is made of. The order is that of a sentence: what, more exactly, the code,
// the details.
enum Part : uint8_t {
  kError,
  kTitle,
  kMessage,
  kDetail,
  kDescription,
  kCode,
  kDetails,
  kErrors,
  kParts
};
constexpr std::string_view kPartNames[kParts] = {
    "error", "title", "message", "detail", "error_description", "code", "details", "errors"};
using Parts = std::array<JsonValue, kParts>;  // without bytes where it is not there

// PartOf knows them in whatever case: the service binds and answers in more than one. kParts: it is
// none.
size_t PartOf(std::string_view key) {
  const auto* const name = std::find_if(
      std::begin(kPartNames), std::end(kPartNames),
      [key](std::string_view part) { return absl::EqualsIgnoreCase(Absl(key), Absl(part)); });
  return static_cast<size_t>(name - std::begin(kPartNames));
}

// FindParts takes the last of equal names.
Parts FindParts(const JsonValue& object) {
  Parts parts;
  parts.fill({{}, JsonType::kNull});
  for (MemberCursor members(object.bytes); members.Next();) {
    const Member& member = members.member();
    const size_t part = PartOf(member.key);
    if (part != kParts) parts[part] = {member.value, member.type};
  }
  return parts;
}

// {"name": ["is required", "is too long"]}: members that have no meaning of their own. Those that
// have one said nothing already.
std::string SayMembers(const JsonValue& object, int depth) {
  std::string words;
  size_t said = 0;
  for (MemberCursor members(object.bytes); said < kMaxMembers && members.Next(); ++said) {
    const Member& member = members.member();
    const size_t part = PartOf(member.key);
    if (part != kParts && part != kCode) continue;
    const std::string value = Say({member.value, member.type}, depth);
    if (!value.empty()) Append("; ", Plain(member.key) + ": " + value, &words);
  }
  return words;
}

std::string SayObject(const JsonValue& object, int depth) {
  const Parts parts = FindParts(object);
  std::string words;
  for (const Part part : {kError, kTitle, kMessage, kDetail, kDescription})
    Append(": ", Say(parts[part], depth), &words);
  const std::string code = SayScalar(parts[kCode]);
  Append(" ", words.empty() || code.empty() ? code : "(" + code + ")", &words);
  for (const Part part : {kDetails, kErrors}) Append(": ", Say(parts[part], depth), &words);
  return words.empty() ? SayMembers(object, depth) : words;
}

std::string Say(const JsonValue& value, int depth) {
  const bool container = value.type == JsonType::kObject || value.type == JsonType::kArray;
  if (!container) return SayScalar(value);
  if (depth == kMaxDepth) return "";
  return value.type == JsonType::kObject ? SayObject(value, depth + 1) : SayArray(value, depth + 1);
}

// The title of a page of HTML, which a gateway answers with.
std::string SayPage(std::string_view page) {
  const std::string lower = absl::AsciiStrToLower(Absl(page));
  size_t begin = lower.find("<title");
  if (begin != std::string::npos) begin = lower.find('>', begin);
  if (begin == std::string::npos) return "";
  const size_t end = lower.find('<', ++begin);
  if (end == std::string::npos) return "";
  return CleanText(page.substr(begin, end - begin), kMaxWords);
}

}  // namespace

std::string ServiceWords(std::string_view body) {
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  const size_t first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  if (body[first] == '<') return SayPage(body.substr(first, kMaxBody));
  if (body.size() <= kMaxBody) {
    const JsonWalk walk = WalkJson(body);
    // What is nested too deep is of one kind up to there, and says what it says above that.
    if (walk.end == JsonWalk::End::kWhole || walk.end == JsonWalk::End::kTooDeep) {
      return CleanText(Say(walk.value, 0), kMaxWords);
    }
  }
  return CleanText(body.substr(first, kMaxBody), kMaxWords);
}

}  // namespace inflow
