// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/credential.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

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
  explicit TemporaryFile(std::string_view content)
      : path_(testing::TempDir() + "inflow_credential_" + std::to_string(getpid())) {
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
  Variable(std::string name, const char* value) : name_(std::move(name)) {
    setenv(name_.c_str(), value, 1);
  }
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

std::vector<std::string> KeyFaults(const SecretSource& key) {
  return ReadBoth(Literal(kCompany), key).faults;
}

TEST(ReadCredential, TakesLiteralValues) {
  const ReadResult read = ReadBoth(Literal(kCompany), Literal(kApiKey));
  EXPECT_THAT(read.faults, IsEmpty());
  EXPECT_EQ(read.credential, (Credential{std::string(kCompany), std::string(kApiKey)}));
}

TEST(ReadCredential, APipeIsWaitedForNoLongerThanItMay) {
  const std::string path = testing::TempDir() + "inflow_pipe_" + std::to_string(getpid());
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const SecretSource source = {SecretSource::Kind::kFile, path};
  Credential credential;
  const auto read = [&](int patience_ms) {
    return ReadCredential({Literal(kCompany), source}, &credential,
                          std::chrono::milliseconds(patience_ms));
  };
  // Nobody has it open for writing; a reader that waited for that would wait for ever.
  ASSERT_EQ(read(0).size(), 1u);
  EXPECT_THAT(read(1)[0].message, HasSubstr("is empty"));
  const int writer = open(path.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(writer, 0);
  EXPECT_THAT(read(1)[0].message, HasSubstr("is a pipe to which nobody has written its end"));
  close(writer);
  std::thread agent([&path] { std::ofstream(path) << kApiKey << std::endl; });
  EXPECT_THAT(read(60'000), IsEmpty());
  agent.join();
  std::filesystem::remove(path);
  EXPECT_EQ(credential.api_key, kApiKey);
}

TEST(ReadCredential, ReadsVariablesAndFiles) {
  const Variable variable("INFLOW_TEST_COMPANY", std::string(kCompany).c_str());
  for (const std::string end : {"", "\n", "\r\n", "\n\n"}) {
    const TemporaryFile file(std::string(kApiKey) + end);
    const ReadResult read =
        ReadBoth({Kind::kEnvironment, "INFLOW_TEST_COMPANY"}, {Kind::kFile, file.path()});
    EXPECT_THAT(read.faults, IsEmpty());
    EXPECT_EQ(read.credential, (Credential{std::string(kCompany), std::string(kApiKey)}));
  }
}

TEST(ReadCredential, SaysWhichSourceIsMissing) {
  const ReadResult read =
      ReadBoth({Kind::kEnvironment, "INFLOW_TEST_NOT_SET"}, {Kind::kFile, "/nonexistent/key"});
  EXPECT_THAT(
      read.faults,
      ElementsAre(
          "/credential/company_id/env: the environment variable \"INFLOW_TEST_NOT_SET\" for \"company_id\" is not set: "
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
  EXPECT_THAT(
      KeyFaults({Kind::kEnvironment, "INFLOW_TEST_EMPTY"}),
      ElementsAre(
          "/credential/api_key/env: the environment variable \"INFLOW_TEST_EMPTY\" for \"api_key\" is empty"));
  EXPECT_THAT(KeyFaults({Kind::kFile, file.path()}),
              ElementsAre(HasSubstr("\" for \"api_key\" is empty")));
  EXPECT_THAT(KeyFaults(Literal("")), ElementsAre("/credential/api_key: \"api_key\" is empty"));
}

TEST(ReadCredential, RefusesACompanyThatIsNoGuid) {
  const ReadResult read = ReadBoth(Literal("hidden-company"), Literal(kApiKey));
  ASSERT_EQ(read.faults.size(), 1u);
  EXPECT_THAT(read.faults[0], HasSubstr("/credential/company_id: \"company_id\" holds no GUID"));
  EXPECT_THAT(read.faults[0], Not(HasSubstr("hidden")));
  EXPECT_EQ(read.credential, (Credential{"", std::string(kApiKey)}));
}

TEST(ReadCredential, RefusesKeysThatCannotBeOne) {
  const std::pair<std::string, std::string> wrong[] = {
      {"hidden key", "holds spaces, control characters or letters beyond ASCII"},
      {"hidden\tkey", "holds spaces, control characters or letters beyond ASCII"},
      {"hidden\x7F", "holds spaces, control characters or letters beyond ASCII"},
      {"hidden\xC3\xA4", "holds spaces, control characters or letters beyond ASCII"},
      {" hidden", "holds spaces, control characters or letters beyond ASCII"},
      {"hidden\n", "holds a line end: keep only the API key, in one line"},
      {"hidden\r\nkey", "holds a line end: keep only the API key, in one line"},
      {"Bearer hidden",
       "begins with \"Bearer\", which the destination writes by itself: keep only the API key"},
      {"bearer\thidden",
       "begins with \"Bearer\", which the destination writes by itself: keep only the API key"},
      {"\xEF\xBB\xBFhidden",
       "is not written in plain text: save it in UTF-8 without a byte order mark"},
      {std::string("\xFF\xFEh\0i\0d\0d\0e\0n\0", 14),
       "is not written in plain text: save it in UTF-8 without a byte order mark"},
  };
  for (const auto& [value, problem] : wrong) {
    const std::vector<std::string> faults = KeyFaults(Literal(value));
    ASSERT_EQ(faults.size(), 1u) << value;
    EXPECT_THAT(faults[0], HasSubstr("/credential/api_key: \"api_key\" " + problem));
    EXPECT_THAT(faults[0], Not(HasSubstr("hidden")));
  }
}

// The secret itself may have been written where its place belongs.
TEST(ReadCredential, ShowsNoNameThatLooksLikeASecret) {
  const std::string key = "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f607183f9a0c51d7e24b68";
  for (const std::string& name :
       {key, "K" + key, std::string("secret_in_small_letters"), std::string(64, 'A')}) {
    EXPECT_THAT(
        KeyFaults({Kind::kEnvironment, name}),
        ElementsAre(
            "/credential/api_key/env: the environment variable that \"api_key\" names is not set: export it, or name "
            "another"));
  }
  for (const std::string& path :
       {key + "-7", "/run/secrets/" + key, std::string("sk_VeryLongAndWithoutADot")}) {
    EXPECT_THAT(
        KeyFaults({Kind::kFile, path}),
        ElementsAre(
            "/credential/api_key/file: the file that \"api_key\" names cannot be opened (No such file or directory): "
            "check its path and permissions"));
  }
  const ReadResult read =
      ReadBoth({Kind::kEnvironment, key}, {Kind::kFile, "inflow-production-2026.key"});
  EXPECT_THAT(
      read.faults,
      ElementsAre(
          HasSubstr("the environment variable that \"company_id\" names is not set"),
          HasSubstr("the file \"inflow-production-2026.key\" for \"api_key\" cannot be opened")));
}

TEST(KeyWarning, SaysWhatIsOddWithoutShowingIt) {
  const std::string key = "3f9a0c51d7e24b68a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718-7";
  EXPECT_EQ(KeyWarning(key), "");
  EXPECT_EQ(KeyWarning(""), "");
  const std::pair<std::string, std::string> odd[] = {
      {"\"" + key + "\"", "quotation marks"},
      {"'" + key + "'", "quotation marks"},
      {key + "\"", "quotation marks"},
      {"Bearer" + key, "begins with \"Bearer\""},
      {"bearer:" + key, "begins with \"Bearer\""},
      {"**********************", "a row of asterisks"},
      {std::string(kCompany), "the form of a company id"},
      {key.substr(1), "64 hexadecimal digits, a hyphen and a digit"},
      {key + "1", "64 hexadecimal digits, a hyphen and a digit"},
      {"g" + key.substr(1), "64 hexadecimal digits, a hyphen and a digit"},
      {key.substr(0, 65) + "a", "64 hexadecimal digits, a hyphen and a digit"},
  };
  for (const auto& [value, word] : odd) {
    EXPECT_THAT(KeyWarning(value), HasSubstr(word));
    EXPECT_THAT(KeyWarning(value), Not(HasSubstr(value.substr(8, 12)))) << value;
  }
}

TEST(SecretsOf, ListsTheKeyAndWhatBelongsToTheWebhook) {
  WebhookConfig webhook;
  webhook.headers = {{"Authorization", "Bearer of-the-receiver-1"},
                     {"X-Key", "short"},
                     {"User-Agent", "a-long-public-name/1"},
                     {"accept-language", "a-long-public-name/2"}};
  EXPECT_THAT(SecretsOf("key", "of-the-signature", webhook),
              ElementsAre("key", "of-the-signature", "of-the-receiver-1"));
  EXPECT_THAT(SecretsOf("key", "sesame", webhook), ElementsAre("key", "of-the-receiver-1"))
      << "a word, found anywhere";
}

TEST(ReadCredential, BoundsTheKey) {
  EXPECT_THAT(KeyFaults(Literal(std::string(4096, 'k'))), IsEmpty());
  EXPECT_THAT(KeyFaults(Literal(std::string(4097, 'k'))),
              ElementsAre(HasSubstr("holds more than 4096 bytes")));
  const TemporaryFile fits(std::string(4096, 'k').append("\r\n"));
  EXPECT_THAT(KeyFaults({Kind::kFile, fits.path()}), IsEmpty());
  const TemporaryFile large(std::string(1 << 20, 'k'));
  EXPECT_THAT(KeyFaults({Kind::kFile, large.path()}),
              ElementsAre(HasSubstr("holds more than 4096 bytes")));
  EXPECT_THAT(KeyFaults({Kind::kFile, "/dev/zero"}),
              ElementsAre(HasSubstr("holds more than 4096 bytes")));
}

}  // namespace
}  // namespace inflow
