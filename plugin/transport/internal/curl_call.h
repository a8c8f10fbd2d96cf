// SPDX-License-Identifier: Apache-2.0
//
// File: curl_call.h
//
// One libcurl easy handle and the request that it carries at the moment. Handles are used again for
// request after request, and only what differs from the last one is set.
//
//   CurlCall call(&network);
//   absl::Status status = call.Prepare(request, list, settings);
//   curl_multi_add_handle(multi, call.easy());  …  CURLMSG_DONE
//   if (call.StartAgain(message->data.result)) …remove and add the handle once more…
//   Exchange exchange = call.Conclude(message->data.result, /*aborted=*/false);
#ifndef PLUGIN_TRANSPORT_INTERNAL_CURL_CALL_H_
#define PLUGIN_TRANSPORT_INTERNAL_CURL_CALL_H_

#include <curl/curl.h>

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "plugin/transport/internal/answer_reader.h"
#include "plugin/transport/internal/curl_url.h"
#include "plugin/transport/internal/ending.h"
#include "plugin/transport/internal/header_cache.h"
#include "plugin/transport/internal/http2_servers.h"
#include "plugin/transport/internal/low_descriptors.h"
#include "plugin/transport/internal/sockets.h"
#include "plugin/transport/internal/unasked.h"
#include "plugin/transport/transport.h"

namespace inflow {

// Network is what the calls of one transport share.
struct Network {
  Sockets sockets;
  Http2Servers http2_servers;
  std::optional<LowDescriptorsHeld>
      resolving;  // until the transport's turn ends, for libcurl's sockets to its resolver
};

class CurlCall {
 public:
  // `network` must live as long as the multi handle does, which closes connections later than a
  // call ends.
  explicit CurlCall(Network* network) : network_(network), easy_(curl_easy_init()) {}
  ~CurlCall() { curl_easy_cleanup(easy_); }
  CurlCall(const CurlCall&) = delete;
  CurlCall& operator=(const CurlCall&) = delete;

  // ok() is false without memory.
  bool ok() const { return easy_ != nullptr && url_.parsed() != nullptr; }
  CURL* easy() const { return easy_; }
  uint64_t id() const { return request_.id; }

  // Wrote is true from the moment at which libcurl is about to write the request's first byte:
  // after that it is unknown.
  bool wrote() const { return wrote_; }

  // Prepare makes the handle ready for a multi handle. After an error the call may be prepared
  // again.
  absl::Status Prepare(const HttpRequest& request, std::shared_ptr<const HeaderList> headers,
                       std::shared_ptr<const TransportSettings> settings);

  // StartAgain is asked when a transfer has ended. True: nothing of the request was written, and it
  // is to be added once more, on another connection. The call must have left the multi handle.
  bool StartAgain(CURLcode code) noexcept;

  // Conclude hands over the exchange; the call must have left the multi handle. The request's
  // borrowed bytes are no longer used.
  Exchange Conclude(CURLcode code, bool aborted) noexcept;

  // IsSpent is true after an end over HTTP/2 whose remains in libcurl would be taken for a later
  // request's.
  bool IsSpent() const { return spent_; }

 private:
  // Way is how a request gets to the service.
  enum class Way : uint8_t {
    kAnyConnection,  // HTTP/1.1, a kept connection where there is one
    kNewConnection,  // HTTP/1.1
    kHttp2,          // where TLS agrees on it; a connection for this request alone
  };

  bool ApplySettings();
  void Take(Way way);
  absl::Status SetUrl(std::string_view url);
  bool SetMethodAndBody(const HttpRequest& request);
  bool SetHeaders(const HttpRequest& request, std::shared_ptr<const HeaderList> headers);
  bool MayWrite(const char* peer_ip, const char* local_ip, int local_port);
  Unasked Look(const char* peer_ip, const char* local_ip, int local_port);
  bool IsUnread(CURLcode code) const;
  void ReadTimes(Exchange* exchange) const;

  // Called by libcurl. None may throw: the frames between are C.
  static int OnBeforeRequest(void* call, char* peer_ip, char* local_ip, int, int local_port);
  static size_t OnHeader(char* data, size_t size, size_t count, void* call);
  static size_t OnBody(char* data, size_t size, size_t count, void* call);
  static curl_socket_t OnOpenSocket(void* call, curlsocktype, curl_sockaddr* address);
  static int OnCloseSocket(void* network, curl_socket_t socket);
  static int OnResolve(void*, void*, void* call);
  static int OnText(CURL*, curl_infotype type, char* data, size_t size, void* call);

  template <typename Handler>
  size_t Receive(size_t length, Handler handler);

  Network* network_;
  RequestUrl url_;  // libcurl reads it while the handle lives
  CURL* easy_;
  HttpRequest request_;
  std::shared_ptr<const TransportSettings> settings_;
  std::shared_ptr<const HeaderList> headers_;
  curl_slist authorization_{nullptr, nullptr};  // in front of headers_, which others share
  AnswerReader answer_;
  TimePoint started_;
  bool wrote_ = false;
  bool stale_ = false;      // the kept connection that libcurl chose is not fit for the request
  bool withheld_ = false;   // FirstByte has said no
  bool repeats_ = false;    // libcurl wanted to write the request once more
  bool goes_away_ = false;  // the service said that it reads no request of this HTTP/2 connection
  bool spent_ = false;
  Unasked unasked_ = Unasked::kNothing;
  bool out_of_memory_ = false;
  std::array<char, CURL_ERROR_SIZE> words_{};

  // What the handle is set to.
  std::optional<Way> way_;  // empty: none of them
  bool url_option_ = false;
  bool has_body_ = false;
  HttpMethod method_ = HttpMethod::kGet;
  const curl_slist* header_option_ = nullptr;
};

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_INTERNAL_CURL_CALL_H_
