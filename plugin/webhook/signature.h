// SPDX-License-Identifier: Apache-2.0
//
// File: signature.h
//
// Proof for the receiver that a post came from here and was not changed or kept: HMAC-SHA256 over
// the time and the body.
#ifndef PLUGIN_WEBHOOK_SIGNATURE_H_
#define PLUGIN_WEBHOOK_SIGNATURE_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace inflow {

// HmacSha256 returns the code in hexadecimal, 64 small letters and digits. Throws std::bad_alloc
// where libcrypto has no memory.
std::string HmacSha256(std::string_view secret, std::string_view text);

// SignPost returns the value of X-Inflow-Signature: "sha256=" and the code of
// "<unix_seconds>.<body>".
std::string SignPost(std::string_view secret, int64_t unix_seconds, std::string_view body);

}  // namespace inflow

#endif  // PLUGIN_WEBHOOK_SIGNATURE_H_
