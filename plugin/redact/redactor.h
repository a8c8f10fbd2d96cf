// SPDX-License-Identifier: Apache-2.0
//
// File: redactor.h
//
// Hides secrets that came back: a service that quotes the request must not carry the API key into
// results, logs and files.
//
//   const Redactor redactor({credential.api_key});
//   redactor.Redact(&exchange.body);
#ifndef PLUGIN_REDACT_REDACTOR_H_
#define PLUGIN_REDACT_REDACTOR_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace inflow {

// A Redactor is made once for its secrets, may be shared by threads, and holds them as hashes where
// they have 16 characters or more. Of those it hides every 16 and more characters that stand in a
// row,
// - in any letter case;
// - with escapes of percent-encoding, JSON and HTML, one inside the other too;
// - in base64, which may have begun before them, or hexadecimal;
// - with characters between them that are not seen, and with line ends and the blanks beside these.
// Shorter secrets are hidden where they stand as they are and whole, or where a text ends in the
// midst of them; those under four bytes not at all, since they would be found anywhere.
class Redactor {
 public:
  Redactor();  // of no secret
  explicit Redactor(const std::vector<std::string>& secrets);
  ~Redactor();
  Redactor(Redactor&&) noexcept;
  Redactor& operator=(Redactor&&) noexcept;

  // Redact overwrites secrets with '*', byte for byte; everything else stays. The time that it
  // takes grows with the text's length alone. Returns how many steps it took beyond a quick look
  // over the text.
  size_t Redact(std::string* text) const noexcept;

  // LooksRedacted tells whether a text holds a row of '*' as long as Redact leaves in place of one
  // of the secrets.
  bool LooksRedacted(std::string_view text) const noexcept;

  // RedactName does so in a text that was put into small letters, base64 in it too.
  void RedactName(std::string* name) const noexcept;

 private:
  class Finder;
  void RedactShort(std::string* text) const noexcept;

  std::unique_ptr<const Finder> finder_;  // of the long ones; null where there is none
  std::vector<std::string> short_;
};

}  // namespace inflow

#endif  // PLUGIN_REDACT_REDACTOR_H_
