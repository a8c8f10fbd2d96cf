// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/webhook/delivery_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/json/json_tree.h"

namespace inflow::command {
namespace {

constexpr size_t kMaxShown = 16'384;

// Visible is text without anything that a terminal would obey; line ends stay. What is not UTF-8
// becomes U+FFFD.
std::string Visible(std::string_view text) {
  std::string quoted;
  AppendJsonString(text, &quoted);
  const JsonTree clean = ParseTree(quoted);
  const std::string utf8 = clean.is_string() ? clean.get<std::string>() : std::string();
  std::string visible;
  for (size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    // U+0080 to U+009F are control characters, too.
    const bool high_control =
        byte == 0xc2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xa0;
    if (high_control) ++i;
    const bool obeyed = high_control || (absl::ascii_iscntrl(byte) && byte != '\n' && byte != '\t');
    visible += obeyed ? '?' : static_cast<char>(byte);
  }
  return visible;
}

std::string Cut(std::string text) {
  if (text.size() <= kMaxShown) return text;
  size_t end = kMaxShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), "\n… and ", text.size() - end, " bytes more");
}

// BodyOf is the service's answer: in an envelope its "body", else what was posted.
std::string BodyOf(const Post& post, const JsonTree& envelope) {
  return envelope.is_object() && envelope.contains("request_id") ? TreeText(envelope, "body")
                                                                 : post.body;
}

std::string ShownBody(const std::string& body, bool pretty) {
  const JsonTree parsed = ParseTree(body);
  if (parsed.is_discarded()) return Visible(body);
  return Visible(parsed.dump(pretty ? 2 : -1, ' ', false, JsonTree::error_handler_t::replace));
}

std::string Records(const JsonTree& envelope) {
  constexpr size_t kMost = 10;
  const JsonTree ids = TreeList(envelope, "record_ids");
  std::string text;
  for (size_t i = 0; i < std::min(ids.size(), kMost); ++i)
    absl::StrAppend(&text, i == 0 ? "" : ", ",
                    ids[i].dump(-1, ' ', false, JsonTree::error_handler_t::replace));
  if (ids.size() > kMost) absl::StrAppend(&text, " and ", ids.size() - kMost, " more");
  return text.empty() ? text : absl::StrCat(ids.size() == 1 ? "record " : "records ", text);
}

}  // namespace

std::string DeliveryText(const Post& post, Signature signature, const std::string& time,
                         bool pretty) {
  const JsonTree envelope = ParseTree(post.body);
  std::string line = time;
  const auto add = [&line](std::string_view before, std::string_view what) {
    if (!what.empty())
      absl::StrAppend(&line, line.empty() ? "" : "  ", Absl(before), Absl(Visible(what)));
  };
  add("request ", post.Header("x-inflow-request-id"));
  add("attempt ", post.Header("x-inflow-attempt"));
  add("status ", post.Header("x-inflow-status"));
  add("", Records(envelope));
  const std::string method = TreeText(envelope, "method");
  if (!method.empty()) add("", absl::StrCat(method, " ", TreeText(envelope, "url")));
  add("", TreeText(envelope, "error"));
  if (signature != Signature::kUnchecked) add("signature ", Name(signature));
  for (char& c : line) c = c == '\n' ? ' ' : c;
  const std::string body = Cut(ShownBody(BodyOf(post, envelope), pretty));
  return absl::StrCat(line, "\n", body, body.empty() ? "" : "\n");
}

std::string DeliveryJson(const Post& post, Signature signature, const std::string& time) {
  const JsonTree parsed = ParseTree(post.body);
  const auto header = [&post](const char* name) { return std::string(post.Header(name)); };
  const JsonTree line = {{"received", time},
                         {"request_id", header("x-inflow-request-id")},
                         {"attempt", header("x-inflow-attempt")},
                         {"status", header("x-inflow-status")},
                         {"signature", Name(signature)},
                         {"body", parsed.is_discarded() ? JsonTree(post.body) : parsed}};
  return line.dump(-1, ' ', false, JsonTree::error_handler_t::replace) + "\n";
}

}  // namespace inflow::command
