// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/curl_call.h"

#include <sys/socket.h>

#include <algorithm>
#include <climits>
#include <exception>
#include <utility>

#include "plugin/transport/curl_url.h"

namespace inflow {
namespace {

// HTTP/2's window before the server opens it wider. libcurl 7.88 stalls where an answer comes before a longer body was read, as a
// proxy's 413 does; over HTTP/1.1 it does not.
constexpr size_t kFirstWindow = 65'535;

struct NumberOption {
  CURLoption option;
  long value;
};

struct TextOption {
  CURLoption option;
  const char* value;
};

constexpr NumberOption kNumbers[] = {
    {CURLOPT_NOSIGNAL, 1},
    // The runner counts only driven time; a limit of libcurl's own would run on while nobody drives. Zero would mean 300 s.
    {CURLOPT_CONNECTTIMEOUT_MS, 24L * 60 * 60 * 1000},
    // Otherwise removing a handle in mid-resolution waits for the resolver's thread.
    {CURLOPT_QUICK_EXIT, 1},
    {CURLOPT_PATH_AS_IS, 1},
    {CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
    {CURLOPT_FOLLOWLOCATION, 0},
    {CURLOPT_SSL_VERIFYPEER, 1},
    {CURLOPT_SSL_VERIFYHOST, 2},
    {CURLOPT_PROXY_SSL_VERIFYPEER, 1},
    {CURLOPT_PROXY_SSL_VERIFYHOST, 2},
    {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
    {CURLOPT_TCP_NODELAY, 1},
    {CURLOPT_TCP_KEEPALIVE, 1},
    {CURLOPT_NETRC, CURL_NETRC_IGNORED},
    {CURLOPT_HTTP09_ALLOWED, 0},
    // The answer to CONNECT is a proxy's, not the service's.
    {CURLOPT_SUPPRESS_CONNECT_HEADERS, 1},
};

constexpr TextOption kTexts[] = {
    {CURLOPT_PROTOCOLS_STR, "http,https"},
    // Set, even if empty, so that the environment's are not read.
    {CURLOPT_PROXY, ""},
    {CURLOPT_NOPROXY, ""},
};

bool SendsLength(HttpMethod method) { return method != HttpMethod::kGet && method != HttpMethod::kDelete; }

Duration Microseconds(CURL* easy, CURLINFO info) {
  curl_off_t value = 0;
  curl_easy_getinfo(easy, info, &value);
  return std::chrono::microseconds(value);
}

template <typename Table>
bool SetAll(CURL* easy, const Table& table) {
  return std::all_of(std::begin(table), std::end(table),
                     [easy](const auto& row) { return curl_easy_setopt(easy, row.option, row.value) == CURLE_OK; });
}

}  // namespace

absl::Status CurlCall::Prepare(const HttpRequest& request, std::shared_ptr<const HeaderList> headers,
                               std::shared_ptr<const TransportSettings> settings) {
  const absl::Status no_memory = absl::ResourceExhaustedError("no memory for another request");
  if (settings_ != settings) {
    settings_ = std::move(settings);
    if (!ApplySettings()) {
      settings_.reset();
      return no_memory;
    }
  }
  if (absl::Status status = SetUrl(request.url); !status.ok()) return status;
  if (!SetMethodAndBody(request) || !SetHeaders(request, std::move(headers))) {
    settings_.reset();  // half set: the next request begins with a clean handle
    return no_memory;
  }
  request_ = request;
  answer_.Begin(settings_->max_response_bytes);
  started_ = std::chrono::steady_clock::now();
  wrote_ = false;
  out_of_memory_ = false;
  words_[0] = '\0';
  return absl::OkStatus();
}

bool CurlCall::ApplySettings() {
  curl_easy_reset(easy_);
  url_.clear();
  header_option_ = nullptr;
  has_body_ = false;
  version_ = 0;
  method_ = HttpMethod::kGet;
  const TextOption texts[] = {
      {CURLOPT_USERAGENT, settings_->user_agent.empty() ? nullptr : settings_->user_agent.c_str()},
      {CURLOPT_PROXY, settings_->proxy.c_str()},
  };
  // A CA file stands instead of the system's CAs, not beside them.
  const TextOption trust[] = {
      {CURLOPT_CAINFO, settings_->ca_file.c_str()},
      {CURLOPT_CAPATH, nullptr},
      {CURLOPT_PROXY_CAINFO, settings_->ca_file.c_str()},
      {CURLOPT_PROXY_CAPATH, nullptr},
  };
  const struct {
    CURLoption option;
    void* value;
  } pointers[] = {
      {CURLOPT_PRIVATE, this},   {CURLOPT_PREREQDATA, this},           {CURLOPT_HEADERDATA, this},
      {CURLOPT_WRITEDATA, this}, {CURLOPT_ERRORBUFFER, words_.data()},
  };
  return SetAll(easy_, kNumbers) && SetAll(easy_, kTexts) && SetAll(easy_, texts) &&
         (settings_->ca_file.empty() || SetAll(easy_, trust)) && SetAll(easy_, pointers) &&
         curl_easy_setopt(easy_, CURLOPT_PREREQFUNCTION, &OnBeforeRequest) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &OnHeader) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &OnBody) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_OPENSOCKETFUNCTION, &OnOpenSocket) == CURLE_OK;
}

absl::Status CurlCall::SetUrl(std::string_view url) {
  if (url == url_ && !url_.empty()) return absl::OkStatus();
  url_ = url;
  if (!IsRequestUrl(url_)) {
    url_.clear();
    return absl::InvalidArgumentError(
        "the request's URL is not http:// or https:// with a host, or holds a user name, blanks or control characters; check the "
        "URL's template");
  }
  if (curl_easy_setopt(easy_, CURLOPT_URL, url_.c_str()) == CURLE_OK) return absl::OkStatus();
  url_.clear();
  return absl::ResourceExhaustedError("no memory for the request's URL");
}

