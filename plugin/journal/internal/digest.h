// SPDX-License-Identifier: Apache-2.0
//
// File: digest.h
#ifndef PLUGIN_JOURNAL_INTERNAL_DIGEST_H_
#define PLUGIN_JOURNAL_INTERNAL_DIGEST_H_

#include <openssl/evp.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace inflow {

// Sha256 is over texts, each with its length, so that no two lists of them are alike.
class Sha256 {
 public:
  Sha256();
  void Add(std::string_view text);
  // End returns 32 bytes, once.
  std::string End();

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

std::string RandomBytes(size_t count);

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_INTERNAL_DIGEST_H_
