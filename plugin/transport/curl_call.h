// SPDX-License-Identifier: Apache-2.0
//
// File: curl_call.h
//
// One libcurl easy handle and the request that it carries at the moment. Handles are used again for request after request, and
// only what differs from the last one is set.
//
//   absl::Status status = call.Prepare(request, list, settings);
//   curl_multi_add_handle(multi, call.easy());  …  CURLMSG_DONE
//   Exchange exchange = call.Conclude(message->data.result, /*aborted=*/false);
#ifndef INFLOW_PLUGIN_TRANSPORT_CURL_CALL_H_
#define INFLOW_PLUGIN_TRANSPORT_CURL_CALL_H_

#include <curl/curl.h>

#include <array>
#include <memory>
#include <string>

#include "inflow/transport/transport.h"
#include "plugin/transport/answer_reader.h"
#include "plugin/transport/ending.h"
#include "plugin/transport/header_cache.h"

namespace inflow {

class CurlCall {
 public:
  // easy() is null without memory.
  CurlCall() : easy_(curl_easy_init()) {}
  ~CurlCall() { curl_easy_cleanup(easy_); }
  CurlCall(const CurlCall&) = delete;
  CurlCall& operator=(const CurlCall&) = delete;

  CURL* easy() const { return easy_; }
  uint64_t id() const { return request_.id; }

  // Wrote is true from the moment at which libcurl is about to write the request's first byte: after that it is unknown.
  bool wrote() const { return wrote_; }

  // Prepare makes the handle ready for a multi handle. After an error the call may be prepared again.
  absl::Status Prepare(const HttpRequest& request, std::shared_ptr<const HeaderList> headers,
                       std::shared_ptr<const TransportSettings> settings);

  // Conclude hands over the exchange; the call must have left the multi handle. The request's borrowed bytes are no longer used.
  Exchange Conclude(CURLcode code, bool aborted) noexcept;

  // ForbidReuse makes the connection close with the call.
  void ForbidReuse() { curl_easy_setopt(easy_, CURLOPT_FORBID_REUSE, 1L); }

 private:
  bool ApplySettings();
  absl::Status SetUrl(std::string_view url);
  bool SetMethodAndBody(const HttpRequest& request);
  bool SetHeaders(const HttpRequest& request, std::shared_ptr<const HeaderList> headers);
  void ReadTimes(Exchange* exchange) const;

  // Called by libcurl. None may throw: the frames between are C.
  static int OnBeforeRequest(void* call, char*, char*, int, int);
  static size_t OnHeader(char* data, size_t size, size_t count, void* call);
  static size_t OnBody(char* data, size_t size, size_t count, void* call);
  static curl_socket_t OnOpenSocket(void*, curlsocktype, curl_sockaddr* address);

  template <typename Handler>
  size_t Receive(size_t length, Handler handler);

  CURL* easy_;
  HttpRequest request_;
  std::shared_ptr<const TransportSettings> settings_;
  std::shared_ptr<const HeaderList> headers_;
  curl_slist authorization_{nullptr, nullptr};  // in front of headers_, which others share
  AnswerReader answer_;
  TimePoint started_;
  bool wrote_ = false;
  bool out_of_memory_ = false;
  std::array<char, CURL_ERROR_SIZE> words_{};

  // What the handle is set to.
  std::string url_;
  bool has_body_ = false;
  long version_ = 0;
  HttpMethod method_ = HttpMethod::kGet;
  const curl_slist* header_option_ = nullptr;
};

}  // namespace inflow

#endif  // INFLOW_PLUGIN_TRANSPORT_CURL_CALL_H_
