// SPDX-License-Identifier: Apache-2.0
//
// File: forms.h
//
// What a secret looks like where it comes out again, apart from escapes, letter case and what is
// put between its characters.
#ifndef PLUGIN_REDACT_INTERNAL_FORMS_H_
#define PLUGIN_REDACT_INTERNAL_FORMS_H_

#include <string>
#include <string_view>
#include <vector>

namespace inflow {

struct Form {
  std::string text;
  bool any_case = true;  // false: base64, where other letters mean something else
};

// Unescaped is the secret as Characters reads it: an escape that happens to stand in it is undone
// there too.
std::string Unescaped(std::string_view secret);

// FormsOf returns the secret, its base64 (both alphabets, beginning at any of the three places) and
// its hexadecimal; those also of its capital and small letters.
std::vector<Form> FormsOf(std::string_view secret);

}  // namespace inflow

#endif  // PLUGIN_REDACT_INTERNAL_FORMS_H_
