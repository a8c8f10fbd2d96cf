// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "plugin/config/credential.h"
#include "plugin/config/internal/text_rule.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

bool IsCompany(std::string_view segment, std::string_view company_id) {
  return absl::EqualsIgnoreCase(Absl(segment), Absl(company_id)) ||
         absl::EqualsIgnoreCase(Absl(segment), "{companyId}") ||
         absl::EqualsIgnoreCase(Absl(segment), "%7BcompanyId%7D");
}

// IsOwnHost tells whether a host is inFlow's, where the company's id has one place only.
bool IsOwnHost(std::string_view host) {
  return host == "inflowinventory.com" || absl::EndsWith(Absl(host), ".inflowinventory.com");
}

// BeforeCompany returns what a base URL has before the company's id, all of it where it has none.
// Elsewhere than at inFlow only the end counts: the path of a gateway may hold whatever it likes.
std::string_view BeforeCompany(std::string_view base_url, std::string_view company_id) {
  const std::string_view host = config::AuthorityOf(base_url);
  if (host.empty()) return base_url;
  const auto path = static_cast<size_t>(host.data() + host.size() - base_url.data());
  for (size_t slash = base_url.find('/', path); slash != std::string_view::npos;) {
    const size_t next = base_url.find('/', slash + 1);
    const bool counts = next == std::string_view::npos || IsOwnHost(host);
    if (counts && IsCompany(base_url.substr(slash + 1, next - slash - 1), company_id))
      return base_url.substr(0, slash);
    slash = next;
  }
  return base_url;
}

// RepeatsCompany tells whether a path below base_url begins with the company twice.
bool RepeatsCompany(std::string_view path, std::string_view company_id) {
  const auto take = [&path] {
    const std::string_view segment = path.substr(0, path.find_first_of("/?"));
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
    return segment;
  };
  return IsCompany(take(), company_id) && IsCompany(take(), company_id);
}

}  // namespace

std::vector<Fault> CompanyFaults(const Config& config, std::string_view company_id) {
  std::vector<Fault> faults;
  const std::string& base_url = config.base_url;
  const std::string_view before = BeforeCompany(base_url, company_id);
  if (before.size() < base_url.size()) {
    faults.push_back(
        {"/base_url",
         "\"base_url\" holds the company's id, which is added to it, so that it would stand there twice: write " +
             std::string(before)});
  }
  const auto check = [&](const RouteConfig& route) {
    if (route.endpoint == nullptr || route.endpoint->kind != EndpointKind::kManual || route.foreign)
      return;
    std::string_view path = route.endpoint->path;
    if (path.front() != '/') path.remove_prefix(std::min(base_url.size(), path.size()));
    path.remove_prefix(std::min<size_t>(1, path.size()));
    if (!RepeatsCompany(path, company_id)) return;
    faults.push_back(
        {route.pointer + "/endpoint/url",
         "\"url\" names the company twice: write it once, as in \"/{companyId}/products\""});
  };
  check(config.main);
  for (const auto& [name, route] : config.routes) {
    if (route.endpoint != config.main.endpoint) check(route);
  }
  return faults;
}

}  // namespace inflow
