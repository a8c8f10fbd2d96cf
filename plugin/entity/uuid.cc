// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/uuid.h"

#include <openssl/evp.h>

#include <algorithm>
#include <new>

namespace inflow {
namespace {

constexpr size_t kHyphens[] = {8, 13, 18, 23};
constexpr uint8_t kNoDigit = 16;

uint8_t HexDigit(char c) {
  if (c >= '0' && c <= '9') return static_cast<uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<uint8_t>(c - 'A' + 10);
  return kNoDigit;
}

// Sha1 is fetched once: OpenSSL would look it up for every digest.
const EVP_MD* Sha1() {
  static const EVP_MD* const sha1 = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  return sha1;
}

}  // namespace

std::optional<Uuid> ParseUuid(std::string_view text) {
  if (text.size() == 38 && text.front() == '{' && text.back() == '}') text = text.substr(1, 36);
  const bool hyphens = text.size() == 36;
  if (!hyphens && text.size() != 32) return std::nullopt;
  Uuid uuid{};
  size_t digits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (hyphens && std::find(std::begin(kHyphens), std::end(kHyphens), i) != std::end(kHyphens)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const uint8_t digit = HexDigit(text[i]);
    if (digit == kNoDigit) return std::nullopt;
    uuid[digits / 2] = static_cast<uint8_t>(uuid[digits / 2] << 4 | digit);
    ++digits;
  }
  return uuid;
}

std::array<char, 36> UuidText(const Uuid& uuid) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr size_t kPlaces[] = {0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
  std::array<char, 36> text;
  text.fill('-');
  for (size_t i = 0; i < uuid.size(); ++i) {
    text[kPlaces[i]] = kDigits[uuid[i] >> 4];
    text[kPlaces[i] + 1] = kDigits[uuid[i] & 0xF];
  }
  return text;
}

void AppendUuid(const Uuid& uuid, std::string* out) {
  const std::array<char, 36> text = UuidText(uuid);
  out->append(text.data(), text.size());
}

UuidNamer::UuidNamer() : context_(EVP_MD_CTX_new()) {
  if (context_ == nullptr || EVP_DigestInit_ex(context_.get(), Sha1(), nullptr) != 1)
    throw std::bad_alloc();
}

void UuidNamer::Free::operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }

Uuid UuidNamer::Name(const Uuid& name_space, std::string_view name) const {
  std::array<uint8_t, EVP_MAX_MD_SIZE> digest{};
  EVP_MD_CTX* const context = context_.get();
  if (EVP_DigestInit_ex(context, nullptr, nullptr) != 1 ||
      EVP_DigestUpdate(context, name_space.data(), name_space.size()) != 1 ||
      EVP_DigestUpdate(context, name.data(), name.size()) != 1 ||
      EVP_DigestFinal_ex(context, digest.data(), nullptr) != 1) {
    throw std::bad_alloc();
  }
  Uuid uuid;
  std::copy_n(digest.begin(), uuid.size(), uuid.begin());
  uuid[6] = static_cast<uint8_t>((uuid[6] & 0x0F) | 0x50);
  uuid[8] = static_cast<uint8_t>((uuid[8] & 0x3F) | 0x80);
  return uuid;
}

Uuid NamedUuid(const Uuid& name_space, std::string_view name) {
  return UuidNamer().Name(name_space, name);
}

}  // namespace inflow
