// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/text_rule.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>

#include "absl/strings/ascii.h"

namespace inflow::config {
namespace {

// Url is libcurl's own view of a URL: what is checked here is what the transport will connect to.
class Url {
 public:
  Url() : handle_(curl_url(), &curl_url_cleanup) {
    if (handle_ == nullptr) throw std::bad_alloc();
  }
  // Set returns what libcurl finds wrong, or "".
  std::string Set(const std::string& text) {
    const CURLUcode code = curl_url_set(handle_.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME);
    return code == CURLUE_OK ? "" : curl_url_strerror(code);
  }
  std::string Get(CURLUPart part, unsigned flags = 0) const {
    char* value = nullptr;
    if (curl_url_get(handle_.get(), part, &value, flags) != CURLUE_OK) return "";
    const std::unique_ptr<char, decltype(&curl_free)> owned(value, &curl_free);
    return value;
  }
  void LowerHost() {
    std::string host = Get(CURLUPART_HOST);
    for (char& c : host) c = absl::ascii_tolower(static_cast<unsigned char>(c));
    curl_url_set(handle_.get(), CURLUPART_HOST, host.c_str(), 0);
  }

 private:
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> handle_;
};

bool IsLoopback(const std::string& host) {
  if (host == "localhost" || host == "[::1]") return true;
  std::array<unsigned char, 4> address{};
  return inet_pton(AF_INET, host.c_str(), address.data()) == 1 && address[0] == 127;
}

bool HasSpaceOrNonAscii(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 127; });
}

// UrlForm finds what can be seen without taking the URL apart.
std::string UrlForm(std::string_view text) {
  if (text.rfind("https://", 0) != 0 && text.rfind("http://", 0) != 0) return "must begin with https://, in small letters";
  if (HasSpaceOrNonAscii(text)) return "may hold no spaces, control characters or letters beyond ASCII";
  if (text.find_first_of("\\\"<>^`|") != std::string_view::npos) return "holds a character that no URL may hold";
  const size_t host = text.find("://") + 3;
  const std::string_view authority = text.substr(host, std::min(text.find_first_of("/?", host), text.size()) - host);
  if (authority.find('@') != std::string_view::npos) return "may hold no user or password";
  if (authority.find('%') != std::string_view::npos) return "must name its host plainly, without percent-encoding";
  return "";
}

std::string BaseUrlForm(std::string_view text) {
  if (text.find_first_of("{}") != std::string_view::npos)
    return "takes no placeholders: the company's id and the route are added to it";
  if (text.find_first_of("?#") != std::string_view::npos) return "may have no query (?…) and no fragment (#…): remove it";
  return "";
}

std::string WebhookUrlForm(std::string_view text) {
  if (text.find_first_of("{}") != std::string_view::npos) return "takes no placeholders";
  if (text.find('#') != std::string_view::npos) return "may have no fragment (#…): remove it";
  return "";
}

// TakeUrl checks a URL that `cargo` is sent to, and puts it into its normal form.
std::string TakeUrl(std::string (*form)(std::string_view), const std::string& cargo, std::string* text) {
  if (std::string problem = UrlForm(*text); !problem.empty()) return problem;
  if (std::string problem = form(*text); !problem.empty()) return problem;
  Url url;
  if (const std::string problem = url.Set(*text); !problem.empty()) return "is no URL: " + problem;
  url.LowerHost();
  if (url.Get(CURLUPART_PORT) == "0") return "names port 0: ports go from 1 to 65535";
  if (url.Get(CURLUPART_SCHEME) == "http" && !IsLoopback(url.Get(CURLUPART_HOST))) {
    return "must begin with https://: over http:// " + cargo +
           " would travel in clear, so that is allowed only to localhost, 127.0.0.0/8 and [::1]";
  }
  *text = url.Get(CURLUPART_URL, CURLU_NO_DEFAULT_PORT);
  return "";
}

std::string BaseUrlProblem(std::string* text) {
  if (std::string problem = TakeUrl(&BaseUrlForm, "the key", text); !problem.empty()) return problem;
  while (!text->empty() && text->back() == '/') text->pop_back();
  return "";
}

std::string WebhookUrlProblem(std::string* text) { return TakeUrl(&WebhookUrlForm, "the answers", text); }

std::string ApiVersionProblem(std::string* text) {
  constexpr size_t kLongest = 32;
  const bool plain = std::all_of(text->begin(), text->end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '.' || c == '_';
  });
  if (!text->empty() && text->size() <= kLongest && plain) return "";
  return "must be a version such as 2025-06-24: at most 32 letters, digits, hyphens, dots and underscores";
}

std::string FileProblem(std::string* text) {
  if (text->empty()) return "may not be empty: name a file, or leave the key out";
  if (HasControls(*text)) return "may hold no control characters";
  return "";
}

std::string ProxyProblem(std::string* text) {
  constexpr std::string_view kSchemes[] = {"http://", "https://", "socks5://", "socks5h://"};
  const bool known =
      std::any_of(std::begin(kSchemes), std::end(kSchemes), [&](std::string_view scheme) { return text->rfind(scheme, 0) == 0; });
  if (!known) return "must begin with http://, https://, socks5:// or socks5h://";
  if (HasSpaceOrNonAscii(*text)) return "may hold no spaces, control characters or letters beyond ASCII";
  if (const std::string problem = Url().Set(*text); !problem.empty()) return "is no URL: " + problem;
  return "";
}

}  // namespace

const TextRule kBaseUrlRule = {
    R"re(^(https://[^\s/?#@{}%\\"<>^`|]+|http://(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?)(/[^\s?#{}\\"<>^`|]*)?$)re",
    false, BaseUrlProblem};
const TextRule kWebhookUrlRule = {
    R"re(^(https://[^\s/?#@{}%\\"<>^`|]+|http://(localhost|127(\.[0-9]{1,3}){3}|\[::1\])(:[0-9]{1,5})?)([/?][^\s#{}\\"<>^`|]*)?$)re",
    false, WebhookUrlProblem};
const TextRule kApiVersionRule = {"^[0-9A-Za-z._-]{1,32}$", false, ApiVersionProblem};
const TextRule kFileRule = {"^[^\\u0000-\\u001f\\u007f]+$", true, FileProblem};
const TextRule kProxyRule = {"^(https?|socks5h?)://[!-~]+$", true, ProxyProblem};

bool IsGuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::equal(text.begin(), text.end(), kForm.begin(), kForm.end(), [](char c, char form) {
    return form == '-' ? c == '-' : absl::ascii_isxdigit(static_cast<unsigned char>(c));
  });
}

bool IsVariableName(std::string_view text) {
  if (text.empty() || absl::ascii_isdigit(static_cast<unsigned char>(text[0]))) return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_'; });
}

bool HasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
}

}  // namespace inflow::config
