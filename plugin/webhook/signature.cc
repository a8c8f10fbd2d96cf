// SPDX-License-Identifier: Apache-2.0
#include "plugin/webhook/signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <new>

namespace inflow {

std::string HmacSha256(std::string_view secret, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> code{};
  unsigned length = 0;
  const void* const made =
      HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(text.data()), text.size(), code.data(), &length);
  if (made == nullptr) throw std::bad_alloc();
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(2 * length);
  for (unsigned i = 0; i < length; ++i) {
    hex += kDigits[code[i] >> 4];
    hex += kDigits[code[i] & 0xF];
  }
  return hex;
}

std::string SignPost(std::string_view secret, int64_t unix_seconds, std::string_view body) {
  std::string text = std::to_string(unix_seconds) + ".";
  text += body;
  return "sha256=" + HmacSha256(secret, text);
}

}  // namespace inflow
