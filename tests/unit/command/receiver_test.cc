// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/webhook/receiver.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <vector>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int kLongMs = 60'000;  // for what must come

class ReceiverTest : public ::testing::Test {
 protected:
  ReceiverTest() : receiver_(*Receiver::Listen("127.0.0.1", 0)) {}

  FileDescriptor Connect() const {
    FileDescriptor peer(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(receiver_->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(peer.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    return peer;
  }

  // ServeOnce serves when there is something to serve.
  void ServeOnce() {
    pollfd ready{receiver_->fd(), POLLIN, 0};
    ASSERT_EQ(poll(&ready, 1, kLongMs), 1);
    Serve();
  }
  void Serve() {
    receiver_->Serve(now_ms_, [this](const Post& post) { bodies_.push_back(post.body); });
  }

  static void Say(const FileDescriptor& peer, const std::string& text) {
    EXPECT_EQ(send(peer.get(), text.data(), text.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(text.size()));
  }

  // Heard is what has come to a peer; "" where the connection has ended.
  static std::string Heard(const FileDescriptor& peer) {
    pollfd ready{peer.get(), POLLIN, 0};
    EXPECT_EQ(poll(&ready, 1, kLongMs), 1);
    char bytes[4096];
    const ssize_t got = recv(peer.get(), bytes, sizeof(bytes), 0);
    return got > 0 ? std::string(bytes, static_cast<size_t>(got)) : "";
  }

  int64_t now_ms_ = 1000;
  std::unique_ptr<Receiver> receiver_;
  std::vector<std::string> bodies_;
};

TEST_F(ReceiverTest, AnswersBeforeItHandsOver) {
  const FileDescriptor peer = Connect();
  ServeOnce();
  Say(peer,
      "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n[]");
  ServeOnce();
  EXPECT_THAT(bodies_, ElementsAre("{}", "[]"));
  EXPECT_THAT(Heard(peer), StartsWith("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
}

TEST_F(ReceiverTest, ARequestThatTakesTooLongIsEndedHoweverItTrickles) {
  const FileDescriptor peer = Connect();
  ServeOnce();
  EXPECT_EQ(receiver_->WaitMs(now_ms_), 60'000);
  Say(peer, "POST / ");
  ServeOnce();
  EXPECT_EQ(receiver_->WaitMs(now_ms_), Receiver::kRequestMs);
  now_ms_ += Receiver::kRequestMs - 1;
  Say(peer, "HTTP");
  ServeOnce();
  EXPECT_EQ(receiver_->WaitMs(now_ms_), 1);
  ++now_ms_;
  Serve();
  EXPECT_THAT(Heard(peer), StartsWith("HTTP/1.1 408 "));
  EXPECT_EQ(Heard(peer), "");
}

TEST_F(ReceiverTest, AConnectionWithoutARequestIsEndedInSilence) {
  const FileDescriptor peer = Connect();
  ServeOnce();
  now_ms_ += Receiver::kIdleMs;
  Serve();
  EXPECT_EQ(Heard(peer), "");
}

TEST_F(ReceiverTest, TheOldestConnectionGivesWay) {
  std::vector<FileDescriptor> peers;
  for (size_t i = 0; i <= Receiver::kMaxConnections; ++i) {
    peers.push_back(Connect());
    ServeOnce();
  }
  EXPECT_EQ(Heard(peers.front()), "");
  Say(peers.back(), "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
  ServeOnce();
  EXPECT_THAT(Heard(peers.back()), StartsWith("HTTP/1.1 200 "));
}

TEST_F(ReceiverTest, ManyLargeBodiesAtOnceAreBounded) {
  std::vector<FileDescriptor> peers;
  const std::string chunk(1u << 20, 'a');
  for (size_t i = 0; i < 6 && receiver_->refused() == 0; ++i) {
    peers.push_back(Connect());
    ServeOnce();
    Say(peers.back(), "POST / HTTP/1.1\r\nContent-Length: 20000000\r\n\r\n");
    for (size_t sent = 0; sent < 18 && receiver_->refused() == 0; ++sent) {
      size_t at = 0;
      while (at < chunk.size() && receiver_->refused() == 0) {
        const ssize_t put = send(peers.back().get(), chunk.data() + at, chunk.size() - at,
                                 MSG_DONTWAIT | MSG_NOSIGNAL);
        if (put > 0) at += static_cast<size_t>(put);
        Serve();
      }
    }
  }
  EXPECT_EQ(receiver_->refused(), 1u);
  EXPECT_EQ(peers.size(), 4u);  // 3 times 18 MiB fit into 64 MiB
  EXPECT_TRUE(bodies_.empty());
}

TEST(Receiver, SaysWhatIsWrongWithAnAddressOrPort) {
  EXPECT_THAT(std::string(Receiver::Listen("localhost", 0).status().message()),
              HasSubstr("no address in figures"));
  const auto first = *Receiver::Listen("127.0.0.1", 0);
  EXPECT_THAT(std::string(Receiver::Listen("127.0.0.1", first->port()).status().message()),
              HasSubstr("Address already in use"));
}

}  // namespace
}  // namespace inflow::command
