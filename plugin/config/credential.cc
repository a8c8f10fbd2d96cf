// SPDX-License-Identifier: Apache-2.0
#include "inflow/config/credential.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "plugin/config/message.h"
#include "plugin/config/text_rule.h"

namespace inflow {
namespace {

constexpr size_t kMaxSecretBytes = 4096;

// Source is one secret on its way: where it comes from in words, and what is wrong with it.
struct Source {
  std::string pointer;
  std::string words;  // "the environment variable INFLOW_API_KEY"
  std::string value;
  std::string problem;  // the end of a sentence that begins with `words`; "" where the value was read
};

// ReadFile reads one byte more than may be there, so that a pipe or device cannot fill the memory.
std::string ReadFile(const std::string& path, std::string* value) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"),
                                                             [](std::FILE* f) { return f == nullptr ? 0 : std::fclose(f); });
  if (file == nullptr) return "cannot be opened (" + std::string(std::strerror(errno)) + "): check its path and permissions";
  value->resize(kMaxSecretBytes + 3);  // a line end of two bytes and one byte too many
  const size_t read = std::fread(value->data(), 1, value->size(), file.get());
  if (std::ferror(file.get()) != 0)
    return "cannot be read (" + std::string(std::strerror(errno)) + "): name a file that holds only the value";
  value->resize(read);
  while (!value->empty() && (value->back() == '\n' || value->back() == '\r')) value->pop_back();
  return "";
}

Source Read(const SecretSource& secret, const std::string& object, const std::string& key) {
  Source source;
  source.pointer = "/" + object + "/" + key;
  switch (secret.kind) {
    case SecretSource::Kind::kLiteral:
      source.words = "\"" + key + "\"";
      source.value = secret.text;
      break;
    case SecretSource::Kind::kEnvironment: {
      source.pointer += "/env";
      source.words = "the environment variable " + Quoted(secret.text) + " for \"" + key + "\"";
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
      source.words = "the file " + Quoted(secret.text) + " for \"" + key + "\"";
      source.problem = ReadFile(secret.text, &source.value);
      break;
  }
  if (source.problem.empty() && source.value.empty()) source.problem = "is empty";
  return source;
}

std::string CompanyProblem(const std::string& value) {
  if (config::IsGuid(value)) return "";
  return "holds no GUID; a company id looks like 00000000-0000-0000-0000-000000000000, and stands beside the API keys in inFlow";
}

std::string KeyProblem(const std::string& value, const std::string& what) {
  if (value.size() > kMaxSecretBytes) return "holds more than " + std::to_string(kMaxSecretBytes) + " bytes, which is no " + what;
  const bool printable = std::all_of(value.begin(), value.end(), [](char c) { return c > ' ' && c < 0x7F; });
  return printable ? "" : "holds spaces, control characters or letters beyond ASCII, which no " + what + " has: copy it again";
}

}  // namespace

std::vector<Fault> ReadCredential(const CredentialConfig& source, Credential* credential) {
  std::vector<Fault> faults;
  Source company = Read(source.company_id, "credential", "company_id");
  if (company.problem.empty()) company.problem = CompanyProblem(company.value);
  Source key = Read(source.api_key, "credential", "api_key");
  if (key.problem.empty()) key.problem = KeyProblem(key.value, "API key");
  for (const Source* read : {&company, &key}) {
    if (!read->problem.empty()) faults.push_back({read->pointer, read->words + " " + read->problem});
  }
  if (faults.empty()) *credential = {std::move(company.value), std::move(key.value)};
  return faults;
}

std::vector<Fault> ReadWebhookSecret(const WebhookConfig& webhook, std::string* secret) {
  secret->clear();
  if (webhook.secret.text.empty()) return {};
  Source read = Read(webhook.secret, "response_webhook", "secret");
  if (read.problem.empty()) read.problem = KeyProblem(read.value, "secret");
  if (!read.problem.empty()) return {{read.pointer, read.words + " " + read.problem}};
  *secret = std::move(read.value);
  return {};
}

}  // namespace inflow
