// SPDX-License-Identifier: Apache-2.0
//
// File: credential.h
//
// The company and key in clear. The only type that holds the key; it has no printing operator, and
// messages name its source instead.
#ifndef PLUGIN_CONFIG_CREDENTIAL_H_
#define PLUGIN_CONFIG_CREDENTIAL_H_

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/config/config.h"
#include "plugin/config/parse.h"

namespace inflow {

// How long a file that is a pipe is waited for, until its value has been written.
inline constexpr std::chrono::milliseconds kPipePatience{5000};

struct Credential {
  std::string company_id;
  std::string api_key;
  bool operator==(const Credential&) const = default;
};

// ReadCredential reads literal values, environment variables and files (trailing line ends
// trimmed), and checks them: a company is a GUID; a key is printable ASCII without spaces. Faults
// carry the pointer of the source and never the value, nor a name or path that looks like one; what
// has none is in *credential.
std::vector<Fault> ReadCredential(const CredentialConfig& source, Credential* credential,
                                  std::chrono::milliseconds patience = kPipePatience);

// KeyWarning says what is odd about a key that may be right nevertheless, without showing any of
// it; "" where nothing is.
std::string KeyWarning(std::string_view api_key);

// SecretsOf lists what may not come out anywhere: the key, the webhook's secret, and the words of
// its headers but for those that everybody knows. Short words are left out, since they would be
// found anywhere.
std::vector<std::string> SecretsOf(std::string_view api_key, std::string_view webhook_secret,
                                   const WebhookConfig& webhook);

// CompanyFaults finds the company's id where a URL of the configuration would hold it twice.
std::vector<Fault> CompanyFaults(const Config& config, std::string_view company_id);

// ReadWebhookSecret reads the secret of the response webhook in the same way; "" where there is
// none.
std::vector<Fault> ReadWebhookSecret(const WebhookConfig& webhook, std::string* secret);

}  // namespace inflow

#endif  // PLUGIN_CONFIG_CREDENTIAL_H_
