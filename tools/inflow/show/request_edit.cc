// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/request_edit.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/json/json_attribute.h"
#include "tools/inflow/json/json_grammar.h"
#include "tools/inflow/json/json_indent.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/json/json_tree.h"

namespace inflow::command {
namespace {

constexpr std::string_view kNote = "// inflow: ";
constexpr std::string_view kWhatBecomes =
    "what is saved here is sent when the editor ends; an emptied file sends nothing";

bool IsContainer(std::string_view json) {
  const size_t begin = JsonBegin(json);
  return begin < json.size() && (json[begin] == '{' || json[begin] == '[');
}

// PlaceAt is a byte's line and column, both from 1; columns count characters.
std::string PlaceAt(std::string_view text, size_t at, size_t lines_before) {
  const std::string_view before = text.substr(0, at);
  const size_t line = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const auto characters =
      std::count_if(before.begin() + static_cast<std::ptrdiff_t>(line), before.end(),
                    [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
  return absl::StrCat("line ", std::count(before.begin(), before.end(), '\n') + 1 + lines_before,
                      ", column ", characters + 1);
}

// FaultFinder reads JSON for its first fault.
class FaultFinder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(size_t) override { return true; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return true; }
  bool start_array(size_t) override { return true; }
  bool end_array() override { return true; }
  bool parse_error(size_t position, const std::string& last_token,
                   const nlohmann::json::exception& error) override {
    words_ = error.what();
    const size_t begin = words_.find(" - ");
    if (begin != std::string::npos) words_.erase(0, begin + 3);
    // Only of strings and numbers it tells the token; other tokens are signs, and before them may
    // stand what was read earlier.
    words_.erase(std::min(words_.find("; last read: "), words_.size()));
    const bool token =
        words_.starts_with("unexpected string") || words_.starts_with("unexpected number");
    begin_ = position - std::min(position, token ? last_token.size() : 1);
    if (words_.starts_with(kEnd)) begin_ = std::string_view::npos;
    return false;
  }

  // begin is where it begins; npos: behind everything.
  size_t begin() const { return begin_; }

  // words is "unexpected string literal; expected ',' or '}'".
  std::string words() const {
    return absl::StrReplaceAll(
        words_, {{"expected '}'", "expected ',' or '}'"}, {"expected ']'", "expected ',' or ']'"}});
  }

 private:
  static constexpr std::string_view kEnd = "unexpected end of input";
  size_t begin_ = 0;
  std::string words_;
};

// RequestIn is the request in a text: the whole, or the only one of a preview.
std::string_view RequestIn(std::string_view text) {
  const std::string_view one = FindAttribute(text, "requests.0");
  return one.empty() ? text.substr(std::min(JsonBegin(text), text.size())) : one;
}

// WithoutComments has blanks in their place, so that everything stands where it stood.
std::string WithoutComments(std::string_view text) {
  std::string blank(text);
  for (size_t at = 0; at < text.size();) {
    const size_t value = SkipJsonSpace(text, at);
    for (; at < value; ++at) {
      if (text[at] != '\n') blank[at] = ' ';
    }
    if (at == text.size()) break;
    const size_t end = text[at] == '"' ? SkipJsonValue(text, at) : at + 1;
    at = std::min(end, text.size());
  }
  return blank;
}

absl::Status CheckJson(std::string_view what, std::string_view text, size_t lines_before) {
  if (IsJson(WithoutComments(text))) return absl::OkStatus();
  FaultFinder finder;
  if (nlohmann::json::sax_parse(text.begin(), text.end(), &finder,
                                nlohmann::json::input_format_t::json, /*strict=*/true,
                                /*ignore_comments=*/true)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat(Absl(what), " is not JSON: ", PlaceAt(text, finder.begin(), lines_before), ": ",
                   finder.words()));
}

// BodyOf is the text that a body which stands as JSON is sent as.
std::string BodyOf(std::string_view json, std::string_view before) {
  std::string compact = CompactJson(json);
  std::string sent = TreeText(ParseTree(before), "body");
  return CompactJson(sent) == compact ? sent : compact;
}

}  // namespace

std::string EditableRequest(std::string_view request) {
  const JsonTree parsed = ParseTree(request);
  std::string text = "{";
  for (const auto& [name, value] : parsed.items()) {
    if (name == "records" || (name == "route" && TreeText(parsed, "route").empty())) continue;
    std::string json = value.dump(-1, ' ', false, JsonTree::error_handler_t::replace);
    if (name == "body" && value.is_string()) {
      const std::string& body = value.get_ref<const std::string&>();
      if (IsContainer(body) && IsJson(body)) json = body;
    }
    absl::StrAppend(&text, text.size() > 1 ? "," : "");
    AppendJsonString(name, &text);
    absl::StrAppend(&text, ":", json);
  }
  return IndentJson(text + "}") + "\n";
}

size_t LinesBefore(size_t notes) { return notes + 1; }

std::string WithNotes(std::string_view text, const std::vector<std::string>& notes) {
  std::string noted;
  for (const std::string& note : notes)
    absl::StrAppend(&noted, Absl(kNote), absl::StrReplaceAll(note, {{"\n", " "}, {"\r", " "}}),
                    "\n");
  return absl::StrCat(noted, Absl(kNote), Absl(kWhatBecomes), "\n", Absl(text));
}

std::string_view WithoutNotes(std::string_view text) {
  while (text.starts_with(kNote)) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  return text;
}

absl::StatusOr<std::string> ReadEdited(std::string_view what, std::string_view text,
                                       std::string_view before, size_t lines_before) {
  if (absl::Status status = CheckJson(what, text, lines_before); !status.ok()) return status;
  const bool is_preview = !FindAttribute(text, "requests").empty();
  if (is_preview && FindAttribute(text, "requests.0").empty())
    return absl::InvalidArgumentError(absl::StrCat(Absl(what), " is a preview without a request"));
  if (!FindAttribute(text, "requests.1").empty()) {
    return absl::InvalidArgumentError(absl::StrCat(
        Absl(what),
        " is a preview of several requests: leave one in it, or take one out with jq '.requests[0]'"));
  }
  std::string request = CompactJson(RequestIn(text));
  const TopLevelMember body = FindTopLevelMember(request, "body");
  if (!body.found()) return request;
  const std::string json = request.substr(body.value_begin, body.end - body.value_begin);
  if (!IsContainer(json)) return request;
  std::string quoted;
  AppendJsonString(BodyOf(json, before), &quoted);
  return request.replace(body.value_begin, body.end - body.value_begin, quoted);
}

std::string PlaceIn(std::string_view text, std::string_view pointer, size_t lines_before) {
  const std::string_view request = RequestIn(text);
  auto at = static_cast<size_t>(request.data() - text.data());
  const std::string_view name = pointer.substr(std::min<size_t>(pointer.size(), 1));
  if (const TopLevelMember member = FindTopLevelMember(request, name); member.found())
    at += member.value_begin;
  return PlaceAt(text, at, lines_before);
}

}  // namespace inflow::command
