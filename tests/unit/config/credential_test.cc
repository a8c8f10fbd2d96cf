// SPDX-License-Identifier: Apache-2.0
#include "inflow/config/credential.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Kind = SecretSource::Kind;

SecretSource Literal(std::string_view text) { return {Kind::kLiteral, std::string(text)}; }

// TemporaryFile is gone with its scope.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content) : path_(testing::TempDir() + "inflow_credential_" + std::to_string(getpid())) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Variable is set while in scope.
class Variable {
 public:
  Variable(std::string name, const char* value) : name_(std::move(name)) { setenv(name_.c_str(), value, 1); }
  ~Variable() { unsetenv(name_.c_str()); }

 private:
  std::string name_;
};

struct ReadResult {
  Credential credential;
  std::vector<std::string> faults;
};

ReadResult ReadBoth(const SecretSource& company, const SecretSource& key) {
  ReadResult result;
  for (const Fault& fault : ReadCredential({company, key}, &result.credential))
    result.faults.push_back(fault.pointer + ": " + fault.message);
  return result;
}

std::vector<std::string> KeyFaults(const SecretSource& key) { return ReadBoth(Literal(kCompany), key).faults; }

TEST(ReadCredential, TakesLiteralValues) {
  const ReadResult read = ReadBoth(Literal(kCompany), Literal(kApiKey));
  EXPECT_THAT(read.faults, IsEmpty());
  EXPECT_EQ(read.credential, (Credential{std::string(kCompany), std::string(kApiKey)}));
}

TEST(ReadCredential, ReadsVariablesAndFiles) {
  const Variable variable("INFLOW_TEST_COMPANY", std::string(kCompany).c_str());
  for (const std::string end : {"", "\n", "\r\n", "\n\n"}) {
    const TemporaryFile file(std::string(kApiKey) + end);
    const ReadResult read = ReadBoth({Kind::kEnvironment, "INFLOW_TEST_COMPANY"}, {Kind::kFile, file.path()});
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_EQ(read.credential, (Credential{std::string(kCompany), std::string(kApiKey)}));
  }
}

TEST(ReadCredential, SaysWhichSourceIsMissing) {
  const ReadResult read = ReadBoth({Kind::kEnvironment, "INFLOW_TEST_NOT_SET"}, {Kind::kFile, "/nonexistent/key"});
  EXPECT_THAT(
      read.faults,
      ElementsAre("/credential/company_id/env: the environment variable \"INFLOW_TEST_NOT_SET\" for \"company_id\" is not set: "
                  "export it, or name another",
                  "/credential/api_key/file: the file \"/nonexistent/key\" for \"api_key\" cannot be opened (No such file or "
                  "directory): check its path and permissions"));
  EXPECT_EQ(read.credential, Credential{});
}

TEST(ReadCredential, RefusesADirectory) {
  EXPECT_THAT(
      KeyFaults({Kind::kFile, "/"}),
      ElementsAre(
          "/credential/api_key/file: the file \"/\" for \"api_key\" cannot be read (Is a directory): name a file that holds "
          "only the value"));
}

TEST(ReadCredential, RefusesEmptyValues) {
  const Variable variable("INFLOW_TEST_EMPTY", "");
  const TemporaryFile file("\n");
  EXPECT_THAT(KeyFaults({Kind::kEnvironment, "INFLOW_TEST_EMPTY"}),
              ElementsAre("/credential/api_key/env: the environment variable \"INFLOW_TEST_EMPTY\" for \"api_key\" is empty"));
  EXPECT_THAT(KeyFaults({Kind::kFile, file.path()}), ElementsAre(HasSubstr("\" for \"api_key\" is empty")));
  EXPECT_THAT(KeyFaults(Literal("")), ElementsAre("/credential/api_key: \"api_key\" is empty"));
}

TEST(ReadCredential, RefusesACompanyThatIsNoGuid) {
  const ReadResult read = ReadBoth(Literal("hidden-company"), Literal(kApiKey));
  ASSERT_EQ(read.faults.size(), 1u);
  EXPECT_THAT(read.faults[0], HasSubstr("/credential/company_id: \"company_id\" holds no GUID"));
  EXPECT_THAT(read.faults[0], Not(HasSubstr("hidden")));
  EXPECT_EQ(read.credential, Credential{});
}

TEST(ReadCredential, RefusesKeysThatCannotBeOne) {
  for (const std::string value : {"hidden key", "hidden\n", "hidden\tkey", "hidden\x7F", "hidden\xC3\xA4", " hidden"}) {
    const std::vector<std::string> faults = KeyFaults(Literal(value));
    ASSERT_EQ(faults.size(), 1u) << value;
    EXPECT_THAT(faults[0],
                HasSubstr("/credential/api_key: \"api_key\" holds spaces, control characters or letters beyond ASCII"));
    EXPECT_THAT(faults[0], Not(HasSubstr("hidden")));
  }
}

TEST(ReadCredential, BoundsTheKey) {
  EXPECT_THAT(KeyFaults(Literal(std::string(4096, 'k'))), IsEmpty());
  EXPECT_THAT(KeyFaults(Literal(std::string(4097, 'k'))), ElementsAre(HasSubstr("holds more than 4096 bytes")));
  const TemporaryFile fits(std::string(4096, 'k').append("\r\n"));
  EXPECT_THAT(KeyFaults({Kind::kFile, fits.path()}), IsEmpty());
  const TemporaryFile large(std::string(1 << 20, 'k'));
  EXPECT_THAT(KeyFaults({Kind::kFile, large.path()}), ElementsAre(HasSubstr("holds more than 4096 bytes")));
  EXPECT_THAT(KeyFaults({Kind::kFile, "/dev/zero"}), ElementsAre(HasSubstr("holds more than 4096 bytes")));
}

}  // namespace
}  // namespace inflow
