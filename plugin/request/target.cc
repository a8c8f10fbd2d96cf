// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/target.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "plugin/catalog/api_version.h"
#include "plugin/request/envelope_template.h"
#include "plugin/request/internal/faults.h"
#include "plugin/request/url.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

bool NamesHeader(const RouteConfig& route, std::string_view name) {
  for (const auto& [header, value] : route.request_headers) {
    if (absl::EqualsIgnoreCase(Absl(header), Absl(name))) return true;
  }
  return false;
}

// UrlText is the template of an endpoint's whole URL.
std::string UrlText(const Endpoint& endpoint, const std::string& base_url) {
  if (endpoint.kind != EndpointKind::kManual) return base_url + "/{companyId}" + endpoint.path;
  return endpoint.path.front() == '/' ? base_url + endpoint.path : endpoint.path;
}

// CheckManualUrl holds a URL below base_url to the credential's company, and every URL to its own
// literal path.
absl::Status CheckManualUrl(std::string_view url, std::string_view base_url,
                            std::string_view company_id) {
  if (HasDotSegment(url))
    return absl::InvalidArgumentError(
        "the URL holds \".\" or \"..\" as a path segment: write the path out");
  const bool below =
      url.substr(0, base_url.size()) == base_url && url.substr(base_url.size(), 1) == "/";
  if (!below) return absl::OkStatus();
  std::string_view company = PathOf(url.substr(base_url.size() + 1));
  company = company.substr(0, company.find('/'));
  if (company == "{companyId}" || absl::EqualsIgnoreCase(Absl(company), Absl(company_id)))
    return absl::OkStatus();
  return absl::InvalidArgumentError(
      "below base_url the path must begin with /{companyId}/, the credential's company");
}

}  // namespace

bool Target::Compile(const RouteConfig& route, const Config& config, std::string_view company_id,
                     Shape* shape, std::vector<Fault>* faults) {
  endpoint_ = route.endpoint;
  const bool url = CompileUrl(route, config, company_id, shape, faults);
  const bool headers = CompileHeaders(route, config, company_id, shape, faults);
  return url && headers;
}

bool Target::CompileUrl(const RouteConfig& route, const Config& config, std::string_view company_id,
                        Shape* shape, std::vector<Fault>* faults) {
  bool ok = true;
  for (const auto& [name, text] : route.parameters) {
    absl::StatusOr<Template> parameter = Template::Compile(text, {company_id});
    if (parameter.ok()) {
      parameters_[name] = *std::move(parameter);
    } else {
      AddFault(route, "/parameters/" + name, parameter.status(), faults);
      ok = false;
    }
  }
  if (!ok) return false;
  const std::string text = UrlText(*endpoint_, config.base_url);
  absl::StatusOr<Template> url = Template::Compile(text, {company_id, &parameters_});
  if (url.ok() && endpoint_->kind == EndpointKind::kManual) {
    if (absl::Status s = CheckManualUrl(text, config.base_url, company_id); !s.ok()) url = s;
  }
  if (!url.ok()) {
    AddFault(route, endpoint_->kind == EndpointKind::kManual ? "/endpoint/url" : "/endpoint",
             url.status(), faults);
    return false;
  }
  if (url->HasOptionalGuid()) {
    const auto named =
        std::find_if(parameters_.begin(), parameters_.end(), [&text](const auto& parameter) {
          return parameter.second.HasOptionalGuid() &&
                 absl::StrContains(Absl(text), "{" + parameter.first + "}");
        });
    const bool parameter = named != parameters_.end();
    AddFault(
        route, parameter ? "/parameters/" + named->first : "/endpoint/url",
        absl::InvalidArgumentError(
            "a URL needs a value in every placeholder: write the {guid:…} without \"?\", so that a "
            "record without it is rejected"),
        faults);
    return false;
  }
  const absl::StatusOr<Template> path = Template::Compile(PathOf(text), {company_id, &parameters_});
  path_names_record_ = shape->id_in_path = path.ok() && path->NamesRecord();
  url_ = *std::move(url);
  if (!url_.is_constant()) return true;
  std::string rendered;
  RecordIndex none;
  if (absl::Status s = url_.Append({none, 0}, Placement::kPath, &rendered); !s.ok()) return false;
  constant_url_ = shape->url = std::make_shared<const std::string>(std::move(rendered));
  return true;
}

