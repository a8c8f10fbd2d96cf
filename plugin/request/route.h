// SPDX-License-Identifier: Apache-2.0
//
// File: route.h
//
// A RouteConfig, compiled: how a record becomes a request to one endpoint. Immutable and free of
// I/O.
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
#include "plugin/http/exchange.h"
#include "plugin/request/attribute_use.h"
#include "plugin/request/document_name.h"
#include "plugin/request/envelope_template.h"
#include "plugin/request/mapped_record.h"
#include "plugin/request/payload.h"
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

  // payload is what is sent of them, envelope what stands around them in a body, record_key what
  // names them.
  const Payload& payload() const { return payload_; }
  const EnvelopeTemplate& envelope() const { return *envelope_; }
  const RecordKey& record_key() const { return record_key_; }

  // AppendDocumentName appends the name of the document that a record which was read is a line of;
  // fold only.
  absl::Status AppendDocumentName(const MappedRecord& record, WallMillis accepted_at,
                                  std::string* name) const;

  // shape is what all records of the route have in common.
  const SharedShape& shape() const { return shared_shape_; }
  const BatchingConfig& batching() const { return batching_; }
  bool folds() const { return shape_->folds; }
  // AttributeUses lists what the route reads of a record, without a map all else too.
  std::vector<AttributeUse> AttributeUses() const;
  // AppendNameOf appends what names a mapped record, for people: what its GUID or key is made of.
  // Nothing where nothing does, or where it has its own GUID.
  absl::Status AppendNameOf(const MappedRecord& record, const RenderedTarget& target,
                            std::string* name) const;
  // warnings is what the configuration's author should look at, although it is no fault.
  const std::vector<Fault>& warnings() const { return payload_.warnings(); }

 private:
  Route() = default;
  bool CheckLookups(const RouteConfig& route, std::vector<Fault>* faults) const;
  bool CompileDocumentName(const RouteConfig& route, const TemplateScope& scope,
                           std::vector<Fault>* faults);

  std::shared_ptr<const Endpoint> manual_;  // owns the endpoint where it is not the catalogue's
  const std::shared_ptr<Shape> shape_ = std::make_shared<Shape>();
  const SharedShape shared_shape_ = shape_;
  BatchingConfig batching_;
  Target target_;
  std::unique_ptr<const EnvelopeTemplate> envelope_;
  Payload payload_;
  RecordKey record_key_;
  std::optional<DocumentName> document_name_;  // fold
  std::string pointer_;                        // of the configuration's object
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_ROUTE_H_
