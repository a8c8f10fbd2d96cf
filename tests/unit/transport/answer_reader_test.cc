// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/answer_reader.h"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace inflow {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

class AnswerReaderTest : public ::testing::Test {
 protected:
  AnswerReaderTest() { reader_.Begin(10); }

  bool Lines(std::initializer_list<std::string_view> lines) {
    for (const std::string_view line : lines) {
      if (!reader_.Header(line)) return false;
    }
    return true;
  }

  Exchange Take() {
    Exchange exchange;
    reader_.MoveTo(&exchange);
    return exchange;
  }

  AnswerReader reader_;
};

TEST_F(AnswerReaderTest, ReadsStatusHeadersAndBody) {
  ASSERT_TRUE(Lines({"HTTP/1.1 201 Created\r\n", "Content-Type:application/json\r\n",
                     "X-Two: \t a b \r\n", "EMPTY:\r\n", "\r\n"}));
  ASSERT_TRUE(reader_.Body("{\"a\""));
  ASSERT_TRUE(reader_.Body(":1}"));
  EXPECT_TRUE(reader_.header_ended());
  const Exchange exchange = Take();
  EXPECT_EQ(exchange.status, 201);
  EXPECT_EQ(exchange.headers,
            (Headers{{"content-type", "application/json"}, {"x-two", "a b"}, {"empty", ""}}));
  EXPECT_EQ(exchange.body, "{\"a\":1}");
}

TEST_F(AnswerReaderTest, StatusIsKnownBeforeTheHeaderEnds) {
  ASSERT_TRUE(Lines({"HTTP/1.1 200 OK\r\n"}));
  EXPECT_EQ(reader_.status(), 200);
  EXPECT_FALSE(reader_.header_ended());
}

TEST_F(AnswerReaderTest, InterimAnswersAreForgotten) {
  ASSERT_TRUE(Lines({"HTTP/1.1 100 Continue\r\n", "X-Interim: 1\r\n", "\r\n",
                     "HTTP/1.1 103 Early Hints\r\n", "Link: x\r\n", "\r\n"}));
  EXPECT_EQ(reader_.status(), 0);
  EXPECT_FALSE(reader_.header_ended());
  ASSERT_TRUE(Lines({"HTTP/1.1 204 No Content\r\n", "X-Final: 1\r\n", "\r\n"}));
  const Exchange exchange = Take();
  EXPECT_EQ(exchange.status, 204);
  EXPECT_EQ(exchange.headers, (Headers{{"x-final", "1"}}));
}

TEST_F(AnswerReaderTest, TrailersDoNotJoinTheHeaders) {
  ASSERT_TRUE(Lines({"HTTP/1.1 200 OK\r\n", "\r\n"}));
  ASSERT_TRUE(reader_.Body("x"));
  ASSERT_TRUE(Lines({"HTTP/1.1 500 Oops\r\n", "X-Trailer: 1\r\n", "\r\n"}));
  const Exchange exchange = Take();
  EXPECT_EQ(exchange.status, 200);
  EXPECT_TRUE(exchange.headers.empty());
}

TEST_F(AnswerReaderTest, FoldedLinesContinueTheValue) {
  ASSERT_TRUE(
      Lines({"HTTP/1.1 200 OK\r\n", " first\r\n", "X: a\r\n", "\tb \r\n", "no colon\r\n", "\r\n"}));
  EXPECT_EQ(Take().headers, (Headers{{"x", "a b"}}));
}

TEST_F(AnswerReaderTest, Http2StatusLineHasNoReason) {
  ASSERT_TRUE(Lines({"HTTP/2 404 \r\n", "\r\n"}));
  EXPECT_EQ(reader_.status(), 404);
  reader_.Begin(10);
  ASSERT_TRUE(Lines({"HTTP/1.1 404\r\n", "\r\n"}));
  EXPECT_EQ(reader_.status(), 404);
}

TEST_F(AnswerReaderTest, RefusesWhatIsNoStatusLine) {
  for (const std::string_view line :
       {"HTTP 200\r\n", "HTTP/1.1\r\n", "HTTP/1.1 20\r\n", "HTTP/1.1 2000\r\n",
        "HTTP/1.1 2x0 OK\r\n", "HTTP/1.1 099 Low\r\n", " HTTP/1.1 200 OK\r\n",
        "HTTP/one 200 OK\r\n", "ICY 200 OK\r\n", "\r\n", ""}) {
    reader_.Begin(10);
    EXPECT_FALSE(reader_.Header(line)) << line;
    EXPECT_EQ(reader_.status(), 0) << line;
    EXPECT_FALSE(reader_.too_large()) << line;
  }
}

TEST_F(AnswerReaderTest, RefusesABodyBeforeTheHeaderHasEnded) {
  EXPECT_FALSE(reader_.Body("x"));
  ASSERT_TRUE(Lines({"HTTP/1.1 200 OK\r\n"}));
  EXPECT_FALSE(reader_.Body("x"));
  EXPECT_FALSE(reader_.too_large());
}

