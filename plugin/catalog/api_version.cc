// SPDX-License-Identifier: Apache-2.0
#include "plugin/catalog/api_version.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "plugin/catalog/internal/data.h"

namespace inflow {

extern const char kSchemasJson[];  // schemas.json, built in by cmake/embed.cmake
extern const size_t kSchemasJsonSize;

namespace {

constexpr std::string_view kDate = "dddd-dd-dd";

bool IsDate(std::string_view version) {
  return std::equal(
      version.begin(), version.end(), kDate.begin(), kDate.end(), [](char c, char form) {
        return form == '-' ? c == '-' : absl::ascii_isdigit(static_cast<unsigned char>(c));
      });
}

const std::vector<std::string>& Versions() {
  // Never freed: configurations of other threads may still ask while the process ends.
  static const auto* const versions = new std::vector<std::string>(
      catalog_data::Texts(catalog_data::Parse(kSchemasJson, kSchemasJsonSize), "versions"));
  return *versions;
}

}  // namespace

bool IsKnownVersion(std::string_view version) {
  return std::find(Versions().begin(), Versions().end(), version) != Versions().end();
}

std::string_view NewestVersion() { return Versions().back(); }

bool IsNewer(std::string_view since, std::string_view version) {
  return IsDate(version) && since > version;
}

std::string AcceptLine(std::string_view version) {
  return std::string("Accept: application/json;version=").append(version);
}

}  // namespace inflow
