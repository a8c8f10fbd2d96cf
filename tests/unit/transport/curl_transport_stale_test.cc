// SPDX-License-Identifier: Apache-2.0
//
// What lies in a connection before a request is written to it is no answer to that request.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "plugin/transport/curl_transport.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/transport/exchanges.h"

namespace inflow::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class StaleTest : public TransportTest {
 protected:
  // Makes a server, with TLS or without.
  std::unique_ptr<FaultServer> Serve(bool tls, std::vector<Script> scripts) {
    TransportSettings settings;
    settings.ca_file = folder_.Write("ca.pem", authority_.certificate_pem());
    settings.max_in_flight = 8;
    Configure(settings);
    return std::make_unique<FaultServer>(
        std::move(scripts),
        tls ? std::optional<Identity>(authority_.Issue("127.0.0.1")) : std::nullopt);
  }

  Exchange Post(const FaultServer& server, const std::string& path) {
    return Run(Call{.url = server.Url(path), .body = "{\"a\":1}"});
  }

  // ExpectFresh posts a second request to a server whose first connection is not fit for it any
  // more.
  void ExpectFresh(const FaultServer& server, const std::string& what) {
    const Exchange exchange = Post(server, "/second");
    EXPECT_EQ(exchange.failure, Failure::kNone) << what << ": " << exchange.detail;
    EXPECT_EQ(exchange.body, "fresh") << what;
    EXPECT_EQ(exchange.status, 200) << what;
    EXPECT_TRUE(exchange.wrote) << what;
    ASSERT_EQ(server.ConnectionCount(), 2u) << what;
    EXPECT_EQ(server.Connections()[0].requests.size(), 1u) << what;
    EXPECT_THAT(server.Connections()[0].received, Not(HasSubstr("/second"))) << what;
  }

  const TempFolder folder_;
  const CertificateAuthority authority_{"Test CA"};
  const Script fresh_ = Script().ReadRequest().Send(Answer(200, "fresh")).Hang();
};

class EachStaleTest : public StaleTest, public ::testing::WithParamInterface<bool> {};

INSTANTIATE_TEST_SUITE_P(Each, EachStaleTest, ::testing::Bool(),
                         [](const auto& row) { return row.param ? "WithTls" : "WithoutTls"; });

TEST_P(EachStaleTest, WhatTheServerSaysIntoTheIdleConnectionAnswersNoRequest) {
  for (const std::string& said :
       {Answer(200, "stale"), Answer(408, "stale"), Answer(400, "stale", {"Connection: close"}),
        std::string("H"), std::string("HTTP/1.1 200 OK\r\n"), std::string("\r\n"),
        std::string("HTTP/1.1 103 Early Hints\r\n\r\n")}) {
    const auto idle = std::make_shared<Latch>();
    const auto sent = std::make_shared<Latch>();
    const auto server = Serve(GetParam(), {Script()
                                               .ReadRequest()
                                               .Send(Answer(200, "one"))
                                               .Await(idle)
                                               .Send(said)
                                               .Open(sent)
                                               .ReadRequest(),
                                           fresh_});
    EXPECT_EQ(Post(*server, "/first").body, "one");
    idle->Open();
    sent->Await();
    ExpectFresh(*server, said);
    transport_ = MakeCurlTransport();
  }
}

