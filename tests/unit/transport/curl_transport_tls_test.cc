// SPDX-License-Identifier: Apache-2.0
//
// TLS: whom the transport trusts, and HTTP/2.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "inflow/transport/curl_transport.h"
#include "tests/support/nginx.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/transport/exchanges.h"

namespace inflow::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class CurlTransportTlsTest : public TransportTest {
 protected:
  void Trust(const CertificateAuthority& authority) {
    TransportSettings settings;
    settings.ca_file = folder_.Write("ca.pem", authority.certificate_pem());
    settings.max_in_flight = 8;
    Configure(settings);
  }

  // ExpectUntrusted posts to a server with this identity, twice: the refusal must not be forgotten.
  void ExpectUntrusted(const Identity& identity, const char* reason) {
    const Script script = Script().ReadRequest().Send(Answer(200, ""));
    FaultServer server({script, script}, identity);
    for (size_t i = 0; i < 2; ++i) {
      const Exchange exchange = Run(Call{.url = server.Url("/"), .body = "{}"});
      EXPECT_EQ(exchange.failure, Failure::kUntrusted);
      EXPECT_FALSE(exchange.wrote);
      EXPECT_EQ(exchange.status, 0);
      EXPECT_THAT(exchange.detail,
                  AllOf(HasSubstr("the certificate of 127.0.0.1 port " + std::to_string(server.port()) + " was refused"),
                        HasSubstr(reason), Not(HasSubstr(kKey))));
      server.AwaitOver(i);
      EXPECT_EQ(server.Connections()[i].received, "");
    }
  }

  const TempFolder folder_;
  const CertificateAuthority authority_{"Test CA"};
};

TEST_F(CurlTransportTlsTest, TheGivenCaIsTrusted) {
  FaultServer server({Script().ReadRequest().Send(Answer(200, "safe")).Repeat()}, authority_.Issue("127.0.0.1"));
  Trust(authority_);
  const Exchange exchange = Run(Call{.url = server.Url("/"), .body = "{}"});
  EXPECT_EQ(exchange.failure, Failure::kNone);
  EXPECT_EQ(exchange.body, "safe");
  EXPECT_EQ(exchange.http_version, 11);
  EXPECT_GT(exchange.secured, exchange.connected);
  EXPECT_EQ(Run(Call{.url = server.Url("/"), .body = "{}"}).status, 200);
  EXPECT_EQ(server.ConnectionCount(), 1u);
}

TEST_F(CurlTransportTlsTest, WrongCa) {
  Trust(CertificateAuthority("Another CA"));
  ExpectUntrusted(authority_.Issue("127.0.0.1"), "unable to get local issuer certificate");
}

TEST_F(CurlTransportTlsTest, CaOfTheSameNameButAnotherKey) {
  Trust(CertificateAuthority("Test CA"));
  ExpectUntrusted(authority_.Issue("127.0.0.1"), "unable to get local issuer certificate");
}

TEST_F(CurlTransportTlsTest, CaThatTheSystemDoesNotKnow) {
  ExpectUntrusted(authority_.Issue("127.0.0.1"), "unable to get local issuer certificate");
}

TEST_F(CurlTransportTlsTest, WrongHost) {
  Trust(authority_);
  ExpectUntrusted(authority_.Issue("elsewhere.test"),
                  "no alternative certificate subject name matches target host name '127.0.0.1'");
}

TEST_F(CurlTransportTlsTest, ExpiredCertificate) {
  Trust(authority_);
  ExpectUntrusted(authority_.Issue("127.0.0.1", Validity::kExpired), "certificate has expired");
}

TEST_F(CurlTransportTlsTest, TrustEndsWithTheSettings) {
  const Identity identity = authority_.Issue("127.0.0.1");
  FaultServer server({Script().ReadRequest().Send(Answer(200, "")).Repeat(), Script().ReadRequest()}, identity);
  Trust(authority_);
  EXPECT_EQ(Run(Call{.url = server.Url("/"), .body = "{}"}).status, 200);
  Trust(CertificateAuthority("Another CA"));
  // Not on the connection that the earlier trust has opened either.
  TransportSettings settings;
  settings.ca_file = folder_.Write("other.pem", CertificateAuthority("Another CA").certificate_pem());
  Configure(settings);
  EXPECT_EQ(Run(Call{.url = server.Url("/"), .body = "{}"}).failure, Failure::kUntrusted);
  EXPECT_EQ(server.Requests().size(), 1u);
}

