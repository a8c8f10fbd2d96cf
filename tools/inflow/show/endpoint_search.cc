// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/endpoint_search.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/inflow/json/json_tree.h"

namespace inflow::command {
namespace {

constexpr size_t kMaxReasons = 4;
constexpr size_t kFieldDepth = 4;  // of fields
constexpr size_t kMatchesShown = 10;

// WordsOf takes a text apart at everything that is no letter or digit, and before capitals:
// "unitPrice" is "unit" and "price". A letter beyond ASCII is a letter.
std::vector<std::string> WordsOf(std::string_view text) {
  std::vector<std::string> words;
  bool begins = true, lower = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && !absl::ascii_isalnum(byte)) {
      begins = true;
      continue;
    }
    const bool upper = absl::ascii_isupper(byte);
    if (begins || (upper && lower)) words.emplace_back();
    words.back() += static_cast<char>(absl::ascii_tolower(byte));
    begins = false;
    lower = !upper;
  }
  for (std::string& word : words) {
    const size_t size = word.size();
    if (size > 3 && word[size - 1] == 's' && word[size - 2] != 's') word.pop_back();
  }
  return words;
}

// Found is how well a word stands in a text: 4 as all of it, 3 as a word of its own, 2 as the
// beginning of one, 0 not at all.
int Found(const std::string& word, const std::vector<std::string>& text) {
  int best = 0;
  for (const std::string& one : text) {
    if (one == word) return text.size() == 1 ? 4 : 3;
    if (one.compare(0, word.size(), word) == 0) best = 2;
  }
  return best;
}

// Finder looks through one endpoint.
class Finder {
 public:
  Finder(const JsonTree& objects, const std::vector<std::string>& words)
      : objects_(objects), words_(words), scores_(words.size()) {}

  EndpointMatch Find(const JsonTree& endpoint) {
    EndpointMatch match;
    match.name = TreeText(endpoint, "name");
    match.title = TreeText(endpoint, "title");
    Look("name", match.name, 10);
    Look("title", match.title, 8);
    const JsonTree hints = TreeMember(endpoint, "hints");
    if (hints.is_object()) {
      for (const auto& [name, hint] : hints.items()) {
        if (!hint.is_string()) continue;
        LookAt("hint", hint.get<std::string>(), {name}, 7);
        Look("hint", hint.get<std::string>(), 4);
      }
    }
    LookInFields(TreeText(endpoint, "object"), "", 1);
    Look("description", TreeText(endpoint, "description"), 3);
    for (const char* list : {"required", "expected"}) {
      for (const JsonTree& name : TreeList(endpoint, list)) {
        if (name.is_string()) Look("field", name.get<std::string>(), 6);
      }
    }
    for (const JsonTree& warning : TreeList(endpoint, "warnings")) {
      if (warning.is_string()) Look("warning", warning.get<std::string>(), 2);
    }
    for (const int score : scores_) match.score += score;
    // Of two that fit alike, the one that inFlow's own API has.
    if (TreeText(endpoint, "kind") == "published") ++match.score;
    std::stable_sort(reasons_.begin(), reasons_.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    for (auto& scored : reasons_) {
      EndpointMatch::Reason& reason = scored.second;
      const auto same = [&reason](const auto& other) { return other.what == reason.what; };
      if (match.reasons.size() < kMaxReasons &&
          std::none_of(match.reasons.begin(), match.reasons.end(), same))
        match.reasons.push_back(std::move(reason));
    }
    return match;
  }

  // Has tells whether all of some of the words were found.
  bool Has(size_t begin, size_t end) const {
    return std::all_of(scores_.begin() + static_cast<ptrdiff_t>(begin),
                       scores_.begin() + static_cast<ptrdiff_t>(end),
                       [](int score) { return score > 0; });
  }

 private:
  void Look(const char* where, const std::string& text, int weight) {
    LookAt(where, text, WordsOf(text), weight);
  }

  void LookAt(const char* where, const std::string& what, const std::vector<std::string>& text,
              int weight) {
    int all = 0;
    for (size_t i = 0; i < words_.size(); ++i) {
      const int score = Found(words_[i], text) * weight;
      scores_[i] = std::max(scores_[i], score);
      all += score;
    }
    if (all > 0) reasons_.push_back({all, {where, what}});
  }

  void LookInFields(const std::string& object, const std::string& above, size_t depth) {
    if (object.empty() || std::find(open_.begin(), open_.end(), object) != open_.end()) return;
    open_.push_back(object);
    const JsonTree fields = TreeMember(TreeMember(objects_, object.c_str()), "fields");
    if (fields.is_object()) {
      for (const auto& [name, field] : fields.items()) {
        if (TreeMember(field, "read_only") == true || TreeText(field, "type") == "related")
          continue;
        const std::string path = absl::StrCat(above, name);
        LookAt("field", path, WordsOf(name), depth == 1 ? 6 : 5);
        if (depth < kFieldDepth)
          LookInFields(TreeText(field, "object"), absl::StrCat(path, "."), depth + 1);
      }
    }
    open_.pop_back();
  }

  const JsonTree& objects_;
  const std::vector<std::string>& words_;
  std::vector<int> scores_;  // of each word the best
  std::vector<std::pair<int, EndpointMatch::Reason>> reasons_;
  std::vector<std::string> open_;  // the objects that lead to where we are
};

}  // namespace

