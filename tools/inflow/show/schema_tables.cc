// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/show/schema_tables.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tools/inflow/json/json_tree.h"

namespace inflow::command {
namespace {

// Spaced is JSON in one line with a blank behind every comma and colon, as people write it.
std::string Spaced(const JsonTree& value) {
  std::string text;
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) {
      absl::StrAppend(&text, text.empty() ? "" : ", ", JsonTree(name).dump(), ": ", Spaced(member));
    }
    return absl::StrCat("{", text, "}");
  }
  if (value.is_array()) {
    for (const JsonTree& one : value) absl::StrAppend(&text, text.empty() ? "" : ", ", Spaced(one));
    return absl::StrCat("[", text, "]");
  }
  return value.dump(-1, ' ', false, JsonTree::error_handler_t::replace);
}

std::string Row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) {
    absl::StrAppend(
        &row,
        cell.empty() ? " " : absl::StrCat(" ", absl::StrReplaceAll(cell, {{"|", "\\|"}}), " "),
        "|");
  }
  return row + "\n";
}

std::string Head(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (size_t i = 0; i < cells.size(); ++i) line += "---|";
  return absl::StrCat(Row(cells), line, "\n");
}

std::string DefaultCell(const JsonTree& key) {
  if (TreeMember(key, "required") == true) return "required";
  if (key.contains("default")) return absl::StrCat("`", Spaced(key["default"]), "`");
  return TreeText(key, "otherwise");
}

std::string KeyTable(const JsonTree& section) {
  const bool bounds = TreeMember(section, "bounds") == true;
  std::vector<std::string> head = {"key", "default", "meaning"};
  if (bounds) head.insert(head.begin() + 2, "limits");
  std::string table = Head(head);
  for (const JsonTree& key : TreeList(section, "keys")) {
    std::vector<std::string> cells = {absl::StrCat("`", TreeText(key, "name"), "`"),
                                      DefaultCell(key), TreeText(key, "meaning")};
    if (bounds) cells.insert(cells.begin() + 2, TreeText(key, "bounds"));
    table += Row(cells);
  }
  return table;
}

std::string Codes(const JsonTree& names) {
  std::string text;
  for (const JsonTree& name : names) {
    if (name.is_string())
      absl::StrAppend(&text, text.empty() ? "`" : ", `", name.get<std::string>(), "`");
  }
  return text;
}

std::string AlgorithmTable(const JsonTree& algorithms) {
  std::string table = Head({"algorithm", "settings", "body", "formats"});
  for (const JsonTree& algorithm : algorithms) {
    std::string settings = Codes(TreeList(algorithm, "needs"));
    const std::string takes = Codes(TreeList(algorithm, "takes"));
    if (!takes.empty()) absl::StrAppend(&settings, settings.empty() ? "" : ", ", takes);
    table += Row({absl::StrCat("`", TreeText(algorithm, "name"), "`"), settings,
                  TreeText(algorithm, "body"),
                  absl::StrReplaceAll(Codes(TreeList(algorithm, "formats")), {{"`", ""}})});
  }
  return table;
}

bool HasAlgorithm(const JsonTree& section) {
  for (const JsonTree& key : TreeList(section, "keys")) {
    if (TreeText(key, "name") == "batching.algorithm") return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<std::string> SchemaTables(std::string_view description) {
  const JsonTree parsed = ParseTree(description);
  const JsonTree sections = TreeList(parsed, "sections");
  if (sections.empty()) {
    return absl::InternalError(
        "the plugin's description holds no keys of the configuration in words: it is older than this command");
  }
  std::string text;
  for (const JsonTree& section : sections) {
    absl::StrAppend(&text, text.empty() ? "" : "\n", "## ", TreeText(section, "title"), "\n\n",
                    KeyTable(section));
    if (HasAlgorithm(section))
      absl::StrAppend(&text, "\n", AlgorithmTable(TreeList(parsed, "algorithms")));
  }
  return text;
}

}  // namespace inflow::command
