// SPDX-License-Identifier: Apache-2.0
//
// File: request_edit.h
//
// A test request as a person edits it, and back.
//
//   std::string text = WithNotes(EditableRequest(request), {});
//   // {"method": "POST", …, "body": {"name": "Tea"}}; then, as it was saved:
//   absl::StatusOr<std::string> edited = ReadEdited("the edited text", WithoutNotes(text),
//   request);
#ifndef TOOLS_INFLOW_SHOW_REQUEST_EDIT_H_
#define TOOLS_INFLOW_SHOW_REQUEST_EDIT_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace inflow::command {

// EditableRequest is a request of a preview as indented JSON with a line end, where a body that is
// an object or a list stands as one in place of as text.
std::string EditableRequest(std::string_view request);

// WithNotes puts lines of comment before a text: what becomes of it, and the notes. WithoutNotes
// takes them away.
std::string WithNotes(std::string_view text, const std::vector<std::string>& notes);
std::string_view WithoutNotes(std::string_view text);

// LinesBefore is how many lines WithNotes puts before the text, with so many notes.
size_t LinesBefore(size_t notes);

// ReadEdited reads a request in either shape: with its body as text, or as JSON. It may stand
// alone, or as the only one of a preview; comments are allowed. A body that is JSON is sent as
// `before` has it where only white space differs, and otherwise without white space.
// InvalidArgument names the line and column at which `what` is no JSON; `lines_before` are counted
// too.
absl::StatusOr<std::string> ReadEdited(std::string_view what, std::string_view text,
                                       std::string_view before, size_t lines_before = 0);

// PlaceIn is "line 3, column 12" of what a fault's pointer ("/method") names in an edited text, or
// of the text's begin.
std::string PlaceIn(std::string_view text, std::string_view pointer, size_t lines_before = 0);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_SHOW_REQUEST_EDIT_H_
