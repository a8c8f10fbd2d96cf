// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/file_look.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "tools/inflow/config/column_name.h"
#include "tools/inflow/files/file_watch.h"
#include "tools/inflow/init/map_path.h"
#include "tools/inflow/json/json_tree.h"

namespace inflow::command {
namespace {

// As many as there are profiles of columns.
constexpr size_t kMostShapes = 2'000;

// ReadFile reads the one input of the settings through, as columns stand in it.
ReadEnd ReadFile(InputSettings settings, Clock* clock,
                 const std::function<void(const InputSequence&)>& begun,
                 const std::function<void(const ReadItem&)>& take) {
  settings.include_ambiguous = settings.include_older = settings.include_late = true;
  settings.reader.csv.nest = false;
  InputSequence sequence(settings, [](const std::string&) {});
  return ReadThrough(&sequence, clock, begun, take);
}

std::string TextOfLeaf(const JsonTree& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, JsonTree::error_handler_t::replace);
}

// AtPath is the value of a column: of that name, or in objects of a dotted one.
std::string AtPath(const JsonTree& record, const std::string& column) {
  if (const JsonTree value = TreeMember(record, column.c_str()); !value.is_null())
    return TextOfLeaf(value);
  return TextAt(record, column).value_or("");
}

}  // namespace

std::vector<std::string> FileLook::columns() const {
  std::vector<std::string> names;
  for (const ColumnProfile& column : profiles.columns()) names.push_back(column.name);
  return names;
}

std::vector<std::string> FileLook::filled() const {
  std::vector<std::string> names;
  for (const ColumnProfile& column : profiles.columns()) {
    if (column.values > 0 && !column.name.empty()) names.push_back(column.name);
  }
  return names;
}

const ColumnProfile* FileLook::Find(const std::string& column) const {
  const auto found = std::find_if(profiles.columns().begin(), profiles.columns().end(),
                                  [&](const ColumnProfile& one) { return one.name == column; });
  return found == profiles.columns().end() ? nullptr : &*found;
}

FileLook LookThrough(const std::string& path, InputFormat format, Clock* clock) {
  FileLook look{.path = path, .format = format};
  look.mark = ChangeMark(path);
  InputSettings settings;
  settings.inputs = {path};
  settings.format = format;
  look.end = ReadFile(
      settings, clock,
      [&look](const InputSequence& sequence) {
        look.profiles.Begin(*sequence.columns(0));
        if (const CsvLayout* layout = sequence.layout(0)) look.separator = layout->separator;
      },
      [&look](const ReadItem& item) {
        look.profiles.Add(item.text);
        const JsonTree record = ParseTree(item.text);
        if (!record.is_object()) return;
        for (const auto& [column, value] : LeavesOf(record)) {
          if (!value.is_string()) continue;
          if (look.shapes.size() < kMostShapes || look.shapes.contains(column))
            look.shapes[column].Add(value.get_ref<const std::string&>());
        }
      });
  return look;
}

NameCount CountNames(InputSettings settings, const std::vector<std::string>& columns,
                     Clock* clock) {
  NameCount count;
  absl::flat_hash_set<uint64_t> names;
  ReadFile(std::move(settings), clock, nullptr, [&](const ReadItem& item) {
    ++count.records;
    const JsonTree record = ParseTree(item.text);
    std::string name;
    bool blank = false;
    for (const std::string& column : columns) {
      const std::string text = AtPath(record, column);
      const std::string_view trimmed = TrimName(text);
      blank = blank || trimmed.empty();
      name.append(trimmed).push_back('\0');
    }
    if (blank) {
      if (count.blank++ == 0) count.first_blank = item.line;
    } else if (!names.insert(absl::HashOf(name)).second && count.first_again == 0) {
      count.first_again = item.line;
    }
  });
  count.different = names.size();
  return count;
}

}  // namespace inflow::command
