// SPDX-License-Identifier: Apache-2.0
//
// Ending requests early: in each phase, in the destructor, and in the child of a fork.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "plugin/transport/curl_transport.h"
#include "tests/support/interposed.h"
#include "tests/support/temp_folder.h"
#include "tests/unit/transport/exchanges.h"

namespace inflow::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// FullListener is an address on which connections are never completed: the kernel drops what its
// queue has no room for.
class FullListener {
 public:
  FullListener() : listener_(socket(AF_INET, SOCK_STREAM, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address_);
    EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&address_), length), 0);
    EXPECT_EQ(listen(listener_, 0), 0);
    EXPECT_EQ(getsockname(listener_, reinterpret_cast<sockaddr*>(&address_), &length), 0);
    // The queue takes one. A connection that stays in progress shows that it is full.
    for (int state = 0; state == 0;) {
      clients_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
      EXPECT_EQ(connect(clients_.back(), reinterpret_cast<sockaddr*>(&address_), sizeof(address_)),
                -1);
      EXPECT_EQ(errno, EINPROGRESS);
      sockaddr_in peer{};
      socklen_t peer_length = sizeof(peer);
      // On loopback a handshake that will succeed has done so by the time connect returns.
      state = getpeername(clients_.back(), reinterpret_cast<sockaddr*>(&peer), &peer_length);
    }
  }
  ~FullListener() {
    for (const int client : clients_) close(client);
    close(listener_);
  }
  FullListener(const FullListener&) = delete;
  FullListener& operator=(const FullListener&) = delete;

  std::string Url() const {
    return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)) + "/";
  }

 private:
  int listener_;
  sockaddr_in address_{};
  std::vector<int> clients_;
};

class CurlTransportAbortTest : public TransportTest {
 protected:
  // AbortIn drives one POST until `reached`, then ends it.
  template <typename Condition>
  Exchange AbortIn(const std::string& url, Condition reached) {
    call_ = {.url = url, .body = "{}", .id = 5};
    Start(call_.Request());
    DriveUntil(reached);
    EXPECT_TRUE(done_.empty());
    const bool wrote = transport_->Wrote(5);
    Exchange exchange = transport_->Abort(5);
    EXPECT_EQ(exchange.id, 5u);
    EXPECT_EQ(exchange.wrote, wrote);
    EXPECT_FALSE(transport_->Wrote(5));
    transport_->Drive(&done_);
    EXPECT_TRUE(done_.empty());
    return exchange;
  }

  void ExpectUnreachable(const Exchange& exchange, const std::string& detail) {
    EXPECT_EQ(exchange.failure, Failure::kUnreachable);
    EXPECT_FALSE(exchange.wrote);
    EXPECT_EQ(exchange.status, 0);
    EXPECT_EQ(exchange.detail, detail);
  }

  Call call_;
};

TEST_F(CurlTransportAbortTest, BeforeAnythingWasDriven) {
  ExpectUnreachable(AbortIn("http://127.0.0.1:9/", [] { return true; }),
                    "no connection to 127.0.0.1 port 9 was made in time");
}

// libcurl 7.88 waits for the resolver's thread when a handle is removed in mid-resolution, for
// seconds; here, for ever.
TEST_F(CurlTransportAbortTest, WhileTheNameIsLookedUp) {
  const ResolverHold hold;
  ExpectUnreachable(AbortIn("http://a.held.test/",
                            [&] {
                              hold.AwaitHeld(1);
                              return true;
                            }),
                    "no connection to a.held.test port 80 was made in time");
  EXPECT_EQ(hold.Held(), 1u);
}

TEST_F(CurlTransportAbortTest, DestructorDoesNotWaitForTheResolver) {
  const ResolverHold hold;
  const Call call{.url = "http://b.held.test/", .body = "{}"};
  Start(call.Request());
  transport_->Drive(&done_);
  hold.AwaitHeld(1);
  transport_.reset();
  EXPECT_EQ(hold.Held(), 1u);
}

