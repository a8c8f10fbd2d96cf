// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a configuration: no crash, a pointer and a sentence for every fault, no key in any
// of them, and the same result where the map says so.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "plugin/config/parse.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  inflow::Config config;
  const std::vector<inflow::Fault> faults = inflow::ParseConfig(text, &config);
  const inflow::SecretSource& key = config.credential.api_key;
  for (const inflow::Fault& fault : faults) {
    Require(!fault.message.empty());
    Require(fault.pointer.empty() || fault.pointer[0] == '/');
    if (key.kind == inflow::SecretSource::Kind::kLiteral && key.text.size() >= 16) {
      Require(fault.message.find(key.text) == std::string::npos);
    }
  }
  if (!faults.empty()) return 0;
  Require(config.main.endpoint != nullptr);
  Require(!config.fixed_part.empty());
  Require(config.main.map.empty() || nlohmann::json::accept(config.main.map));
  inflow::Config again;
  Require(inflow::ParseConfig(text, &again).empty());
  Require(again.fixed_part == config.fixed_part);
  return 0;
}
