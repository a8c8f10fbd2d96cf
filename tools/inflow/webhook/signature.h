// SPDX-License-Identifier: Apache-2.0
//
// File: signature.h
#ifndef TOOLS_INFLOW_WEBHOOK_SIGNATURE_H_
#define TOOLS_INFLOW_WEBHOOK_SIGNATURE_H_

#include <cstdint>
#include <string_view>

#include "tools/inflow/webhook/post_reader.h"

namespace inflow::command {

enum class Signature : uint8_t {
  kUnchecked,  // there is no secret to check it with
  kGenuine,
  kMissing,
  kWrong,
  kOld,  // genuine, and of a time that is more than five minutes away
};

// Name is "genuine".
std::string_view Name(Signature signature);

// CheckSignature judges a post as docs/webhook.md tells; now in seconds since 1970.
Signature CheckSignature(std::string_view secret, const Post& post, int64_t now_s);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_WEBHOOK_SIGNATURE_H_
