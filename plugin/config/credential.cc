// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/credential.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "plugin/config/headers.h"
#include "plugin/config/internal/keys.h"
#include "plugin/config/internal/message.h"
#include "plugin/config/internal/secret_shape.h"
#include "plugin/config/internal/text_rule.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

using config::kMaxSecretBytes;

// Source is one secret on its way: where it comes from in words, and what is wrong with it.
struct Source {
  std::string pointer;
  std::string words;  // "the environment variable INFLOW_API_KEY"
  std::string value;
  std::string
      problem;  // the end of a sentence that begins with `words`; "" where the value was read
};

// Await waits until there is something to read of a pipe or a terminal, or its writers have gone;
// returns which (POLLIN, POLLHUP), and 0 where neither happened in time.
int Await(int file, std::chrono::steady_clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(
      std::max(until - std::chrono::steady_clock::now(), std::chrono::steady_clock::duration{}));
  pollfd wanted = {.fd = file, .events = POLLIN, .revents = 0};
  return poll(&wanted, 1, static_cast<int>(left.count())) > 0 ? wanted.revents : 0;
}

// ReadFile reads one byte more than may be there, so that a pipe or device cannot fill the memory.
// A pipe may never be written to: neither opening it nor reading it waits longer than `patience`.
std::string ReadFile(const std::string& path, std::chrono::milliseconds patience,
                     std::string* value) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0)
    return "cannot be opened (" + std::string(std::strerror(errno)) +
           "): check its path and permissions";
  const absl::Cleanup closes = [file] { close(file); };
  struct stat status = {};
  const bool pipe = fstat(file, &status) == 0 && S_ISFIFO(status.st_mode);
  const auto until = std::chrono::steady_clock::now() + patience;
  value->resize(kMaxSecretBytes + 3);  // a line end of two bytes and one byte too many
  size_t have = 0;
  bool left = false;  // the writers have
  while (have < value->size()) {
    const ssize_t got = read(file, value->data() + have, value->size() - have);
    const int error = got < 0 ? errno : 0;
    if (got > 0) have += static_cast<size_t>(got);
    if (got > 0 || error == EINTR) continue;
    if (error != 0 && error != EAGAIN)
      return "cannot be read (" + std::string(std::strerror(error)) +
             "): name a file that holds only the value";
    // A pipe that nobody has opened for writing yet reads as an empty file does.
    if (error == 0 && (left || !pipe || have > 0)) break;
    const int events = Await(file, until);
    left = (events & POLLHUP) != 0;
    if (events != 0) continue;
    if (error == 0) break;
    return "is a pipe to which nobody has written its end: write the value to it, and close it";
  }
  value->resize(have);
  while (!value->empty() && (value->back() == '\n' || value->back() == '\r')) value->pop_back();
  return "";
}

Source Read(const SecretSource& secret, const std::string& object, const std::string& key,
            std::chrono::milliseconds patience) {
  Source source;
  source.pointer = "/" + object + "/" + key;
  switch (secret.kind) {
    case SecretSource::Kind::kLiteral:
      source.words = "\"" + key + "\"";
      source.value = secret.text;
      break;
    case SecretSource::Kind::kEnvironment: {
      source.pointer += "/env";
      // The secret itself may have been written where its place belongs.
      source.words =
          config::IsTellingVariable(secret.text)
              ? "the environment variable " + Quoted(secret.text) + " for \"" + key + "\""
              : "the environment variable that \"" + key + "\" names";
      const char* value = std::getenv(secret.text.c_str());
      if (value == nullptr) {
        source.problem = "is not set: export it, or name another";
      } else {
        source.value = value;
      }
      break;
    }
    case SecretSource::Kind::kFile:
      source.pointer += "/file";
      source.words = config::IsTellingPath(secret.text)
                         ? "the file " + Quoted(secret.text) + " for \"" + key + "\""
                         : "the file that \"" + key + "\" names";
      source.problem = ReadFile(secret.text, patience, &source.value);
      break;
  }
  if (source.problem.empty() && source.value.empty()) source.problem = "is empty";
  return source;
}

std::string CompanyProblem(const std::string& value) {
  if (config::IsGuid(value)) return "";
  return "holds no GUID; a company id looks like 00000000-0000-0000-0000-000000000000, and stands beside the API keys in inFlow";
}

