// SPDX-License-Identifier: Apache-2.0
//
// File: certificates.h
//
// Certificates for tests, made at run time, so that none lies in the tree and none runs out.
//
//   CertificateAuthority authority("Test CA");
//   WriteFile(folder.path() / "ca.pem", authority.certificate_pem());
//   FaultServer server({script}, authority.Issue("localhost"));
#ifndef TESTS_SUPPORT_CERTIFICATES_H_
#define TESTS_SUPPORT_CERTIFICATES_H_

#include <memory>
#include <string>

namespace inflow::testing {

// Identity is what a server shows: its certificate and the key to it, in PEM form.
struct Identity {
  std::string certificate_pem;
  std::string key_pem;
};

enum class Validity { kToday, kExpired };

class CertificateAuthority {
 public:
  // `name` is the common name. Aborts the test program where OpenSSL fails.
  explicit CertificateAuthority(const std::string& name);
  ~CertificateAuthority();
  CertificateAuthority(const CertificateAuthority&) = delete;
  CertificateAuthority& operator=(const CertificateAuthority&) = delete;

  const std::string& certificate_pem() const { return certificate_pem_; }

  // Issue makes an identity for a DNS name, or for 127.0.0.1.
  Identity Issue(const std::string& host, Validity validity = Validity::kToday) const;

 private:
  struct Keys;
  std::unique_ptr<Keys> keys_;
  std::string certificate_pem_;
};

}  // namespace inflow::testing

#endif  // TESTS_SUPPORT_CERTIFICATES_H_
