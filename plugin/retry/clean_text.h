// SPDX-License-Identifier: Apache-2.0
//
// File: clean_text.h
//
// Bytes from outside, made fit for a message: CleanText("a\r\nb\xFF", 500) is "a b" and a
// replacement character.
#ifndef PLUGIN_RETRY_CLEAN_TEXT_H_
#define PLUGIN_RETRY_CLEAN_TEXT_H_

#include <string>
#include <string_view>

namespace inflow {

// CleanText returns valid UTF-8 of at most `max_bytes` (at least 3): runs of blanks and control
// characters are one blank, none at either end; characters that reorder or hide text are dropped;
// what is no UTF-8 becomes U+FFFD; what is cut off ends with "…".
std::string CleanText(std::string_view text, size_t max_bytes);

}  // namespace inflow

#endif  // PLUGIN_RETRY_CLEAN_TEXT_H_
