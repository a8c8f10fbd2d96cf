// SPDX-License-Identifier: Apache-2.0
//
// File: path.h
//
// Dotted attribute paths ("billing.address.city", "lines.cost") over the bytes of a record that
// WalkRecord has accepted.
#ifndef PLUGIN_RECORD_PATH_H_
#define PLUGIN_RECORD_PATH_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/record/walker.h"

namespace inflow {

// AttributePath is a dotted path split into its names. An attribute whose own name holds a dot is
// found by its whole name first.
class AttributePath {
 public:
  explicit AttributePath(std::string_view dotted);
  const std::string& text() const { return text_; }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::string text_;
  std::vector<std::string> names_;
};

// Lookup finds the value at a path; nullopt where an attribute on the way is absent or is no
// object. A number as a name indexes an array ("lines.0.sku"). Of equal keys inside a nested object
// the last one counts.
std::optional<JsonValue> Lookup(const RecordIndex& record, const AttributePath& path);

// Exclusion drops attributes while a record's bytes are copied. Dotted paths reach into objects and
// into every element of arrays; an attribute whose own name holds a dot is dropped too.
class Exclusion {
 public:
  Exclusion() = default;
  explicit Exclusion(const std::vector<std::string>& dotted_paths);
  bool empty() const { return root_.children.empty(); }

  // AppendObject appends the record without the excluded attributes, everything else byte for byte
  // as written (the commas around a dropped member go with it).
  void AppendObject(const RecordIndex& record, std::string* out) const;

  // DropsTopLevel tells whether a whole top-level member is excluded; used where members are copied
  // one by one.
  bool DropsTopLevel(const Member& member) const;

  // AppendValue appends one top-level member's value without what is excluded inside it.
  void AppendValue(const Member& member, std::string* out) const;

 private:
  struct Node {
    bool drop = false;                                  // the path ends here
    std::map<std::string, Node, std::less<>> children;  // by name
    uint64_t sizes = 0;  // of the children's names, as bits: most members are told by theirs
    // Child returns nullptr where nothing of the member is excluded.
    const Node* Child(const Member& member) const {
      const bool may_be = member.key_escaped || (sizes & SizeBit(member.key)) != 0;
      return may_be ? FindChild(member) : nullptr;
    }
    const Node* FindChild(const Member& member) const;
    static uint64_t SizeBit(std::string_view name) { return uint64_t{1} << (name.size() & 63); }
    Node* Add(std::string_view child);
  };
  class Copier;
  class MemberCuts;
  Node root_;
};

}  // namespace inflow

#endif  // PLUGIN_RECORD_PATH_H_