TEST_P(EachStaleTest, SecondAnswerInTheSegmentOfTheFirstIsNotTheNexts) {
  for (const std::string& first :
       {Answer(200, "one"), std::string("HTTP/1.1 204 No Content\r\n\r\n"),
        std::string("HTTP/1.1 304 Not Modified\r\n\r\n"),
        std::string(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n")}) {
    const auto sent = std::make_shared<Latch>();
    const auto server = Serve(GetParam(), {Script()
                                               .ReadRequest()
                                               .Send(first + Answer(200, "stale"))
                                               .Open(sent)
                                               .ReadRequest()
                                               .Send(Answer(200, "fresh")),
                                           fresh_});
    const Exchange exchange = Post(*server, "/first");
    EXPECT_EQ(exchange.failure, Failure::kNone) << first;
    EXPECT_THAT(exchange.body, Not(HasSubstr("stale"))) << first;
    sent->Await();
    // libcurl may have read both and dropped the second; the connection is then as good as new.
    EXPECT_EQ(Post(*server, "/second").body, "fresh") << first;
    transport_ = MakeCurlTransport();
  }
}

// With TLS each piece is a record of its own.
TEST_P(EachStaleTest, SecondAnswerBehindTheFirstIsNotTheNexts) {
  const auto sent = std::make_shared<Latch>();
  const auto server = Serve(GetParam(), {Script()
                                             .ReadRequest()
                                             .Send(Answer(200, "one"))
                                             .Send(Answer(200, "stale"))
                                             .Open(sent)
                                             .ReadRequest(),
                                         fresh_});
  EXPECT_EQ(Post(*server, "/first").body, "one");
  sent->Await();
  ExpectFresh(*server, "behind");
}

TEST_P(EachStaleTest, ConnectionThatTheServerEndedIsNotUsed) {
  for (const bool reset : {false, true}) {
    const auto idle = std::make_shared<Latch>();
    Script ends = Script().ReadRequest().Send(Answer(200, "one")).Await(idle);
    if (reset) ends.Reset();
    const auto server = Serve(GetParam(), {ends, fresh_});
    EXPECT_EQ(Post(*server, "/first").body, "one");
    idle->Open();
    server->AwaitOver(0);
    ExpectFresh(*server, reset ? "reset" : "closed");
    transport_ = MakeCurlTransport();
  }
}

TEST_P(EachStaleTest, WordsBeforeTheEndCountForNothing) {
  const auto idle = std::make_shared<Latch>();
  const auto server = Serve(GetParam(), {Script()
                                             .ReadRequest()
                                             .Send(Answer(200, "one"))
                                             .Await(idle)
                                             .Send(Answer(408, "stale", {"Connection: close"})),
                                         fresh_});
  EXPECT_EQ(Post(*server, "/first").body, "one");
  idle->Open();
  server->AwaitOver(0);
  ExpectFresh(*server, "408 and closed");
}

TEST_P(EachStaleTest, SeveralKeptConnectionsAtOnce) {
  const auto idle = std::make_shared<Latch>();
  std::array<SharedLatch, 3> sent;
  std::vector<Script> scripts;
  const auto go = std::make_shared<Latch>();
  for (SharedLatch& latch : sent) {
    latch = std::make_shared<Latch>();
    scripts.push_back(Script()
                          .ReadRequest()
                          .Await(go)
                          .Send(Answer(200, "one"))
                          .Await(idle)
                          .Send(Answer(200, "stale"))
                          .Open(latch)
                          .ReadRequest());
  }
  scripts.insert(scripts.end(), 3, fresh_);
  const auto server = Serve(GetParam(), std::move(scripts));
  Watch(server.get());
  std::vector<Call> calls(3);
  const auto start = [&](const std::string& path) {
    for (size_t i = 0; i < calls.size(); ++i) {
      calls[i] = {.url = server->Url(path), .body = "{}", .id = i};
      Start(calls[i].Request());
    }
  };
  const auto bodies = [this] {
    std::vector<std::string> all;
    for (const Exchange& exchange : done_) all.push_back(exchange.body);
    done_.clear();
    return all;
  };
  start("/first");
  DriveUntil([&] { return server->Requests().size() == 3; });
  go->Open();
  DriveUntil([this] { return done_.size() == 3; });
  EXPECT_THAT(bodies(), ElementsAre("one", "one", "one"));
  idle->Open();
  for (const SharedLatch& latch : sent) latch->Await();
  start("/second");
  DriveUntil([this] { return done_.size() == 3; });
  EXPECT_THAT(bodies(), ElementsAre("fresh", "fresh", "fresh"));
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(server->Connections()[i].requests.size(), 1u);
}

// Where one kept connection is stale, others may be.
TEST_P(EachStaleTest, RequestGetsANewConnectionAndNotAnotherKeptOne) {
  const auto go = std::make_shared<Latch>();
  const auto idle = std::make_shared<Latch>();
  const auto sent = std::make_shared<Latch>();
  const Script answers = Script().ReadRequest().Await(go).Send(Answer(200, "one"));
  const auto server = Serve(
      GetParam(), {Script(answers).Await(idle).Send(Answer(200, "stale")).Open(sent).ReadRequest(),
                   Script(answers).ReadRequest().Send(Answer(200, "kept")), fresh_});
  Watch(server.get());
  std::vector<Call> calls(2);
  for (size_t i = 0; i < calls.size(); ++i) {
    calls[i] = {.url = server->Url("/first"), .body = "{}", .id = i};
    Start(calls[i].Request());
    DriveUntil([&] { return server->Requests().size() == i + 1; });
  }
  go->Open();
  DriveUntil([this] { return done_.size() == 2; });
  done_.clear();
  idle->Open();
  sent->Await();
  EXPECT_EQ(Post(*server, "/second").body, "fresh");
  EXPECT_EQ(server->ConnectionCount(), 3u);
  EXPECT_EQ(Post(*server, "/third").body, "kept");
}

// The connection is then used again by the next.
TEST_P(EachStaleTest, TheNewConnectionIsKept) {
  const auto idle = std::make_shared<Latch>();
  const auto sent = std::make_shared<Latch>();
  const auto server =
      Serve(GetParam(), {Script()
                             .ReadRequest()
                             .Send(Answer(200, "one"))
                             .Await(idle)
                             .Send(Answer(200, "stale"))
                             .Open(sent)
                             .ReadRequest(),
                         Script().ReadRequest().Send(Answer(200, "fresh")).Repeat()});
  Post(*server, "/first");
  idle->Open();
  sent->Await();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Post(*server, "/later").body, "fresh");
  EXPECT_EQ(server->ConnectionCount(), 2u);
}

TEST_F(StaleTest, MessagesOfTlsAreNoAnswer) {
  for (const bool ticket : {true, false}) {
    const auto idle = std::make_shared<Latch>();
    const auto sent = std::make_shared<Latch>();
    Script script = Script().ReadRequest().Send(Answer(200, "one")).Await(idle);
    ticket ? script.SendTicket() : script.SendKeyUpdate();
    script.Open(sent).ReadRequest().Send(Answer(200, "same"));
    const auto server = Serve(/*tls=*/true, {script, fresh_});
    EXPECT_EQ(Post(*server, "/first").body, "one");
    idle->Open();
    sent->Await();
    EXPECT_EQ(Post(*server, "/second").body, "same") << ticket;
    EXPECT_EQ(server->ConnectionCount(), 1u) << ticket;
    transport_ = MakeCurlTransport();
  }
}

TEST_F(StaleTest, TicketInFrontOfAnAnswerHidesItNot) {
  const auto idle = std::make_shared<Latch>();
  const auto sent = std::make_shared<Latch>();
  const auto server = Serve(
      /*tls=*/true, {Script()
                         .ReadRequest()
                         .Send(Answer(200, "one"))
                         .Await(idle)
                         .SendTicket()
                         .Send(Answer(200, "stale"))
                         .Open(sent)
                         .ReadRequest(),
                     fresh_});
  EXPECT_EQ(Post(*server, "/first").body, "one");
  idle->Open();
  sent->Await();
  ExpectFresh(*server, "ticket and answer");
}

// libcurl takes a connection on which TLS has ended, but TCP has not, for alive.
TEST_F(StaleTest, ConnectionOnWhichTlsHasEndedIsNotUsed) {
  const auto idle = std::make_shared<Latch>();
  const auto sent = std::make_shared<Latch>();
  const auto server = Serve(
      /*tls=*/true, {Script()
                         .ReadRequest()
                         .Send(Answer(200, "one"))
                         .Await(idle)
                         .SendCloseNotify()
                         .Open(sent)
                         .ReadRequest(),
                     fresh_});
  EXPECT_EQ(Post(*server, "/first").body, "one");
  idle->Open();
  sent->Await();
  ExpectFresh(*server, "close_notify");
}

// A server of which the test holds the sockets, so that it can go away for later connections and
// keep the first.
TEST_F(StaleTest, RequestIsNotWrittenWhereNoOtherConnectionIsToBeHad) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), length), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length), 0);
  const Call call{.url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/",
                  .body = "{}"};
  Start(call.Request());
  DriveUntil([this] { return transport_->Wrote(1); });
  const int connection = accept(listener, nullptr, nullptr);
  const std::string answer = Answer(200, "one");
  send(connection, answer.data(), answer.size(), 0);
  DriveUntil([this] { return !done_.empty(); });
  EXPECT_EQ(TakeDone().body, "one");

  send(connection, answer.data(), answer.size(), 0);
  close(listener);
  const Exchange exchange = Run(call);
  EXPECT_EQ(exchange.failure, Failure::kUnreachable);
  EXPECT_FALSE(exchange.wrote);
  EXPECT_EQ(exchange.status, 0);
  EXPECT_THAT(exchange.detail, HasSubstr("Connection refused"));
  close(connection);
}

