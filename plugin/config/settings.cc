// SPDX-License-Identifier: Apache-2.0
//
// The configuration in force.
#include "plugin/config/internal/value_writer.h"
#include "plugin/config/parse.h"

namespace inflow {
namespace {

constexpr char kMasked[] = "********";

// WithoutPassword masks what stands before the host of a URL.
std::string WithoutPassword(const std::string& url) {
  const size_t scheme = url.find("://");
  const size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  const size_t end = url.rfind('@', url.find_first_of("/?#", begin));
  return end == std::string::npos || end < begin ? url
                                                 : url.substr(0, begin) + kMasked + url.substr(end);
}

// WithoutQuery masks a URL's query, where receivers often want a token.
std::string WithoutQuery(const std::string& url) {
  const size_t query = url.find('?');
  return query == std::string::npos ? url : url.substr(0, query + 1) + kMasked;
}

}  // namespace

std::string Settings(Config shown, const RouteConfig& route) {
  shown.main = route;
  shown.proxy = WithoutPassword(shown.proxy);
  shown.response_webhook.url = WithoutQuery(shown.response_webhook.url);
  const bool webhook = !shown.response_webhook.url.empty();
  config::ValueWriter writer({.leaves_out =
                                  [webhook](const config::Key& key) {
                                    return key.name == "routes" ||
                                           (key.name == "response_webhook" && !webhook);
                                  },
                              .sources = true});
  config::VisitDocument(writer, &shown);
  return writer.Text();
}

}  // namespace inflow
