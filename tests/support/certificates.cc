// SPDX-License-Identifier: Apache-2.0
#include "tests/support/certificates.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace inflow::testing {
namespace {

constexpr long kDay = 24L * 60 * 60;

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

void Require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "certificates: %s failed\n", what);
  std::abort();
}

Key MakeKey() {
  Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  Require(key != nullptr, "EVP_EC_gen");
  return key;
}

template <typename Write>
std::string Pem(Write write) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
  Require(memory != nullptr && write(memory.get()) == 1, "writing PEM");
  char* data = nullptr;
  const long length = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<size_t>(length)};
}

std::string CertificatePem(X509* certificate) {
  return Pem([certificate](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

void Extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  Require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1,
          "adding an extension");
  X509_EXTENSION_free(extension);
}

// An unsigned certificate for `key`, valid in the two days around now or in those before.
Certificate Draft(EVP_PKEY* key, long serial, const std::string& name, Validity validity) {
  Certificate certificate(X509_new(), X509_free);
  Require(certificate != nullptr, "X509_new");
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  const long shift = validity == Validity::kExpired ? -2 * kDay : 0;
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), shift - kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), shift + kDay);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  Require(X509_set_pubkey(certificate.get(), key) == 1, "X509_set_pubkey");
  return certificate;
}

void Sign(X509* certificate, X509* issuer, EVP_PKEY* key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  Require(X509_sign(certificate, key, EVP_sha256()) > 0, "X509_sign");
}

}  // namespace

struct CertificateAuthority::Keys {
  Key key;
  Certificate certificate;
};

CertificateAuthority::CertificateAuthority(const std::string& name) {
  Key key = MakeKey();
  Certificate certificate = Draft(key.get(), 1, name, Validity::kToday);
  Extend(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  Extend(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  Extend(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash");
  Sign(certificate.get(), certificate.get(), key.get());
  certificate_pem_ = CertificatePem(certificate.get());
  keys_ = std::make_unique<Keys>(Keys{std::move(key), std::move(certificate)});
}

CertificateAuthority::~CertificateAuthority() = default;

Identity CertificateAuthority::Issue(const std::string& host, Validity validity) const {
  const Key key = MakeKey();
  const Certificate certificate = Draft(key.get(), 2, host, validity);
  Extend(certificate.get(), keys_->certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
  Extend(certificate.get(), keys_->certificate.get(), NID_ext_key_usage, "serverAuth");
  Extend(certificate.get(), keys_->certificate.get(), NID_authority_key_identifier, "keyid:always");
  Extend(certificate.get(), keys_->certificate.get(), NID_subject_alt_name,
         (host == "127.0.0.1" ? "IP:" : "DNS:") + host);
  Sign(certificate.get(), keys_->certificate.get(), keys_->key.get());
  return {CertificatePem(certificate.get()), Pem([&key](BIO* bio) {
            return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

}  // namespace inflow::testing
