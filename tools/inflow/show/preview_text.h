// SPDX-License-Identifier: Apache-2.0
//
// File: preview_text.h
//
// The answers of destination_preview and destination_send_test as people read them, and with what
// the command adds to them. They come from a library that may be newer: whatever is missing or of
// another type is left out.
#ifndef TOOLS_INFLOW_SHOW_PREVIEW_TEXT_H_
#define TOOLS_INFLOW_SHOW_PREVIEW_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "tools/inflow/input/samples.h"
#include "tools/inflow/terminal/style.h"

namespace inflow::command {

// PreviewJson is the plugin's answer with the records as {"id", "line"} and the reader's refusals
// among the refused.
std::string PreviewJson(std::string_view answer, const Samples& samples);

// PreviewCounts is what a preview comes to.
struct PreviewCounts {
  uint64_t requests = 0;
  uint64_t refused = 0;
};
PreviewCounts CountPreview(std::string_view preview_json);

// ShowsNames tells whether names stand in a preview that would be looked up.
bool ShowsNames(std::string_view preview_json);

// PreviewText shows each request of a PreviewJson as it goes over the wire, and then the refused
// records. In a file or pipe a body stands byte for byte with a line end behind it, on a terminal
// as BodyText shows it.
std::string PreviewText(std::string_view preview_json, const Style& style = {}, bool raw = false);

// RequestText shows one request's method, URL, headers and body.
std::string RequestText(std::string_view request_json, const Style& style = {}, bool raw = false);

// AnswerText shows the answer to a test request.
std::string AnswerText(std::string_view answer, const Style& style = {}, bool raw = false);

// TestAnswer is what the exit code of a test goes by; status 0 where nothing was answered.
struct TestAnswer {
  int status = 0;
  std::string message;
};
TestAnswer SummaryOf(std::string_view answer);

// FirstRequest is the first request of a preview as JSON; empty where it has none.
std::string FirstRequest(std::string_view preview_json);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_PREVIEW_TEXT_H_
