// SPDX-License-Identifier: Apache-2.0
//
// File: identity.h
//
// GUIDs that are derived from a record's own attributes, so that the same record has the same GUID
// in every run and on every machine.
//
//   namespace = UUIDv5(URL, "https://cloudapi.inflowinventory.com/" company "/" collection)
//   (company in lower case) GUID      = UUIDv5(namespace, ["A-1"])     the identity's values as
//   texts, trimmed (white_space.h), as a compact JSON array
//
// A row's namespace is the GUID of what it is a row of, and its name says where it stands there:
// ["lines",0].
#ifndef PLUGIN_ENTITY_IDENTITY_H_
#define PLUGIN_ENTITY_IDENTITY_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugin/entity/uuid.h"
#include "plugin/record/named_attribute.h"

namespace inflow {

class Identity {
 public:
  // `attributes` must not be empty.
  Identity(std::string_view company_id, std::string_view collection,
           std::vector<NamedAttribute> attributes);

  // Derive returns the record's GUID. InvalidArgument where an attribute is absent, null, empty, or
  // no text, number or boolean.
  absl::StatusOr<Uuid> Derive(const RecordIndex& record) const;

  // DeriveOptional sets *uuid to it; nullopt where an attribute that may be missing is absent, null
  // or empty.
  absl::Status DeriveOptional(const RecordIndex& record, std::optional<Uuid>* uuid) const;

  // AppendName appends what the GUID is made of, the JSON array. Otherwise like Derive.
  absl::Status AppendName(const RecordIndex& record, std::string* name) const;

  // TrimsText appends the record with the identity's texts trimmed, so that what is sent is what
  // the GUID is made of; false, and *out as it was, where they are already.
  bool TrimsText(const RecordIndex& record, std::string* out) const;

  // Names tells whether the attribute of this path is one that the GUID is made of.
  bool Names(std::string_view path) const;

  // optional: an attribute of it may be missing.
  bool optional() const;
  const std::vector<NamedAttribute>& attributes() const { return attributes_; }

 private:
  // AppendText appends an attribute's value as text inside a JSON string; *absent is set where it
  // has none and needs none.
  static absl::Status AppendText(const RecordIndex& record, const NamedAttribute& attribute,
                                 std::string* name, bool* absent);

  UuidNamer namer_;
  Uuid namespace_;
  std::vector<NamedAttribute> attributes_;
};

// RowUuid is the GUID of a row that has none: the index-th (from 0) of the list `rows` of an
// entity, or of another row.
Uuid RowUuid(const Uuid& parent, std::string_view rows, size_t index);

}  // namespace inflow

#endif  // PLUGIN_ENTITY_IDENTITY_H_