bool Target::CompileHeaders(const RouteConfig& route, const Config& config,
                            std::string_view company_id, Shape* shape, std::vector<Fault>* faults) {
  auto lines = std::make_shared<std::vector<std::string>>();
  if (!NamesHeader(route, "accept")) lines->push_back(AcceptLine(config.api_version));
  if (shape->has_body && !NamesHeader(route, "content-type"))
    lines->push_back("Content-Type: " + std::string(ContentType(route.content_format)));
  bool ok = true;
  for (const auto& [name, text] : route.request_headers) {
    if (absl::EqualsIgnoreCase(Absl(name), "accept")) {
      shape->asks_json = absl::StrContains(absl::AsciiStrToLower(Absl(text)), "json");
    }
    absl::StatusOr<Template> value = Template::Compile(text, {company_id, &parameters_});
    if (!value.ok()) {
      AddFault(route, "/request_headers/" + name, value.status(), faults);
      ok = false;
      continue;
    }
    std::string line = name + ": ";
    if (value->is_constant()) {
      RecordIndex none;
      if (absl::Status s = value->Append({none, 0}, Placement::kHeader, &line); !s.ok()) ok = false;
      lines->push_back(std::move(line));
    } else {
      headers_.emplace_back(std::move(line), *std::move(value));
    }
  }
  constant_headers_ = std::move(lines);
  if (headers_.empty()) shape->headers = constant_headers_;
  return ok;
}

absl::Status Target::Render(const RenderInput& input, RenderedTarget* target) const {
  target->url.clear();
  target->header_values.clear();
  target->path_id.clear();
  if (is_constant()) return absl::OkStatus();
  if (absl::Status s = url_.Append(input, Placement::kPath, &target->url); !s.ok()) return s;
  if (endpoint_->kind == EndpointKind::kManual && path_names_record_)
    target->path_id = PathOf(target->url);
  for (const EndpointParameter& parameter : endpoint_->parameters) {
    if (!target->path_id.empty()) target->path_id.push_back('\0');
    const Template& value = parameters_.find(parameter.name)->second;
    const size_t start = target->path_id.size();
    if (absl::Status s = value.Append(input, Placement::kText, &target->path_id); !s.ok()) return s;
    const std::string_view id = std::string_view(target->path_id).substr(start);
    if (endpoint_->kind == EndpointKind::kPublished && !ParseUuid(id)) {
      return absl::InvalidArgumentError("the parameter \"" + parameter.name + "\" is " +
                                        Quoted(id) + ", and the published API wants a GUID there");
    }
  }
  if (HasDotSegment(target->url)) {
    return absl::InvalidArgumentError(
        "an id of \".\" or \"..\" would lead the URL elsewhere; give the record's real id");
  }
  for (const auto& [line, value] : headers_) {
    target->header_values.append(line);
    if (absl::Status s = value.Append(input, Placement::kHeader, &target->header_values); !s.ok())
      return s;
    target->header_values.push_back('\n');
  }
  return absl::OkStatus();
}

std::shared_ptr<const std::string> Target::Url(const RenderedTarget& target) const {
  return constant_url_ ? constant_url_ : std::make_shared<const std::string>(target.url);
}

HeaderLines Target::Headers(const RenderedTarget& target) const {
  if (headers_.empty()) return constant_headers_;
  auto lines = std::make_shared<std::vector<std::string>>();
  lines->reserve(constant_headers_->size() + headers_.size());
  lines->assign(constant_headers_->begin(), constant_headers_->end());
  std::string_view rest = target.header_values;
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    lines->emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return lines;
}

void Target::ForEachTemplate(
    absl::FunctionRef<void(const std::string& place, const Template&)> f) const {
  for (const auto& [name, text] : parameters_) f("/parameters/" + name, text);
  if (endpoint_->kind == EndpointKind::kManual) f("/endpoint/url", url_);
  for (const auto& [line, text] : headers_) f("/request_headers", text);
}

}  // namespace inflow
