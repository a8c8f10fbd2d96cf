// SPDX-License-Identifier: Apache-2.0
//
// HTTP/2: spoken only to servers that take nothing else, and what becomes of requests that such a
// server does not read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "plugin/transport/curl_transport.h"
#include "tests/support/http2_frames.h"
#include "tests/support/nginx.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/transport/exchanges.h"

namespace inflow::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Http2Test : public TransportTest {
 protected:
  Http2Test() {
    TransportSettings settings;
    settings.ca_file = folder_.Write("ca.pem", authority_.certificate_pem());
    settings.max_in_flight = 8;
    Configure(settings);
  }

  Exchange Post(const FaultServer& server) {
    return Run(Call{.url = server.Url("/"), .body = "{}"});
  }

  const TempFolder folder_;
  const CertificateAuthority authority_{"Test CA"};
  const Identity identity_ = authority_.Issue("127.0.0.1");
  const Script answers_ =
      Script().Send(http2::Settings()).ReadStream().Send(http2::Answer(1, "two")).Hang();
};

TEST_F(Http2Test, ServerThatTakesBothIsSpokenToInHttp11) {
  FaultServer server({Script().ReadRequest().Send(Answer(200, "one")).Repeat()}, identity_,
                     {"h2", "http/1.1"});
  for (int i = 0; i < 2; ++i) {
    const Exchange exchange = Post(server);
    EXPECT_EQ(exchange.failure, Failure::kNone) << exchange.detail;
    EXPECT_EQ(exchange.http_version, 11);
  }
  EXPECT_EQ(server.ConnectionCount(), 1u);
}

// The first handshake is refused; nothing was written, so nothing is lost, and the server is
// remembered.
TEST_F(Http2Test, ServerThatTakesNothingElseIsSpokenToInHttp2) {
  FaultServer server({Script(), answers_, answers_}, identity_, {"h2"});
  for (int i = 0; i < 2; ++i) {
    const Exchange exchange = Post(server);
    EXPECT_EQ(exchange.failure, Failure::kNone) << exchange.detail;
    EXPECT_EQ(exchange.status, 200);
    EXPECT_EQ(exchange.body, "two");
    EXPECT_EQ(exchange.http_version, 20);
    EXPECT_TRUE(exchange.wrote);
  }
  std::vector<bool> secured;
  for (const ConnectionRecord& record : server.Connections()) secured.push_back(record.secured);
  EXPECT_THAT(secured, ElementsAre(false, true, true));
  server.AwaitOver(1);  // no request comes after the first
}

TEST_F(Http2Test, ServerThatTakesNeitherIsUnreachable) {
  FaultServer server({Script(), Script()}, identity_, {"spdy/3"});
  const Exchange exchange = Post(server);
  EXPECT_EQ(exchange.failure, Failure::kUnreachable);
  EXPECT_FALSE(exchange.wrote);
  EXPECT_THAT(exchange.detail, HasSubstr("no application protocol"));
  EXPECT_EQ(server.ConnectionCount(), 2u);
}

TEST_F(Http2Test, OneServerIsNotAnother) {
  FaultServer only2({Script(), answers_}, identity_, {"h2"});
  FaultServer both({Script().ReadRequest().Send(Answer(200, "one"))}, identity_,
                   {"h2", "http/1.1"});
  EXPECT_EQ(Post(only2).http_version, 20);
  EXPECT_EQ(Post(both).http_version, 11);
}

// What a server says to leave a request unread; `ends`: it then closes the connection.
struct Refusal {
  const char* name;
  std::string said;
  bool ends;

  friend std::ostream& operator<<(std::ostream& out, const Refusal& row) { return out << row.name; }
};

class RefusalTest : public Http2Test, public ::testing::WithParamInterface<Refusal> {};

