// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/preview_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/inflow/config/column_check.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

std::string Line(const JsonTree& value) {
  return value.dump(-1, ' ', false, JsonTree::error_handler_t::replace);
}

uint64_t Number(const JsonTree& object, const char* name) {
  const JsonTree value = TreeMember(object, name);
  return value.is_number_unsigned() ? value.get<uint64_t>() : 0;
}

JsonTree Placed(uint64_t id, const Samples& samples) {
  return {{"id", id}, {"line", samples.LineOf(id)}};
}

// RecordsText is "record 1 (line 2)" or "records 1, 2 and 4 (lines 2, 3 and 5)".
std::string RecordsText(const JsonTree& records) {
  std::string ids;
  std::string lines;
  const size_t count = records.size();
  for (size_t i = 0; i < count; ++i) {
    const char* separator = i == 0 ? "" : i + 1 == count ? " and " : ", ";
    absl::StrAppend(&ids, separator, Number(records[i], "id"));
    absl::StrAppend(&lines, separator, Number(records[i], "line"));
  }
  const char* plural = count == 1 ? "" : "s";
  return absl::StrCat("record", plural, " ", ids, " (line", plural, " ", lines, ")");
}

std::string HeadersText(const JsonTree& headers) {
  std::string text;
  if (!headers.is_object()) return text;
  for (const auto& [name, value] : headers.items()) {
    if (value.is_string()) absl::StrAppend(&text, name, ": ", value.get<std::string>(), "\n");
  }
  return text;
}

std::string OneRequest(const JsonTree& request) {
  std::string text = absl::StrCat(TreeText(request, "method"), " ", TreeText(request, "url"), "\n",
                                  HeadersText(TreeMember(request, "headers")), "\n");
  if (TreeMember(request, "body").is_string())
    absl::StrAppend(&text, TreeText(request, "body"), "\n");
  return text;
}

// VersionText reads 11 as HTTP/1.1 and 20 as HTTP/2.
std::string VersionText(uint64_t version) {
  std::string text = version == 0 ? "HTTP" : absl::StrCat("HTTP/", version / 10);
  if (version % 10 != 0) absl::StrAppend(&text, ".", version % 10);
  return text;
}

// LookupsText says which names would be looked up.
std::string LookupsText(const JsonTree& preview) {
  const JsonTree lookups = TreeMember(preview, "lookups");
  if (!lookups.is_object()) return {};
  std::string names;
  for (const auto& [collection, count] : lookups.items())
    absl::StrAppend(&names, names.empty() ? "" : ", ", count.get<uint64_t>(), " of ", collection);
  return absl::StrCat("--- looked up first, since inFlow wants GUIDs in place of names: ", names,
                      "\n");
}

}  // namespace

std::string PreviewJson(std::string_view answer, const Samples& samples) {
  JsonTree preview = ParseTree(answer);
  JsonTree refused = JsonTree::array();
  const auto is_told = [&samples](uint64_t id) {
    return std::any_of(samples.refused.begin(), samples.refused.end(),
                       [id](const SampleRefusal& one) { return one.id == id; });
  };
  for (const JsonTree& one : TreeList(preview, "refused")) {
    if (is_told(Number(one, "id"))) continue;  // an empty record stood for it
    JsonTree placed = Placed(Number(one, "id"), samples);
    placed["message"] = CellWords(TreeText(one, "message"), samples.columns);
    refused.push_back(std::move(placed));
  }
  for (const SampleRefusal& one : samples.refused) {
    refused.push_back({{"id", one.id}, {"line", one.line}, {"message", one.message}});
  }
  std::stable_sort(refused.begin(), refused.end(), [](const JsonTree& a, const JsonTree& b) {
    return Number(a, "id") < Number(b, "id");
  });
  JsonTree requests = TreeList(preview, "requests");
  for (JsonTree& request : requests) {
    JsonTree records = JsonTree::array();
    for (const JsonTree& id : TreeList(request, "records")) {
      if (id.is_number_unsigned()) records.push_back(Placed(id.get<uint64_t>(), samples));
    }
    request["records"] = std::move(records);
  }
  JsonTree line = {{"requests", std::move(requests)}, {"refused", std::move(refused)}};
  if (JsonTree lookups = TreeMember(preview, "lookups"); lookups.is_object())
    line["lookups"] = std::move(lookups);
  line["warnings"] = TreeList(preview, "warnings");
  return Line(line);
}

PreviewCounts CountPreview(std::string_view preview_json) {
  const JsonTree preview = ParseTree(preview_json);
  return {TreeList(preview, "requests").size(), TreeList(preview, "refused").size()};
}

bool ShowsNames(std::string_view preview_json) {
  return TreeMember(ParseTree(preview_json), "lookups").is_object();
}

std::string PreviewText(std::string_view preview_json) {
  const JsonTree preview = ParseTree(preview_json);
  std::string text = LookupsText(preview);
  const JsonTree requests = TreeList(preview, "requests");
  for (size_t i = 0; i < requests.size(); ++i) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", "--- request ", i + 1, ": ",
                    RecordsText(TreeList(requests[i], "records")), "\n", OneRequest(requests[i]));
  }
  for (const JsonTree& one : TreeList(preview, "refused")) {
    absl::StrAppend(&text, text.empty() ? "" : "\n",
                    "--- refused: ", RecordsText(JsonTree::array({one})), "\n",
                    TreeText(one, "message"), "\n");
  }
  for (const JsonTree& one : TreeList(preview, "warnings")) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", "--- warning for ",
                    Plural(Number(one, "records"), "record"), "\n", TreeText(one, "message"), "\n");
  }
  return text;
}

std::string RequestText(std::string_view request_json) {
  return OneRequest(ParseTree(request_json));
}

std::string AnswerText(std::string_view answer) {
  const JsonTree parsed = ParseTree(answer);
  const JsonTree elapsed = TreeMember(parsed, "elapsed_ms");
  const uint64_t code = Number(parsed, "status");
  if (code == 0) return {};
  std::string text = absl::StrCat(VersionText(Number(parsed, "http_version")), " ", code);
  if (elapsed.is_number())
    absl::StrAppend(&text, absl::StrFormat(" in %.0f ms", elapsed.get<double>()));
  absl::StrAppend(&text, "\n", HeadersText(TreeMember(parsed, "headers")), "\n");
  const std::string body = TreeText(parsed, "body");
  if (!body.empty()) absl::StrAppend(&text, body, body.back() == '\n' ? "" : "\n");
  if (TreeMember(parsed, "cut") == true)
    text += "--- the body is longer than limits.max_response_bytes; the rest was not read\n";
  return text;
}

TestAnswer SummaryOf(std::string_view answer) {
  const JsonTree parsed = ParseTree(answer);
  return {static_cast<int>(Number(parsed, "status")), TreeText(parsed, "message")};
}

std::string FirstRequest(std::string_view preview_json) {
  const JsonTree requests = TreeList(ParseTree(preview_json), "requests");
  return requests.empty() ? std::string() : Line(requests.front());
}

std::string ForTerminal(std::string_view text) {
  constexpr char kReplacement[] = "\xef\xbf\xbd";
  std::string shown;
  shown.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 =
        byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (c1) ++i;
    if (c1 || byte == 0x7f || (byte < 0x20 && byte != '\n' && byte != '\t')) {
      shown += kReplacement;
    } else {
      shown += text[i];
    }
  }
  return shown;
}

}  // namespace inflow::command
