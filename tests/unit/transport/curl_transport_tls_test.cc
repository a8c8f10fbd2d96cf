// SPDX-License-Identifier: Apache-2.0
//
// TLS: whom the transport trusts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "plugin/transport/curl_transport.h"
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
      EXPECT_THAT(exchange.detail, AllOf(HasSubstr("the certificate of 127.0.0.1 port " +
                                                   std::to_string(server.port()) + " was refused"),
                                         HasSubstr(reason), Not(HasSubstr(kKey))));
      server.AwaitOver(i);
      EXPECT_EQ(server.Connections()[i].received, "");
    }
  }

  const TempFolder folder_;
  const CertificateAuthority authority_{"Test CA"};
};

TEST_F(CurlTransportTlsTest, TheGivenCaIsTrusted) {
  FaultServer server({Script().ReadRequest().Send(Answer(200, "safe")).Repeat()},
                     authority_.Issue("127.0.0.1"));
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
  FaultServer server(
      {Script().ReadRequest().Send(Answer(200, "")).Repeat(), Script().ReadRequest()}, identity);
  Trust(authority_);
  EXPECT_EQ(Run(Call{.url = server.Url("/"), .body = "{}"}).status, 200);
  Trust(CertificateAuthority("Another CA"));
  // Not on the connection that the earlier trust has opened either.
  TransportSettings settings;
  settings.ca_file =
      folder_.Write("other.pem", CertificateAuthority("Another CA").certificate_pem());
  Configure(settings);
  EXPECT_EQ(Run(Call{.url = server.Url("/"), .body = "{}"}).failure, Failure::kUntrusted);
  EXPECT_EQ(server.Requests().size(), 1u);
}

TEST_F(CurlTransportTlsTest, ServerWithoutTls) {
  FaultServer server({Script().Send("HTTP/1.1 400 Bad Request\r\n\r\n")});
  const Exchange exchange =
      Run(Call{.url = "https://127.0.0.1:" + std::to_string(server.port()) + "/", .body = "{}"});
  EXPECT_EQ(exchange.failure, Failure::kUnreachable);
  EXPECT_FALSE(exchange.wrote);
}

// HTTP/1.1 behind TLS: the handshake of the first tells that requests cannot share its connection,
// and the others open theirs.
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
  FaultServer server({Script().ReadRequest().Send(Answer(200, "")).ReadRequest().Reset(),
                      Script().ReadRequest().Send(Answer(200, "repeated"))},
                     authority_.Issue("127.0.0.1"));
  Trust(authority_);
  ASSERT_EQ(Run(Call{.url = server.Url("/"), .body = "{}"}).status, 200);
  const Exchange exchange = Run(Call{.url = server.Url("/"), .body = "{}"});
  EXPECT_EQ(exchange.failure, Failure::kLost);
  EXPECT_TRUE(exchange.wrote);
  EXPECT_EQ(server.Requests().size(), 2u);
}

}  // namespace
}  // namespace inflow::testing