INSTANTIATE_TEST_SUITE_P(
    Each, RefusalTest,
    ::testing::Values(
        Refusal{"Reset", http2::Reset(1, http2::kRefusedStream), false},
        Refusal{"GoAway", http2::GoAway(0, http2::kNoError), false},
        Refusal{"GoAwayAndEnd", http2::GoAway(0, http2::kNoError), true},
        Refusal{"GoAwayForAReason", http2::GoAway(0, http2::kEnhanceYourCalm), true},
        Refusal{"GoAwayInTwoSteps",
                http2::GoAway(0x7fffffff, http2::kNoError) + http2::GoAway(0, http2::kNoError),
                true},
        Refusal{"ResetAndGoAway",
                http2::Reset(1, http2::kRefusedStream) + http2::GoAway(0, http2::kNoError), true}),
    [](const auto& row) { return row.param.name; });

TEST_P(RefusalTest, RequestThatTheServerLeftUnreadWasNotWritten) {
  for (const HttpMethod method : {HttpMethod::kPost, HttpMethod::kGet}) {
    Script refuses = Script().Send(http2::Settings()).ReadStream().Send(GetParam().said);
    if (!GetParam().ends) refuses.Hang();
    FaultServer server({Script(), answers_, refuses, answers_}, identity_, {"h2"});
    EXPECT_EQ(Post(server).status, 200);
    const Call call{
        .url = server.Url("/"), .body = method == HttpMethod::kPost ? "{}" : "", .method = method};
    const Exchange exchange = Run(call);
    EXPECT_EQ(exchange.failure, Failure::kUnreachable);
    EXPECT_FALSE(exchange.wrote);
    EXPECT_EQ(exchange.status, 0);
    EXPECT_EQ(exchange.detail, "127.0.0.1 port " + std::to_string(server.port()) +
                                   " refused the request without reading it");
    EXPECT_EQ(Run(call).body, "two");
    EXPECT_EQ(server.ConnectionCount(), 4u);  // none to repeat the request
    transport_ = MakeCurlTransport();
    TransportSettings settings;
    settings.ca_file = (folder_.path() / "ca.pem").string();
    Configure(settings);
  }
}

// What a server says that may have read the request.
class LossTest : public Http2Test, public ::testing::WithParamInterface<Refusal> {};

INSTANTIATE_TEST_SUITE_P(
    Each, LossTest,
    ::testing::Values(
        Refusal{"End", "", true},
        Refusal{"ResetForAnError", http2::Reset(1, http2::kInternalError), false},
        Refusal{"ResetForAnErrorAndEnd", http2::Reset(1, http2::kInternalError), true},
        Refusal{"ResetWithoutError", http2::Reset(1, http2::kNoError), false},
        Refusal{"GoAwayBehindTheRequest", http2::GoAway(1, http2::kNoError), true},
        Refusal{"GoAwayFarBehind", http2::GoAway(0x7fffffff, http2::kNoError), true},
        Refusal{"GoAwayForAnError", http2::GoAway(1, http2::kInternalError), true},
        Refusal{"WhatIsNoFrame", std::string(64, 'x'), false},
        Refusal{"ResetOfNoStream", http2::Reset(0, http2::kRefusedStream), false},
        Refusal{"SettingsForAStream", http2::Frame(http2::kSettings, 0, 1, {}), false}),
    [](const auto& row) { return row.param.name; });

TEST_P(LossTest, RequestThatTheServerMayHaveReadIsLost) {
  Script loses = Script().Send(http2::Settings()).ReadStream().Send(GetParam().said);
  if (!GetParam().ends) loses.Hang();
  FaultServer server({Script(), loses, answers_}, identity_, {"h2"});
  const Exchange exchange = Post(server);
  EXPECT_EQ(exchange.failure, Failure::kLost);
  EXPECT_TRUE(exchange.wrote);
  EXPECT_EQ(exchange.status, 0);
  EXPECT_EQ(Post(server).body, "two");
}

