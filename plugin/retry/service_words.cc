// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <iterator>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "inflow/retry/classify.h"
#include "inflow/retry/clean_text.h"

namespace inflow {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxWords = 500;
constexpr size_t kMaxBody = 262'144;  // a longer one is shown as the text that it begins with
constexpr int kMaxDepth = 6;
constexpr size_t kMaxMembers = 32;

absl::string_view Absl(std::string_view text) { return {text.data(), text.size()}; }

// Joins phrases to one text, leaving out what was said already.
void Append(std::string_view gap, std::string_view phrase, std::string* words) {
  if (phrase.empty() || words->size() > kMaxWords || words->find(phrase) != std::string::npos) return;
  if (!words->empty()) {
    if (words->back() == '.' || words->back() == ':') words->pop_back();
    *words += gap;
  }
  *words += phrase;
}

std::string Say(const Json& value);

// A scalar as text.
std::string SayScalar(const Json& value) {
  if (value.is_string()) return CleanText(value.get_ref<const std::string&>(), kMaxWords);
  if (value.is_number() || value.is_boolean()) return value.dump();
  return "";
}

std::string SayArray(const Json& array) {
  std::string words;
  size_t said = 0;
  for (const Json& element : array) {
    if (++said > kMaxMembers) break;
    Append("; ", Say(element), &words);
  }
  return words;
}

// The member with this name, in whatever case: the service binds and answers in more than one.
const Json* Find(const Json& object, std::string_view name) {
  const auto member = std::find_if(object.items().begin(), object.items().end(),
                                   [name](const auto& item) { return absl::EqualsIgnoreCase(item.key(), Absl(name)); });
  return member == object.items().end() ? nullptr : &member.value();
}

// {"name": ["is required", "is too long"]}: members that have no meaning of their own.
std::string SayMembers(const Json& object) {
  std::string words;
  size_t said = 0;
  for (const auto& item : object.items()) {
    if (++said > kMaxMembers) break;
    const std::string value = Say(item.value());
    if (!value.empty()) Append("; ", CleanText(item.key(), kMaxWords) + ": " + value, &words);
  }
  return words;
}

// An error object. The order is that of a sentence: what, more exactly, the code, the details.
std::string SayObject(const Json& object) {
  std::string words;
  for (const std::string_view name : {"error", "title", "message", "detail", "error_description"}) {
    if (const Json* value = Find(object, name)) Append(": ", Say(*value), &words);
  }
  if (const Json* code = Find(object, "code")) {
    const std::string text = SayScalar(*code);
    Append(" ", words.empty() || text.empty() ? text : "(" + text + ")", &words);
  }
  for (const std::string_view name : {"details", "errors"}) {
    if (const Json* value = Find(object, name)) Append(": ", Say(*value), &words);
  }
  return words.empty() ? SayMembers(object) : words;
}

std::string Say(const Json& value) {
  if (value.is_object()) return SayObject(value);
  if (value.is_array()) return SayArray(value);
  return SayScalar(value);
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
  const size_t first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return "";
  if (body[first] == '<') return SayPage(body.substr(first, kMaxBody));
  if (body.size() <= kMaxBody) {
    // The parser keeps its state on the heap, and what is deeper is dropped while parsing, so depth cannot exhaust the stack here
    // or in Say.
    const Json parsed = Json::parse(
        body, [](int depth, Json::parse_event_t, Json&) { return depth <= kMaxDepth; }, /*allow_exceptions=*/false);
    if (!parsed.is_discarded()) return CleanText(Say(parsed), kMaxWords);
  }
  return CleanText(body.substr(first, kMaxBody), kMaxWords);
}

}  // namespace inflow
