// SPDX-License-Identifier: Apache-2.0
//
// File: identity.h
//
// GUIDs that are derived from a record's own attributes, so that the same record has the same GUID in every run and on every
// machine.
//
//   namespace = UUIDv5(URL, "https://cloudapi.inflowinventory.com/" company "/" collection)   (company in lower case)
//   GUID      = UUIDv5(namespace, ["A-1"])     the identity's values as texts, trimmed, as a compact JSON array
//
// A row's namespace is the GUID of what it is a row of, and its name says where it stands there: ["lines",0].
#ifndef INFLOW_ENTITY_IDENTITY_H_
#define INFLOW_ENTITY_IDENTITY_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "inflow/entity/uuid.h"
#include "inflow/record/path.h"

namespace inflow {

class Identity {
 public:
  // `paths` must not be empty.
  Identity(std::string_view company_id, std::string_view collection, std::vector<AttributePath> paths);

  // Derive returns the record's GUID. InvalidArgument where an attribute is absent, null, empty, or no text, number or boolean.
  absl::StatusOr<Uuid> Derive(const RecordIndex& record) const;

 private:
  UuidNamer namer_;
  Uuid namespace_;
  std::vector<AttributePath> paths_;
};

// RowUuid is the GUID of a row that has none: the index-th (from 0) of the list `rows` of an entity, or of another row.
Uuid RowUuid(const Uuid& parent, std::string_view rows, size_t index);

}  // namespace inflow

#endif  // INFLOW_ENTITY_IDENTITY_H_
