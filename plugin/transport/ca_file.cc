// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/ca_file.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string_view>
#include <system_error>

#include "absl/strings/str_cat.h"

namespace inflow {
namespace {

// Block is one PEM block: "-----BEGIN label-----", base64, "-----END label-----".
struct Block {
  std::string label;
  std::string bytes;
};

enum class BlockStep { kBlock, kEnd, kBroken };

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

bool ReadWhole(const std::string& path, std::string* text) {
  // A folder opens like a file and throws when it is read; a pipe would wait.
  std::error_code error;
  std::ifstream file;
  if (std::filesystem::is_regular_file(path, error)) file.open(path, std::ios::binary);
  if (!file.is_open()) return false;
  text->assign(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  return true;
}

// BeginLine looks at how the next block begins, read or not. Returns false where OpenSSL would pass
// over it for its broken line.
bool BeginLine(std::string_view rest, std::string* label) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  label->clear();
  const size_t begin = rest.find(kBegin);
  if (begin == std::string_view::npos) return true;
  rest.remove_prefix(begin + kBegin.size());
  label->assign(rest.substr(0, rest.find_first_of("-\r\n")));
  return rest.substr(label->size()).starts_with("-----");
}

BlockStep ReadBlock(BIO* bio, std::string_view text, Block* block) {
  ERR_clear_error();
  if (!BeginLine(text.substr(text.size() - BIO_ctrl_pending(bio)), &block->label))
    return BlockStep::kBroken;
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long length = 0;
  if (PEM_read_bio(bio, &name, &header, &data, &length) != 1) {
    return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE ? BlockStep::kEnd
                                                                        : BlockStep::kBroken;
  }
  block->bytes.assign(reinterpret_cast<const char*>(data), static_cast<size_t>(length));
  OPENSSL_free(name);
  OPENSSL_free(header);
  OPENSSL_free(data);
  return BlockStep::kBlock;
}

bool IsCertificate(const std::string& label) {
  return label == PEM_STRING_X509 || label == PEM_STRING_X509_OLD ||
         label == PEM_STRING_X509_TRUSTED;
}

bool IsReadable(const Block& block) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(block.bytes.data());
  const auto length = static_cast<long>(block.bytes.size());
  X509* const made = block.label == PEM_STRING_X509_TRUSTED ? d2i_X509_AUX(nullptr, &bytes, length)
                                                            : d2i_X509(nullptr, &bytes, length);
  X509_free(made);
  return made != nullptr;
}

absl::Status Fault(const std::string& path, const std::string& what) {
  const char* const reason = ERR_reason_error_string(ERR_peek_last_error());
  return absl::InvalidArgumentError(
      absl::StrCat(what, " of the CA file ", path, " cannot be read",
                   reason != nullptr ? absl::StrCat(" (", reason, ")") : "",
                   "; replace it, or correct tls.ca_file"));
}

absl::Status CheckBlocks(const std::string& path, const std::string& text) {
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
  if (bio == nullptr) return absl::ResourceExhaustedError("no memory for the CA file");
  size_t certificates = 0;
  for (Block block;;) {
    const BlockStep step = ReadBlock(bio.get(), text, &block);
    if (step == BlockStep::kEnd) break;
    const bool certificate = IsCertificate(block.label);
    if (certificate) ++certificates;
    if (step == BlockStep::kBroken || (certificate && !IsReadable(block)))
      return Fault(path, certificate ? absl::StrCat("certificate ", certificates)
                                     : absl::StrCat("the ", block.label));
  }
  if (certificates > 0) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("the CA file ", path, " holds no certificate in PEM form; correct tls.ca_file"));
}

// CheckAsLibcurlReads catches what else OpenSSL refuses, such as a revocation list that is broken.
absl::Status CheckAsLibcurlReads(const std::string& path) {
  const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(),
                                                                      X509_STORE_free);
  if (store == nullptr) return absl::ResourceExhaustedError("no memory for the CA file");
  ERR_clear_error();
  return X509_STORE_load_file(store.get(), path.c_str()) == 1 ? absl::OkStatus()
                                                              : Fault(path, "a part");
}

}  // namespace

absl::Status CheckCaFile(const std::string& path) {
  std::string text;
  if (!ReadWhole(path, &text)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "the CA file ", path, " cannot be read; correct tls.ca_file or the file's permissions"));
  }
  absl::Status status = CheckBlocks(path, text);
  if (status.ok()) status = CheckAsLibcurlReads(path);
  ERR_clear_error();
  return status;
}

}  // namespace inflow
