// SPDX-License-Identifier: Apache-2.0
//
// File: curl_url.h
//
// URLs as libcurl understands them: the parser that checks is the one that connects.
#ifndef PLUGIN_TRANSPORT_INTERNAL_CURL_URL_H_
#define PLUGIN_TRANSPORT_INTERNAL_CURL_URL_H_

#include <curl/curl.h>

#include <string>
#include <string_view>

namespace inflow {

// RequestUrl is the URL of one request after the other, parsed once for each that differs from the
// last: given a text, libcurl parses and prints it again for every request.
class RequestUrl {
 public:
  RequestUrl() : parsed_(curl_url()) {}
  ~RequestUrl() { curl_url_cleanup(parsed_); }
  RequestUrl(const RequestUrl&) = delete;
  RequestUrl& operator=(const RequestUrl&) = delete;

  // Set accepts http and https URLs without user information, control characters and blanks; what
  // it refuses is not kept.
  bool Set(std::string_view url);

  // parsed() is null without memory, and the same for good.
  CURLU* parsed() const { return parsed_; }
  const std::string& text() const { return text_; }

 private:
  CURLU* parsed_;
  std::string text_;
};

bool IsHttps(std::string_view url);

// IsProxyUrl accepts "host:port" and the proxy schemes: http, https, socks4, socks4a, socks5,
// socks5h.
bool IsProxyUrl(const std::string& url);

// ServerName is "host port 443"; "the server" where the URL cannot be read.
std::string ServerName(std::string_view url);

// ProxyName is "host port 3128" or "host", without user information.
std::string ProxyName(std::string_view url);

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_INTERNAL_CURL_URL_H_
