// SPDX-License-Identifier: Apache-2.0
//
// File: exchanges.h
//
// The few lines that the transport's tests share: requests, and driving until something has come
// about.
#ifndef TESTS_UNIT_TRANSPORT_EXCHANGES_H_
#define TESTS_UNIT_TRANSPORT_EXCHANGES_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "plugin/transport/curl_transport.h"
#include "tests/support/fault_server.h"

namespace inflow::testing {

inline constexpr char kKey[] = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

// Call is a request together with what it borrows.
struct Call {
  std::string url{};
  std::string body{};
  HttpMethod method = HttpMethod::kPost;
  uint64_t id = 1;

  HttpRequest Request() && = delete;  // would borrow from what is gone
  HttpRequest Request() const& {
    HttpRequest request;
    request.id = id;
    request.method = method;
    request.url = url;
    request.body = body;
    request.has_body = !body.empty();
    request.headers = std::make_shared<const std::vector<std::string>>(
        std::vector<std::string>{"Content-Type: application/json"});
    std::string authorization = "Authorization: Bearer ";
    authorization += kKey;
    request.authorization = std::make_shared<const std::string>(std::move(authorization));
    return request;
  }
};

class TransportTest : public ::testing::Test {
 protected:
  TransportTest() { Configure({}); }

  void Configure(TransportSettings settings) {
    settings.user_agent = "test/1";
    const absl::Status status = transport_->Configure(settings);
    ASSERT_TRUE(status.ok()) << status;
  }

  void Start(const HttpRequest& request) {
    const absl::Status status = transport_->Start(request);
    ASSERT_TRUE(status.ok()) << status;
  }

  // DriveUntil also goes on with what the server alone does, if Watch was called for it.
  template <typename Condition>
  void DriveUntil(Condition condition) {
    for (transport_->Drive(&done_); !condition(); transport_->Drive(&done_))
      transport_->Wait(std::chrono::minutes(1));
  }

  // Watch lets the server end waits.
  void Watch(FaultServer* server) {
    server->Observe([this] { transport_->Wakeup(); });
  }

  Exchange TakeDone() {
    EXPECT_EQ(done_.size(), 1u);
    Exchange exchange = done_.empty() ? Exchange{} : std::move(done_.front());
    done_.clear();
    return exchange;
  }

  Exchange Run(const HttpRequest& request) {
    Start(request);
    DriveUntil([this] { return !done_.empty(); });
    return TakeDone();
  }
  Exchange Run(const Call& call) { return Run(call.Request()); }

  std::unique_ptr<Transport> transport_ = MakeCurlTransport();
  std::vector<Exchange> done_;
};

}  // namespace inflow::testing

#endif  // TESTS_UNIT_TRANSPORT_EXCHANGES_H_
