// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/field_value.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/nearest.h"
#include "tools/inflow/show/column_field.h"

namespace inflow::command {
namespace {

// NeedsQuotes tells a name that a placeholder would read as something else.
bool NeedsQuotes(std::string_view column) {
  return column.empty() || column.back() == '?' ||
         column.find_first_of("{}|:,") != std::string_view::npos;
}

std::string_view Trimmed(std::string_view text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(Absl(text));
  return {trimmed.data(), trimmed.size()};
}

// Escaped is a constant as a map takes it: a brace would begin a placeholder.
std::string Escaped(std::string_view constant) {
  std::string text;
  for (const char c : constant) {
    text.push_back(c);
    if (c == '{' || c == '}') text.push_back(c);
  }
  return text;
}

std::string Unescaped(std::string_view value) {
  std::string text;
  for (size_t i = 0; i < value.size(); ++i) {
    text.push_back(value[i]);
    if ((value[i] == '{' || value[i] == '}') && i + 1 < value.size() && value[i + 1] == value[i])
      ++i;
  }
  return text;
}

}  // namespace

std::string PlaceholderOf(const std::string& column, bool needed) {
  const char* quote = NeedsQuotes(column) ? "'" : "";
  return absl::StrCat("{record.", quote, column, quote, needed ? "}" : "?}");
}

std::optional<std::string> ColumnOfPlaceholder(std::string_view value) {
  if (!value.starts_with("{record.") || value.find('}') != value.size() - 1) return std::nullopt;
  const std::vector<std::string> attributes = AttributesIn(value);
  if (attributes.size() != 1) return std::nullopt;
  return attributes.front();
}

std::string FindColumn(std::string_view typed, const std::vector<std::string>& columns) {
  std::string found;
  size_t count = 0;
  for (const std::string& column : columns) {
    if (column == typed) return column;
    if (!absl::EqualsIgnoreCase(column, Absl(typed))) continue;
    found = column;
    ++count;
  }
  return count == 1 ? found : "";
}

std::string NoSuchColumn(std::string_view typed, const std::vector<std::string>& columns) {
  const std::vector<std::string_view> names(columns.begin(), columns.end());
  const std::string nearest(NearestKey(typed, names));
  return absl::StrCat("There is no column \"", Absl(typed), "\"",
                      nearest.empty() ? "" : absl::StrCat("; did you mean \"", nearest, "\"?"));
}

FieldValue ReadFieldValue(std::string_view typed, const std::vector<std::string>& columns,
                          bool needed) {
  typed = Trimmed(typed);
  FieldValue read;
  if (typed.empty() || typed == "-") return read;
  if (typed.size() >= 2 && typed.front() == '"' && typed.back() == '"') {
    read.value = Escaped(typed.substr(1, typed.size() - 2));
    if (read.value.empty()) read.fault = "The quotes hold nothing; - alone means nothing.";
    return read;
  }
  if (const std::string column = FindColumn(typed, columns); !column.empty()) {
    read.column = column;
    read.value = PlaceholderOf(column, needed);
    return read;
  }
  if (typed.find('{') != std::string_view::npos) {
    for (const std::string& attribute : AttributesIn(typed)) {
      if (!columns.empty() && FindColumn(attribute, columns).empty()) {
        read.fault = NoSuchColumn(attribute, columns);
        return read;
      }
    }
    read.value = std::string(typed);
    return read;
  }
  if (columns.empty()) {
    read.column = std::string(typed);
    read.value = PlaceholderOf(read.column, needed);
    return read;
  }
  const std::string none = NoSuchColumn(typed, columns);
  read.fault = absl::StrCat(none, none.back() == '?' ? "" : ".",
                            " A constant, the same in every record, is written in quotes: \"",
                            Absl(typed), "\"");
  return read;
}

std::string ShownValue(const std::string& value) {
  if (const std::optional<std::string> column = ColumnOfPlaceholder(value)) return *column;
  if (!AttributesIn(value).empty()) return value;
  return absl::StrCat("\"", Unescaped(value), "\"");
}

}  // namespace inflow::command
