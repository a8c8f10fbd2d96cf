// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/column_name.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

#include "plugin/text/white_space.h"
#include "tools/inflow/files/nowhere.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

// IsUnseen tells white space, and joiners and marks of direction, which have no width.
bool IsUnseen(char32_t c) {
  return IsWhiteSpace(c) || (c >= 0x200c && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
         c == 0x2060;
}

// EscapeIn returns the length of the escape of JSON that `text` is, \t or \u00a0, where it is one
// of those; else 0.
size_t EscapeIn(std::string_view text) {
  if (text.size() == 2)
    return text[0] == '\\' && std::string_view("tnrf").find(text[1]) != kNowhere ? 2 : 0;
  if (text.size() != 6 || text.substr(0, 2) != "\\u") return 0;
  uint32_t c = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 6, c, 16);
  return error == std::errc() && end == text.data() + 6 && IsUnseen(c) ? 6 : 0;
}

// TrimEscaped trims a name that stands in a JSON string.
std::string_view TrimEscaped(std::string_view raw) {
  while (true) {
    const std::string_view trimmed = TrimName(raw);
    const size_t front = std::max(EscapeIn(trimmed.substr(0, 2)), EscapeIn(trimmed.substr(0, 6)));
    std::string_view rest = trimmed.substr(front);
    size_t back = 0;
    for (const size_t length : {size_t{2}, size_t{6}}) {
      if (back != 0 || rest.size() < length) continue;
      const std::string_view before = rest.substr(0, rest.size() - length);
      const size_t slashes =
          before.size() - std::min(before.find_last_not_of('\\') + 1, before.size());
      if (slashes % 2 == 0) back = EscapeIn(rest.substr(before.size()));
    }
    rest.remove_suffix(back);
    if (rest.size() == raw.size()) return rest;
    raw = rest;
  }
}

// TrimPlaceholders trims the names in the placeholders of one JSON string.
std::string TrimPlaceholders(std::string_view raw, std::vector<std::string>* changed) {
  constexpr std::string_view kRecord = "record.";
  std::string out;
  while (true) {
    const size_t open = raw.find('{');
    const size_t close = raw.find_first_of("{}", open == kNowhere ? kNowhere : open + 1);
    const size_t record = raw.substr(0, close).find(kRecord, std::min(open, raw.size()));
    if (open == kNowhere || close == kNowhere) return out.append(raw);
    const size_t begin = record == kNowhere ? kNowhere : record + kRecord.size();
    const bool is_record = begin != kNowhere && raw[close] == '}' &&
                           (raw[record - 1] == '{' || raw[record - 1] == ':');
    if (!is_record) {
      out.append(raw.substr(0, close));
      raw.remove_prefix(close);
      continue;
    }
    const std::string_view inside = raw.substr(begin, close - begin);
    // Behind the name may stand that it can be missing, or how it is escaped.
    const size_t mark = inside.find('|');
    const size_t end = mark != kNowhere                          ? mark
                       : !inside.empty() && inside.back() == '?' ? inside.size() - 1
                                                                 : inside.size();
    const std::string_view name = inside.substr(0, end);
    const std::string_view trimmed = TrimEscaped(name);
    if (trimmed.size() != name.size()) changed->emplace_back(name);
    out.append(raw.substr(0, begin)).append(trimmed).append(inside.substr(end));
    raw.remove_prefix(close);
  }
}

// Place is where in a configuration the text is: the keys of the containers that are open, and the
// one that came last.
class Place {
 public:
  void Enter() { open_.push_back(std::exchange(key_, {})); }
  void Leave() {
    if (!open_.empty()) open_.pop_back();
  }
  void set_key(std::string_view key) { key_ = key; }

  // ListsAttributes tells whether an array that begins here holds names of a record's attributes.
  bool ListsAttributes() const {
    const size_t route = open_.size() > 2 && open_[1] == "routes" ? 3 : 1;
    const std::string_view section = open_.size() > route ? open_[route] : std::string_view();
    if (open_.size() > route + 1) return false;
    if (section == "identity") return key_ == "from";
    if (section == "batching")
      return key_ == "attributes" || key_ == "by" || key_ == "line_attributes";
    return open_.size() == route && (key_ == "key" || key_ == "exclude_attributes");
  }

 private:
  std::vector<std::string_view> open_;
  std::string_view key_;
};

}  // namespace

std::string_view TrimName(std::string_view name) { return WithoutOuter(name, IsUnseen); }

std::vector<std::string> MendColumnNames(std::string* config) {
  std::vector<std::string> changed;
  const std::string_view text = *config;
  std::string out;
  size_t copied = 0;
  Place place;
  bool in_list = false;
  for (size_t at = JsonBegin(text); at < text.size(); at = SkipJsonSpace(text, at)) {
    if (text[at] != '"') {
      if (text[at] == '[' || text[at] == '{') {
        in_list = text[at] == '[' && place.ListsAttributes();
        place.Enter();
      } else if (text[at] == ']' || text[at] == '}') {
        in_list = false;
        place.Leave();
      }
      ++at;
      continue;
    }
    const size_t end = SkipJsonValue(text, at);
    if (end == kNowhere) return {};
    const std::string_view raw = text.substr(at + 1, end - at - 2);
    const size_t next = SkipJsonSpace(text, end);
    if (next < text.size() && text[next] == ':') {
      place.set_key(raw);
      at = next + 1;
      continue;
    }
    const std::string_view trimmed = TrimEscaped(raw);
    const std::string mended = in_list ? std::string(trimmed) : TrimPlaceholders(raw, &changed);
    if (in_list && trimmed.size() != raw.size()) changed.emplace_back(raw);
    out.append(text.substr(copied, at + 1 - copied)).append(mended);
    copied = end - 1;
    at = end;
  }
  if (changed.empty()) return {};
  out.append(text.substr(copied));
  *config = std::move(out);
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  return changed;
}

}  // namespace inflow::command
