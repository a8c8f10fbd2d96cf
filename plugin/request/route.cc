// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/route.h"

#include "plugin/request/internal/faults.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

// FillShape takes over what the configuration alone says.
void FillShape(const RouteConfig& route, Shape* shape) {
  const Endpoint& endpoint = *route.endpoint;
  const BatchingConfig& batching = route.batching;
  shape->method = route.method;
  shape->has_body = route.method != HttpMethod::kDelete || route.delete_body;
  shape->with_credential = !route.foreign;
  shape->batched = batching.enabled;
  shape->folds = batching.enabled && batching.algorithm == Algorithm::kFold;
  shape->max_items = batching.enabled ? batching.size : 1;
  shape->max_bytes = batching.max_bytes;
  shape->linger = batching.linger;
  shape->atomic = batching.atomic;
  shape->response = route.response;
  shape->object = endpoint.object;
  shape->answer_id = endpoint.answer_id;
  shape->collection = endpoint.collection;
  shape->writes_json = route.content_format == ContentFormat::kJson;
  if (!endpoint.alternative.empty()) {
    shape->instead_of_route = "; the endpoint " + Quoted(endpoint.alternative) +
                              " does the same job where " + Quoted(endpoint.name) + " has no route";
  }
  if (endpoint.kind == EndpointKind::kManual)
    shape->about_url = "; check the endpoint's URL, " + endpoint.path;
}

}  // namespace

std::unique_ptr<const Route> Route::Compile(const RouteConfig& route, const Config& config,
                                            std::string_view company_id,
                                            std::vector<Fault>* faults) {
  std::unique_ptr<Route> result(new Route);
  result->pointer_ = route.pointer;
  result->manual_ = route.manual;
  result->batching_ = route.batching;
  Shape* const shape = result->shape_.get();
  FillShape(route, shape);
  const bool target = result->target_.Compile(route, config, company_id, shape, faults);
  const TemplateScope scope{company_id, &result->target_.parameters()};
  result->envelope_ = EnvelopeTemplate::Compile(route, scope, faults);
  const bool payload = result->payload_.Compile(route, config, company_id, result->target_,
                                                result->envelope_.get(), shape, faults);
  const bool document = result->CompileDocumentName(route, scope, faults);
  if (!target || !payload || !document) return nullptr;
  result->record_key_ = RecordKey(route, shape, result->envelope_.get(),
                                  &result->payload_.exclusion(), result->payload_.binds());
  return result;
}

bool Route::CompileDocumentName(const RouteConfig& route, const TemplateScope& scope,
                                std::vector<Fault>* faults) {
  if (envelope_ == nullptr || !folds()) return envelope_ != nullptr;
  absl::StatusOr<DocumentName> name = DocumentName::Compile(route, scope);
  if (!name.ok()) {
    AddFault(route, "/batching/by", name.status(), faults);
    return false;
  }
  document_name_ = *std::move(name);
  return true;
}

absl::Status Route::AppendDocumentName(const MappedRecord& record, WallMillis accepted_at,
                                       std::string* name) const {
  return document_name_->Append({*record.source, accepted_at}, name);
}

}  // namespace inflow