// Through a tunnel, what is in the connection is the service's TLS.
TEST_F(StaleTest, ConnectionThroughAProxyIsKept) {
  const auto server =
      Serve(/*tls=*/true, {Script().ReadRequest().Send(Answer(200, "one")).Repeat()});
  FaultServer proxy({Script().ReadHeader().Send("HTTP/1.1 200 OK\r\n\r\n").Relay(server->port())});
  TransportSettings settings;
  settings.ca_file = (folder_.path() / "ca.pem").string();
  settings.proxy = proxy.Url("");
  Configure(settings);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(Post(*server, "/").body, "one");
  EXPECT_EQ(server->ConnectionCount(), 1u);
}

// With TLS in TLS, nobody but libcurl can look at what has come, so every request has a connection
// of its own.
TEST_F(StaleTest, BehindAProxyWithTls) {
  const Script one =
      Script().ReadRequest().Send(Answer(200, "one")).Send(Answer(200, "stale")).ReadRequest();
  const auto server = Serve(/*tls=*/true, {one, one});
  const Script tunnel = Script().ReadHeader().Send("HTTP/1.1 200 OK\r\n\r\n").Relay(server->port());
  FaultServer proxy({tunnel, tunnel}, authority_.Issue("127.0.0.1"));
  TransportSettings settings;
  settings.ca_file = (folder_.path() / "ca.pem").string();
  settings.proxy = proxy.Url("");
  Configure(settings);
  for (int i = 0; i < 2; ++i) {
    const Exchange exchange = Post(*server, "/");
    EXPECT_EQ(exchange.body, "one") << exchange.detail;
    EXPECT_TRUE(exchange.wrote);
  }
  EXPECT_EQ(server->ConnectionCount(), 2u);
}

// Bytes behind the reply of a SOCKS proxy lie there for certain before the request is written.
TEST_F(StaleTest, NewConnectionOnWhichTheServerSpeaksFirstGetsNoRequest) {
  const std::string granted("\0\x5a\0\0\0\0\0\0", 8);
  FaultServer proxy({Script().Send(granted + Answer(200, "early")).Hang()});
  TransportSettings settings;
  settings.proxy = "socks4://127.0.0.1:" + std::to_string(proxy.port());
  Configure(settings);
  const Exchange exchange = Run(Call{.url = "http://127.0.0.1:9/", .body = "{}"});
  EXPECT_EQ(exchange.failure, Failure::kUnreachable);
  EXPECT_FALSE(exchange.wrote);
  EXPECT_EQ(exchange.body, "");
  EXPECT_EQ(
      exchange.detail,
      "127.0.0.1 port 9 spoke before the request was written, so what it said was no answer; check that it is an HTTP service");
  transport_.reset();
  proxy.AwaitOver(0);
  EXPECT_EQ(proxy.ConnectionCount(), 1u);
  EXPECT_THAT(proxy.Connections()[0].received, Not(HasSubstr(kKey)));
}

}  // namespace
}  // namespace inflow::testing
