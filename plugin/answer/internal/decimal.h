// SPDX-License-Identifier: Apache-2.0
//
// File: decimal.h
//
// Decimal numbers as they were sent and as they were answered.
#ifndef PLUGIN_ANSWER_INTERNAL_DECIMAL_H_
#define PLUGIN_ANSWER_INTERNAL_DECIMAL_H_

#include "plugin/answer/internal/likeness.h"
#include "plugin/entity/decimal.h"

namespace inflow::answer {

// CompareDecimals accepts rounding half away from zero and half to even, and cutting off.
Likeness CompareDecimals(const Decimal& sent, const Decimal& answered);

}  // namespace inflow::answer

#endif  // PLUGIN_ANSWER_INTERNAL_DECIMAL_H_