bool BeginsWithBearer(std::string_view value) {
  return absl::StartsWithIgnoreCase(Absl(value), "bearer");
}

std::string KeyProblem(const std::string& value, const std::string& what) {
  if (value.size() > kMaxSecretBytes)
    return "holds more than " + std::to_string(kMaxSecretBytes) + " bytes, which is no " + what;
  const bool printable =
      std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < 0x7F; });
  if (printable) return "";
  if (value.find('\0') != std::string::npos || value.rfind("\xEF\xBB\xBF", 0) == 0 ||
      value.rfind("\xFF\xFE", 0) == 0) {
    return "is not written in plain text: save it in UTF-8 without a byte order mark";
  }
  if (value.find_first_of("\r\n") != std::string::npos)
    return "holds a line end: keep only the " + what + ", in one line";
  if (BeginsWithBearer(value))
    return "begins with \"Bearer\", which the destination writes by itself: keep only the " + what;
  return "holds spaces, control characters or letters beyond ASCII, which no " + what +
         " has: copy it again";
}

bool HasKeyForm(std::string_view key) {
  constexpr size_t kDigits = 64, kSize = kDigits + 2;
  const auto hex = [](char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); };
  return key.size() == kSize && std::all_of(key.begin(), key.begin() + kDigits, hex) &&
         key[kDigits] == '-' && absl::ascii_isdigit(static_cast<unsigned char>(key.back()));
}

}  // namespace

std::vector<Fault> ReadCredential(const CredentialConfig& source, Credential* credential,
                                  std::chrono::milliseconds patience) {
  std::vector<Fault> faults;
  Source company = Read(source.company_id, "credential", "company_id", patience);
  if (company.problem.empty()) company.problem = CompanyProblem(company.value);
  Source key = Read(source.api_key, "credential", "api_key", patience);
  if (key.problem.empty()) key.problem = KeyProblem(key.value, "API key");
  const auto take = [&faults](Source* read, std::string* value) {
    if (read->problem.empty()) {
      *value = std::move(read->value);
    } else {
      faults.push_back({read->pointer, read->words + " " + read->problem});
    }
  };
  take(&company, &credential->company_id);
  take(&key, &credential->api_key);
  return faults;
}

std::string KeyWarning(std::string_view api_key) {
  constexpr std::string_view kQuotes = "\"'`";
  if (api_key.empty() || HasKeyForm(api_key)) return "";
  if (kQuotes.find(api_key.front()) != std::string_view::npos ||
      kQuotes.find(api_key.back()) != std::string_view::npos) {
    return "the API key stands in quotation marks, which belong to no key: take them away";
  }
  if (BeginsWithBearer(api_key)) {
    return "the API key begins with \"Bearer\", which the destination writes in front of it by itself: keep only the key";
  }
  if (api_key.find_first_not_of('*') == std::string_view::npos) {
    return "the API key is a row of asterisks, as a key is shown where it is hidden: copy the key itself";
  }
  if (config::IsGuid(api_key))
    return "the API key has the form of a company id: the key stands beside it in inFlow";
  return "the API key does not have the form of inFlow's keys, 64 hexadecimal digits, a hyphen and a digit; where the service "
         "refuses it, copy it again";
}

std::vector<std::string> SecretsOf(std::string_view api_key, std::string_view webhook_secret,
                                   const WebhookConfig& webhook) {
  constexpr size_t kLeastSecret = 8, kLeastWord = 16;
  std::vector<std::string> secrets = {std::string(api_key)};
  if (webhook_secret.size() >= kLeastSecret) secrets.emplace_back(webhook_secret);
  for (const auto& [name, value] : webhook.headers) {
    if (config::IsPublicHeader(name)) continue;
    for (const absl::string_view word : absl::StrSplit(Absl(value), ' ')) {
      if (word.size() >= kLeastWord) secrets.emplace_back(word);
    }
  }
  return secrets;
}

std::vector<Fault> ReadWebhookSecret(const WebhookConfig& webhook, std::string* secret) {
  secret->clear();
  if (webhook.secret.text.empty()) return {};
  Source read = Read(webhook.secret, "response_webhook", "secret", kPipePatience);
  if (read.problem.empty()) read.problem = KeyProblem(read.value, "secret");
  if (!read.problem.empty()) return {{read.pointer, read.words + " " + read.problem}};
  *secret = std::move(read.value);
  return {};
}

}  // namespace inflow
