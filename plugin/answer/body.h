// SPDX-License-Identifier: Apache-2.0
//
// File: body.h
//
// What an answer's body is, before it is read.
#ifndef PLUGIN_ANSWER_BODY_H_
#define PLUGIN_ANSWER_BODY_H_

#include <string_view>

#include "plugin/http/exchange.h"
#include "plugin/record/walker.h"

namespace inflow::answer {

// BodyOf returns the body without the byte order mark of UTF-8 before it, or the beginning of one
// where the rest did not arrive.
std::string_view BodyOf(const Exchange& exchange);

// IsBlank tells whether a text is white space.
bool IsBlank(std::string_view text);

// MediaType is the answer's Content-Type without parameters: "application/json"; "" where it has
// none. It points into `exchange`.
std::string_view MediaType(const Exchange& exchange);

// IsMediaType compares it with a name in lower case.
bool IsMediaType(std::string_view media_type, std::string_view name);

// IsPage tells whether a body is HTML, as its media type says, or, where it has none, as it begins.
bool IsPage(std::string_view media_type, std::string_view body);

// IsMarkup tells whether a body begins as HTML or XML does: that of a web server or proxy, which
// knows no entities.
bool IsMarkup(std::string_view body);

// WhatIsMissing says, as the end of a sentence, why a body did not arrive whole; "" where it did.
std::string_view WhatIsMissing(const Exchange& exchange);

inline constexpr std::string_view kTooDeep =
    "but its answer is nested deeper than 128 levels, which nobody reads";
static_assert(kMaxRecordDepth == 128);

}  // namespace inflow::answer

#endif  // PLUGIN_ANSWER_BODY_H_
