// SPDX-License-Identifier: Apache-2.0
//
// File: text_rule.h
//
// What a text value must look like.
#ifndef PLUGIN_CONFIG_INTERNAL_TEXT_RULE_H_
#define PLUGIN_CONFIG_INTERNAL_TEXT_RULE_H_

#include <string>
#include <string_view>

namespace inflow::config {

struct TextRule {
  std::string_view
      pattern;  // for the schema: what `problem` accepts, as far as a regular expression can say it
  bool nullable;  // null means "none"
  // Returns what is wrong, as the end of a sentence that begins with the key ("must begin with
  // https://"), or "" and the text in its normal form. Never quotes a text that may be secret: a
  // URL may hold a password.
  std::string (*problem)(std::string* text);
};

extern const TextRule kBaseUrlRule;     // https, or http to this machine; no trailing slash
extern const TextRule kWebhookUrlRule;  // likewise, and may have a query
extern const TextRule kApiVersionRule;
extern const TextRule kFileRule;
extern const TextRule kProxyRule;
extern const TextRule
    kManualUrlRule;               // the template of a URL; its host is constant and in lower case
extern const TextRule kPathRule;  // a dotted path of names
extern const TextRule kNameRule;  // a name
extern const TextRule kAnyTextRule;
extern const TextRule kXmlNameRule;
extern const TextRule kHostRule;  // "host" or "host:port"
extern const TextRule kDateFormatRule;
extern const TextRule kZoneRule;          // the name of a time zone that this machine knows
extern const TextRule kRowConditionRule;  // a condition on a column (row_condition.h)
extern const TextRule kSeparatorRule;     // what stands between cells (cell_separator.h)
extern const TextRule kStripRule;         // a text that says nothing about a number

// IsXmlName tells whether text is an XML name of ASCII letters, digits, '_', '-' and '.', without a
// prefix.
bool IsXmlName(std::string_view text);

// AuthorityOf returns the "host" or "host:port" of a URL of kBaseUrlRule or kManualUrlRule; ""
// where it begins with "/".
std::string_view AuthorityOf(std::string_view url);

// IsGuid tells whether text is 8-4-4-4-12 hexadecimal digits.
bool IsGuid(std::string_view text);
inline constexpr std::string_view kGuidPattern =
    "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$";

// IsVariableName tells whether text can name an environment variable.
bool IsVariableName(std::string_view text);
inline constexpr std::string_view kVariablePattern = "^[A-Za-z_][A-Za-z0-9_]*$";

// HasControls tells whether text holds a control character.
bool HasControls(std::string_view text);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_TEXT_RULE_H_
