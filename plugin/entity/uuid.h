// SPDX-License-Identifier: Apache-2.0
//
// File: uuid.h
//
// UUIDs, which the service calls GUIDs, and those that are made from names (RFC 4122, version 5).
#ifndef PLUGIN_ENTITY_UUID_H_
#define PLUGIN_ENTITY_UUID_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct evp_md_ctx_st;  // OpenSSL's

namespace inflow {

using Uuid = std::array<uint8_t, 16>;

// ParseUuid reads 8-4-4-4-12 hexadecimal digits in any case, also in braces, and also without the
// hyphens.
std::optional<Uuid> ParseUuid(std::string_view text);

// UuidText is 36 characters, in lower case.
std::array<char, 36> UuidText(const Uuid& uuid);
void AppendUuid(const Uuid& uuid, std::string* out);

// UuidNamer makes the version 5 UUIDs of names, one at a time. Throws only std::bad_alloc.
class UuidNamer {
 public:
  UuidNamer();
  Uuid Name(const Uuid& name_space, std::string_view name) const;

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free>
      context_;  // kept, since OpenSSL takes longer to make one than to digest a name
};

// NamedUuid makes one.
Uuid NamedUuid(const Uuid& name_space, std::string_view name);

}  // namespace inflow

#endif  // PLUGIN_ENTITY_UUID_H_
