// SPDX-License-Identifier: Apache-2.0
//
// File: curl_url.h
//
// URLs as libcurl understands them: the parser that checks is the one that connects.
#ifndef INFLOW_PLUGIN_TRANSPORT_CURL_URL_H_
#define INFLOW_PLUGIN_TRANSPORT_CURL_URL_H_

#include <string>
#include <string_view>

namespace inflow {

// IsRequestUrl accepts http and https URLs without user information, control characters and blanks.
bool IsRequestUrl(const std::string& url);

bool IsHttps(std::string_view url);

// IsProxyUrl accepts "host:port" and the proxy schemes: http, https, socks4, socks4a, socks5, socks5h.
bool IsProxyUrl(const std::string& url);

// ServerName is "host port 443"; "the server" where the URL cannot be read.
std::string ServerName(std::string_view url);

// ProxyName is "host port 3128" or "host", without user information.
std::string ProxyName(std::string_view url);

}  // namespace inflow

#endif  // INFLOW_PLUGIN_TRANSPORT_CURL_URL_H_
