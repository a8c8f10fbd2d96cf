// SPDX-License-Identifier: Apache-2.0
//
// File: enum_set.h
//
// A set of an enum's values.
//
//   constexpr EnumSet<ContentFormat> kFormats = {ContentFormat::kJson, ContentFormat::kXml};
#ifndef PLUGIN_CONFIG_INTERNAL_ENUM_SET_H_
#define PLUGIN_CONFIG_INTERNAL_ENUM_SET_H_

#include <cstdint>
#include <initializer_list>

namespace inflow::config {

// EnumSet takes enums whose values are 0 to 31.
template <typename E>
class EnumSet {
 public:
  constexpr EnumSet() = default;
  constexpr EnumSet(std::initializer_list<E> values) {
    for (const E value : values) bits_ |= BitOf(value);
  }

  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool Has(E value) const { return (bits_ & BitOf(value)) != 0; }
  constexpr EnumSet operator|(EnumSet other) const {
    other.bits_ |= bits_;
    return other;
  }

 private:
  static constexpr uint32_t BitOf(E value) { return uint32_t{1} << static_cast<uint32_t>(value); }

  uint32_t bits_ = 0;
};

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_ENUM_SET_H_
