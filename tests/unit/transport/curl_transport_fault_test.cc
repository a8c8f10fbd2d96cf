// SPDX-License-Identifier: Apache-2.0
//
// Connections that fail on the way: what is reported, and that a request never arrives twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "plugin/transport/curl_transport.h"
#include "tests/support/interposed.h"
#include "tests/unit/transport/exchanges.h"

namespace inflow::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class CurlTransportFaultTest : public TransportTest {
 protected:
  Exchange Post(const FaultServer& server) {
    return Run(Call{.url = server.Url("/"), .body = "{\"a\":1}"});
  }

  // RunAgainst gives the exchange of one POST to a server with one script.
  Exchange RunAgainst(const Script& script) {
    FaultServer server({script});
    Exchange exchange = Post(server);
    EXPECT_THAT(exchange.detail, AllOf(HasSubstr("127.0.0.1 port " + std::to_string(server.port())),
                                       Not(HasSubstr(kKey))));
    return exchange;
  }
};

// On a kept connection that closes unanswered libcurl 7.88 repeats the request on a new one and
// reports the second answer.
struct Repeatable {
  const char* name;
  HttpMethod method;
  std::string body;

  friend std::ostream& operator<<(std::ostream& out, const Repeatable& row) {
    return out << row.name;
  }
};

class RepeatTest : public CurlTransportFaultTest,
                   public ::testing::WithParamInterface<Repeatable> {};

TEST_P(RepeatTest, RequestOnAKeptConnectionThatEndsUnansweredArrivesOnce) {
  for (const bool reset : {false, true}) {
    Script ends = Script().ReadRequest().Send(Answer(200, "")).ReadRequest();
    if (reset) ends.Reset();
    FaultServer server({ends, Script().ReadRequest().Send(Answer(200, "repeated"))});
    ASSERT_EQ(Run(Call{.url = server.Url("/first"), .body = "{}"}).status, 200);
    const Exchange exchange = Run(
        Call{.url = server.Url("/second"), .body = GetParam().body, .method = GetParam().method});
    EXPECT_EQ(exchange.failure, Failure::kLost);
    EXPECT_TRUE(exchange.wrote);
    EXPECT_EQ(exchange.status, 0);
    EXPECT_EQ(exchange.body, "");
    transport_ = MakeCurlTransport();  // closes what libcurl may have opened to repeat
    for (size_t i = 0; i < server.ConnectionCount(); ++i) server.AwaitOver(i);
    EXPECT_EQ(server.Requests().size(), 2u) << reset;
    for (size_t i = 1; i < server.ConnectionCount(); ++i)
      EXPECT_EQ(server.Connections()[i].received, "");
  }
}

