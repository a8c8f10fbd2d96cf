// SPDX-License-Identifier: Apache-2.0
//
// File: payload.h
//
// What is sent of a record: mapped, read as "values" says, identified, without what is excluded,
// and bound to the fields of a published endpoint. Compiled and immutable.
//
//   MappedRecord record;  // reused from record to record
//   absl::Status s = payload.Map({index, wall}, &record);
//   if (s.ok()) s = payload.AppendItem({index, wall}, &record, 0, &bytes);
#ifndef PLUGIN_REQUEST_PAYLOAD_H_
#define PLUGIN_REQUEST_PAYLOAD_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/config/config.h"
#include "plugin/config/parse.h"
#include "plugin/entity/identity.h"
#include "plugin/entity/values.h"
#include "plugin/request/body_map.h"
#include "plugin/request/envelope_template.h"
#include "plugin/request/mapped_record.h"
#include "plugin/request/shape.h"
#include "plugin/request/target.h"
#include "plugin/request/template.h"

namespace inflow {

class Payload {
 public:
  // Compile adds a fault for every template that is wrong, and returns false if there was one. It
  // fills what the shape has of adopting. Endpoint, target and envelope must outlive the payload.
  bool Compile(const RouteConfig& route, const Config& config, std::string_view company_id,
               const Target& target, const EnvelopeTemplate* envelope, Shape* shape,
               std::vector<Fault>* faults);

  // Map makes what bodies are made of. InvalidArgument where the record lacks an attribute that the
  // map uses. It is Read, which takes the record as it came but for the identity's texts, which it
  // trims, and then MapRead.
  absl::Status Map(const RenderInput& input, MappedRecord* record) const;
  absl::Status Read(const RecordIndex& index, MappedRecord* record) const;
  absl::Status MapRead(WallMillis accepted_at, MappedRecord* record) const;

  // AppendItem appends the record's payload. `line` is the place of a folded line in its document.
  // InvalidArgument (and *payload as far as it came) where the content format cannot carry it.
  absl::Status AppendItem(const RenderInput& input, MappedRecord* record, size_t line,
                          std::string* payload) const;

  // AppendDocument appends the attributes of the document that a line belongs to, as one JSON
  // object; fold only. Before AppendItem.
  absl::Status AppendDocument(MappedRecord* record, std::string* out) const;

  // MakeDocument makes the envelope of the document that a line begins, with these attributes.
  absl::StatusOr<SharedEnvelope> MakeDocument(const MappedRecord& record,
                                              std::string_view attributes) const;

  // map is what makes the body, or null; is_body: it stands under "body".
  const BodyMap* map() const { return map_ ? &*map_ : nullptr; }
  bool is_body() const { return body_; }
  // identity is null without one.
  const Identity* identity() const { return identity_ ? &*identity_ : nullptr; }
  // own_id is the record's attribute that its GUID is read from; empty where none is.
  const std::string& own_id() const { return own_id_; }
  const Exclusion& exclusion() const { return exclusion_; }
  bool binds() const { return binder_.has_value(); }
  // looks_up: payloads and documents may hold marks (reference_mark.h).
  bool looks_up() const { return looks_up_; }
  // warnings is what the configuration's author should look at, although it is no fault.
  const std::vector<Fault>& warnings() const { return warnings_; }

 private:
  bool CompileMap(const RouteConfig& route, const TemplateScope& scope, std::vector<Fault>* faults);
  bool CompileEntity(const RouteConfig& route, const Config& config, const TemplateScope& scope,
                     Shape* shape, std::vector<Fault>* faults);
  bool FindLines(const RouteConfig& route, std::vector<Fault>* faults);
  bool CheckMap(const RouteConfig& route, std::vector<Fault>* faults);
  void CheckIdentity(const RouteConfig& route, const TemplateScope& scope);
  std::string AdviseLookingFor(const RouteConfig& route) const;
  std::string AdviseAdopting(const RouteConfig& route, const TemplateScope& scope,
                             std::string* own_id) const;
  absl::Status Bind(std::string_view json, size_t line, MappedRecord* record,
                    std::string* out) const;
  absl::Status ReadValues(MappedRecord* record) const;
  absl::Status Identify(MappedRecord* record) const;
  void MarkOwnId(MappedRecord* record) const;
  void CompileLookups(const RouteConfig& route, const Config& config);
  bool IsBlankLine(const MappedRecord& record) const;
  void AppendJson(const MappedRecord& record, std::string* out) const;
  void AppendLine(const MappedRecord& record, std::string* out) const;

  const Endpoint* endpoint_ = nullptr;
  const EnvelopeTemplate* envelope_ = nullptr;
  BatchingConfig batching_;
  std::optional<BodyMap> map_;
  Exclusion exclusion_;           // also of what group_by writes once
  Exclusion document_exclusion_;  // fold: also of the lines' attributes
  std::optional<Binder> binder_;  // published endpoints with a body
  std::optional<Values> values_;  // likewise, where any are configured
  std::optional<Identity> identity_;
  std::vector<std::string> adopt_;  // fields by which the record itself is first looked for
  const Field* lines_ = nullptr;    // fold: the published rows
  std::vector<const Field*> lines_parents_;  // what leads to them, made once a document
  std::string lines_within_;                 // the same as a path: "sheets.0"
  std::string own_id_;
  std::string own_field_;  // the record's own id, where only the field's name tells of it
  std::vector<Fault> warnings_;
  ReferenceMode marks_ = ReferenceMode::kOff;  // of texts in fields that only their names tell of
  Blanks blanks_ = Blanks::kKeep;
  bool folds_ = false;
  bool body_ = false;
  bool omit_nulls_ = false;
  bool looks_up_ = false;
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_PAYLOAD_H_
