// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/config_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/config/secret_setting.h"
#include "tools/inflow/files/nowhere.h"
#include "tools/inflow/json/json_grammar.h"
#include "tools/inflow/json/json_text.h"

namespace inflow::command {
namespace {

// Nested is {"b":{"c":value}} for the path "b.c", and the value itself for an empty path.
std::string Nested(std::string_view path, std::string_view value) {
  if (path.empty()) return std::string(value);
  const size_t dot = path.find('.');
  std::string text = "{";
  AppendJsonString(path.substr(0, dot), &text);
  text += ':';
  text += Nested(dot == kNowhere ? std::string_view() : path.substr(dot + 1), value);
  text += '}';
  return text;
}

// InsertFirst puts a member in front of the others of the object that begins at `object`, with the
// white space that the first of them has.
void InsertFirst(size_t object, std::string_view key, std::string_view value, std::string* text) {
  std::string member;
  AppendJsonString(key, &member);
  absl::StrAppend(&member, ": ", Absl(value));
  const size_t next = SkipJsonSpace(*text, object + 1);
  const size_t blanks_end = std::min(text->find_first_not_of(" \t\r\n", object + 1), text->size());
  const std::string blanks = text->substr(object + 1, blanks_end - object - 1);
  const bool others = next < text->size() && (*text)[next] != '}';
  if (others) absl::StrAppend(&member, ",", blanks.empty() ? " " : blanks);
  text->insert(others ? blanks_end : object + 1, member);
}

}  // namespace

absl::Status SetConfigValue(std::string_view dotted_key, std::string_view value,
                            std::string* text) {
  if (dotted_key.empty() || dotted_key.front() == '.' || dotted_key.back() == '.' ||
      dotted_key.find("..") != kNowhere) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", Absl(dotted_key), "\" is no key: write names with a dot between them"));
  }
  size_t object = JsonBegin(*text);
  std::string_view path = dotted_key;
  while (true) {
    if (object >= text->size() || (*text)[object] != '{') {
      return absl::InvalidArgumentError(absl::StrCat(
          "\"", Absl(dotted_key),
          "\" cannot be set: it leads into a value that is no object; set the whole value"));
    }
    const size_t dot = path.find('.');
    const std::string_view name = path.substr(0, dot);
    const std::string_view rest = dot == kNowhere ? std::string_view() : path.substr(dot + 1);
    const TopLevelMember member = FindTopLevelMember(std::string_view(*text).substr(object), name);
    if (!member.found()) {
      InsertFirst(object, name, Nested(rest, value), text);
      return absl::OkStatus();
    }
    if (rest.empty() || std::string_view(*text).substr(object + member.value_begin, 4) == "null") {
      text->replace(object + member.value_begin, member.end - member.value_begin,
                    Nested(rest, value));
      return absl::OkStatus();
    }
    object += member.value_begin;
    path = rest;
  }
}

absl::Status ApplySetting(std::string_view setting, std::string* text) {
  const size_t equals = setting.find('=');
  if (equals == kNowhere || equals == 0) {
    const std::string shown = LooksLikeName(setting) ? absl::StrCat(" ", Absl(setting)) : "";
    return absl::InvalidArgumentError(
        absl::StrCat("--set", shown, ": write key=value, for example retry.max_attempts=3"));
  }
  const std::string_view key = setting.substr(0, equals);
  const std::string_view value = setting.substr(equals + 1);
  if (const std::string problem = SecretProblem(key, value); !problem.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("--set ", Absl(key), ": ", problem));
  }
  if (IsJson(value)) return SetConfigValue(key, value, text);
  std::string quoted;
  AppendJsonString(value, &quoted);
  return SetConfigValue(key, quoted, text);
}

}  // namespace inflow::command
