// SPDX-License-Identifier: Apache-2.0
//
// File: http_call.h
//
// Anything that goes on the wire, whoever sends it: a request with records, a check, a test, a post
// to the webhook.
#ifndef PLUGIN_HTTP_HTTP_CALL_H_
#define PLUGIN_HTTP_HTTP_CALL_H_

#include <memory>
#include <string>
#include <string_view>

#include "plugin/http/exchange.h"

namespace inflow {

struct HttpCall {
  HttpMethod method = HttpMethod::kGet;
  std::shared_ptr<const std::string> url;
  HeaderLines headers;
  bool with_credential = true;
  bool has_body = false;
  std::string own_body;  // where the call is what holds the bytes
  std::string_view lent_body =
      {};  // where somebody else does, who outlives the call; null data: nobody

  std::string_view body() const {
    return lent_body.data() == nullptr ? std::string_view(own_body) : lent_body;
  }

  // Request is this call for the transport, which borrows from it. `authorization` is left out
  // where it must not be seen.
  HttpRequest Request(uint64_t id, const Authorization& authorization) const {
    return {.id = id,
            .method = method,
            .url = *url,
            .headers = headers,
            .authorization = with_credential ? authorization : nullptr,
            .body = has_body ? body() : std::string_view(),
            .has_body = has_body};
  }
};

}  // namespace inflow

#endif  // PLUGIN_HTTP_HTTP_CALL_H_