TEST_F(AnswerReaderTest, BodyIsCapped) {
  ASSERT_TRUE(Lines({"HTTP/1.1 200 OK\r\n", "\r\n"}));
  EXPECT_TRUE(reader_.Body("0123456789"));
  EXPECT_FALSE(reader_.too_large());
  EXPECT_FALSE(reader_.Body("0"));
  EXPECT_TRUE(reader_.too_large());
  EXPECT_EQ(Take().body, "0123456789");
  reader_.Begin(10);
  ASSERT_TRUE(Lines({"HTTP/1.1 200 OK\r\n", "\r\n"}));
  EXPECT_FALSE(reader_.too_large());
  EXPECT_FALSE(reader_.Body("0123456789ab"));
  EXPECT_EQ(Take().body, "0123456789");
}

TEST_F(AnswerReaderTest, RoomIsMadeForTheBodyThatIsAnnouncedWithinReason) {
  const auto capacity = [this](const std::string& length, size_t max_body_bytes) {
    reader_.Begin(max_body_bytes);
    EXPECT_TRUE(Lines({"HTTP/1.1 200 OK\r\n", "Content-Length: " + length + "\r\n", "\r\n"}));
    EXPECT_TRUE(reader_.Body("x"));
    return Take().body.capacity();
  };
  constexpr size_t kMiB = 1u << 20;
  EXPECT_EQ(capacity("40000", 16 * kMiB), 40'000u);
  EXPECT_EQ(capacity("99999999999999", 16 * kMiB), kMiB);
  EXPECT_EQ(capacity("40000", 1'000), 1'000u);
  for (const char* length : {"", "-1", "x", "99999999999999999999999"})
    EXPECT_LT(capacity(length, 16 * kMiB), 100u) << length;
}

TEST_F(AnswerReaderTest, CodedBodyIsDecodedWithinTheCap) {
  const std::string coded =
      absl::HexStringToBytes("1f8b0800000000000003ab56ca4c51b232af0500435f071208000000");
  for (const size_t cap : {size_t{8}, size_t{7}}) {
    reader_.Begin(cap);
    ASSERT_TRUE(Lines({"HTTP/1.1 200 OK\r\n", "Content-Encoding: gzip\r\n", "\r\n"}));
    ASSERT_TRUE(reader_.Body(coded)) << "the coded bytes of a short body are more than those in it";
    reader_.Decode();
    EXPECT_EQ(reader_.too_large(), cap == 7);
    EXPECT_EQ(reader_.decoding(), cap == 7 ? Decoding::kTooLarge : Decoding::kWhole);
    EXPECT_EQ(Take().body, std::string("{\"id\":7}").substr(0, cap));
  }
}

TEST_F(AnswerReaderTest, CodedBytesAreCappedToo) {
  reader_.Begin(64'000);
  ASSERT_TRUE(Lines({"HTTP/1.1 200 OK\r\n", "Content-Encoding: gzip\r\n", "\r\n"}));
  EXPECT_TRUE(reader_.Body(std::string(65'064, 'x')));
  EXPECT_FALSE(reader_.Body("x"));
  EXPECT_TRUE(reader_.too_large());
}

TEST_F(AnswerReaderTest, BodyThatIsNotCodedStays) {
  ASSERT_TRUE(Lines({"HTTP/1.1 200 OK\r\n", "Content-Type: gzip\r\n", "\r\n"}));
  ASSERT_TRUE(reader_.Body("x"));
  reader_.Decode();
  EXPECT_EQ(reader_.decoding(), Decoding::kWhole);
  EXPECT_EQ(Take().body, "x");
}

TEST_F(AnswerReaderTest, HeaderBytesAreCapped) {
  ASSERT_TRUE(Lines({"HTTP/1.1 200 OK\r\n"}));
  const std::string line =
      "X: " + std::string(AnswerReader::kMaxHeaderBytes - 17 - 3 - 2, 'a') + "\r\n";
  EXPECT_TRUE(reader_.Header(line));
  EXPECT_FALSE(reader_.Header("\r\n"));
  EXPECT_TRUE(reader_.too_large());
  EXPECT_EQ(reader_.status(), 200);
}

TEST_F(AnswerReaderTest, HeaderLinesAreCountedOverInterimAnswersToo) {
  for (size_t i = 0; i < AnswerReader::kMaxHeaderLines / 2; ++i) {
    ASSERT_TRUE(Lines({"HTTP/1.1 100 Continue\r\n", "\r\n"})) << i;
  }
  EXPECT_FALSE(reader_.Header("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(reader_.too_large());
  EXPECT_EQ(reader_.status(), 0);
}

TEST_F(AnswerReaderTest, BeginForgetsTheLastAnswer) {
  ASSERT_TRUE(Lines({"HTTP/1.1 200 OK\r\n", "X: 1\r\n", "\r\n"}));
  ASSERT_FALSE(reader_.Body("01234567890"));
  reader_.Begin(5);
  const Exchange exchange = Take();
  EXPECT_EQ(exchange.status, 0);
  EXPECT_TRUE(exchange.headers.empty());
  EXPECT_EQ(exchange.body, "");
  EXPECT_FALSE(reader_.too_large());
  EXPECT_EQ(reader_.max_body_bytes(), 5u);
}

}  // namespace
}  // namespace inflow
