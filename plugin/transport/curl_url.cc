// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/curl_url.h"

#include <algorithm>
#include <array>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

// CurlUrl is a parsed URL; null parts where there is none.
class CurlUrl {
 public:
  CurlUrl(const std::string& url, unsigned flags) : url_(curl_url(), curl_url_cleanup) {
    // The parser reads a C string, so a NUL would hide what follows.
    valid_ = url_ != nullptr && url.find('\0') == std::string::npos &&
             curl_url_set(url_.get(), CURLUPART_URL, url.c_str(), flags) == CURLUE_OK;
  }

  bool valid() const { return valid_; }

  std::string Part(CURLUPart part, unsigned flags = 0) const {
    char* text = nullptr;
    if (!valid_ || curl_url_get(url_.get(), part, &text, flags) != CURLUE_OK) return {};
    const std::unique_ptr<char, void (*)(void*)> owner(text, curl_free);
    return text;
  }

 private:
  std::unique_ptr<CURLU, void (*)(CURLU*)> url_;
  bool valid_ = false;
};

constexpr unsigned kProxyFlags = CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME;

std::string HostAndPort(std::string_view url, unsigned port_flags, const char* unreadable) {
  const CurlUrl parsed(std::string(url), kProxyFlags);
  const std::string host = parsed.Part(CURLUPART_HOST);
  if (host.empty()) return unreadable;
  const std::string port = parsed.Part(CURLUPART_PORT, port_flags);
  return port.empty() ? host : absl::StrCat(host, " port ", port);
}

}  // namespace

bool IsHttps(std::string_view url) { return absl::StartsWithIgnoreCase(Absl(url), "https://"); }

bool RequestUrl::Set(std::string_view url) {
  if (url == text_ && !text_.empty()) return true;
  text_.assign(url);
  const size_t host = IsHttps(text_) ? 8 : absl::StartsWithIgnoreCase(text_, "http://") ? 7 : 0;
  // libcurl would take the next part for the host where that is empty. It reads a C string, so a
  // NUL would hide what follows.
  const bool valid = host != 0 && text_.size() > host && text_[host] != '/' &&
                     text_.find('\0') == std::string::npos &&
                     curl_url_set(parsed_, CURLUPART_URL, text_.c_str(),
                                  CURLU_PATH_AS_IS | CURLU_DISALLOW_USER) == CURLUE_OK;
  if (!valid) text_.clear();
  return valid;
}

bool IsProxyUrl(const std::string& url) {
  constexpr std::array kSchemes{"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
  const CurlUrl parsed(url, kProxyFlags);
  const std::string scheme = parsed.Part(CURLUPART_SCHEME);
  const bool without_scheme = !absl::StrContains(url, "://");
  return parsed.valid() && !parsed.Part(CURLUPART_HOST).empty() &&
         (without_scheme || std::any_of(kSchemes.begin(), kSchemes.end(),
                                        [&scheme](const char* s) { return scheme == s; }));
}

std::string ServerName(std::string_view url) {
  return HostAndPort(url, CURLU_DEFAULT_PORT, "the server");
}

// The port of a proxy without one depends on its kind in ways of libcurl's own, so none is named.
std::string ProxyName(std::string_view url) { return HostAndPort(url, 0, "in the settings"); }

}  // namespace inflow
