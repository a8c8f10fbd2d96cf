// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/preview_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/inflow/config/column_check.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/show/body_text.h"
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

// NumbersText is "1", "1 and 2" or "1-97, 99 and 3 more": what follows each other is a range.
std::string NumbersText(const JsonTree& records, const char* name) {
  constexpr size_t kMostParts = 3;
  struct Range {
    uint64_t first, last;
  };
  std::vector<Range> ranges;
  for (size_t i = 0; i < records.size(); ++i) {
    const uint64_t number = Number(records[i], name);
    const bool follows = !ranges.empty() && number == ranges.back().last + 1;
    // Two are no range.
    const bool goes_on =
        follows && (ranges.back().last > ranges.back().first ||
                    (i + 1 < records.size() && Number(records[i + 1], name) == number + 1));
    if (goes_on) {
      ranges.back().last = number;
    } else {
      ranges.push_back({number, number});
    }
  }
  std::vector<std::string> parts;
  uint64_t left_out = records.size();
  for (size_t i = 0; i < ranges.size() && parts.size() < kMostParts; ++i) {
    const auto [first, last] = ranges[i];
    if (ranges.size() > kMostParts && parts.size() + 1 == kMostParts) break;
    parts.push_back(first == last ? absl::StrCat(first) : absl::StrCat(first, "-", last));
    left_out -= last - first + 1;
  }
  if (left_out > 0) parts.push_back(absl::StrCat(HumanCount(left_out), " more"));
  std::string text;
  for (size_t i = 0; i < parts.size(); ++i)
    absl::StrAppend(&text, i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ", parts[i]);
  return text;
}

// RecordsText is "record 1 (line 2)" or "records 1-3 (lines 2, 3 and 5)".
std::string RecordsText(const JsonTree& records) {
  const char* plural = records.size() == 1 ? "" : "s";
  return absl::StrCat("record", plural, " ", NumbersText(records, "id"), " (line", plural, " ",
                      NumbersText(records, "line"), ")");
}

std::string HeadersText(const JsonTree& headers, const Style& style) {
  std::string text;
  if (!headers.is_object()) return text;
  for (const auto& [name, value] : headers.items()) {
    if (value.is_string()) {
      absl::StrAppend(&text, style.As(Look::kDim, style.Safe(name)), ": ",
                      style.Safe(value.get<std::string>()), "\n");
    }
  }
  return style.Wrapped(text);
}

std::string OneRequest(const JsonTree& request, const Style& style, bool raw) {
  const std::string line =
      style.Safe(absl::StrCat(TreeText(request, "method"), " ", TreeText(request, "url"), "\n"));
  std::string text =
      absl::StrCat(style.Wrapped(line), HeadersText(TreeMember(request, "headers"), style), "\n");
  if (TreeMember(request, "body").is_string()) {
    const std::string body = TreeText(request, "body");
    text += style.on_terminal() && !raw && !body.empty() ? BodyText(body, style, raw)
                                                         : style.Safe(body) + "\n";
  }
  return text;
}

// Part is a head and what stands below it.
std::string Part(Look look, const std::string& head, const std::string& words, const Style& style) {
  return style.Wrapped(absl::StrCat(style.As(look, absl::StrCat("--- ", style.Safe(head))), "\n",
                                    style.Safe(words)));
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
  return absl::StrCat("looked up first, since inFlow wants GUIDs in place of names: ", names);
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
  if (samples.left_out.asked())
    line["left_out"] = {{"rows", samples.left_out.rows}, {"where", samples.left_out.where}};
  return Line(line);
}

PreviewCounts CountPreview(std::string_view preview_json) {
  const JsonTree preview = ParseTree(preview_json);
  return {TreeList(preview, "requests").size(), TreeList(preview, "refused").size()};
}

bool ShowsNames(std::string_view preview_json) {
  return TreeMember(ParseTree(preview_json), "lookups").is_object();
}

std::string PreviewText(std::string_view preview_json, const Style& style, bool raw) {
  const JsonTree preview = ParseTree(preview_json);
  const std::string lookups = LookupsText(preview);
  std::string text = lookups.empty() ? "" : Part(Look::kHeading, lookups, "", style);
  const JsonTree requests = TreeList(preview, "requests");
  for (size_t i = 0; i < requests.size(); ++i) {
    const std::string records = RecordsText(TreeList(requests[i], "records"));
    absl::StrAppend(&text, text.empty() ? "" : "\n",
                    Part(Look::kHeading, absl::StrCat("request ", i + 1, ": ", records), "", style),
                    OneRequest(requests[i], style, raw));
  }
  for (const JsonTree& one : TreeList(preview, "refused")) {
    absl::StrAppend(&text, text.empty() ? "" : "\n",
                    Part(Look::kBad, absl::StrCat("refused: ", RecordsText(JsonTree::array({one}))),
                         TreeText(one, "message") + "\n", style));
  }
  for (const JsonTree& one : TreeList(preview, "warnings")) {
    absl::StrAppend(
        &text, text.empty() ? "" : "\n",
        Part(Look::kWarning, absl::StrCat("warning for ", Plural(Number(one, "records"), "record")),
             TreeText(one, "message") + "\n", style));
  }
  return text;
}

std::string RequestText(std::string_view request_json, const Style& style, bool raw) {
  return OneRequest(ParseTree(request_json), style, raw);
}

std::string AnswerText(std::string_view answer, const Style& style, bool raw) {
  const JsonTree parsed = ParseTree(answer);
  const JsonTree elapsed = TreeMember(parsed, "elapsed_ms");
  const uint64_t code = Number(parsed, "status");
  if (code == 0) return {};
  std::string line = absl::StrCat(VersionText(Number(parsed, "http_version")), " ", code);
  if (elapsed.is_number())
    absl::StrAppend(&line, absl::StrFormat(" in %.0f ms", elapsed.get<double>()));
  const bool took = code >= 200 && code < 300;
  std::string text =
      absl::StrCat(style.Wrapped(style.As(took ? Look::kGood : Look::kBad, line) + "\n"),
                   HeadersText(TreeMember(parsed, "headers"), style), "\n",
                   BodyText(TreeText(parsed, "body"), style, raw));
  if (TreeMember(parsed, "cut") == true) {
    text += style.Wrapped(
        "--- the body is longer than limits.max_response_bytes; the rest was not read\n");
  }
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

}  // namespace inflow::command
