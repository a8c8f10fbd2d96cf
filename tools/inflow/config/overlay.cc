// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/overlay.h"

#include <dirent.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/files/nowhere.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

// No key of a configuration lies deeper by far.
constexpr int kMostMergeDepth = 64;

std::string PlaceOf(std::string_view text, size_t at) {
  const std::string_view before = text.substr(0, std::min(at, text.size()));
  const size_t lines = static_cast<size_t>(std::count(before.begin(), before.end(), '\n'));
  const size_t line_begin = before.rfind('\n');
  const size_t column = before.size() - (line_begin == kNowhere ? 0 : line_begin + 1);
  return absl::StrCat("line ", lines + 1, ", column ", std::max<size_t>(column, 1));
}

// CheckObject: OK where text is one JSON object, comments allowed.
absl::Status CheckObject(const std::string& path, std::string_view text) {
  try {
    if (nlohmann::json::parse(text, nullptr, true, true).is_object()) return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat(path,
                     " is not one JSON object, as a configuration and what is laid over it are: "
                     "write { and } around its keys"));
  } catch (const nlohmann::json::parse_error& error) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ", ", PlaceOf(text, error.byte),
                     ": the document is not valid JSON from here on; look for a missing quote, "
                     "comma or bracket before this place"));
  } catch (const nlohmann::json::exception&) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " has a number that is too large for a configuration"));
  }
}

// MemberText is where a member lies in a document's text.
struct MemberText {
  std::string key;
  size_t begin = 0;  // the key's quote
  size_t value_begin = 0;
  size_t end = 0;  // behind the value
};

// MembersOf lists those of the object that begins at `at`, in their order. The text is known to be
// JSON.
std::vector<MemberText> MembersOf(std::string_view text, size_t at) {
  std::vector<MemberText> members;
  at = SkipJsonSpace(text, at + 1);
  while (at < text.size() && text[at] == '"') {
    MemberText member;
    member.begin = at;
    const size_t key_end = SkipJsonValue(text, at);
    member.key = nlohmann::json::parse(text.substr(at, key_end - at)).get<std::string>();
    member.value_begin = SkipJsonSpace(text, SkipJsonSpace(text, key_end) + 1);
    member.end = SkipJsonValue(text, member.value_begin);
    at = SkipJsonSpace(text, member.end);
    if (at < text.size() && text[at] == ',') at = SkipJsonSpace(text, at + 1);
    members.push_back(std::move(member));
  }
  return members;
}

// AddLast puts a member behind the others of the object that begins at `object`; returns where its
// value begins.
size_t AddLast(size_t object, const std::vector<MemberText>& members, const std::string& key,
               std::string_view value, std::string* text) {
  const size_t at = members.empty() ? object + 1 : members.back().end;
  std::string member = members.empty() ? "" : ", ";
  AppendJsonString(key, &member);
  member += ": ";
  const size_t value_begin = at + member.size();
  text->insert(at, absl::StrCat(member, Absl(value)));
  return value_begin;
}

void TakeOut(const std::vector<MemberText>& members, size_t index, std::string* text) {
  size_t begin = members[index].begin, end = members[index].end;
  if (index + 1 < members.size()) {
    end = members[index + 1].begin;
  } else if (index > 0) {
    begin = members[index - 1].end;
  }
  text->erase(begin, end - begin);
}

// MergeInto lays the object at `from` of the overlay over the one at `object` of *text.
absl::Status MergeInto(const Overlay& overlay, size_t from, size_t object, int depth,
                       std::string* text) {
  if (depth > kMostMergeDepth) {
    return absl::InvalidArgumentError(absl::StrCat(overlay.path, " nests objects deeper than ",
                                                   kMostMergeDepth, ", as no configuration does"));
  }
  std::vector<std::string_view> seen;
  const std::vector<MemberText> wanted = MembersOf(overlay.text, from);
  for (const MemberText& member : wanted) {
    if (std::find(seen.begin(), seen.end(), member.key) != seen.end()) {
      return absl::InvalidArgumentError(
          absl::StrCat(overlay.path, ", ", PlaceOf(overlay.text, member.begin + 1), ": \"",
                       member.key, "\" is there twice; keep one"));
    }
    seen.push_back(member.key);
    const std::string_view value =
        overlay.text.substr(member.value_begin, member.end - member.value_begin);
    const std::vector<MemberText> members = MembersOf(*text, object);
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const MemberText& one) { return one.key == member.key; });
    if (value == "null") {
      if (found != members.end())
        TakeOut(members, static_cast<size_t>(found - members.begin()), text);
      continue;
    }
    const bool is_object = value.front() == '{';
    // Where there is no object yet, one is made, so that the nulls in the overlay's go.
    const std::string_view placed = is_object ? std::string_view("{}") : value;
    size_t at = 0;
    if (found == members.end()) {
      at = AddLast(object, members, member.key, placed, text);
    } else {
      at = found->value_begin;
      if (!is_object || (*text)[at] != '{') text->replace(at, found->end - at, placed);
    }
    if (!is_object) continue;
    if (absl::Status status = MergeInto(overlay, member.value_begin, at, depth + 1, text);
        !status.ok())
      return status;
  }
  return absl::OkStatus();
}

// NameEnd returns where the ending of a path's last name begins, or its end.
size_t NameEnd(std::string_view path) {
  const size_t slash = path.rfind('/');
  const size_t name = slash == kNowhere ? 0 : slash + 1;
  const size_t dot = path.rfind('.');
  return dot == kNowhere || dot <= name ? path.size() : dot;
}

}  // namespace

bool IsEnvironmentName(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

std::string OverlayPath(const std::string& config_path, const std::string& environment) {
  const size_t ending = NameEnd(config_path);
  return absl::StrCat(config_path.substr(0, ending), ".", environment, config_path.substr(ending));
}

std::vector<std::string> EnvironmentsOf(const std::string& config_path) {
  const size_t slash = config_path.rfind('/');
  const std::string folder = slash == kNowhere ? "." : config_path.substr(0, slash + 1);
  const std::string name = slash == kNowhere ? config_path : config_path.substr(slash + 1);
  const std::string before = name.substr(0, NameEnd(name)) + ".";
  const std::string after = name.substr(NameEnd(name));
  std::vector<std::string> environments;
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(opendir(folder.c_str()), closedir);
  for (const dirent* entry = listing ? readdir(listing.get()) : nullptr; entry != nullptr;
       entry = readdir(listing.get())) {
    const std::string_view file = entry->d_name;
    if (file.size() <= before.size() + after.size() || file.substr(0, before.size()) != before ||
        file.substr(file.size() - after.size()) != after) {
      continue;
    }
    const std::string_view environment =
        file.substr(before.size(), file.size() - before.size() - after.size());
    if (IsEnvironmentName(environment)) environments.emplace_back(environment);
  }
  std::sort(environments.begin(), environments.end());
  return environments;
}

absl::Status LayOver(const Overlay& overlay, const std::string& config_path, std::string* text) {
  if (absl::Status status = CheckObject(config_path, *text); !status.ok()) return status;
  if (absl::Status status = CheckObject(overlay.path, overlay.text); !status.ok()) return status;
  std::string merged = *text;
  absl::Status status = MergeInto(overlay, JsonBegin(overlay.text), JsonBegin(merged), 0, &merged);
  if (status.ok()) *text = std::move(merged);
  return status;
}

}  // namespace inflow::command
