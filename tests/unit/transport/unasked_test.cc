// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/unasked.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

#include "tests/support/certificates.h"
#include "tests/support/server_stream.h"

namespace inflow::testing {
namespace {

class UnaskedTest : public ::testing::Test {
 protected:
  UnaskedTest() { EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_.data()), 0); }
  ~UnaskedTest() override {
    for (const int end : ends_) close(end);
  }

  void Say(const std::string& bytes) {
    EXPECT_EQ(send(ends_[1], bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
  }
  void End() { shutdown(ends_[1], SHUT_WR); }

  std::array<int, 2> ends_{};  // ours and the server's
};

TEST_F(UnaskedTest, WithoutTls) {
  EXPECT_EQ(LookAt(ends_[0], nullptr), Unasked::kNothing);
  Say("x");
  EXPECT_EQ(LookAt(ends_[0], nullptr), Unasked::kBytes);
  End();
  EXPECT_EQ(LookAt(ends_[0], nullptr), Unasked::kBytes);
  std::array<char, 2> bytes{};
  EXPECT_EQ(recv(ends_[0], bytes.data(), bytes.size(), 0), 1);
  EXPECT_EQ(LookAt(ends_[0], nullptr), Unasked::kEnd);
  EXPECT_EQ(LookAt(-1, nullptr), Unasked::kEnd);
}

// Both ends of a TLS connection. The server's bytes are held back, to be sent in parts.
class UnaskedTlsTest : public UnaskedTest {
 protected:
  using Tls = std::unique_ptr<SSL, decltype(&SSL_free)>;

  UnaskedTlsTest() {
    SSL_set_fd(server_.get(), ends_[1]);
    SSL_set_fd(client_.get(), ends_[0]);
    std::thread accept([this] { EXPECT_EQ(SSL_accept(server_.get()), 1); });
    EXPECT_EQ(SSL_connect(client_.get()), 1);
    accept.join();
    fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    // The tickets that come with the handshake.
    EXPECT_EQ(LookAt(ends_[0], client_.get()), Unasked::kNothing);
    SSL_set0_wbio(server_.get(), BIO_new(BIO_s_mem()));
  }

  std::string Held() {
    char* bytes = nullptr;
    const long length = BIO_get_mem_data(SSL_get_wbio(server_.get()), &bytes);
    std::string held(bytes, static_cast<size_t>(length));
    EXPECT_EQ(BIO_reset(SSL_get_wbio(server_.get())), 1);
    return held;
  }
  std::string Record(const std::string& text) {
    EXPECT_EQ(SSL_write(server_.get(), text.data(), static_cast<int>(text.size())),
              static_cast<int>(text.size()));
    return Held();
  }
  std::string Ticket() {
    EXPECT_EQ(SSL_new_session_ticket(server_.get()), 1);
    EXPECT_EQ(SSL_do_handshake(server_.get()), 1);
    return Held();
  }

  Unasked Look() { return LookAt(ends_[0], client_.get()); }

  const TlsServer context_{CertificateAuthority("Test CA").Issue("127.0.0.1"), {}};
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> client_context_{
      SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
  Tls server_{SSL_new(context_.context()), SSL_free};
  Tls client_{SSL_new(client_context_.get()), SSL_free};
};

TEST_F(UnaskedTlsTest, TicketsCountForNothing) {
  EXPECT_EQ(Look(), Unasked::kNothing);
  Say(Ticket());
  Say(Ticket());
  EXPECT_EQ(Look(), Unasked::kNothing);
  EXPECT_EQ(Look(), Unasked::kNothing);
}

TEST_F(UnaskedTlsTest, BytesAreSeenAndStay) {
  Say(Ticket());
  Say(Record("answer"));
  EXPECT_EQ(Look(), Unasked::kBytes);
  EXPECT_EQ(Look(), Unasked::kBytes);
  std::array<char, 10> bytes{};
  EXPECT_EQ(SSL_read(client_.get(), bytes.data(), bytes.size()), 6);
  EXPECT_EQ(Look(), Unasked::kNothing);
}

// What libcurl has decrypted and not read is not in the socket any more.
TEST_F(UnaskedTlsTest, BytesBehindTheSocketAreSeen) {
  Say(Record("answer"));
  std::array<char, 10> bytes{};
  EXPECT_EQ(SSL_read(client_.get(), bytes.data(), 2), 2);
  EXPECT_EQ(Look(), Unasked::kBytes);
}

TEST_F(UnaskedTlsTest, HalfARecordIsUnclear) {
  for (const std::string& record : {Ticket(), Record("answer")}) {
    Say(record.substr(0, 20));
    EXPECT_EQ(Look(), Unasked::kUnclear);
    EXPECT_EQ(Look(), Unasked::kUnclear);
    Say(record.substr(20));
  }
  EXPECT_EQ(Look(), Unasked::kBytes);
}

TEST_F(UnaskedTlsTest, EndsOfEitherKind) {
  EXPECT_EQ(SSL_shutdown(server_.get()), 0);
  Say(Held());
  EXPECT_EQ(Look(), Unasked::kEnd);
}

TEST_F(UnaskedTlsTest, EndOfTheSocketAlone) {
  End();
  EXPECT_EQ(Look(), Unasked::kEnd);
}

TEST_F(UnaskedTlsTest, WhatIsNoTlsIsAnEnd) {
  Say("HTTP/1.1 400 Bad Request\r\n\r\n");
  EXPECT_EQ(Look(), Unasked::kEnd);
}

// libcurl's own way of reading is back in its place afterwards.
TEST_F(UnaskedTlsTest, LeavesTheConnectionAsItWas) {
  BIO* const read = SSL_get_rbio(client_.get());
  BIO* const write = SSL_get_wbio(client_.get());
  Say(Ticket());
  EXPECT_EQ(Look(), Unasked::kNothing);
  EXPECT_EQ(SSL_get_rbio(client_.get()), read);
  EXPECT_EQ(SSL_get_wbio(client_.get()), write);
}

}  // namespace
}  // namespace inflow::testing
