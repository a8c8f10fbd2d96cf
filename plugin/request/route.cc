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
  shape->wraps_items = batching.enabled && batching.algorithm == Algorithm::kItemWrapper;
  if (!endpoint.alternative.empty()) {
    shape->instead_of_route = "; the endpoint " + Quoted(endpoint.alternative) +
                              " does the same job where " + Quoted(endpoint.name) + " has no route";
  }
  if (endpoint.kind == EndpointKind::kManual)
    shape->about_url = "; check the endpoint's URL, " + endpoint.path;
}

// UpdatesOrders: a record names the order that it is written to by its GUID.
bool UpdatesOrders(const Endpoint& endpoint, const Shape& shape) {
  const bool named = shape.id_in_path || endpoint.kind == EndpointKind::kPublished;
  return WritesOrders(endpoint) && named && shape.method != HttpMethod::kDelete;
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
  shape->check_status = route.check_status && UpdatesOrders(*route.endpoint, *shape);
  const bool payload = result->payload_.Compile(route, config, company_id, result->target_,
                                                result->envelope_.get(), shape, faults);
  const bool document = result->CompileDocumentName(route, scope, faults);
  if (result->payload_.looks_up() && !result->CheckLookups(route, faults)) return nullptr;
  if (!target || !payload || !document) return nullptr;
  result->record_key_ = RecordKey(route, shape, result->envelope_.get(),
                                  &result->payload_.exclusion(), result->payload_.binds());
  return result;
}

// CheckLookups: a GUID that is looked up has its place in what is sent of a record, and nowhere
// else.
bool Route::CheckLookups(const RouteConfig& route, std::vector<Fault>* faults) const {
  bool ok = true;
  const auto check = [&](const std::string& place, const Template& text) {
    if (!text.LooksUp(route.adopt)) return;
    AddFault(
        route, place,
        absl::InvalidArgumentError(
            "with \"adopt\" the GUID of a {guid:…} is looked up in inFlow, which is done for the map and the body "
            "alone: give the GUID in the record, or leave the fields of its collection out of \"adopt\""),
        faults);
    ok = false;
  };
  target_.ForEachTemplate(check);
  if (envelope_ != nullptr)
    envelope_->ForEachTemplate([&](const Template& text) { check("/batching", text); });
  return ok;
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
