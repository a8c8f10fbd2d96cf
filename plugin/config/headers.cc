// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/headers.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "plugin/config/internal/text_rule.h"

namespace inflow::config {
namespace {

std::string Trimmed(const std::string& text) {
  const size_t first = text.find_first_not_of(" \t");
  return first == std::string::npos ? ""
                                    : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool IsTokenChar(char c) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         kMarks.find(c) != std::string_view::npos;
}

// IsAmong tells whether a name is one of those in lower case, of which a trailing '*' stands for
// any ending.
template <typename Names>
bool IsAmong(const Names& names, std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = absl::ascii_tolower(static_cast<unsigned char>(c));
  return std::any_of(std::begin(names), std::end(names), [&lower](std::string_view one) {
    if (one.back() != '*') return lower == one;
    return lower.compare(0, one.size() - 1, one.substr(0, one.size() - 1)) == 0;
  });
}

// SplitAtCommas returns the pairs still in one piece each, with the place of each one's first plain
// colon.
struct Pair {
  std::string text;
  size_t colon = std::string::npos;
};

std::string SplitAtCommas(std::string_view text, std::vector<Pair>* pairs) {
  pairs->emplace_back();
  for (size_t at = 0; at < text.size(); ++at) {
    Pair& pair = pairs->back();
    if (text[at] == ',') {
      pairs->emplace_back();
    } else if (text[at] == '\\') {
      ++at;
      if (at == text.size() || (text[at] != ',' && text[at] != '\\')) {
        return "holds a backslash that is not before a comma or a backslash: write \\\\ for a backslash itself (in JSON: "
               "\"\\\\\\\\\")";
      }
      pair.text += text[at];
    } else {
      if (text[at] == ':' && pair.colon == std::string::npos) pair.colon = pair.text.size();
      pair.text += text[at];
    }
  }
  return "";
}

}  // namespace

const std::vector<std::string_view>& ReservedHeaders() {
  static const auto* const reserved = new std::vector<std::string_view>{
      "authorization", "host", "content-length", "transfer-encoding", "connection",
      "expect",        "te",   "upgrade",        "trailer",           "proxy-*"};
  return *reserved;
}

std::string HeaderNameProblem(std::string_view name) {
  if (name.empty()) return "is no header name: it is empty";
  if (!std::all_of(name.begin(), name.end(), IsTokenChar)) {
    return "is no header name: letters, digits and !#$%&'*+-.^_`|~ are allowed";
  }
  if (IsAmong(ReservedHeaders(), name)) {
    return "is set by the destination itself (the key comes from \"credential\"): remove it";
  }
  return "";
}

std::string WebhookHeaderNameProblem(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c = absl::ascii_tolower(static_cast<unsigned char>(c));
  if (lower == "authorization") return "";
  if (lower == "content-type" || lower.rfind("x-inflow-", 0) == 0)
    return "is set by the destination itself: remove it";
  return HeaderNameProblem(name);
}

bool IsPublicHeader(std::string_view name) {
  constexpr std::string_view kPublic[] = {"accept*", "cache-control", "content-*",
                                          "date",    "from",          "origin",
                                          "pragma",  "referer",       "user-agent"};
  return IsAmong(kPublic, name);
}

std::string HeaderValueProblem(std::string_view value) {
  if (HasControls(value)) return "may hold no control characters";
  if (value.find_first_not_of(' ') == std::string_view::npos)
    return "may not be empty: remove the header instead";
  return "";
}

std::string SplitHeaderPairs(std::string_view text,
                             std::vector<std::pair<std::string, std::string>>* pairs) {
  if (text.find_first_not_of(" \t") == std::string_view::npos) return "";
  std::vector<Pair> split;
  if (std::string problem = SplitAtCommas(text, &split); !problem.empty()) return problem;
  for (size_t i = 0; i < split.size(); ++i) {
    const auto& [pair, colon] = split[i];
    if (colon == std::string::npos) {
      return "has no colon in pair " + std::to_string(i + 1) +
             ": write name:value, and a comma inside a value as \\, (in JSON: \"\\\\,\")";
    }
    pairs->emplace_back(Trimmed(pair.substr(0, colon)), Trimmed(pair.substr(colon + 1)));
  }
  return "";
}

}  // namespace inflow::config
