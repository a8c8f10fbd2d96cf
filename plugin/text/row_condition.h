// SPDX-License-Identifier: Apache-2.0
//
// File: row_condition.h
//
// A condition on one column of a table, as people write it:
//
//   Variant SKU is not blank
//   Type is simple, variation
//   "Size, cm" is not blank, "n/a, unknown"
//
// A name or a value with a comma or a quote stands in double quotes, and a quote in it is written
// twice; so does a name that holds " is ", and the word blank where it is a value.
#ifndef PLUGIN_TEXT_ROW_CONDITION_H_
#define PLUGIN_TEXT_ROW_CONDITION_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inflow {

struct RowCondition {
  std::string column;
  bool is_not = false;
  bool blank = false;  // blank is among the values
  std::vector<std::string> values;

  // Holds takes a cell without the blanks around it; an empty one is blank.
  bool Holds(std::string_view cell) const;
  bool operator==(const RowCondition&) const = default;
};

// ParseRowCondition returns nullopt for what is none.
std::optional<RowCondition> ParseRowCondition(std::string_view text);

// NextListItem takes the first item off a list: up to a comma that stands in no quotes. A quote
// opens only at the item's beginning.
std::string_view NextListItem(std::string_view* list);

// UnquotedItem is the item's text without blanks and quotes around it; nullopt where its quotes are
// not closed or text follows them.
std::optional<std::string> UnquotedItem(std::string_view item);

// QuotedItem puts it back into quotes where it needs them in a list.
std::string QuotedItem(std::string_view text);

inline constexpr std::string_view kRowConditionForm =
    "write COLUMN is blank, COLUMN is not blank, COLUMN is VALUE, VALUE… or COLUMN is not VALUE…; "
    "what holds a comma stands in double quotes";

}  // namespace inflow

#endif  // PLUGIN_TEXT_ROW_CONDITION_H_
