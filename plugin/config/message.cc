// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/message.h"

#include "plugin/text/nearest.h"

namespace inflow::config {

std::string Listed(const std::vector<std::string_view>& words, std::string_view last) {
  std::string list;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) list += i + 1 == words.size() ? " " + std::string(last) + " " : ", ";
    list += words[i];
  }
  return list;
}

std::string JoinPointer(std::string_view pointer, std::string_view token) {
  std::string joined(pointer);
  joined += '/';
  for (const char c : token) {
    if (c == '~') {
      joined += "~0";
    } else if (c == '/') {
      joined += "~1";
    } else {
      joined += c;
    }
  }
  return joined;
}

std::string UnescapeToken(std::string_view token) {
  std::string name;
  for (size_t at = 0; at < token.size(); ++at) {
    const bool escaped = token[at] == '~' && at + 1 < token.size();
    name += !escaped ? token[at] : token[at + 1] == '1' ? '/' : '~';
    if (escaped) ++at;
  }
  return name;
}

std::string OneOf(const std::vector<std::string_view>& names) {
  std::vector<std::string> quoted;
  for (const std::string_view name : names) quoted.push_back("\"" + std::string(name) + "\"");
  return Listed({quoted.begin(), quoted.end()}, "or");
}

std::string DidYouMean(std::string_view unknown, const std::vector<std::string_view>& candidates) {
  const std::string_view nearest = NearestKey(unknown, candidates);
  return nearest.empty() ? "" : "; did you mean \"" + std::string(nearest) + "\"?";
}

}  // namespace inflow::config
