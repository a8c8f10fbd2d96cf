// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/webhook/signature.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdlib>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"

namespace inflow::command {
namespace {

constexpr int64_t kFreshSeconds = 300;

std::string SignatureOf(std::string_view secret, std::string_view stamp, std::string_view body) {
  const std::string text = absl::StrCat(Absl(stamp), ".", Absl(body));
  std::array<unsigned char, EVP_MAX_MD_SIZE> code{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), code.data(), &size);
  return absl::StrCat("sha256=",
                      absl::BytesToHexString({reinterpret_cast<const char*>(code.data()), size}));
}

}  // namespace

std::string_view Name(Signature signature) {
  switch (signature) {
    case Signature::kUnchecked:
      return "unchecked";
    case Signature::kGenuine:
      return "genuine";
    case Signature::kMissing:
      return "missing";
    case Signature::kWrong:
      return "wrong";
    case Signature::kOld:
      return "old";
  }
  return "";
}

Signature CheckSignature(std::string_view secret, const Post& post, int64_t now_s) {
  if (secret.empty()) return Signature::kUnchecked;
  const std::string_view given = post.Header("x-inflow-signature");
  const std::string_view stamp = post.Header("x-inflow-timestamp");
  if (given.empty()) return Signature::kMissing;
  const std::string wanted = SignatureOf(secret, stamp, post.body);
  if (given.size() != wanted.size() ||
      CRYPTO_memcmp(given.data(), wanted.data(), wanted.size()) != 0)
    return Signature::kWrong;
  int64_t sent_s = 0;
  if (!absl::SimpleAtoi(Absl(stamp), &sent_s)) return Signature::kWrong;
  const bool fresh = sent_s >= now_s - kFreshSeconds && sent_s <= now_s + kFreshSeconds;
  return fresh ? Signature::kGenuine : Signature::kOld;
}

}  // namespace inflow::command
