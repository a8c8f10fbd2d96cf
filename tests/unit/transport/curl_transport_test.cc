// SPDX-License-Identifier: Apache-2.0
//
// Exchanges that go well, and what goes on the wire for them.
#include "plugin/transport/curl_transport.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdlib>
#include <thread>

#include "tests/support/temp_folder.h"
#include "tests/unit/transport/exchanges.h"

namespace inflow::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

class CurlTransportTest : public TransportTest {};

Script AnswerForever(const std::string& answer) {
  return Script().ReadRequest().Send(answer).Repeat();
}

TEST_F(CurlTransportTest, SendsExactlyTheRequest) {
  FaultServer server({AnswerForever(Answer(200, "{}"))});
  const Call call{.url = server.Url("/co/products"), .body = "{\"a\":1}"};
  HttpRequest request = call.Request();
  request.headers = std::make_shared<const std::vector<std::string>>(std::vector<std::string>{
      "Accept: application/json;version=2025-06-24", "Content-Type: application/json", "X-Empty:"});
  Run(request);
  EXPECT_THAT(server.Requests(),
              ElementsAre("POST /co/products HTTP/1.1\r\n"
                          "Host: 127.0.0.1:" +
                          std::to_string(server.port()) +
                          "\r\n"
                          "User-Agent: test/1\r\n"
                          "Authorization: Bearer 0f1e2d3c4b5a69788796a5b4c3d2e1f0\r\n"
                          "Accept: application/json;version=2025-06-24\r\n"
                          "Content-Type: application/json\r\n"
                          "X-Empty:\r\n"
                          "Content-Length: 7\r\n"
                          "\r\n"
                          "{\"a\":1}"));
}

TEST_F(CurlTransportTest, HandsBackTheWholeAnswer) {
  FaultServer server({AnswerForever(
      Answer(201, "{\"id\":7}", {"X-RateLimit-Limit: 3/60", "X-RateLimit-Limit: 4/1000"}))});
  Call call{.url = server.Url("/"), .body = "{}"};
  call.id = 77;
  const Exchange exchange = Run(call);
  EXPECT_EQ(exchange.id, 77u);
  EXPECT_EQ(exchange.failure, Failure::kNone);
  EXPECT_EQ(exchange.status, 201);
  EXPECT_TRUE(exchange.wrote);
  EXPECT_FALSE(exchange.cut);
  EXPECT_EQ(exchange.body, "{\"id\":7}");
  EXPECT_THAT(exchange.headers,
              ElementsAre(Pair("content-length", "8"), Pair("x-ratelimit-limit", "3/60"),
                          Pair("x-ratelimit-limit", "4/1000")));
  EXPECT_EQ(exchange.detail, "");
  EXPECT_EQ(exchange.http_version, 11);
  EXPECT_GT(exchange.elapsed, Duration::zero());
  EXPECT_GE(exchange.elapsed, exchange.connected);
  EXPECT_GT(exchange.connected, Duration::zero());
  EXPECT_EQ(exchange.secured, Duration::zero());
}

TEST_F(CurlTransportTest, AnErrorStatusIsASuccessfulExchange) {
  FaultServer server(
      {Script().ReadRequest().Send(Answer(503, "busy")).ReadRequest().Send(Answer(404, "no"))});
  const Exchange first = Run(Call{.url = server.Url("/"), .body = "{}"});
  EXPECT_EQ(first.failure, Failure::kNone);
  EXPECT_EQ(first.status, 503);
  EXPECT_EQ(first.body, "busy");
  EXPECT_EQ(Run(Call{.url = server.Url("/"), .body = "{}"}).status, 404);
}

