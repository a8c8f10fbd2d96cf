// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/content_coding.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <zlib.h>

#include "absl/strings/escaping.h"

namespace inflow {
namespace {

constexpr size_t kCap = 100'000;

// As zlib numbers them.
enum Format { kGzip = MAX_WBITS + 16, kZlib = MAX_WBITS, kRaw = -MAX_WBITS };

std::string Deflated(const std::string& text, Format format) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, format, 8, Z_DEFAULT_STRATEGY),
            Z_OK);
  std::string coded(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(coded.data());
  stream.avail_out = static_cast<uInt>(coded.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  coded.resize(stream.total_out);
  deflateEnd(&stream);
  return coded;
}

struct Result {
  Decoding decoding;
  std::string body;
};

Result Decoded(const std::string& codings, std::string body, size_t max_bytes = kCap) {
  const Decoding decoding = Decode(codings, max_bytes, &body);
  return {decoding, std::move(body)};
}

const std::string kBrotli = absl::HexStringToBytes("8b03807b226964223a377d03");  // {"id":7}

TEST(ContentCodingTest, UndoesWhatItKnows) {
  const std::string text = "{\"id\":7}";
  const std::string gzip = Deflated(text, kGzip);
  const struct {
    const char* codings;
    std::string body;
  } rows[] = {
      {"gzip", gzip},
      {"X-GZip", gzip},
      {" gzip ", gzip},
      {"identity", text},
      {"", text},
      {"identity, gzip,,", gzip},
      {"deflate", Deflated(text, kZlib)},
      {"deflate", Deflated(text, kRaw)},
      {"br", kBrotli},
      {"gzip, gzip", Deflated(gzip, kGzip)},
      {"br,deflate,gzip", Deflated(Deflated(kBrotli, kZlib), kGzip)},
      {"gzip", Deflated("{\"id\"", kGzip) + Deflated(":7}", kGzip)},
  };
  for (const auto& row : rows) {
    const Result result = Decoded(row.codings, row.body);
    EXPECT_EQ(result.decoding, Decoding::kWhole) << row.codings;
    EXPECT_EQ(result.body, text) << row.codings;
  }
}

TEST(ContentCodingTest, NothingIsWholeInAnyCoding) {
  for (const char* codings : {"gzip", "deflate", "br", "unheard-of", "a,b,c,d,e,f,g"}) {
    EXPECT_EQ(Decoded(codings, "").decoding, Decoding::kWhole) << codings;
  }
}

TEST(ContentCodingTest, UnknownOrTooManyLeaveNothing) {
  for (const char* codings :
       {"unheard-of", "zstd", "gzip, unheard-of", "identity,identity,identity,identity,identity"}) {
    const Result result = Decoded(codings, "text");
    EXPECT_EQ(result.decoding, Decoding::kUnknown) << codings;
    EXPECT_EQ(result.body, "") << codings;
  }
  const Result outer = Decoded("unheard-of, gzip", Deflated("text", kGzip));
  EXPECT_EQ(outer.decoding, Decoding::kUnknown);
  EXPECT_EQ(outer.body, "");
}

TEST(ContentCodingTest, WhatGoesOnBehindTheEndIsBroken) {
  const std::string text(1'000, 'x');
  const struct {
    const char* codings;
    std::string body;
  } rows[] = {{"gzip", Deflated(text, kGzip) + "more"},
              {"gzip", Deflated(text, kGzip) + std::string(4, '\0')},
              {"deflate", Deflated(text, kZlib) + "more"},
              {"deflate", Deflated(text, kRaw) + "more"}};
  for (const auto& row : rows) {
    const Result result = Decoded(row.codings, row.body);
    EXPECT_EQ(result.decoding, Decoding::kBroken) << row.codings;
    EXPECT_EQ(result.body, text) << row.codings;
  }
  EXPECT_EQ(Decoded("br", kBrotli + "more").decoding, Decoding::kBroken);
}

TEST(ContentCodingTest, WhatIsSomethingElseIsBroken) {
  for (const char* codings : {"gzip", "br"})
    EXPECT_EQ(Decoded(codings, "{\"id\":7}").decoding, Decoding::kBroken) << codings;
  std::string wrong_sum = Deflated("{\"id\":7}", kGzip);
  wrong_sum[wrong_sum.size() - 8] ^= 1;
  EXPECT_EQ(Decoded("gzip", wrong_sum).decoding, Decoding::kBroken);
  // What an inner coding cannot read is no text.
  const Result inner = Decoded("gzip, br", kBrotli);
  EXPECT_EQ(inner.decoding, Decoding::kBroken);
  const Result outer = Decoded("gzip, br", "{}");
  EXPECT_EQ(outer.decoding, Decoding::kBroken);
  EXPECT_EQ(outer.body, "");
}

TEST(ContentCodingTest, CapIsOnDecodedBytesOfEachCoding) {
  const std::string text(kCap, 'x');
  for (const Format format : {kGzip, kZlib, kRaw}) {
    const char* const coding = format == kGzip ? "gzip" : "deflate";
    EXPECT_EQ(Decoded(coding, Deflated(text, format)).body, text);
    const Result over = Decoded(coding, Deflated(text + "x", format));
    EXPECT_EQ(over.decoding, Decoding::kTooLarge);
    EXPECT_EQ(over.body, text);
  }
  EXPECT_EQ(Decoded("br", kBrotli, 8).decoding, Decoding::kWhole);
  EXPECT_EQ(Decoded("br", kBrotli, 7).decoding, Decoding::kTooLarge);
  EXPECT_EQ(Decoded("br", kBrotli, 7).body, "{\"id\":7");
  const Result inside = Decoded("gzip, gzip", Deflated(Deflated(text, kGzip), kGzip), 50);
  EXPECT_EQ(inside.decoding, Decoding::kTooLarge);
  EXPECT_EQ(inside.body, "");
}

std::string Text() {
  // Repeats, so that there is something to make smaller, and more than one piece of it.
  const auto part = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  std::string text;
  for (int i = *rc::gen::inRange(0, 2'000); i > 0 && text.size() < 90'000; --i) text += part;
  return text;
}

RC_GTEST_PROP(ContentCodingProperty, WholeComesBackAndAPartIsCut, ()) {
  const std::string text = Text();
  const auto format = *rc::gen::element(kGzip, kZlib, kRaw);
  const char* const coding = format == kGzip ? "gzip" : "deflate";
  const std::string coded = Deflated(text, format);
  const Result whole = Decoded(coding, coded);
  RC_ASSERT(whole.decoding == Decoding::kWhole);
  RC_ASSERT(whole.body == text);
  const Result part = Decoded(coding, coded.substr(0, *rc::gen::inRange<size_t>(1, coded.size())));
  RC_ASSERT(part.decoding == Decoding::kCut);
  RC_ASSERT(text.starts_with(part.body));
}

RC_GTEST_PROP(ContentCodingProperty, AnyBytesStayUnderTheCap, ()) {
  std::string body = Deflated(Text(), *rc::gen::element(kGzip, kZlib, kRaw)) + "x";
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i)
    body[*rc::gen::inRange<size_t>(0, body.size())] = *rc::gen::arbitrary<char>();
  const auto max_bytes = *rc::gen::inRange<size_t>(0, 20'000);
  for (const char* codings : {"gzip", "deflate", "br", "gzip,br", "deflate,gzip"}) {
    const Result result = Decoded(codings, body, max_bytes);
    RC_ASSERT(result.body.size() <= max_bytes);
  }
}

}  // namespace
}  // namespace inflow
