// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/curl_call.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "absl/strings/match.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

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
    // The runner counts only driven time; a limit of libcurl's own would run on while nobody
    // drives. Zero would mean 300 s.
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
    // An answer to a hundred records comes in one read.
    {CURLOPT_BUFFERSIZE, 64L << 10},
    {CURLOPT_TCP_KEEPALIVE, 1},
    {CURLOPT_NETRC, CURL_NETRC_IGNORED},
    {CURLOPT_HTTP09_ALLOWED, 0},
    // Where it is needed at all: what it tells is read by OnText.
    {CURLOPT_VERBOSE, 0},
    // The answer to CONNECT is a proxy's, not the service's.
    {CURLOPT_SUPPRESS_CONNECT_HEADERS, 1},
};

constexpr TextOption kTexts[] = {
    {CURLOPT_PROTOCOLS_STR, "http,https"},
    // Set, even if empty, so that the environment's are not read.
    {CURLOPT_PROXY, ""},
    {CURLOPT_NOPROXY, ""},
};

// The connection's TLS object, where it is of OpenSSL.
SSL* TlsOf(CURL* easy) {
  curl_tlssessioninfo* info = nullptr;
  if (curl_easy_getinfo(easy, CURLINFO_TLS_SSL_PTR, &info) != CURLE_OK || info == nullptr)
    return nullptr;
  return info->backend == CURLSSLBACKEND_OPENSSL ? static_cast<SSL*>(info->internals) : nullptr;
}

bool SpeaksHttp2(const SSL* tls) {
  const unsigned char* name = nullptr;
  unsigned length = 0;
  if (tls != nullptr) SSL_get0_alpn_selected(tls, &name, &length);
  return std::string_view(reinterpret_cast<const char*>(name), length) == "h2";
}

// A server that has no protocol in common says so with TLS's alert 120 (RFC 7301).
bool RefusesProtocol(CURLcode code, std::string_view words) {
  return code == CURLE_SSL_CONNECT_ERROR &&
         absl::StrContains(Absl(words), "no application protocol");
}

bool SendsLength(HttpMethod method) {
  return method != HttpMethod::kGet && method != HttpMethod::kDelete;
}

Duration Microseconds(CURL* easy, CURLINFO info) {
  curl_off_t value = 0;
  curl_easy_getinfo(easy, info, &value);
  return std::chrono::microseconds(value);
}

template <typename Table>
bool SetAll(CURL* easy, const Table& table) {
  return std::all_of(std::begin(table), std::end(table), [easy](const auto& row) {
    return curl_easy_setopt(easy, row.option, row.value) == CURLE_OK;
  });
}

}  // namespace

absl::Status CurlCall::Prepare(const HttpRequest& request,
                               std::shared_ptr<const HeaderList> headers,
                               std::shared_ptr<const TransportSettings> settings) {
  absl::Status no_memory = absl::ResourceExhaustedError("no memory for another request");
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
  Take(network_->http2_servers.Contains(url_.text()) ? Way::kHttp2 : Way::kAnyConnection);
  request_ = request;
  answer_.Begin(settings_->max_response_bytes);
  started_ = std::chrono::steady_clock::now();
  wrote_ = stale_ = repeats_ = goes_away_ = out_of_memory_ = false;
  unasked_ = Unasked::kNothing;
  withheld_ = false;
  words_[0] = '\0';
  return absl::OkStatus();
}

bool CurlCall::ApplySettings() {
  curl_easy_reset(easy_);
  way_.reset();
  url_option_ = false;
  header_option_ = nullptr;
  has_body_ = false;
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
      {CURLOPT_PRIVATE, this},
      {CURLOPT_PREREQDATA, this},
      {CURLOPT_HEADERDATA, this},
      {CURLOPT_WRITEDATA, this},
      {CURLOPT_ERRORBUFFER, words_.data()},
      {CURLOPT_OPENSOCKETDATA, this},
      {CURLOPT_CLOSESOCKETDATA, network_},
      {CURLOPT_RESOLVER_START_DATA, this},
      {CURLOPT_DEBUGDATA, this},
      {CURLOPT_CURLU, url_.parsed()},
  };
  return SetAll(easy_, kNumbers) && SetAll(easy_, kTexts) && SetAll(easy_, texts) &&
         (settings_->ca_file.empty() || SetAll(easy_, trust)) && SetAll(easy_, pointers) &&
         curl_easy_setopt(easy_, CURLOPT_PREREQFUNCTION, &OnBeforeRequest) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_HEADERFUNCTION, &OnHeader) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &OnBody) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_OPENSOCKETFUNCTION, &OnOpenSocket) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_CLOSESOCKETFUNCTION, &OnCloseSocket) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_RESOLVER_START_FUNCTION, &OnResolve) == CURLE_OK &&
         curl_easy_setopt(easy_, CURLOPT_DEBUGFUNCTION, &OnText) == CURLE_OK;
}