TEST_F(CurlTransportTest, EachMethodOnOneHandleAfterTheOther) {
  FaultServer server({AnswerForever(Answer(200, ""))});
  const std::string url = server.Url("/x");
  for (const auto& [method, body] :
       std::vector<std::pair<HttpMethod, std::string>>{{HttpMethod::kGet, ""},
                                                       {HttpMethod::kPost, "a"},
                                                       {HttpMethod::kPut, "bc"},
                                                       {HttpMethod::kPatch, "def"},
                                                       {HttpMethod::kDelete, ""},
                                                       {HttpMethod::kDelete, "g"},
                                                       {HttpMethod::kPost, ""},
                                                       {HttpMethod::kPut, ""},
                                                       {HttpMethod::kGet, ""}}) {
    Run(Call{.url = url, .body = body, .method = method});
  }
  std::vector<std::string> lines;
  for (const std::string& request : server.Requests()) {
    const size_t length = request.find("Content-Length: ");
    lines.push_back(
        request.substr(0, request.find(' ')) +
        (length == std::string::npos
             ? " -"
             : " " + request.substr(length + 16, request.find('\r', length) - length - 16)) +
        " " + request.substr(request.find("\r\n\r\n") + 4));
  }
  EXPECT_THAT(lines, ElementsAre("GET - ", "POST 1 a", "PUT 2 bc", "PATCH 3 def", "DELETE - ",
                                 "DELETE 1 g", "POST 0 ", "PUT 0 ", "GET - "));
  EXPECT_EQ(server.ConnectionCount(), 1u);
}

TEST_F(CurlTransportTest, ALargeBodyArrivesWholeWithoutExpect) {
  FaultServer server({AnswerForever(Answer(200, ""))});
  std::string body(3u << 20, 'x');
  for (size_t i = 0; i < body.size(); i += 1000) body[i] = static_cast<char>('a' + i % 26);
  Run(Call{.url = server.Url("/"), .body = body});
  const std::vector<std::string> requests = server.Requests();
  ASSERT_EQ(requests.size(), 1u);
  const size_t header = requests[0].find("\r\n\r\n") + 4;
  EXPECT_TRUE(requests[0].substr(header) == body);
  EXPECT_THAT(requests[0].substr(0, header), Not(HasSubstr("Expect")));
}

TEST_F(CurlTransportTest, AuthorizationOnlyWhereTheRequestHasOne) {
  FaultServer server({AnswerForever(Answer(200, ""))});
  const Call call{.url = server.Url("/"), .body = "{}"};
  HttpRequest request = call.Request();
  Run(request);
  request.authorization = nullptr;
  Run(request);
  request.authorization = std::make_shared<const std::string>("Authorization: Bearer renewed");
  Run(request);
  const std::vector<std::string> requests = server.Requests();
  ASSERT_EQ(requests.size(), 3u);
  EXPECT_THAT(requests[0], HasSubstr(kKey));
  EXPECT_THAT(requests[1], Not(HasSubstr("Authorization")));
  EXPECT_THAT(requests[2], HasSubstr("\r\nAuthorization: Bearer renewed\r\n"));
  EXPECT_THAT(requests[2], Not(HasSubstr(kKey)));
}

TEST_F(CurlTransportTest, NoContentTypeUnlessGiven) {
  FaultServer server({AnswerForever(Answer(200, ""))});
  const Call call{.url = server.Url("/"), .body = "{}"};
  HttpRequest request = call.Request();
  request.headers = nullptr;
  Run(request);
  ASSERT_EQ(server.Requests().size(), 1u);
  EXPECT_THAT(server.Requests()[0], Not(HasSubstr("Content-Type")));
  EXPECT_THAT(server.Requests()[0], Not(HasSubstr("Accept-Encoding")));
}

TEST_F(CurlTransportTest, PathStaysAsItIs) {
  FaultServer server({AnswerForever(Answer(200, ""))});
  Run(Call{.url = server.Url("/a/../b/./c%2F..//d"), .body = "{}"});
  ASSERT_EQ(server.Requests().size(), 1u);
  EXPECT_THAT(server.Requests()[0], StartsWith("POST /a/../b/./c%2F..//d HTTP/1.1\r\n"));
}

TEST_F(CurlTransportTest, RedirectIsHandedBackAndNotFollowed) {
  FaultServer server({AnswerForever(Answer(302, "", {"Location: /elsewhere", "Set-Cookie: a=b"}))});
  const Exchange exchange = Run(Call{.url = server.Url("/"), .method = HttpMethod::kGet});
  EXPECT_EQ(exchange.status, 302);
  EXPECT_EQ(FindHeader(exchange, "location"), "/elsewhere");
  EXPECT_EQ(server.Requests().size(), 1u);
  Run(Call{.url = server.Url("/"), .method = HttpMethod::kGet});
  EXPECT_THAT(server.Requests()[1], Not(HasSubstr("Cookie")));
}

