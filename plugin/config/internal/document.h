// SPDX-License-Identifier: Apache-2.0
//
// File: document.h
//
// The configuration's text as JSON: comments blanked, every syntax error found, no key twice in an
// object.
#ifndef PLUGIN_CONFIG_INTERNAL_DOCUMENT_H_
#define PLUGIN_CONFIG_INTERNAL_DOCUMENT_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/config/parse.h"

namespace inflow::config {

inline constexpr size_t kMaxDocumentBytes = 1u << 20;
inline constexpr size_t kMaxDocumentDepth = 64;

struct Document {
  std::string
      text;  // strict JSON: comments and a byte order mark are blanks, everything else as written
  nlohmann::json root;
};

// ReadDocument returns false where there is no object to look into; the faults say why. A repeated
// key is a fault too, but the rest of the document can still be looked at. Messages never quote the
// text: it may hold a key.
bool ReadDocument(std::string_view text, Document* document, std::vector<Fault>* faults);

// TypeName returns what a value is, in words: "an object".
std::string_view TypeName(const nlohmann::json& value);

// TextOf returns a string's text, nullptr for any other value.
const std::string* TextOf(const nlohmann::json& value);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_DOCUMENT_H_