std::vector<EndpointMatch> SearchEndpoints(std::string_view description,
                                           const std::vector<std::string>& words) {
  // What was given as one word is found where all its parts are: "update_prodct" is not "update".
  std::vector<std::string> wanted;
  std::vector<std::pair<size_t, size_t>> given;
  for (const std::string& word : words) {
    const size_t begin = wanted.size();
    for (std::string& part : WordsOf(word)) wanted.push_back(std::move(part));
    if (wanted.size() > begin) given.emplace_back(begin, wanted.size());
  }
  const JsonTree parsed = ParseTree(description);
  const JsonTree objects = TreeMember(parsed, "objects");
  std::vector<EndpointMatch> matches;
  ptrdiff_t most = 1;
  for (const JsonTree& endpoint : TreeList(parsed, "endpoints")) {
    Finder finder(objects, wanted);
    EndpointMatch match = finder.Find(endpoint);
    const auto found = std::count_if(given.begin(), given.end(), [&finder](const auto& one) {
      return finder.Has(one.first, one.second);
    });
    if (found < most) continue;
    if (found > most) matches.clear();
    most = found;
    matches.push_back(std::move(match));
  }
  std::stable_sort(matches.begin(), matches.end(),
                   [](const auto& a, const auto& b) { return a.score > b.score; });
  return matches;
}

std::string MatchesText(const std::vector<EndpointMatch>& matches) {
  std::string text;
  for (size_t i = 0; i < std::min(matches.size(), kMatchesShown); ++i) {
    const EndpointMatch& match = matches[i];
    absl::StrAppend(&text, match.name, ": ", match.title, "\n");
    for (const EndpointMatch::Reason& reason : match.reasons) {
      // They are seen in the line above.
      if (reason.where == "name" || reason.where == "title") continue;
      absl::StrAppend(&text, absl::StrFormat("  %-12s", reason.where), reason.what, "\n");
    }
  }
  if (matches.size() > kMatchesShown)
    absl::StrAppend(&text, "… and ", matches.size() - kMatchesShown, " more; --json lists all\n");
  return text + "\nOne in full: inflow endpoints NAME\n";
}

std::string MatchesJson(const std::vector<EndpointMatch>& matches) {
  JsonTree list = JsonTree::array();
  for (const EndpointMatch& match : matches) {
    JsonTree reasons = JsonTree::array();
    for (const EndpointMatch::Reason& reason : match.reasons)
      reasons.push_back({{"where", reason.where}, {"what", reason.what}});
    list.push_back({{"name", match.name}, {"title", match.title}, {"reasons", std::move(reasons)}});
  }
  return list.dump(2, ' ', false, JsonTree::error_handler_t::replace) + "\n";
}

}  // namespace inflow::command
