// SPDX-License-Identifier: Apache-2.0
//
// File: origins.h
//
// Where the values of a configuration come from: named where they stand, inherited by a route, or
// left to their defaults.
//
//   config.main.origins.Of("/batching/size") == Origin::kNamed
#ifndef PLUGIN_CONFIG_ORIGINS_H_
#define PLUGIN_CONFIG_ORIGINS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inflow {

enum class Origin : uint8_t {
  kDefault,
  kInherited,  // a route has it from the document
  kNamed,
  kFaulty,  // named, and a fault says what is wrong with it
};

// Origins knows the keys of the document or of one route by their JSON pointers from there; a key
// of sections too.
class Origins {
 public:
  Origin Of(std::string_view pointer) const;

  // Names tells of what is written, right or wrong.
  bool Names(std::string_view pointer) const;

  void Set(std::string pointer, Origin origin) { origins_[std::move(pointer)] = origin; }

  // Forget makes a default of a key, and of all below it.
  void Forget(std::string_view pointer);

  // Inherited is what a route begins with.
  Origins Inherited() const;

  // Faulty lists the names right below a key that are faulty, in the order of their pointers, as
  // they are written.
  std::vector<std::string> Faulty(std::string_view pointer) const;

  // All is every key that is no default.
  const std::map<std::string, Origin, std::less<>>& All() const { return origins_; }

 private:
  std::map<std::string, Origin, std::less<>> origins_;
};

}  // namespace inflow

#endif  // PLUGIN_CONFIG_ORIGINS_H_
