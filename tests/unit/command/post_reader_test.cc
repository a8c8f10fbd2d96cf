// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/webhook/post_reader.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace inflow::command {
namespace {

using State = PostReader::State;

constexpr char kPost[] =
    "POST /in?a=b HTTP/1.1\r\nHost: x\r\nX-Inflow-Status:  201 \r\nContent-Length: 5\r\n\r\nhello";

// StatusOf is what a request is answered with before its body: 0 where it is taken so far.
int StatusOf(const std::string& request) {
  PostReader reader;
  reader.Take(request);
  return reader.refusal();
}

TEST(PostReader, TakesARequestApart) {
  PostReader reader;
  EXPECT_TRUE(reader.idle());
  reader.Take(kPost);
  ASSERT_EQ(reader.state(), State::kWhole);
  const Post post = reader.Next();
  EXPECT_EQ(post.target, "/in?a=b");
  EXPECT_EQ(post.Header("x-inflow-status"), "201");
  EXPECT_EQ(post.Header("x-none"), "");
  EXPECT_EQ(post.body, "hello");
  EXPECT_TRUE(post.keeps);
  EXPECT_TRUE(reader.idle());
}

// However the bytes come, each request comes out once and whole.
RC_GTEST_PROP(PostReader, ItDoesNotMatterHowTheBytesCome,
              (const std::vector<std::string>& bodies)) {
  std::string text;
  for (const std::string& body : bodies)
    text += "POST / HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  PostReader reader;
  std::vector<std::string> got;
  for (size_t at = 0; at < text.size();) {
    const auto size = *rc::gen::inRange<size_t>(1, 40);
    reader.Take(std::string_view(text).substr(at, size));
    at += size;
    while (reader.state() == State::kWhole) got.push_back(reader.Next().body);
  }
  RC_ASSERT(got == bodies);
  RC_ASSERT(reader.idle());
}

RC_GTEST_PROP(PostReader, GarbageIsRefusedOrWaitedForWithinBounds, (const std::string& garbage)) {
  PostReader reader;
  for (size_t i = 0; i < 2000; ++i) reader.Take(garbage);
  RC_ASSERT(reader.state() != State::kWhole);
  RC_ASSERT(reader.bytes() <= PostReader::kMaxHead + garbage.size());
}

TEST(PostReader, RefusesWhatIsNoPostOfAKnownLength) {
  EXPECT_EQ(StatusOf("\x16\x03\x01\r\n\r\n"), 400);
  EXPECT_EQ(StatusOf("POST /\r\n\r\n"), 400);
  EXPECT_EQ(StatusOf("POST / HTTP/2.0\r\n\r\n"), 400);
  EXPECT_EQ(StatusOf("GET / HTTP/1.1\r\n\r\n"), 405);
  EXPECT_EQ(StatusOf("POST / HTTP/1.1\r\n\r\n"), 411);
  EXPECT_EQ(StatusOf("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"), 411);
  EXPECT_EQ(StatusOf("POST / HTTP/1.1\r\nno colon\r\n\r\n"), 400);
  EXPECT_EQ(StatusOf("POST / HTTP/1.1\r\nA : b\r\n\r\n"), 400);
  EXPECT_EQ(StatusOf("POST / HTTP/1.1\r\nA: b\x01\r\n\r\n"), 400);
  for (const char* length : {"", "-1", "+5", "5x", "0x5", "5, 5"})
    EXPECT_EQ(StatusOf(std::string("POST / HTTP/1.1\r\nContent-Length: ") + length + "\r\n\r\n"),
              400)
        << length;
  EXPECT_EQ(StatusOf("POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n"), 400);
}

TEST(PostReader, RefusesWhatIsTooLargeBeforeItCame) {
  EXPECT_EQ(StatusOf("POST / HTTP/1.1\r\nContent-Length: 20971521\r\n\r\n"), 413);
  EXPECT_EQ(StatusOf("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n"), 413);
  EXPECT_EQ(StatusOf("POST / HTTP/1.1\r\nContent-Length: 20971520\r\n\r\n"), 0);
  EXPECT_EQ(StatusOf("POST / HTTP/1.1\r\nA: " + std::string(PostReader::kMaxHead, 'a')), 431);
  PostReader reader;
  reader.Take("POST / HTTP/1.1\r\nContent-Length: 20971521\r\n\r\n");
  reader.Take(std::string(1000, 'a'));
  EXPECT_EQ(reader.bytes(), 0u);
}

TEST(PostReader, TellsOnceThatThePeerWaitsForContinue) {
  PostReader reader;
  reader.Take("POST / HTTP/1.1\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
  EXPECT_TRUE(reader.WantsContinue());
  EXPECT_FALSE(reader.WantsContinue());
  reader.Take("ab");
  EXPECT_EQ(reader.Next().body, "ab");
}

TEST(PostReader, TheConnectionEndsWhereThePeerWantsIt) {
  PostReader reader;
  reader.Take("POST / HTTP/1.1\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n");
  EXPECT_FALSE(reader.Next().keeps);
  reader.Take("POST / HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
  EXPECT_FALSE(reader.Next().keeps);
}

}  // namespace
}  // namespace inflow::command
