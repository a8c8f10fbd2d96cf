// SPDX-License-Identifier: Apache-2.0
//
// File: identity_text.h
//
// What names a record, as people read it: two names that they cannot tell apart, or would not, are
// one here.
#ifndef TOOLS_INFLOW_DOCUMENTS_IDENTITY_TEXT_H_
#define TOOLS_INFLOW_DOCUMENTS_IDENTITY_TEXT_H_

#include <string>
#include <string_view>

namespace inflow::command {

// PlainIdentity is one text for names that look alike: composed and decomposed letters, letters of
// another width or case, white space inside, and numbers with an exponent, which are written out.
std::string PlainIdentity(std::string_view name);

// IsShortened tells whether a number with an exponent stands in it, such as 1.23E+12: what a
// spreadsheet makes of long numbers, so that different ones become one.
bool IsShortened(std::string_view name);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_DOCUMENTS_IDENTITY_TEXT_H_