// An answer had begun, so the request was read. libcurl 7.88 remembers on its handle that a stream
// was refused, until a request that it repeats for it.
TEST_F(Http2Test, RefusalBehindAHeaderIsNoneNorOneOfTheNextRequest) {
  for (const std::string& refusal :
       {http2::Reset(1, http2::kRefusedStream), http2::GoAway(0, http2::kNoError)}) {
    const auto sent = std::make_shared<Latch>();
    const auto seen = std::make_shared<Latch>();
    const Script open = Script().Send(http2::Settings()).ReadStream();
    FaultServer server(
        {Script(), Script(open).Send(http2::Header(1)).Open(sent).Await(seen).Send(refusal).Hang(),
         Script(open).Reset()},
        identity_, {"h2"});
    Watch(&server);
    const Call call{.url = server.Url("/"), .body = "{}"};
    Start(call.Request());
    DriveUntil([&] { return server.Requests().size() == 1; });
    sent->Await();
    transport_->Drive(&done_);
    seen->Open();
    DriveUntil([this] { return !done_.empty(); });
    const Exchange cut = TakeDone();
    EXPECT_EQ(cut.failure, Failure::kNone);
    EXPECT_EQ(cut.status, 200);
    EXPECT_TRUE(cut.cut);
    EXPECT_TRUE(cut.wrote);
    const Exchange lost = Post(server);
    EXPECT_EQ(lost.failure, Failure::kLost);
    EXPECT_TRUE(lost.wrote);
  }
}

TEST_F(Http2Test, AbortedRequestMayHaveBeenRead) {
  FaultServer server({Script(), Script().Send(http2::Settings()).ReadStream().Hang()}, identity_,
                     {"h2"});
  Watch(&server);
  const Call call{.url = server.Url("/"), .body = "{}", .id = 5};
  Start(call.Request());
  DriveUntil([&] { return server.Requests().size() == 1; });
  EXPECT_TRUE(transport_->Wrote(5));
  const Exchange exchange = transport_->Abort(5);
  EXPECT_EQ(exchange.failure, Failure::kTimedOut);
  EXPECT_TRUE(exchange.wrote);
}

// A real server behind one that takes nothing but HTTP/2.
class NginxHttp2Test : public Http2Test {
 protected:
  // The answer's body is the number of the connection.
  NginxHttp2Test()
      : nginx_(
            "server { listen @LISTEN@ http2; client_max_body_size 2m;\n"
            "location / { proxy_pass http://unix:@FOLDER@/answer.sock; proxy_set_header X-Connection $connection; }\n"
            "location /lost { return 444; } }\n"
            "server { listen unix:@FOLDER@/answer.sock; client_max_body_size 2m; location / { return 200 \"$http_x_connection\"; "
            "} }\n",
            {}),
        server_(std::vector<Script>(20, Script().Relay(nginx_.port())), identity_, {"h2"}) {}

  const Nginx nginx_;
  const FaultServer server_;
};

TEST_F(NginxHttp2Test, AnswersAreWhole) {
  for (const size_t size : {size_t{2}, size_t{60'000}, size_t{1'000'000}}) {
    const Exchange exchange = Run(Call{.url = server_.Url("/x"), .body = std::string(size, 'x')});
    EXPECT_EQ(exchange.failure, Failure::kNone) << exchange.detail;
    EXPECT_EQ(exchange.status, 200) << size;
    EXPECT_EQ(exchange.http_version, 20) << size;
    EXPECT_EQ(FindHeader(exchange, "content-length"), std::to_string(exchange.body.size())) << size;
  }
}

TEST_F(NginxHttp2Test, EachRequestHasAConnectionOfItsOwn) {
  std::vector<Call> calls(4);
  std::set<std::string> connections;
  for (int round = 0; round < 2; ++round) {
    for (size_t i = 0; i < calls.size(); ++i) {
      calls[i] = {.url = server_.Url("/x"), .body = "{}", .id = i};
      Start(calls[i].Request());
    }
    DriveUntil([&] { return done_.size() == calls.size(); });
    for (const Exchange& exchange : done_) {
      EXPECT_EQ(exchange.failure, Failure::kNone) << exchange.detail;
      EXPECT_EQ(exchange.http_version, 20);
      connections.insert(exchange.body);
    }
    done_.clear();
  }
  EXPECT_EQ(connections.size(), 8u);
}

TEST_F(NginxHttp2Test, StreamThatEndsUnansweredIsLost) {
  const Exchange exchange = Run(Call{.url = server_.Url("/lost"), .body = "{}"});
  EXPECT_EQ(exchange.failure, Failure::kLost);
  EXPECT_TRUE(exchange.wrote);
  EXPECT_EQ(exchange.status, 0);
}

}  // namespace
}  // namespace inflow::testing