TEST_F(CurlTransportAbortTest, WhileConnecting) {
  const FullListener full;
  Exchange exchange = AbortIn(full.Url(), [this, drives = 0]() mutable {
    if (drives < 2) transport_->Wakeup();
    return ++drives > 2;
  });
  EXPECT_EQ(exchange.failure, Failure::kUnreachable);
  EXPECT_FALSE(exchange.wrote);
}

TEST_F(CurlTransportAbortTest, InTheTlsHandshake) {
  FaultServer server({Script().Hang()});
  Watch(&server);
  const Exchange exchange = AbortIn(
      "https://127.0.0.1:" + std::to_string(server.port()) + "/",
      [&] { return server.ConnectionCount() == 1 && !server.Connections()[0].received.empty(); });
  EXPECT_EQ(exchange.failure, Failure::kUnreachable);
  EXPECT_FALSE(exchange.wrote);
  EXPECT_THAT(server.Connections()[0].received, Not(HasSubstr(kKey)));
}

TEST_F(CurlTransportAbortTest, BehindAProxyThatDoesNotAnswer) {
  FaultServer proxy({Script().ReadRequest().Hang()});
  Watch(&proxy);
  TransportSettings settings;
  settings.proxy = proxy.Url("");
  Configure(settings);
  const Exchange exchange =
      AbortIn("https://service.test/", [&] { return proxy.Requests().size() == 1; });
  EXPECT_EQ(exchange.failure, Failure::kUnreachable);
  EXPECT_FALSE(exchange.wrote);
}

TEST_F(CurlTransportAbortTest, WithoutAnAnswer) {
  FaultServer server({Script().ReadRequest().Hang()});
  Watch(&server);
  const Exchange exchange = AbortIn(server.Url("/"), [&] { return server.Requests().size() == 1; });
  EXPECT_EQ(exchange.failure, Failure::kTimedOut);
  EXPECT_TRUE(exchange.wrote);
  EXPECT_EQ(exchange.status, 0);
  EXPECT_EQ(exchange.detail,
            "no answer came from 127.0.0.1 port " + std::to_string(server.port()) + " in time");
  server.AwaitOver(0);  // the connection went with it
}

TEST_F(CurlTransportAbortTest, WhileALargeBodyIsSent) {
  FaultServer server({Script().ReadHeader().Await(std::make_shared<Latch>())});
  Watch(&server);
  call_ = {.url = server.Url("/"), .body = std::string(64u << 20, 'x'), .id = 5};
  Start(call_.Request());
  DriveUntil(
      [&] { return server.ConnectionCount() == 1 && !server.Connections()[0].received.empty(); });
  const Exchange exchange = transport_->Abort(5);
  EXPECT_EQ(exchange.failure, Failure::kTimedOut);
  EXPECT_TRUE(exchange.wrote);
}

