// SPDX-License-Identifier: Apache-2.0
//
// File: likeness.h
#ifndef PLUGIN_ANSWER_INTERNAL_LIKENESS_H_
#define PLUGIN_ANSWER_INTERNAL_LIKENESS_H_

#include <cstdint>

namespace inflow::answer {

// Likeness says what an answered value is to the sent one.
enum class Likeness : uint8_t {
  kSame,     // perhaps in another spelling
  kRounded,  // the same to as many decimal places as it has
  kOther,
};

}  // namespace inflow::answer

#endif  // PLUGIN_ANSWER_INTERNAL_LIKENESS_H_
