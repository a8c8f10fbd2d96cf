// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/ca_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "absl/strings/str_replace.h"
#include "tests/support/certificates.h"
#include "tests/support/temp_folder.h"

namespace inflow::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Block(const std::string& label, const std::string& content) {
  return "-----BEGIN " + label + "-----\n" + content + "-----END " + label + "-----\n";
}

class CaFileTest : public ::testing::Test {
 protected:
  absl::Status Check(const std::string& text) {
    path_ = folder_.Write("ca.pem", text);
    return CheckCaFile(path_);
  }

  void ExpectFault(const std::string& text, const std::string& begin) {
    const absl::Status status = Check(text);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(std::string(status.message()),
                StartsWith(begin + " of the CA file " + path_ + " cannot be read"))
        << text;
    EXPECT_THAT(std::string(status.message()), HasSubstr("; replace it, or correct tls.ca_file"))
        << text;
  }

  const TempFolder folder_;
  std::string path_;
  const std::string good_ = CertificateAuthority("Test CA").certificate_pem();
  const std::string trusted_ = absl::StrReplaceAll(good_, {{"CERTIFICATE", "TRUSTED CERTIFICATE"}});
};

TEST_F(CaFileTest, GoodOnes) {
  for (const std::string& text : {good_, good_ + good_, trusted_,
                                  "a comment\n" + good_ + "# another\n\n" + trusted_ + "the end",
                                  absl::StrReplaceAll(good_, {{"\n", "\r\n"}}),
                                  absl::StrReplaceAll(good_, {{"CERTIFICATE", "X509 CERTIFICATE"}}),
                                  Block("SOMETHING ELSE", "aGVsbG8=\n") + good_}) {
    const absl::Status status = Check(text);
    EXPECT_TRUE(status.ok()) << status << "\n" << text;
  }
}

TEST_F(CaFileTest, WhatIsNoFileToRead) {
  const std::string none = (folder_.path() / "none.pem").string();
  const std::string pipe = (folder_.path() / "pipe").string();
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& path : {none, folder_.path().string(), pipe}) {
    const absl::Status status = CheckCaFile(path);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(
        status.message(),
        "the CA file " + path + " cannot be read; correct tls.ca_file or the file's permissions");
  }
}

TEST_F(CaFileTest, WithoutACertificate) {
  for (const std::string& text :
       {std::string(), std::string("no certificate"), Block("SOMETHING ELSE", "aGVsbG8=\n")}) {
    const absl::Status status = Check(text);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(status.message(),
              "the CA file " + path_ + " holds no certificate in PEM form; correct tls.ca_file")
        << text;
  }
}

TEST_F(CaFileTest, NamesTheCertificateThatIsBroken) {
  const std::string half = good_.substr(0, good_.size() / 2);
  for (const char* label : {"CERTIFICATE", "TRUSTED CERTIFICATE", "X509 CERTIFICATE"}) {
    for (const std::string& broken :
         {Block(label, "rubbish\n"), Block(label, "aGVsbG8=\n"), Block(label, ""),
          "-----BEGIN " + std::string(label) + "-----\n",
          "-----BEGIN " + std::string(label) + "-----\naGVsbG8=\n"}) {
      ExpectFault(broken, "certificate 1");
      ExpectFault(good_ + broken, "certificate 2");
      ExpectFault(good_ + trusted_ + broken, "certificate 3");
    }
    ExpectFault(Block(label, "rubbish\n") + good_, "certificate 1");
    ExpectFault(good_ + Block(label, "aGVsbG8=\n") + good_, "certificate 2");
  }
  ExpectFault(half, "certificate 1");
  ExpectFault(good_ + half + "\n" + good_, "certificate 2");
}

// OpenSSL passes over such a line and what follows it.
TEST_F(CaFileTest, BeginLineThatIsBrokenIsNotPassedOver) {
  const std::string short_line =
      absl::StrReplaceAll(good_, {{"BEGIN CERTIFICATE-----", "BEGIN CERTIFICATE----"}});
  ExpectFault(short_line, "certificate 1");
  ExpectFault(good_ + short_line, "certificate 2");
  ExpectFault(good_ + short_line + good_, "certificate 2");
}

TEST_F(CaFileTest, OtherPartsThatAreBroken) {
  ExpectFault(good_ + Block("SOMETHING ELSE", "rubbish\n"), "the SOMETHING ELSE");
  ExpectFault(good_ + Block("X509 CRL", "aGVsbG8=\n"), "a part");
}

}  // namespace
}  // namespace inflow::testing
