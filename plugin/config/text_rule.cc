// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/text_rule.h"

#include <arpa/inet.h>
#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <memory>

#include "absl/strings/ascii.h"
#include "plugin/clock/date_format.h"
#include "plugin/clock/time_zone.h"
#include "plugin/text/cell_separator.h"
#include "plugin/text/quoted.h"
#include "plugin/text/row_condition.h"

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
    const CURLUcode code =
        curl_url_set(handle_.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME);
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
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 127;
  });
}

// UrlForm finds what can be seen without taking the URL apart.
std::string UrlForm(std::string_view text) {
  if (text.rfind("https://", 0) != 0 && text.rfind("http://", 0) != 0)
    return "must begin with https://, in small letters";
  if (HasSpaceOrNonAscii(text))
    return "may hold no spaces, control characters or letters beyond ASCII";
  if (text.find_first_of("\\\"<>^`|") != std::string_view::npos)
    return "holds a character that no URL may hold";
  const size_t host = text.find("://") + 3;
  const std::string_view authority =
      text.substr(host, std::min(text.find_first_of("/?", host), text.size()) - host);
  if (authority.find('@') != std::string_view::npos) return "may hold no user or password";
  if (authority.find('%') != std::string_view::npos)
    return "must name its host plainly, without percent-encoding";
  return "";
}

std::string BaseUrlForm(std::string_view text) {
  if (text.find_first_of("{}") != std::string_view::npos)
    return "takes no placeholders: the company's id and the route are added to it, so write neither";
  if (text.find_first_of("?#") != std::string_view::npos)
    return "may have no query (?…) and no fragment (#…): remove it";
  return "";
}

std::string WebhookUrlForm(std::string_view text) {
  if (text.find_first_of("{}") != std::string_view::npos) return "takes no placeholders";
  if (text.find('#') != std::string_view::npos) return "may have no fragment (#…): remove it";
  return "";
}

// TakeUrl checks a URL that `cargo` is sent to, and puts it into its normal form.
std::string TakeUrl(std::string (*form)(std::string_view), const std::string& cargo,
                    std::string* text) {
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
  if (std::string problem = TakeUrl(&BaseUrlForm, "the key", text); !problem.empty())
    return problem;
  while (!text->empty() && text->back() == '/') text->pop_back();
  return "";
}

// WithoutPlaceholders returns the text with every {…} left out; an unclosed one ends it.
std::string WithoutPlaceholders(std::string_view text) {
  std::string rest;
  while (!text.empty()) {
    const size_t open = text.find('{');
    rest += text.substr(0, open);
    const size_t close = open == std::string_view::npos ? open : text.find('}', open);
    text.remove_prefix(close == std::string_view::npos ? text.size() : close + 1);
  }
  return rest;
}

std::string ManualUrlProblem(std::string* text) {
  const std::string constant = WithoutPlaceholders(*text);
  if (HasSpaceOrNonAscii(constant))
    return "may hold no spaces, control characters or letters beyond ASCII: percent-encode them";
  if (constant.find_first_of("\\\"<>^`|") != std::string::npos)
    return "holds a character that no URL may hold";
  if (constant.find('#') != std::string::npos) return "may have no fragment (#…): it is never sent";
  if (text->empty())
    return "is empty: write a path below base_url, such as \"/{companyId}/products\"";
  if (text->rfind("//", 0) == 0)
    return "must begin with one / for a path below base_url, or with https://";
  if (text->front() == '/') return "";
  const size_t begin = text->find("://");
  if (text->rfind("https://", 0) != 0 && text->rfind("http://", 0) != 0) {
    return "must begin with / for a path below base_url, or with https://";
  }
  const std::string_view authority = AuthorityOf(*text);
  if (authority.find_first_of("{}") != std::string_view::npos) {
    return "must name its host plainly: a placeholder may stand only behind it";
  }
  std::string base = text->substr(0, begin + 3 + authority.size());
  if (std::string problem = BaseUrlProblem(&base); !problem.empty()) return problem;
  std::string rest = text->substr(begin + 3 + authority.size());
  if (rest.empty() || rest.front() != '/') rest.insert(0, "/");
  *text = base + rest;
  return "";
}

std::string PathProblem(std::string* text) {
  if (text->empty())
    return "may not be empty: write the name of the list, such as \"data\" or \"data.items\"";
  if (text->front() == '.' || text->back() == '.' || text->find("..") != std::string::npos) {
    return "must be names with dots between them, such as \"data.items\"";
  }
  return "";
}

std::string NameProblem(std::string* text) { return text->empty() ? "may not be empty" : ""; }

std::string AnyText(std::string*) { return ""; }

std::string XmlNameProblem(std::string* text) {
  if (IsXmlName(*text)) return "";
  return "is no XML name: a letter or underscore first, then letters, digits, hyphens, dots and underscores";
}

std::string HostProblem(std::string* text) {
  std::string url = "https://" + *text;
  const bool plain = text->find_first_of("/?#") == std::string::npos;
  if (text->empty() || !plain || !BaseUrlProblem(&url).empty())
    return "must be a host such as \"hooks.example.com\" or \"host:8443\"";
  *text = AuthorityOf(url);
  return "";
}

