// SPDX-License-Identifier: Apache-2.0
//
// File: credential.h
//
// The company and key in clear. The only type that holds the key; it has no printing operator, and messages name its source
// instead.
#ifndef INFLOW_CONFIG_CREDENTIAL_H_
#define INFLOW_CONFIG_CREDENTIAL_H_

#include <string>
#include <vector>

#include "inflow/config/config.h"
#include "inflow/config/parse.h"

namespace inflow {

struct Credential {
  std::string company_id;
  std::string api_key;
  bool operator==(const Credential&) const = default;
};

// ReadCredential reads literal values, environment variables and files (trailing line ends trimmed), and checks them: a company
// is a GUID; a key is printable ASCII without spaces. Faults carry the pointer of the source and never the value.
std::vector<Fault> ReadCredential(const CredentialConfig& source, Credential* credential);

// ReadWebhookSecret reads the secret of the response webhook in the same way; "" where there is none.
std::vector<Fault> ReadWebhookSecret(const WebhookConfig& webhook, std::string* secret);

}  // namespace inflow

#endif  // INFLOW_CONFIG_CREDENTIAL_H_