void CurlCall::Take(Way way) {
  if (way_ == way) return;
  way_ = way;
  const long http2 = way == Way::kHttp2 ? 1 : 0;
  const NumberOption numbers[] = {
      {CURLOPT_HTTP_VERSION, http2 != 0 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1},
      {CURLOPT_FRESH_CONNECT, way == Way::kAnyConnection ? 0 : 1},
      // On a kept connection, libcurl 7.88 does not tell a request that was refused unread from one
      // that was lost.
      {CURLOPT_FORBID_REUSE, http2},
      {CURLOPT_VERBOSE, http2},
  };
  SetAll(easy_, numbers);  // numbers need no memory
}

absl::Status CurlCall::SetUrl(std::string_view url) {
  const bool same = url == url_.text();
  if (!url_.Set(url)) {
    return absl::InvalidArgumentError(
        "the request's URL is not http:// or https:// with a host, or holds a user name, blanks or control characters; check the "
        "URL's template");
  }
  if (same && url_option_) return absl::OkStatus();
  // The handle connects by the parsed URL that it was given; its text is what libcurl would repeat.
  url_option_ = curl_easy_setopt(easy_, CURLOPT_URL, url_.text().c_str()) == CURLE_OK;
  return url_option_ ? absl::OkStatus()
                     : absl::ResourceExhaustedError("no memory for the request's URL");
}

// The body is sent from where it lies, together with the header: with a read callback libcurl would
// copy it and write twice.
bool CurlCall::SetMethodAndBody(const HttpRequest& request) {
  const bool has_body = request.has_body || SendsLength(request.method);
  if (has_body) {
    const std::string_view body = request.has_body ? request.body : std::string_view();
    const char* data = body.empty() ? "" : body.data();  // null would mean: ask a read callback
    if (curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, data) != CURLE_OK ||
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE_LARGE,
                         static_cast<curl_off_t>(body.size())) != CURLE_OK) {
      return false;
    }
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

bool CurlCall::StartAgain(CURLcode code) noexcept {
  if (wrote_) return false;
  if (stale_) {
    Take(Way::kNewConnection);
  } else if (way_ != Way::kHttp2 && RefusesProtocol(code, words_.data())) {
    Take(Way::kHttp2);
    try {
      network_->http2_servers.Add(url_.text());
    } catch (const std::bad_alloc&) {
      // The next request to this server finds out for itself.
    }
  } else {
    return false;
  }
  stale_ = false;
  words_[0] = '\0';
  return true;
}

Exchange CurlCall::Conclude(CURLcode code, bool aborted) noexcept {
  Exchange exchange;
  exchange.id = request_.id;
  try {
    answer_.Decode();
  } catch (const std::exception&) {
    out_of_memory_ = true;
  }
  const bool refused = !aborted && IsUnread(code);
  // Where libcurl's repeat was stopped, its words are about that.
  Ending ending{.code = repeats_ ? CURLE_ABORTED_BY_CALLBACK : code,
                .aborted = aborted,
                .wrote = wrote_ && !refused,
                .refused = refused,
                .out_of_memory = out_of_memory_,
                .unasked = unasked_,
                .words = words_.data(),
                .url = url_.text(),
                .proxy = settings_->proxy,
                .answer = &answer_};
  exchange.failure = FailureOf(ending);
  exchange.wrote = ending.wrote;
  exchange.withheld = withheld_ && !aborted && !ending.wrote;
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
  spent_ = way_ == Way::kHttp2 && (aborted || code != CURLE_OK);
  return exchange;
}

