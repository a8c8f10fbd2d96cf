// SPDX-License-Identifier: Apache-2.0
//
// File: scalar.h
//
// Texts, numbers and booleans as they were sent and as they were answered, compared by what they
// mean.
#ifndef PLUGIN_ANSWER_INTERNAL_SCALAR_H_
#define PLUGIN_ANSWER_INTERNAL_SCALAR_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "plugin/answer/internal/likeness.h"

namespace inflow::answer {

// Reading says what a value means.
enum class Reading : uint8_t {
  kText,
  kBoolean,
  kNumber,
  kGuid,
  kDate,
  kEnum,
  kCustom,  // a text, or a boolean or date that is answered as one
  kAny,     // nobody knows: any of these
};

// Scratch holds what has to be unescaped, from value to value.
struct Scratch {
  std::string sent, answered;
};

// CompareScalars compares JSON values that are no containers and not null, as written.
Likeness CompareScalars(Reading reading, std::string_view sent, std::string_view answered,
                        Scratch* scratch);

// PlainText is a JSON string's text, or any other scalar as written; it points into `json` or
// *scratch. A line end is \n.
std::string_view PlainText(std::string_view json, std::string* scratch);

}  // namespace inflow::answer

#endif  // PLUGIN_ANSWER_INTERNAL_SCALAR_H_
