// SPDX-License-Identifier: Apache-2.0
//
// File: error_object.h
#ifndef PLUGIN_ANSWER_INTERNAL_ERROR_OBJECT_H_
#define PLUGIN_ANSWER_INTERNAL_ERROR_OBJECT_H_

#include <string_view>

namespace inflow::answer {

// IsErrorObject tells whether a JSON object, which names no entity, says that something went wrong:
// by a "code" with a "message", by an "error", or as RFC 7807 has it, with a "status" of 400 or
// more. Names are found in any case.
bool IsErrorObject(std::string_view object, std::string_view media_type);

}  // namespace inflow::answer

#endif  // PLUGIN_ANSWER_INTERNAL_ERROR_OBJECT_H_