// A new HTTP/2 connection's only request is written once more by libcurl 7.88 where the service had
// reset it as unread, and not where its answer stayed out. Where the service closes the connection
// to all requests, libcurl only passes its words on.
bool CurlCall::IsUnread(CURLcode code) const {
  return way_ == Way::kHttp2 && wrote_ && code != CURLE_OK && answer_.status() == 0 &&
         (repeats_ || goes_away_);
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
  // A connection that was kept took no time now; one that failed is not counted, but its name may
  // have been found.
  if (connections == 0 && exchange->wrote) return;
  exchange->resolved = Microseconds(easy_, CURLINFO_NAMELOOKUP_TIME_T);
  exchange->connected = Microseconds(easy_, CURLINFO_CONNECT_TIME_T);
  exchange->secured = Microseconds(easy_, CURLINFO_APPCONNECT_TIME_T);
}

// Called right before libcurl writes a request to a connection that is ready. A second time means
// that it wants to repeat the request by itself, as it does where a kept connection ends
// unanswered.
int CurlCall::OnBeforeRequest(void* call, char* peer_ip, char* local_ip, int, int local_port) {
  auto* self = static_cast<CurlCall*>(call);
  if (self->wrote_) {
    self->repeats_ = true;
    return CURL_PREREQFUNC_ABORT;
  }
  FirstByte* const first = self->request_.first_byte;
  self->wrote_ = self->MayWrite(peer_ip, local_ip, local_port);
  if (self->wrote_ && first != nullptr && !first->MayWrite(self->request_.id)) {
    self->wrote_ = false;
    self->withheld_ = true;
  }
  return self->wrote_ ? CURL_PREREQFUNC_OK
                      : CURL_PREREQFUNC_ABORT;  // libcurl then closes the connection
}

bool CurlCall::MayWrite(const char* peer_ip, const char* local_ip, int local_port) {
  const Unasked unasked = Look(peer_ip, local_ip, local_port);
  if (unasked == Unasked::kNothing) return true;
  long connections = 0;
  curl_easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &connections);
  stale_ = connections == 0;
  if (stale_) return false;
  if (unasked == Unasked::kUnclear) return true;
  unasked_ = unasked;
  return false;
}

Unasked CurlCall::Look(const char* peer_ip, const char* local_ip, int local_port) {
  SSL* const tls = TlsOf(easy_);
  if (SpeaksHttp2(tls))
    return Unasked::kNothing;  // the server begins, and an answer names its request
  // Behind a proxy with TLS of its own, what lies in the socket is the proxy's.
  if (IsHttps(settings_->proxy) && IsHttps(url_.text())) return Unasked::kUnclear;
  try {
    const curl_socket_t socket = network_->sockets.Find(local_ip, local_port, peer_ip);
    if (socket == CURL_SOCKET_BAD) return Unasked::kUnclear;
    const Unasked unasked = LookAt(socket, tls);
    const bool may_be_tls =
        tls == nullptr && IsHttps(url_.text());  // of another library than OpenSSL
    return may_be_tls && unasked == Unasked::kBytes ? Unasked::kUnclear : unasked;
  } catch (const std::bad_alloc&) {
    return Unasked::kUnclear;
  }
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

// After the request was written, libcurl opens a connection only to repeat it.
curl_socket_t CurlCall::OnOpenSocket(void* call, curlsocktype, curl_sockaddr* address) {
  auto* self = static_cast<CurlCall*>(call);
  if (self->wrote_) {
    self->repeats_ = true;
    return CURL_SOCKET_BAD;
  }
  return self->network_->sockets.Open(address->family, address->socktype, address->protocol);
}

int CurlCall::OnCloseSocket(void* network, curl_socket_t socket) {
  static_cast<Network*>(network)->sockets.Close(socket);
  return 0;
}

// libcurl is about to open a pair of sockets to its resolver's thread.
int CurlCall::OnResolve(void*, void*, void* call) {
  std::optional<LowDescriptorsHeld>& held = static_cast<CurlCall*>(call)->network_->resolving;
  if (!held.has_value()) held.emplace();
  return 0;
}

// libcurl 7.88 says "recveived GOAWAY, error=0, last_stream=0"; a connection's first request is
// stream 1.
int CurlCall::OnText(CURL*, curl_infotype type, char* data, size_t size, void* call) {
  if (type != CURLINFO_TEXT) return 0;
  const absl::string_view text(data, size);
  if (absl::StrContains(text, "GOAWAY, ") && absl::StrContains(text, "last_stream=0\n"))
    static_cast<CurlCall*>(call)->goes_away_ = true;
  return 0;
}

}  // namespace inflow
