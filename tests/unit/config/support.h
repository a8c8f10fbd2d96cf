// SPDX-License-Identifier: Apache-2.0
//
// File: support.h
//
// What the tests of the configuration share.
#ifndef TESTS_UNIT_CONFIG_SUPPORT_H_
#define TESTS_UNIT_CONFIG_SUPPORT_H_

#include <string>
#include <string_view>
#include <vector>

#include "plugin/config/parse.h"

namespace inflow {

inline constexpr std::string_view kCompany = "0f5bd6de-4b4c-4d5b-9c0f-5b8b4b8a2c11";
inline constexpr std::string_view kApiKey = "k3y-That-Must-Not-Be-Seen";

// Document returns a document with a credential and, after it, `rest`: more members, each with a
// comma before it.
inline std::string Document(std::string_view rest = R"(, "endpoint": "create_product")") {
  return R"({"credential": {"company_id": ")" + std::string(kCompany) + R"(", "api_key": ")" +
         std::string(kApiKey) + "\"}" + std::string(rest) + "}";
}

struct Parsed {
  Config config;
  std::vector<std::string> faults;  // "pointer: message"
};

inline Parsed Parse(std::string_view text) {
  Parsed parsed;
  for (const Fault& fault : ParseConfig(text, &parsed.config))
    parsed.faults.push_back(fault.pointer + ": " + fault.message);
  return parsed;
}

inline std::vector<std::string> Faults(std::string_view rest) {
  return Parse(Document(rest)).faults;
}

}  // namespace inflow

#endif  // TESTS_UNIT_CONFIG_SUPPORT_H_
