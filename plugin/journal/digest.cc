// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/internal/digest.h"

#include <openssl/rand.h>

#include <array>
#include <cstdint>
#include <new>

namespace inflow {
namespace {

// OpenSSL fails here only where it has no memory, or no source of randomness.
void Must(int done) {
  if (done != 1) throw std::bad_alloc();
}

}  // namespace

Sha256::Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
  Must(context_ != nullptr ? 1 : 0);
  Must(EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr));
}

void Sha256::Add(std::string_view text) {
  std::array<unsigned char, sizeof(uint64_t)> size{};
  for (size_t i = 0; i < size.size(); ++i)
    size[i] = static_cast<unsigned char>(static_cast<uint64_t>(text.size()) >> 8 * i);
  Must(EVP_DigestUpdate(context_.get(), size.data(), size.size()));
  Must(EVP_DigestUpdate(context_.get(), text.data(), text.size()));
}

std::string Sha256::End() {
  std::string digest(EVP_MAX_MD_SIZE, '\0');
  unsigned int size = 0;
  Must(EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), &size));
  digest.resize(size);
  return digest;
}

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  Must(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)));
  return bytes;
}

}  // namespace inflow