std::string DateFormatProblem(std::string* text) {
  const absl::StatusOr<DateFormat> format = DateFormat::Compile(*text);
  return format.ok() ? ""
                     : "is " + Quoted(*text) + ", and it " + std::string(format.status().message());
}

std::string ZoneProblem(std::string* text) {
  if (TimeZone::Find(*text)) return "";
  return "names " + Quoted(*text) +
         ", which is no time zone that this machine knows: write an IANA name such as \"Europe/Oslo\", \"America/New_York\" or " +
         "\"UTC\" (names are told apart by case, and come from the system's tzdata)";
}

// What is taken out of a number may not be what its value depends on.
std::string StripProblem(std::string* text) {
  if (text->empty()) return "may not be empty";
  if (HasControls(*text)) return "may hold no control characters";
  if (std::any_of(text->begin(), text->end(),
                  [](unsigned char c) { return absl::ascii_isdigit(c); })) {
    return "holds a digit, and digits are never left out";
  }
  if (text->find_first_of("+-") != std::string::npos || text->find("\u2212") != std::string::npos) {
    return "holds a sign, and without it the number would be another";
  }
  if (std::count(text->begin(), text->end(), '(') != std::count(text->begin(), text->end(), ')')) {
    return "holds a parenthesis, which makes a number negative: correct such numbers in the source, with a minus sign";
  }
  if (*text == "e" || *text == "E")
    return "is an exponent's letter, and without it the number would be another";
  return "";
}

std::string RowConditionProblem(std::string* text) {
  if (ParseRowCondition(*text)) return "";
  return "is " + Quoted(*text) + ", which is no condition: " + std::string(kRowConditionForm);
}

std::string SeparatorProblem(std::string* text) {
  if (ParseSeparator(*text)) return "";
  return "is " + Quoted(*text) + ", which stands between no cells: " + std::string(kSeparatorForm);
}

std::string WebhookUrlProblem(std::string* text) {
  return TakeUrl(&WebhookUrlForm, "the answers", text);
}

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
      std::any_of(std::begin(kSchemes), std::end(kSchemes),
                  [&](std::string_view scheme) { return text->rfind(scheme, 0) == 0; });
  if (!known) return "must begin with http://, https://, socks5:// or socks5h://";
  if (HasSpaceOrNonAscii(*text))
    return "may hold no spaces, control characters or letters beyond ASCII";
  if (const std::string problem = Url().Set(*text); !problem.empty())
    return "is no URL: " + problem;
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

const TextRule kManualUrlRule = {
    R"re(^(https?://[^\s/?#@{}%\\"<>^`|]+)?(/.*|[?].*)$|^https?://[^\s/?#@{}%\\"<>^`|]+$)re", false,
    ManualUrlProblem};
const TextRule kPathRule = {R"re(^[^.]+([.][^.]+)*$)re", true, PathProblem};
const TextRule kNameRule = {"^.+$", true, NameProblem};
const TextRule kAnyTextRule = {"^", true, AnyText};
const TextRule kXmlNameRule = {"^[A-Za-z_][A-Za-z0-9_.-]*$", false, XmlNameProblem};
const TextRule kDateFormatRule = {"^(%[YymdebBhaAHIMSfpzFTRD%]|[^%])+$", false, DateFormatProblem};
const TextRule kZoneRule = {"^[A-Za-z][A-Za-z0-9/_+-]*$", true, ZoneProblem};
const TextRule kStripRule = {"^[^0-9+\\u0000-\\u001f\\u007f-]+$", false, StripProblem};
const TextRule kRowConditionRule = {"^.*[^ ].* is .*[^ ].*$", true, RowConditionProblem};
const TextRule kSeparatorRule = {"^(tab|\\\\t|[^\"\\r\\n\\u0000])$", true, SeparatorProblem};
const TextRule kHostRule = {R"re(^[^\s/?#@{}%\\"<>^`|]+$)re", false, HostProblem};

bool IsXmlName(std::string_view text) {
  const auto starts = [](char c) {
    return absl::ascii_isalpha(static_cast<unsigned char>(c)) || c == '_';
  };
  if (text.empty() || !starts(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [&starts](char c) {
    return starts(c) || absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-' || c == '.';
  });
}

std::string_view AuthorityOf(std::string_view url) {
  const size_t scheme = url.find("://");
  if (url.empty() || url.front() == '/' || scheme == std::string_view::npos) return "";
  url.remove_prefix(scheme + 3);
  return url.substr(0, url.find_first_of("/?#"));
}

bool IsGuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::equal(text.begin(), text.end(), kForm.begin(), kForm.end(), [](char c, char form) {
    return form == '-' ? c == '-' : absl::ascii_isxdigit(static_cast<unsigned char>(c));
  });
}

bool IsVariableName(std::string_view text) {
  if (text.empty() || absl::ascii_isdigit(static_cast<unsigned char>(text[0]))) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_';
  });
}

bool HasControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
}

}  // namespace inflow::config
