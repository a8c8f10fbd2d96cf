// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/parse.h"

#include "plugin/config/credential.h"
#include "plugin/config/internal/canonical.h"
#include "plugin/config/internal/document.h"
#include "plugin/config/internal/keys.h"
#include "plugin/config/internal/message.h"
#include "plugin/config/internal/reader.h"
#include "plugin/config/internal/rules.h"
#include "plugin/record/walker.h"
#include "plugin/text/escaped.h"

namespace inflow {
namespace {

// A shorter beginning of a key says nothing, and hiding it would spoil ordinary words.
constexpr size_t kTelling = 8;

// Hide puts *** in place of a secret, and of a beginning of it: quoted text is cut where it is
// long.
void Hide(std::string_view secret, std::string* text) {
  if (secret.size() < kTelling) return;
  const std::string_view start = secret.substr(0, kTelling);
  for (size_t at = text->find(start); at != std::string::npos; at = text->find(start, at)) {
    size_t length = kTelling;
    while (length < secret.size() && at + length < text->size() &&
           (*text)[at + length] == secret[length])
      ++length;
    text->replace(at, length, "***");
  }
}

// HideSecret takes a literal secret out of all faults. No message quotes it where it belongs, but
// by mistake it may stand where names are quoted.
void HideSecret(const std::string& secret, std::vector<Fault>* faults) {
  std::string in_json;
  AppendEscaped(secret, &in_json);
  const std::string in_pointer = config::JoinPointer("", secret).substr(1);
  for (Fault& fault : *faults) {
    for (const std::string& form : {secret, in_json}) Hide(form, &fault.message);
    Hide(in_pointer, &fault.pointer);
  }
}

std::string_view Literal(const SecretSource& secret) {
  return secret.kind == SecretSource::Kind::kLiteral ? std::string_view(secret.text)
                                                     : std::string_view();
}

}  // namespace

std::vector<Fault> ParseConfig(std::string_view json, Config* config) {
  *config = Config{};
  std::vector<Fault> faults;
  config::Document document;
  // The parser takes one for the end, whatever stands behind it.
  if (const size_t at = json.find('\0'); at != std::string_view::npos) {
    faults.push_back(
        {"", "byte " + std::to_string(at + 1) +
                 " of the document is a NUL, which no JSON holds: save it as plain text "
                 "in UTF-8, and give its length without what ends the string"});
    return faults;
  }
  if (!config::ReadDocument(json, &document, &faults)) return faults;
  config::Reader reader(document.root, {"", document.text, "", "the document"}, &faults,
                        &config->main.origins);
  config::VisitDocument(reader, config);
  reader.Finish({});
  config::ApplyRules(config, &faults);
  const WebhookConfig& webhook = config->response_webhook;
  for (const std::string& secret :
       SecretsOf(Literal(config->credential.api_key), Literal(webhook.secret), webhook)) {
    HideSecret(secret, &faults);
  }
  if (faults.empty()) {
    config->fixed_part = config::FixedPart(*config);
    config->rendered_part = config::RenderedPart(*config);
  }
  return faults;
}

}  // namespace inflow
