// SPDX-License-Identifier: Apache-2.0
//
// File: target.h
//
// Where a route's records go: URL and header lines, compiled from the endpoint, its parameters and
// the configured headers.
#ifndef PLUGIN_REQUEST_TARGET_H_
#define PLUGIN_REQUEST_TARGET_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "plugin/config/config.h"
#include "plugin/config/parse.h"
#include "plugin/http/exchange.h"
#include "plugin/request/shape.h"
#include "plugin/request/template.h"

namespace inflow {

// RenderedTarget is where a record goes. Records with equal url and header values may share a
// request.
struct RenderedTarget {
  std::string url;
  std::string
      header_values;  // what distinguishes per-record headers; empty where the headers are constant
  std::string path_id;  // what names the record in the path; empty where nothing does
};

class Target {
 public:
  // Compile adds a fault for every template that is wrong, and returns false if there was one. It
  // fills what the shape has of URL and headers. The endpoint must outlive the target.
  bool Compile(const RouteConfig& route, const Config& config, std::string_view company_id,
               Shape* shape, std::vector<Fault>* faults);

  // Render renders URL and per-record headers. InvalidArgument where the record lacks what they
  // need.
  absl::Status Render(const RenderInput& input, RenderedTarget* target) const;

  // is_constant: every record goes to the same URL with the same headers, and Render never fails.
  bool is_constant() const { return constant_url_ != nullptr && headers_.empty(); }

  // Url returns the target's URL, Headers its header lines: shared by all where they are constant.
  std::shared_ptr<const std::string> Url(const RenderedTarget& target) const;
  HeaderLines Headers(const RenderedTarget& target) const;

  const std::map<std::string, Template>& parameters() const { return parameters_; }

  // ForEachTemplate calls back with every placeholder text and its place in the route's
  // configuration.
  void ForEachTemplate(absl::FunctionRef<void(const std::string& place, const Template&)> f) const;

 private:
  bool CompileUrl(const RouteConfig& route, const Config& config, std::string_view company_id,
                  Shape* shape, std::vector<Fault>* faults);
  bool CompileHeaders(const RouteConfig& route, const Config& config, std::string_view company_id,
                      Shape* shape, std::vector<Fault>* faults);

  const Endpoint* endpoint_ = nullptr;
  std::map<std::string, Template> parameters_;
  Template url_;
  bool path_names_record_ = false;
  std::shared_ptr<const std::string> constant_url_;  // null where it depends on the record
  std::vector<std::pair<std::string, Template>> headers_;
  HeaderLines constant_headers_;  // those of headers_ come behind them
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_TARGET_H_
