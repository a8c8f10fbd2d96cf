// SPDX-License-Identifier: Apache-2.0
//
// Answers whose body is coded (Content-Encoding), though nobody asked for that.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "plugin/transport/curl_transport.h"
#include "tests/unit/transport/exchanges.h"

namespace inflow::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// {"id":7} in each coding.
constexpr char kPlain[] = "{\"id\":7}";
const std::string kGzip =
    absl::HexStringToBytes("1f8b0800000000000003ab56ca4c51b232af0500435f071208000000");
const std::string kZlib = absl::HexStringToBytes("789cab56ca4c51b232af05000b59027b");
const std::string kRawDeflate = absl::HexStringToBytes("ab56ca4c51b232af0500");
const std::string kBrotli = absl::HexStringToBytes("8b03807b226964223a377d03");
const std::string kGzipTwice = absl::HexStringToBytes(
    "1f8b080000000000000393efe6600003e6d561a77c023719ad6765708e6717028902007c52dad01c000000");

// GzipBomb is a gzip stream of `repeats` * 258 + 1 times the letter x, and has no end. After the
// letter come "258 times what is one byte before", of 13 bits each.
std::string GzipBomb(size_t repeats) {
  std::string bytes("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  unsigned held = 0;
  int bits = 0;
  const auto write =
      [&](unsigned value,
          int count) {  // Huffman codes come with their first bit first, numbers with their last
        held |= value << bits;
        for (bits += count; bits >= 8; bits -= 8, held >>= 8)
          bytes.push_back(static_cast<char>(held & 0xff));
      };
  write(0b011, 3);       // the last block, with the fixed codes
  write(0b00010101, 8);  // x: 0x30 + 0x78 = 0b10101000
  for (size_t i = 0; i < repeats; ++i) {
    write(0b10100011, 8);  // length 258: 0b11000101
    write(0, 5);           // distance 1
  }
  return bytes;
}

class CodingTest : public TransportTest {
 protected:
  Exchange Receive(const std::string& answer) {
    FaultServer server({Script().ReadRequest().Send(answer)});
    Exchange exchange = Run(Call{.url = server.Url("/"), .body = "{}"});
    port_ = std::to_string(server.port());
    return exchange;
  }
  Exchange Receive(const std::string& coding, const std::string& body) {
    return Receive(Answer(200, body, {"Content-Encoding: " + coding}));
  }

  void ExpectPlain(const Exchange& exchange, const std::string& what) {
    EXPECT_EQ(exchange.failure, Failure::kNone) << what;
    EXPECT_FALSE(exchange.cut) << what << ": " << exchange.detail;
    EXPECT_EQ(exchange.status, 200) << what;
    EXPECT_EQ(exchange.body, kPlain) << what;
    EXPECT_EQ(exchange.detail, "") << what;
  }

  void ExpectUndecodable(const Exchange& exchange, const std::string& coding) {
    EXPECT_EQ(exchange.failure, Failure::kNone) << coding;
    EXPECT_TRUE(exchange.cut) << coding;
    EXPECT_EQ(exchange.status, 200) << coding;
    EXPECT_EQ(exchange.detail, "the body of the answer of 127.0.0.1 port " + port_ +
                                   " cannot be decoded (content-encoding: " + coding + ")");
  }

  std::string port_;
};

TEST_F(CodingTest, CodedBodyIsDecodedThoughNobodyAskedForIt) {
  for (const char* coding : {"gzip", "x-gzip", "GZIP", "gzip, identity"})
    ExpectPlain(Receive(coding, kGzip), coding);
  ExpectPlain(Receive("deflate", kZlib), "deflate");
  ExpectPlain(Receive("deflate", kRawDeflate), "deflate without a header");
  ExpectPlain(Receive("gzip, gzip", kGzipTwice), "twice");
  ExpectPlain(Receive("br", kBrotli), "br");
  ExpectPlain(Receive("identity", kPlain), "identity");
  ExpectPlain(
      Receive(Answer(200, kGzipTwice, {"Content-Encoding: gzip", "Content-Encoding: gzip"})),
      "two lines");
}

TEST_F(CodingTest, CodedBodyInPiecesIsDecoded) {
  ExpectPlain(
      Receive(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n7\r\n" +
          kGzip.substr(0, 7) + "\r\n15\r\n" + kGzip.substr(7) + "\r\n0\r\n\r\n"),
      "chunked");
  FaultServer server(
      {Script().ReadRequest().SendBytewise(Answer(200, kGzip, {"Content-Encoding: gzip"}))});
  ExpectPlain(Run(Call{.url = server.Url("/"), .body = "{}"}), "bytewise");
}

TEST_F(CodingTest, ConnectionIsKeptBehindACodedAnswer) {
  FaultServer server(
      {Script().ReadRequest().Send(Answer(200, kGzip, {"Content-Encoding: gzip"})).Repeat()});
  for (int i = 0; i < 2; ++i) ExpectPlain(Run(Call{.url = server.Url("/"), .body = "{}"}), "kept");
  EXPECT_EQ(server.ConnectionCount(), 1u);
}

TEST_F(CodingTest, AnswerWithoutABodyNeedsNoDecoding) {
  for (const char* answer :
       {"HTTP/1.1 204 No Content\r\nContent-Encoding: gzip\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Encoding: unheard-of\r\n\r\n"}) {
    const Exchange exchange = Receive(answer);
    EXPECT_EQ(exchange.failure, Failure::kNone) << answer;
    EXPECT_FALSE(exchange.cut) << answer << exchange.detail;
    EXPECT_EQ(exchange.body, "") << answer;
  }
}

TEST_F(CodingTest, UnknownCodingIsCutAndNamed) {
  for (const char* coding : {"unheard-of", "gzip, unheard-of", "utf-8"})
    ExpectUndecodable(Receive(coding, kGzip), coding);
  ExpectUndecodable(Receive("a\x01\x7f\tb", "x"), "a   b");
  ExpectUndecodable(Receive(std::string(1'000, 'a'), "x"), std::string(60, 'a'));
}

TEST_F(CodingTest, BrokenCodingIsCut) {
  std::string wrong_sum = kGzip;
  wrong_sum[20] = 'x';
  for (const std::string& body : {std::string(kPlain), wrong_sum, kGzip + "more",
                                  kGzip.substr(0, 12) + std::string(16, '\xff')})
    ExpectUndecodable(Receive("gzip", body), "gzip");
  ExpectUndecodable(Receive("deflate", "\x78\x9c" + std::string(20, '\xff')), "deflate");
}

// libcurl would take these for whole.
TEST_F(CodingTest, CodedBodyThatBreaksOffIsCut) {
  for (const size_t length :
       {size_t{1}, size_t{10}, size_t{15}, kGzip.size() - 8, kGzip.size() - 1})
    ExpectUndecodable(Receive("gzip", kGzip.substr(0, length)), "gzip");
  ExpectUndecodable(Receive("deflate", kZlib.substr(0, 12)), "deflate");
  ExpectUndecodable(Receive("br", kBrotli.substr(0, 9)), "br");
}

TEST_F(CodingTest, WhatCameOfACodedBodyIsDecoded) {
  const std::string header = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " +
                             std::to_string(kGzip.size()) + "\r\n\r\n";
  const Exchange exchange = Receive(header + kGzip.substr(0, kGzip.size() - 2));
  EXPECT_EQ(exchange.failure, Failure::kNone);
  EXPECT_TRUE(exchange.cut);
  EXPECT_EQ(exchange.body, kPlain);
  EXPECT_THAT(exchange.detail, HasSubstr("is not whole"));
}

// The coding of a transfer is libcurl's business.
TEST_F(CodingTest, TransferCodingThatCannotBeUndoneIsCutAndNamed) {
  const Exchange exchange = Receive(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: unheard-of, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
  EXPECT_TRUE(exchange.cut);
  EXPECT_EQ(exchange.status, 200);
  EXPECT_THAT(exchange.detail,
              HasSubstr("cannot be decoded (transfer-encoding: unheard-of, chunked)"));
}

TEST_F(CodingTest, ManyCodingsAreNotUndone) {
  std::string coding = "gzip";
  for (int i = 0; i < 20; ++i) coding += ",gzip";
  const Exchange exchange = Receive(coding, kGzip);
  EXPECT_TRUE(exchange.cut);
  EXPECT_EQ(exchange.status, 200);
}

TEST_F(CodingTest, DecodedBytesAreBounded) {
  TransportSettings settings;
  settings.max_response_bytes = 100'000;
  Configure(settings);
  const std::string bomb = GzipBomb(1u << 20);  // 270 MB out of 1.7 MB
  ASSERT_LT(bomb.size(), 2u << 20);
  const Exchange exchange = Receive("gzip", bomb);
  EXPECT_EQ(exchange.failure, Failure::kTooLarge);
  EXPECT_EQ(exchange.status, 200);
  EXPECT_TRUE(exchange.cut);
  EXPECT_EQ(exchange.body, std::string(100'000, 'x'));
  EXPECT_THAT(exchange.detail, HasSubstr("longer than the 100000 bytes"));
}

TEST_F(CodingTest, CodingIsAskedForOnlyByTheCallersHeaders) {
  FaultServer server({Script().ReadRequest().Send(Answer(200, "")).Repeat()});
  const Call call{.url = server.Url("/"), .body = "{}"};
  HttpRequest request = call.Request();
  Run(request);
  request.headers = std::make_shared<const std::vector<std::string>>(
      std::vector<std::string>{"accept-encoding: gzip"});
  Run(request);
  ASSERT_EQ(server.Requests().size(), 2u);
  EXPECT_THAT(server.Requests()[0], Not(HasSubstr("ncoding")));
  EXPECT_THAT(server.Requests()[1], HasSubstr("\r\naccept-encoding: gzip\r\n"));
  EXPECT_THAT(server.Requests()[1], Not(HasSubstr("Accept-Encoding")));
}

}  // namespace
}  // namespace inflow::testing
