// SPDX-License-Identifier: Apache-2.0
//
// File: binder.h
//
// Checks a record against the fields of a published write, and writes it as the service wants it:
// names and enums in its spelling, numbers as decimal text, dates as ISO 8601. What the service
// would take with 200 and lose is refused here.
//
//   {"SKU":"A-1","Name":"Tea","weight":2.50}   ->
//   {"productId":"…","sku":"A-1","name":"Tea","weight":"2.50"}
#ifndef PLUGIN_ENTITY_BINDER_H_
#define PLUGIN_ENTITY_BINDER_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "plugin/catalog/object_schema.h"
#include "plugin/config/config.h"
#include "plugin/entity/note.h"
#include "plugin/entity/uuid.h"
#include "plugin/record/path.h"

namespace inflow {

// EntityId is what names the entity that a record is written to.
struct EntityId {
  std::optional<Uuid> uuid;           // nullopt where nothing names it
  bool own = false;                   // it stands in the record; otherwise it was derived
  const std::string* mark = nullptr;  // what is written in place of one that was derived, where the
                                      // entity may have another (reference_mark.h); null: nothing
};

class Binder {
 public:
  struct Options {
    UnknownFields unknown_fields = UnknownFields::kReject;
    std::string api_version{};  // what is newer is no field of it; empty: all fields are
    ReferenceMode references =
        ReferenceMode::kOff;              // what fields that name another record may hold
    bool derive_rows = false;             // rows without an id get one, derived from the entity's
    std::vector<std::string> required{};  // that a new entity needs, surely
    std::vector<std::string> expected{};  // likewise, perhaps
    const std::map<std::string, std::string>* hints{};  // Endpoint::hints; null: none
  };

  // `object` must outlive the binder.
  Binder(const ObjectSchema* object, Options options);

  // FindId reads the entity's id from a record's top-level members that are not excluded.
  // InvalidArgument where it is there and no GUID.
  absl::Status FindId(const RecordIndex& record, const Exclusion& excluded, EntityId* id) const;

  // AppendEntity appends a record, or the object `json`, bound; the id is written where it is not
  // there. InvalidArgument (and *out as far as it came) lists what is wrong with it, in sentences
  // that name paths. Notes are appended.
  absl::Status AppendEntity(const RecordIndex& record, const EntityId& id, std::string* out,
                            std::vector<Note>* notes) const;
  absl::Status AppendEntity(std::string_view json, const EntityId& id, std::string* out,
                            std::vector<Note>* notes) const;

  // AppendRow does the same with the index-th row of the list `rows`, which is a field of the
  // entity, or of what stands at the path `within`; `parent` is what the list belongs to.
  absl::Status AppendRow(std::string_view json, const EntityId& parent, const Field& rows,
                         size_t index, std::string* out, std::vector<Note>* notes,
                         std::string_view within = {}) const;

  // RowId derives the id of the index-th row of a list, which has none of its own; without a GUID
  // where none is derived.
  EntityId RowId(const EntityId& parent, const Field& rows, size_t index) const;

  // NameProblem is a name in a map that no field has, or that cannot be written.
  struct NameProblem {
    std::string pointer;  // in the map: "/prices/0/unitPirce"
    std::string problem;  // a sentence
  };
  // CheckNames looks at the names of a map's objects alone, since the values come from records; as
  // for kReject, whatever the options say. Each wrong name comes once. `map` is the JSON of an
  // object; of `row`, of a row of that list.
  std::vector<NameProblem> CheckNames(std::string_view map, const Field* row = nullptr) const;

  const ObjectSchema& object() const { return *object_; }

 private:
  class Run;
  template <typename Source>
  absl::Status Bind(const Source& source, const EntityId& id, std::string* out,
                    std::vector<Note>* notes) const;

  const ObjectSchema* object_;
  Options options_;
  std::vector<const Field*> required_;
  std::vector<const Field*> expected_;
};

}  // namespace inflow

#endif  // PLUGIN_ENTITY_BINDER_H_