TEST_F(CurlTransportAbortTest, AfterTheStatusLine) {
  for (const char* bytes : {"HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
                            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"}) {
    const auto sent = std::make_shared<Latch>();
    FaultServer server({Script().ReadRequest().Send(bytes).Open(sent).Hang()});
    Watch(&server);
    call_ = {.url = server.Url("/"), .body = "{}", .id = 5};
    Start(call_.Request());
    DriveUntil([&] { return server.Requests().size() == 1; });
    sent->Await();
    transport_->Drive(&done_);
    const Exchange exchange = transport_->Abort(5);
    EXPECT_EQ(exchange.failure, Failure::kNone) << bytes;
    EXPECT_EQ(exchange.status, 200) << bytes;
    EXPECT_TRUE(exchange.cut) << bytes;
    EXPECT_TRUE(exchange.wrote) << bytes;
    EXPECT_EQ(exchange.body, std::string_view(bytes).ends_with("abc") ? "abc" : "") << bytes;
  }
}

TEST_F(CurlTransportAbortTest, OthersGoOnAndTheHandleIsFitForTheNext) {
  const auto go = std::make_shared<Latch>();
  FaultServer server({Script().ReadRequest().Hang(),
                      Script().ReadRequest().Await(go).Send(Answer(200, "second")).Repeat()});
  Watch(&server);
  const Call first{.url = server.Url("/1"), .body = "{}", .id = 1};
  const Call second{.url = server.Url("/2"), .body = "{}", .id = 2};
  Start(first.Request());
  DriveUntil([&] { return server.Requests().size() == 1; });
  Start(second.Request());
  DriveUntil([&] { return server.Requests().size() == 2; });
  EXPECT_EQ(transport_->Abort(1).failure, Failure::kTimedOut);
  go->Open();
  DriveUntil([this] { return !done_.empty(); });
  EXPECT_EQ(TakeDone().body, "second");
  // The aborted request's handle: its connection may be kept again.
  EXPECT_EQ(Run(first).status, 200);
  EXPECT_EQ(Run(first).status, 200);
  EXPECT_EQ(server.ConnectionCount(), 2u);
}

TEST_F(CurlTransportAbortTest, UnknownRequest) {
  const Exchange exchange = transport_->Abort(7);
  EXPECT_EQ(exchange.id, 7u);
  ExpectUnreachable(exchange, "request 7 is not in flight");
  EXPECT_FALSE(transport_->Wrote(7));
}

TEST_F(CurlTransportAbortTest, DestructorEndsWhatIsInFlight) {
  FaultServer server({Script().ReadRequest().Hang()});
  Watch(&server);
  const Call call{.url = server.Url("/"), .body = "{}"};
  Start(call.Request());
  DriveUntil([&] { return server.Requests().size() == 1; });
  server.Observe(nullptr);
  transport_.reset();
  server.AwaitOver(0);
}

class ForkTest : public CurlTransportAbortTest {
 protected:
  // InChild says whether `holds` does in a forked child, and waits until that has ended.
  template <typename Condition>
  static bool InChild(Condition holds) {
    const pid_t child = fork();
    if (child == 0) _exit(holds() ? 0 : 1);
    int state = -1;
    waitpid(child, &state, 0);
    return WIFEXITED(state) && WEXITSTATUS(state) == 0;
  }
};

TEST_F(ForkTest, ChildThatAbandonsLeavesTheParentsConnectionAlone) {
  const TempFolder folder;
  const CertificateAuthority authority("Test CA");
  FaultServer server({Script().ReadRequest().Send(Answer(200, "")).Repeat()},
                     authority.Issue("127.0.0.1"));
  TransportSettings settings;
  settings.ca_file = folder.Write("ca.pem", authority.certificate_pem());
  Configure(settings);
  const Call call{.url = server.Url("/"), .body = "{}"};
  ASSERT_EQ(Run(call).status, 200);
  EXPECT_TRUE(InChild([this] {
    transport_->Abandon();
    transport_.reset();
    return true;
  }));
  EXPECT_EQ(server.Connections()[0].peer_end, PeerEnd::kNone);
  EXPECT_EQ(Run(call).status, 200);
  EXPECT_EQ(server.ConnectionCount(), 1u);
}

TEST_F(ForkTest, AbandonedTransportIsInert) {
  const Call call{.url = "http://127.0.0.1:9/", .body = "{}"};
  Start(call.Request());
  EXPECT_TRUE(InChild([&] {
    transport_->Abandon();
    transport_->Wakeup();
    transport_->Wait(std::chrono::hours(1));
    transport_->Drive(&done_);
    return done_.empty() &&
           transport_->Start(call.Request()).code() == absl::StatusCode::kFailedPrecondition &&
           !transport_->Configure({}).ok() && !transport_->Wrote(1) &&
           transport_->Abort(1).failure == Failure::kUnreachable;
  }));
}

TEST_F(ForkTest, ParentGetsTheAnswerToWhatWasInFlight) {
  const auto go = std::make_shared<Latch>();
  FaultServer server({Script().ReadRequest().Await(go).Send(Answer(200, "answer"))});
  Watch(&server);
  const Call call{.url = server.Url("/"), .body = "{}"};
  Start(call.Request());
  DriveUntil([&] { return server.Requests().size() == 1; });
  EXPECT_TRUE(InChild([this] {
    transport_->Abandon();
    transport_.reset();
    return true;
  }));
  go->Open();
  DriveUntil([this] { return !done_.empty(); });
  EXPECT_EQ(TakeDone().body, "answer");
}

}  // namespace
}  // namespace inflow::testing