TEST_F(CurlTransportTlsTest, ServerWithoutTls) {
  FaultServer server({Script().Send("HTTP/1.1 400 Bad Request\r\n\r\n")});
  const Exchange exchange = Run(Call{.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/", .body = "{}"});
  EXPECT_EQ(exchange.failure, Failure::kUnreachable);
  EXPECT_FALSE(exchange.wrote);
}

// HTTP/1.1 behind TLS: the handshake of the first tells that requests cannot share its connection, and the others open theirs.
TEST_F(CurlTransportTlsTest, SeveralInFlightWithoutHttp2DoNotWaitForOneAnother) {
  const auto go = std::make_shared<Latch>();
  const Script held = Script().ReadRequest().Await(go).Send(Answer(200, ""));
  FaultServer server({held, held, held}, authority_.Issue("127.0.0.1"));
  Watch(&server);
  Trust(authority_);
  std::vector<Call> calls(3);
  for (size_t i = 0; i < calls.size(); ++i) {
    calls[i] = {.url = server.Url("/"), .body = "{}", .id = i};
    Start(calls[i].Request());
  }
  DriveUntil([&] { return server.Requests().size() == 3; });
  EXPECT_TRUE(done_.empty());
  go->Open();
  DriveUntil([this] { return done_.size() == 3; });
}

TEST_F(CurlTransportTlsTest, RequestOnAKeptConnectionThatEndsUnansweredArrivesOnce) {
  FaultServer server(
      {Script().ReadRequest().Send(Answer(200, "")).ReadRequest().Reset(), Script().ReadRequest().Send(Answer(200, "repeated"))},
      authority_.Issue("127.0.0.1"));
  Trust(authority_);
  ASSERT_EQ(Run(Call{.url = server.Url("/"), .body = "{}"}).status, 200);
  const Exchange exchange = Run(Call{.url = server.Url("/"), .body = "{}"});
  EXPECT_EQ(exchange.failure, Failure::kLost);
  EXPECT_TRUE(exchange.wrote);
  EXPECT_EQ(server.Requests().size(), 2u);
}

class Http2Test : public CurlTransportTlsTest {
 protected:
  // The answer's body is the number of the connection; it comes before the request's body was read. Below /read it comes after.
  // What is below /hang goes to a server that does not answer.
  Http2Test()
      : identity_(authority_.Issue("127.0.0.1")),
        nginx_(
            "keepalive_requests 20;\n"
            "server { listen @LISTEN@ ssl http2; ssl_certificate @FOLDER@/cert.pem; ssl_certificate_key @FOLDER@/key.pem;\n"
            "client_max_body_size 2m; location / { return 200 \"$connection\"; }\n"
            "location /refused { client_max_body_size 100k; proxy_pass http://unix:@FOLDER@/answer.sock; }\n"
            "location /read { proxy_pass http://unix:@FOLDER@/answer.sock; proxy_set_header X-Connection $connection; }\n"
            "location /hang { proxy_pass http://127.0.0.1:" +
                std::to_string(silent_.port()) +
                "; }\nlocation /lost { return 444; } }\n"
                "server { listen unix:@FOLDER@/answer.sock; location / { return 200 \"$http_x_connection\"; } }\n",
            {{"cert.pem", identity_.certificate_pem}, {"key.pem", identity_.key_pem}}) {
    Trust(authority_);
    Watch(&silent_);
  }

  std::string Url(const std::string& path) const { return "https://127.0.0.1:" + std::to_string(nginx_.port()) + path; }

  FaultServer silent_{{Script().ReadRequest().Hang()}};
  const Identity identity_;
  const Nginx nginx_;
};

TEST_F(Http2Test, IsSpokenAndTheConnectionIsKept) {
  const Exchange first = Run(Call{.url = Url("/read"), .body = std::string(60'000, 'x')});
  EXPECT_EQ(first.failure, Failure::kNone) << first.detail;
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.http_version, 20);
  EXPECT_EQ(FindHeader(first, "content-length"), std::to_string(first.body.size()));
  EXPECT_EQ(Run(Call{.url = Url("/read"), .method = HttpMethod::kGet}).body, first.body);
}

// libcurl 7.88 stalls over HTTP/2 where the answer comes first and the body is larger than the window.
TEST_F(Http2Test, LargeBodiesGoAnotherWaySoThatAnEarlyAnswerIsSeen) {
  ASSERT_EQ(Run(Call{.url = Url("/x"), .body = "{}"}).http_version, 20);
  for (const char* path : {"/x", "/read", "/refused"}) {
    const Exchange exchange = Run(Call{.url = Url(path), .body = std::string(1'000'000, 'x')});
    EXPECT_EQ(exchange.failure, Failure::kNone) << exchange.detail;
    EXPECT_EQ(exchange.status, path == std::string("/refused") ? 413 : 200);
    EXPECT_EQ(exchange.http_version, 11);
  }
  EXPECT_EQ(Run(Call{.url = Url("/x"), .body = "{}"}).failure, Failure::kNone);
}

TEST_F(Http2Test, SeveralInFlightHaveAConnectionEach) {
  std::vector<Call> calls(4);
  std::set<std::string> connections;
  for (int round = 0; round < 2; ++round) {
    for (size_t i = 0; i < calls.size(); ++i) {
      calls[i] = {.url = Url("/x"), .body = "{}", .id = i};
      Start(calls[i].Request());
    }
    DriveUntil([&] { return done_.size() == calls.size(); });
    for (const Exchange& exchange : done_) {
      EXPECT_EQ(exchange.http_version, 20);
      connections.insert(exchange.body);
    }
    done_.clear();
  }
  EXPECT_EQ(connections.size(), 4u);
}

// nginx retires a connection after some requests and ignores those that had been sent meanwhile. With requests side by side on
// one connection, a sixth of these would end without an answer.
TEST_F(Http2Test, ConnectionsThatTheServerRetiresTakeNoRequestWithThem) {
  constexpr size_t kRequests = 400;
  std::vector<Call> calls(kRequests);
  for (size_t i = 0; i < kRequests; ++i) {
    calls[i] = {.url = Url("/x"), .body = "{}", .id = i};
    Start(calls[i].Request());
    DriveUntil([&] { return done_.size() + 8 > i; });
  }
  DriveUntil([&] { return done_.size() == kRequests; });
  std::set<std::string> connections;
  for (const Exchange& exchange : done_) {
    EXPECT_EQ(exchange.failure, Failure::kNone) << exchange.detail;
    connections.insert(exchange.body);
  }
  EXPECT_GE(connections.size(), kRequests / 20);
}

TEST_F(Http2Test, StreamThatEndsUnansweredIsLost) {
  const Exchange exchange = Run(Call{.url = Url("/lost"), .body = "{}"});
  EXPECT_EQ(exchange.failure, Failure::kLost);
  EXPECT_TRUE(exchange.wrote);
  EXPECT_EQ(exchange.status, 0);
}

// A connection on which an answer stays out may be dead; with HTTP/2, libcurl would use it again.
TEST_F(Http2Test, ConnectionOfARequestThatTimedOutIsLeft) {
  const std::string before = Run(Call{.url = Url("/x"), .body = "{}"}).body;
  const Call call{.url = Url("/hang"), .body = "{}", .id = 2};
  Start(call.Request());
  DriveUntil([this] { return silent_.Requests().size() == 1 || !done_.empty(); });
  ASSERT_TRUE(done_.empty()) << done_[0].detail;
  const Exchange exchange = transport_->Abort(2);
  EXPECT_EQ(exchange.failure, Failure::kTimedOut);
  EXPECT_TRUE(exchange.wrote);
  const std::string after = Run(Call{.url = Url("/x"), .body = "{}"}).body;
  EXPECT_NE(after, before);
  EXPECT_EQ(Run(Call{.url = Url("/x"), .body = "{}"}).body, after);
}

}  // namespace
}  // namespace inflow::testing