TEST_F(CurlTransportTest, InterimAnswersAreNotTheFinalOne) {
  FaultServer server({Script().ReadRequest().Send(
      "HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" +
      Answer(200, "final"))});
  const Exchange exchange = Run(Call{.url = server.Url("/"), .body = "{}"});
  EXPECT_EQ(exchange.failure, Failure::kNone);
  EXPECT_EQ(exchange.status, 200);
  EXPECT_THAT(exchange.headers, ElementsAre(Pair("content-length", "5")));
  EXPECT_EQ(exchange.body, "final");
}

TEST_F(CurlTransportTest, SlowBytesMakeTheSameAnswer) {
  FaultServer server({Script().ReadRequest().SendBytewise(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: trailer\r\n\r\n")});
  const Exchange exchange = Run(Call{.url = server.Url("/"), .body = "{}"});
  EXPECT_EQ(exchange.status, 200);
  EXPECT_FALSE(exchange.cut);
  EXPECT_EQ(exchange.body, "abc");
  EXPECT_THAT(exchange.headers, ElementsAre(Pair("transfer-encoding", "chunked")));
}

TEST_F(CurlTransportTest, ConnectionsAreKeptAndUsedAgain) {
  FaultServer server({AnswerForever(Answer(200, ""))});
  const Exchange first = Run(Call{.url = server.Url("/"), .body = "{}"});
  const Exchange second = Run(Call{.url = server.Url("/other"), .body = "{}"});
  EXPECT_EQ(server.ConnectionCount(), 1u);
  EXPECT_EQ(server.Requests().size(), 2u);
  EXPECT_GT(first.connected, Duration::zero());
  EXPECT_EQ(second.connected, Duration::zero());
}

TEST_F(CurlTransportTest, ConnectionsAreNotInheritedByPrograms) {
  FaultServer server({AnswerForever(Answer(200, ""))});
  Run(Call{.url = server.Url("/"), .body = "{}"});
  int connections = 0;
  for (int fd = 0; fd < 1024; ++fd) {
    sockaddr_in peer{};
    socklen_t length = sizeof(peer);
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &length) != 0 ||
        ntohs(peer.sin_port) != server.port())
      continue;
    ++connections;
    EXPECT_EQ(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  }
  EXPECT_EQ(connections, 1);
}

TEST_F(CurlTransportTest, SeveralInFlightDoNotWaitForOneAnother) {
  const auto go = std::make_shared<Latch>();
  const Script held = Script().ReadRequest().Await(go).Send(Answer(200, "")).Repeat();
  FaultServer server({held, held, held});
  Watch(&server);
  std::vector<Call> calls(3);
  for (size_t i = 0; i < calls.size(); ++i) {
    calls[i] = {.url = server.Url("/"), .body = "{}", .id = i};
    Start(calls[i].Request());
  }
  // All three arrive before any is answered.
  DriveUntil([&] { return server.Requests().size() == 3; });
  EXPECT_TRUE(done_.empty());
  go->Open();
  DriveUntil([&] { return done_.size() == 3; });
  EXPECT_EQ(server.ConnectionCount(), 3u);
}

TEST_F(CurlTransportTest, WhatMayNotBeWrittenLeavesNoByte) {
  struct Gate final : FirstByte {
    bool MayWrite(uint64_t id) noexcept override {
      asked.push_back(id);
      return open;
    }
    std::vector<uint64_t> asked;
    bool open = false;
  } gate;
  // What was withheld has its connection closed.
  FaultServer server(std::vector<Script>(3, AnswerForever(Answer(200, ""))));
  Call call{.url = server.Url("/"), .body = "{}"};
  call.id = 5;
  HttpRequest request = call.Request();
  request.first_byte = &gate;
  for (const bool kept : {false, true}) {
    gate.open = false;
    const Exchange withheld = Run(request);
    EXPECT_TRUE(withheld.withheld) << kept;
    EXPECT_FALSE(withheld.wrote);
    EXPECT_EQ(withheld.failure, Failure::kUnreachable);
    gate.open = true;
    const Exchange written = Run(request);
    EXPECT_FALSE(written.withheld);
    EXPECT_EQ(written.status, 200);
  }
  EXPECT_THAT(gate.asked, ElementsAre(5, 5, 5, 5));
  EXPECT_EQ(server.Requests().size(), 2u);
}

TEST_F(CurlTransportTest, StartRefusesWhatCannotBeSentAndBeginsNothing) {
  FaultServer server({AnswerForever(Answer(200, ""))});
  const Call good{.url = server.Url("/"), .body = "{}"};
  for (const char* url :
       {"", "ftp://127.0.0.1/", "http://user:pw@127.0.0.1/", "http://127.0.0.1/a b", "http:///x"}) {
    const Call bad{.url = url, .body = "{}"};
    EXPECT_EQ(transport_->Start(bad.Request()).code(), absl::StatusCode::kInvalidArgument) << url;
  }
  HttpRequest request = good.Request();
  request.headers =
      std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"A: b\r\nC: d"});
  EXPECT_EQ(transport_->Start(request).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_FALSE(transport_->Wrote(1));
  Start(good.Request());
  EXPECT_EQ(transport_->Start(good.Request()).code(), absl::StatusCode::kInvalidArgument);
  DriveUntil([this] { return !done_.empty(); });
  EXPECT_EQ(TakeDone().status, 200);
  EXPECT_EQ(server.Requests().size(), 1u);
}

TEST_F(CurlTransportTest, ConfigureRefusesACaFileThatIsNone) {
  const TempFolder folder;
  TransportSettings settings;
  settings.ca_file = folder.Write("text.pem", "no certificate");
  EXPECT_EQ(transport_->Configure(settings).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(CurlTransportTest, ConfigureRefusesAProxyThatIsNoneWithoutShowingIt) {
  TransportSettings settings;
  settings.proxy = "ftp://user:secret@proxy";
  const absl::Status status = transport_->Configure(settings);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret")));
}

TEST_F(CurlTransportTest, ConfigureAppliesToLaterRequests) {
  FaultServer server({AnswerForever(Answer(200, "0123456789"))});
  EXPECT_EQ(Run(Call{.url = server.Url("/"), .body = "{}"}).failure, Failure::kNone);
  TransportSettings settings;
  settings.max_response_bytes = 9;
  Configure(settings);
  EXPECT_EQ(Run(Call{.url = server.Url("/"), .body = "{}"}).failure, Failure::kTooLarge);
}

TEST_F(CurlTransportTest, ProxyComesFromTheSettings) {
  FaultServer proxy({AnswerForever(Answer(200, "by proxy"))});
  TransportSettings settings;
  settings.proxy = "127.0.0.1:" + std::to_string(proxy.port());
  Configure(settings);
  const Exchange exchange = Run(Call{.url = "http://service.test/co/products", .body = "{}"});
  EXPECT_EQ(exchange.body, "by proxy");
  ASSERT_EQ(proxy.Requests().size(), 1u);
  EXPECT_THAT(proxy.Requests()[0], StartsWith("POST http://service.test/co/products HTTP/1.1\r\n"));
}

TEST_F(CurlTransportTest, ProxyOfTheEnvironmentIsIgnored) {
  FaultServer trap({Script().ReadRequest().Send(Answer(200, "trapped"))});
  FaultServer server({AnswerForever(Answer(200, "direct"))});
  const std::string url = trap.Url("");
  for (const char* name : {"http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"})
    setenv(name, url.c_str(), 1);
  EXPECT_EQ(Run(Call{.url = server.Url("/"), .body = "{}"}).body, "direct");
  for (const char* name : {"http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"}) unsetenv(name);

  // Nor does it take away the configured one.
  setenv("no_proxy", "*", 1);
  TransportSettings settings;
  settings.proxy = trap.Url("");
  Configure(settings);
  EXPECT_EQ(Run(Call{.url = server.Url("/"), .body = "{}"}).body, "trapped");
  unsetenv("no_proxy");
}

TEST_F(CurlTransportTest, WakeupEndsAWaitFromAnotherThread) {
  std::thread other([this] { transport_->Wakeup(); });
  transport_->Wait(std::chrono::hours(24));
  other.join();
}

TEST_F(CurlTransportTest, WakeupBeforeTheWaitIsNotLost) {
  transport_->Wakeup();
  transport_->Wait(std::chrono::hours(24));
}

}  // namespace
}  // namespace inflow::testing