// The body is sent from where it lies, together with the header: with a read callback libcurl would copy it and write twice.
bool CurlCall::SetMethodAndBody(const HttpRequest& request) {
  const bool has_body = request.has_body || SendsLength(request.method);
  if (has_body) {
    const std::string_view body = request.has_body ? request.body : std::string_view();
    const char* data = body.empty() ? "" : body.data();  // null would mean: ask a read callback
    if (curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, data) != CURLE_OK ||
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size())) != CURLE_OK) {
      return false;
    }
  }
  const long version = request.body.size() > kFirstWindow ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS;
  if (version != version_) {
    if (curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, version) != CURLE_OK) return false;
    version_ = version;
  }
  if (request.method == method_ && has_body == has_body_) return true;
  method_ = request.method;
  has_body_ = has_body;
  const HttpMethod usual = has_body ? HttpMethod::kPost : HttpMethod::kGet;
  const char* name = method_ == usual ? nullptr : MethodName(method_).data();
  return (has_body || curl_easy_setopt(easy_, CURLOPT_HTTPGET, 1L) == CURLE_OK) &&
         curl_easy_setopt(easy_, CURLOPT_CUSTOMREQUEST, name) == CURLE_OK;
}

bool CurlCall::SetHeaders(const HttpRequest& request, std::shared_ptr<const HeaderList> headers) {
  const curl_slist* first = headers->get();
  if (request.authorization != nullptr) {
    // libcurl only reads the list.
    authorization_ = {const_cast<char*>(request.authorization->c_str()), headers->get()};
    first = &authorization_;
  }
  headers_ = std::move(headers);
  if (first == header_option_) return true;
  header_option_ = first;
  return curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, first) == CURLE_OK;
}

Exchange CurlCall::Conclude(CURLcode code, bool aborted) noexcept {
  Exchange exchange;
  exchange.id = request_.id;
  Ending ending{.code = code,
                .aborted = aborted,
                .wrote = wrote_,
                .out_of_memory = out_of_memory_,
                .words = words_.data(),
                .url = url_,
                .proxy = settings_->proxy,
                .answer = &answer_};
  exchange.failure = FailureOf(ending);
  exchange.wrote = wrote_;
  exchange.cut = IsCut(ending);
  if (exchange.failure != Failure::kNone || exchange.cut) {
    long os_error = 0;
    curl_easy_getinfo(easy_, CURLINFO_OS_ERRNO, &os_error);
    ending.os_error = static_cast<int>(os_error);
    try {
      exchange.detail = DetailOf(ending);
    } catch (const std::exception&) {
      // Without memory for the sentence the exchange still counts.
    }
  }
  ReadTimes(&exchange);
  answer_.MoveTo(&exchange);
  request_ = {};
  authorization_ = {nullptr, nullptr};
  if (aborted) settings_.reset();  // FORBID_REUSE may be set: the next request begins with a clean handle
  return exchange;
}

void CurlCall::ReadTimes(Exchange* exchange) const {
  exchange->elapsed = std::chrono::steady_clock::now() - started_;
  long version = 0;
  curl_easy_getinfo(easy_, CURLINFO_HTTP_VERSION, &version);
  if (version == CURL_HTTP_VERSION_1_0 || version == CURL_HTTP_VERSION_1_1)
    exchange->http_version = 9 + static_cast<int>(version);
  if (version == CURL_HTTP_VERSION_2_0) exchange->http_version = 20;
  long connections = 0;
  curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &connections);
  // A connection that was kept took no time now; one that failed is not counted, but its name may have been found.
  if (connections == 0 && exchange->wrote) return;
  exchange->resolved = Microseconds(easy_, CURLINFO_NAMELOOKUP_TIME_T);
  exchange->connected = Microseconds(easy_, CURLINFO_CONNECT_TIME_T);
  exchange->secured = Microseconds(easy_, CURLINFO_APPCONNECT_TIME_T);
}

// Called right before libcurl writes a request to a connection that is ready. A second time means that it wants to repeat the
// request by itself, as it does where a kept connection ends unanswered.
int CurlCall::OnBeforeRequest(void* call, char*, char*, int, int) {
  bool& wrote = static_cast<CurlCall*>(call)->wrote_;
  if (wrote) return CURL_PREREQFUNC_ABORT;
  wrote = true;
  return CURL_PREREQFUNC_OK;
}

size_t CurlCall::OnHeader(char* data, size_t size, size_t count, void* call) {
  auto* self = static_cast<CurlCall*>(call);
  const std::string_view line(data, size * count);
  return self->Receive(line.size(), [&] { return self->answer_.Header(line); });
}

size_t CurlCall::OnBody(char* data, size_t size, size_t count, void* call) {
  auto* self = static_cast<CurlCall*>(call);
  const std::string_view bytes(data, size * count);
  return self->Receive(bytes.size(), [&] { return self->answer_.Body(bytes); });
}

template <typename Handler>
size_t CurlCall::Receive(size_t length, Handler handler) {
  try {
    if (handler()) return length;
  } catch (const std::exception&) {
    out_of_memory_ = true;
  }
  return length == 0 ? 1 : 0;  // another number than length makes libcurl stop
}

// A child that the host starts must not hold the connections open.
curl_socket_t CurlCall::OnOpenSocket(void*, curlsocktype, curl_sockaddr* address) {
  const int made = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  return made < 0 ? CURL_SOCKET_BAD : made;
}

}  // namespace inflow
