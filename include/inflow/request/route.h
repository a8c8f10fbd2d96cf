// SPDX-License-Identifier: Apache-2.0
//
// File: route.h
//
// A RouteConfig, compiled: how a record becomes a request to one endpoint. Immutable and free of I/O.
//
//   RenderedTarget target;                               // reused from record to record
//   absl::Status s = route->RenderTarget({index, wall}, &target);
//   std::string body;
//   if (s.ok()) s = route->AppendBody({index, wall}, &body, &facts);
#ifndef INFLOW_REQUEST_ROUTE_H_
#define INFLOW_REQUEST_ROUTE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "inflow/config/config.h"
#include "inflow/config/parse.h"
#include "inflow/request/body_map.h"
#include "inflow/request/template.h"
#include "inflow/transport/transport.h"

namespace inflow {

// RecordKey names a record within its collection, hashed; 0: it has none. Two different records with one hash would only be sent
// one after the other.
using RecordKey = uint64_t;

// RenderedTarget is where a record goes. Records with equal url and header values may share a request.
struct RenderedTarget {
  std::string url;
  std::string header_values;  // what distinguishes per-record headers; empty where the headers are constant
  std::string path_id;        // what names the record in the path; empty where nothing does
};

// BodyFacts is what the record's rendered body says of its delivery.
struct BodyFacts {
  RecordKey key = 0;
  bool idempotent = false;
};

// Frame is what stands around and between the records of one request body.
struct Frame {
  std::string_view prefix, separator, suffix;
};

class Route {
 public:
  // Compile adds a fault for every template that is wrong, and returns null if there was one. `config` is copied from;
  // `company_id` and the endpoint become part of the URL.
  static std::unique_ptr<const Route> Compile(const RouteConfig& route, const Config& config, std::string_view company_id,
                                              std::vector<Fault>* faults);

  // RenderTarget renders URL and per-record headers. InvalidArgument where the record lacks what they need.
  absl::Status RenderTarget(const RenderInput& input, RenderedTarget* target) const;

  // Url returns the target's URL: shared by all where it is constant.
  std::shared_ptr<const std::string> Url(const RenderedTarget& target) const;

  // Headers returns the header lines for a target: shared by all where they are constant.
  HeaderLines Headers(const RenderedTarget& target) const;

  // AppendBody appends the record's JSON object: mapped, then without the excluded attributes.
  absl::Status AppendBody(const RenderInput& input, const RenderedTarget& target, std::string* body, BodyFacts* facts) const;

  const Endpoint& endpoint() const { return *endpoint_; }
  HttpMethod method() const { return method_; }
  bool has_body() const { return method_ != HttpMethod::kDelete || delete_body_; }
  // id_in_path: the path names a record, so a 404 may mean that record alone.
  bool id_in_path() const { return id_in_path_; }
  // with_credential: false for another host than the service's.
  bool with_credential() const { return with_credential_; }
  // one_target: every record goes to the same URL with the same headers, and RenderTarget never fails.
  bool one_target() const { return constant_; }
  const BatchingConfig& batching() const { return batching_; }
  Frame frame() const { return batching_.enabled ? Frame{"[", ",", "]"} : Frame{}; }

 private:
  Route() = default;
  bool CompileUrl(const RouteConfig& route, const Config& config, std::string_view company_id, std::vector<Fault>* faults);
  bool CompileHeaders(const RouteConfig& route, const Config& config, std::string_view company_id, std::vector<Fault>* faults);
  bool CompileBody(const RouteConfig& route, std::string_view company_id, std::vector<Fault>* faults);
  BodyFacts Facts(const RecordIndex& body, const RenderInput& input, const RenderedTarget& target) const;
  RecordKey KeyOf(std::string_view text) const;
  RecordKey KeyOfAttributes(const RecordIndex& record) const;

  const Endpoint* endpoint_ = nullptr;
  std::shared_ptr<const Endpoint> manual_;  // owns it where it is not the catalogue's
  HttpMethod method_ = HttpMethod::kPost;
  BatchingConfig batching_;
  bool delete_body_ = false;
  bool id_in_path_ = false;
  bool with_credential_ = true;
  std::map<std::string, Template> parameters_;
  Template url_;
  std::shared_ptr<const std::string> constant_url_;  // null where it depends on the record
  std::vector<std::pair<std::string, Template>> headers_;
  HeaderLines constant_headers_;
  bool headers_constant_ = true;
  bool constant_ = true;
  std::optional<BodyMap> map_;
  Exclusion exclusion_;
  std::vector<AttributePath> key_;
};

}  // namespace inflow

#endif  // INFLOW_REQUEST_ROUTE_H_