INSTANTIATE_TEST_SUITE_P(Each, RepeatTest,
                         ::testing::Values(Repeatable{"Post", HttpMethod::kPost, "{}"},
                                           Repeatable{"EmptyPost", HttpMethod::kPost, ""},
                                           Repeatable{"LargePost", HttpMethod::kPost,
                                                      std::string(300'000, 'x')},
                                           Repeatable{"Put", HttpMethod::kPut, "{}"},
                                           Repeatable{"Delete", HttpMethod::kDelete, ""},
                                           Repeatable{"Get", HttpMethod::kGet, ""}),
                         [](const auto& row) { return row.param.name; });

TEST_F(CurlTransportFaultTest, KeptConnectionThatClosedMeanwhileIsNotUsed) {
  FaultServer server({Script().ReadRequest().Send(Answer(200, "")),
                      Script().ReadRequest().Send(Answer(200, "new"))});
  Post(server);
  server.AwaitOver(0);
  const Exchange exchange = Post(server);
  EXPECT_EQ(exchange.failure, Failure::kNone);
  EXPECT_EQ(exchange.body, "new");
  EXPECT_EQ(server.Requests().size(), 2u);
}

// With a timeout of libcurl's own, the answer would be thrown away: its time is up before its bytes
// are looked at.
TEST_F(CurlTransportFaultTest, AnswerInTheSocketIsReadWholeHoweverLongNobodyDrove) {
  const auto go = std::make_shared<Latch>();
  const auto sent = std::make_shared<Latch>();
  const std::string body(40'000, 'x');  // more than one read, less than the socket's window
  FaultServer server({Script().ReadRequest().Await(go).Send(Answer(200, body)).Open(sent).Hang()});
  Watch(&server);
  const Call call{.url = server.Url("/"), .body = "{}"};
  Start(call.Request());
  DriveUntil([&] { return server.Requests().size() == 1; });
  go->Open();
  sent->Await();
  ShiftMonotonicClock(std::chrono::hours(24 * 30));
  transport_->Drive(&done_);
  const Exchange exchange = TakeDone();
  EXPECT_EQ(exchange.failure, Failure::kNone);
  EXPECT_EQ(exchange.status, 200);
  EXPECT_EQ(exchange.body, body);
  EXPECT_GT(exchange.elapsed, std::chrono::hours(24 * 30));
}

TEST_F(CurlTransportFaultTest, NobodyListens) {
  std::string url;
  {
    const FaultServer gone({});
    url = gone.Url("/");
  }
  const Exchange exchange = Run(Call{.url = url, .body = "{}"});
  EXPECT_EQ(exchange.failure, Failure::kUnreachable);
  EXPECT_FALSE(exchange.wrote);
  EXPECT_EQ(exchange.status, 0);
  EXPECT_EQ(exchange.detail, "could not connect to 127.0.0.1 port " +
                                 url.substr(17, url.size() - 18) + ": Connection refused");
}

TEST_F(CurlTransportFaultTest, UnknownName) {
  const ResolverHold no_real_resolver;
  const Exchange exchange = Run(Call{.url = "http://nowhere.test:8080/", .body = "{}"});
  EXPECT_EQ(exchange.failure, Failure::kUnreachable);
  EXPECT_FALSE(exchange.wrote);
  EXPECT_EQ(
      exchange.detail,
      "could not find the address of nowhere.test port 8080; check the host's name and this machine's DNS");
}

TEST_F(CurlTransportFaultTest, ResetBeforeTheAnswer) {
  const Exchange exchange = RunAgainst(Script().ReadRequest().Reset());
  EXPECT_EQ(exchange.failure, Failure::kLost);
  EXPECT_TRUE(exchange.wrote);
}

TEST_F(CurlTransportFaultTest, ResetBeforeTheRequestIsRead) {
  // Whether a byte left is unknown, so it counts as written.
  const Exchange exchange = RunAgainst(Script().ReadHeader().Reset());
  EXPECT_EQ(exchange.failure, Failure::kLost);
  EXPECT_TRUE(exchange.wrote);
}

TEST_F(CurlTransportFaultTest, ClosedBeforeTheAnswer) {
  const Exchange exchange = RunAgainst(Script().ReadRequest());
  EXPECT_EQ(exchange.failure, Failure::kLost);
  EXPECT_TRUE(exchange.wrote);
}

TEST_F(CurlTransportFaultTest, WhatIsNoHttpIsNoAnswer) {
  for (const char* bytes :
       {"hello\r\n\r\n", "HTTP/1.1 OK\r\n\r\n", "HTTP/1.1 20\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP 200 OK\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 099 Low\r\n\r\n", "{\"a\":1}",
        "\r\n\r\n", "HTTP/1.1 200"}) {
    const Exchange exchange = RunAgainst(Script().ReadRequest().Send(bytes));
    EXPECT_EQ(exchange.failure, Failure::kLost) << bytes;
    EXPECT_EQ(exchange.status, 0) << bytes;
    EXPECT_TRUE(exchange.wrote) << bytes;
    EXPECT_EQ(exchange.body, "") << bytes;
  }
}

TEST_F(CurlTransportFaultTest, InterimAnswerAloneIsNoAnswer) {
  for (const char* bytes :
       {"HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n",
        "HTTP/1.1 101 Switching\r\n\r\nabc"}) {
    const Exchange exchange = RunAgainst(Script().ReadRequest().Send(bytes));
    EXPECT_EQ(exchange.failure, Failure::kLost) << bytes;
    EXPECT_EQ(exchange.status, 0) << bytes;
    EXPECT_TRUE(exchange.headers.empty()) << bytes;
  }
}

TEST_F(CurlTransportFaultTest, AnswerThatBreaksOffKeepsItsStatusAndIsCut) {
  struct {
    const char* bytes;
    const char* body;
  } const rows[] = {
      {"HTTP/1.1 200 OK\r\n", ""},
      {"HTTP/1.1 200 OK\r\nX: 1\r\n", ""},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", ""},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "abc"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "abc"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n", "abc"},
      {"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", ""},
      {"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", ""},
  };
  for (const auto& row : rows) {
    const Exchange exchange = RunAgainst(Script().ReadRequest().Send(row.bytes));
    EXPECT_EQ(exchange.failure, Failure::kNone) << row.bytes;
    EXPECT_EQ(exchange.status, 200) << row.bytes;
    EXPECT_TRUE(exchange.cut) << row.bytes;
    EXPECT_EQ(exchange.body, row.body) << row.bytes;
  }
}

TEST_F(CurlTransportFaultTest, ResetInTheBodyIsCut) {
  const Exchange exchange = RunAgainst(
      Script().ReadRequest().Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc").Reset());
  EXPECT_EQ(exchange.failure, Failure::kNone);
  EXPECT_EQ(exchange.status, 200);
  EXPECT_TRUE(exchange.cut);
  EXPECT_EQ(exchange.body, "abc");
}

TEST_F(CurlTransportFaultTest, BodyWithoutLengthEndsWithTheConnection) {
  FaultServer server({Script().ReadRequest().Send("HTTP/1.1 200 OK\r\n\r\nabc")});
  const Exchange exchange = Post(server);
  EXPECT_EQ(exchange.failure, Failure::kNone);
  EXPECT_FALSE(exchange.cut);
  EXPECT_EQ(exchange.body, "abc");
}

TEST_F(CurlTransportFaultTest, BytesBehindTheBodyAreNotPartOfIt) {
  FaultServer server({Script().ReadRequest().Send(Answer(200, "abc") + "more"),
                      Script().ReadRequest().Send(Answer(200, "next"))});
  EXPECT_EQ(Post(server).body, "abc");
  EXPECT_EQ(Post(server).body, "next");
  EXPECT_EQ(server.ConnectionCount(), 2u);
}

TEST_F(CurlTransportFaultTest, AnswerBeforeTheRequestIsReadCounts) {
  // A service may refuse a large body by its header alone.
  FaultServer server(
      {Script().ReadHeader().Send(Answer(413, "too large", {"Connection: close"})).Hang()});
  const Exchange exchange = Run(Call{.url = server.Url("/"), .body = std::string(8u << 20, 'x')});
  EXPECT_EQ(exchange.failure, Failure::kNone);
  EXPECT_EQ(exchange.status, 413);
  EXPECT_EQ(exchange.body, "too large");
}

TEST_F(CurlTransportFaultTest, BodyOverTheCap) {
  TransportSettings settings;
  settings.max_response_bytes = 1'000;
  Configure(settings);
  {
    FaultServer server({Script().ReadRequest().Send(Answer(200, std::string(1'000, 'x')))});
    const Exchange exchange = Post(server);
    EXPECT_EQ(exchange.failure, Failure::kNone);
    EXPECT_EQ(exchange.body.size(), 1'000u);
  }
  for (const std::string& answer : {Answer(200, std::string(1'001, 'x')),
                                    "HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'x')}) {
    const Exchange exchange = RunAgainst(Script().ReadRequest().Send(answer));
    EXPECT_EQ(exchange.failure, Failure::kTooLarge);
    EXPECT_EQ(exchange.status, 200);
    EXPECT_TRUE(exchange.cut);
    EXPECT_EQ(exchange.body, std::string(1'000, 'x'));
    EXPECT_THAT(exchange.detail, HasSubstr("longer than the 1000 bytes"));
  }
}

TEST_F(CurlTransportFaultTest, HeaderOverTheCaps) {
  std::string many;
  for (int i = 0; i < 1'000; ++i) many += "X: 1\r\n";
  std::string much;
  for (int i = 0; i < 300; ++i) much += "X: " + std::string(1'000, 'a') + "\r\n";
  for (const std::string& lines : {many, much}) {
    const Exchange exchange =
        RunAgainst(Script().ReadRequest().Send("HTTP/1.1 200 OK\r\n" + lines + "\r\n"));
    EXPECT_EQ(exchange.failure, Failure::kTooLarge);
    EXPECT_EQ(exchange.status, 200);
    EXPECT_THAT(exchange.detail, HasSubstr("longer than the 262144 bytes or 1000 lines"));
  }
}

// The limit is libcurl's own.
TEST_F(CurlTransportFaultTest, OneHeaderLineOverItsCap) {
  const std::string fits(90'000, 'a');
  {
    FaultServer server({Script().ReadRequest().Send(Answer(200, "fits", {"X: " + fits}))});
    const Exchange exchange = Post(server);
    EXPECT_EQ(exchange.failure, Failure::kNone) << exchange.detail;
    EXPECT_EQ(FindHeader(exchange, "x"), fits);
  }
  const std::string line(150'000, 'a');
  for (const std::string& header : {"HTTP/1.1 200 OK\r\nX: " + line, "HTTP/1.1 200 " + line,
                                    "HTTP/1.1 200 OK\r\nX: 1\r\n" + line}) {
    const Exchange exchange = RunAgainst(Script().ReadRequest().Send(header + "\r\n\r\n{}"));
    EXPECT_EQ(exchange.failure, Failure::kTooLarge);
    EXPECT_TRUE(exchange.wrote);
    EXPECT_THAT(exchange.detail, AllOf(HasSubstr("one header line of the answer of 127.0.0.1"),
                                       HasSubstr("longer than the 102400 bytes")));
  }
}

TEST_F(CurlTransportFaultTest, EndlessInterimAnswersEnd) {
  std::string interim;
  for (int i = 0; i < 600; ++i) interim += "HTTP/1.1 100 Continue\r\n\r\n";
  const Exchange exchange = RunAgainst(Script().ReadRequest().Send(interim).Hang());
  EXPECT_EQ(exchange.failure, Failure::kTooLarge);
  EXPECT_EQ(exchange.status, 0);
}

TEST_F(CurlTransportFaultTest, ProxyThatRefusesConnectIsUnreachableAndSeesNoKey) {
  FaultServer proxy({Script().ReadHeader().Send(Answer(403, "no"))});
  TransportSettings settings;
  settings.proxy = "http://user:secret@127.0.0.1:" + std::to_string(proxy.port());
  Configure(settings);
  const Exchange exchange = Run(Call{.url = "https://service.test/", .body = "{}"});
  EXPECT_EQ(exchange.failure, Failure::kUnreachable);
  EXPECT_FALSE(exchange.wrote);
  EXPECT_EQ(exchange.status, 0);
  EXPECT_TRUE(exchange.headers.empty());
  EXPECT_EQ(exchange.body, "");
  EXPECT_THAT(exchange.detail, AllOf(HasSubstr("service.test port 443"), HasSubstr("403"),
                                     Not(HasSubstr("secret"))));
  ASSERT_EQ(proxy.Connections().size(), 1u);
  EXPECT_THAT(proxy.Connections()[0].received,
              AllOf(HasSubstr("CONNECT service.test:443 HTTP/1.1\r\n"), Not(HasSubstr(kKey))));
}

TEST_F(CurlTransportFaultTest, ProxyThatIsNotThere) {
  TransportSettings settings;
  {
    const FaultServer gone({});
    settings.proxy = gone.Url("");
  }
  Configure(settings);
  const Exchange exchange = Run(Call{.url = "http://service.test/", .body = "{}"});
  EXPECT_EQ(exchange.failure, Failure::kUnreachable);
  EXPECT_EQ(exchange.detail, "could not connect to the proxy 127.0.0.1 port " +
                                 settings.proxy.substr(17) + ": Connection refused");
}

}  // namespace
}  // namespace inflow::testing
