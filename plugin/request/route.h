// SPDX-License-Identifier: Apache-2.0
//
// File: route.h
//
// A RouteConfig, compiled: how a record becomes a request to one endpoint. Immutable and free of
// I/O.
//
//   RenderedTarget target;                               // both reused from record to record
//   MappedRecord record;
//   absl::Status s = route->target().Render({index, wall}, &target);
//   if (s.ok()) s = route->Map({index, wall}, &record);
//   if (s.ok()) s = route->AppendItem({index, wall}, &record, 0, &payload);
#ifndef PLUGIN_REQUEST_ROUTE_H_
#define PLUGIN_REQUEST_ROUTE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/config/config.h"
#include "plugin/config/parse.h"
#include "plugin/entity/identity.h"
#include "plugin/entity/values.h"
#include "plugin/http/exchange.h"
#include "plugin/request/assembly.h"
#include "plugin/request/attribute_use.h"
#include "plugin/request/body_map.h"
#include "plugin/request/document_name.h"
#include "plugin/request/mapped_record.h"
#include "plugin/request/record_key.h"
#include "plugin/request/shape.h"
#include "plugin/request/target.h"
#include "plugin/request/template.h"

namespace inflow {

class Route {
 public:
  // Compile adds a fault for every template that is wrong, and returns null if there was one.
  // `config` is copied from; `company_id` and the endpoint become part of the URL.
  static std::unique_ptr<const Route> Compile(const RouteConfig& route, const Config& config,
                                              std::string_view company_id,
                                              std::vector<Fault>* faults);

  // target is where records go.
  const Target& target() const { return target_; }

  // Map makes what bodies are made of. InvalidArgument where the record lacks an attribute that the
  // map uses. It is Read, which takes the record as it came but for the identity's texts, which it
  // trims, and then MapRead.
  absl::Status Map(const RenderInput& input, MappedRecord* record) const;
  absl::Status Read(const RecordIndex& index, MappedRecord* record) const;
  absl::Status MapRead(WallMillis accepted_at, MappedRecord* record) const;

  // AppendDocumentName appends the name of the document that a record which was read is a line of;
  // fold only.
  absl::Status AppendDocumentName(const MappedRecord& record, WallMillis accepted_at,
                                  std::string* name) const;

  // AppendItem appends the record's payload: bound to the fields of a published endpoint, without
  // the excluded attributes. `line` is the place of a folded line in its document. InvalidArgument
  // (and *payload as far as it came) where the content format cannot carry it.
  absl::Status AppendItem(const RenderInput& input, MappedRecord* record, size_t line,
                          std::string* payload) const;

  // AppendDocument appends the attributes of the document that a line belongs to, as one JSON
  // object; fold only. Before AppendItem.
  absl::Status AppendDocument(MappedRecord* record, std::string* out) const;

  // MakeDocument makes the frame of the document that a line begins, with these attributes.
  absl::StatusOr<SharedFrame> MakeDocument(const MappedRecord& record,
                                           std::string_view attributes) const;

  // shape is what all records of the route have in common.
  const SharedShape& shape() const { return shared_shape_; }
  const BatchingConfig& batching() const { return batching_; }
  bool folds() const { return shape_->folds; }
  const Assembly& assembly() const { return *assembly_; }
  // record_key is what names records.
  const RecordKey& record_key() const { return record_key_; }
  // AttributeUses lists what the route reads of a record, without a map all else too.
  std::vector<AttributeUse> AttributeUses() const;
  // AppendNameOf appends what names a mapped record, for people: what its GUID or key is made of.
  // Nothing where nothing does, or where it has its own GUID.
  absl::Status AppendNameOf(const MappedRecord& record, const RenderedTarget& target,
                            std::string* name) const;
  // warnings is what the configuration's author should look at, although it is no fault.
  const std::vector<Fault>& warnings() const { return warnings_; }

 private:
  Route() = default;
  bool CompileBody(const RouteConfig& route, std::string_view company_id,
                   std::vector<Fault>* faults);
  bool CompileDocumentName(const RouteConfig& route, const TemplateScope& scope,
                           std::vector<Fault>* faults);
  bool FindLines(const RouteConfig& route, std::vector<Fault>* faults);
  bool CompileEntity(const RouteConfig& route, const Config& config, std::string_view company_id,
                     std::vector<Fault>* faults);
  bool CheckMap(const RouteConfig& route, std::vector<Fault>* faults);
  void CheckIdentity(const RouteConfig& route, std::string_view company_id);
  std::string AdviseAdopting(const RouteConfig& route, std::string_view company_id,
                             std::string* own_id) const;
  absl::Status Bind(std::string_view json, size_t line, MappedRecord* record,
                    std::string* out) const;
  absl::Status ReadValues(MappedRecord* record) const;
  absl::Status Identify(MappedRecord* record) const;
  bool IsBlankLine(const MappedRecord& record) const;
  void AppendJson(const MappedRecord& record, std::string* out) const;
  void AppendLine(const MappedRecord& record, std::string* out) const;

  const Endpoint* endpoint_ = nullptr;
  std::shared_ptr<const Endpoint> manual_;  // owns it where it is not the catalogue's
  const std::shared_ptr<Shape> shape_ = std::make_shared<Shape>();
  const SharedShape shared_shape_ = shape_;
  BatchingConfig batching_;
  Target target_;
  Blanks blanks_ = Blanks::kKeep;
  std::optional<BodyMap> map_;
  Exclusion exclusion_;           // also of what group_by writes once
  Exclusion document_exclusion_;  // fold: also of the lines' attributes
  bool omit_nulls_ = false;
  std::unique_ptr<const Assembly> assembly_;
  std::optional<DocumentName> document_name_;  // fold
  RecordKey record_key_;
  std::optional<Binder> binder_;  // published endpoints with a body
  std::optional<Values> values_;  // likewise, where any are configured
  std::optional<Identity> identity_;
  const Field* lines_ = nullptr;             // fold: the published rows
  std::vector<const Field*> lines_parents_;  // what leads to them, made once a document
  std::string lines_within_;                 // the same as a path: "sheets.0"
  std::string pointer_;                      // of the configuration's object
  bool body_ = false;                        // map_ is the body
  std::string own_id_;  // published endpoints: the record's attribute that its GUID is read from;
                        // empty where none is
  std::vector<Fault> warnings_;
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_ROUTE_H_
