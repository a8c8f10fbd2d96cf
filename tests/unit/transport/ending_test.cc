// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/ending.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace inflow {
namespace {

constexpr std::string_view kUrl = "https://service.test:8443/co/products?key=secret";

// How far the answer had come.
enum class Came { kNothing, kStatusLine, kHeader, kTooMuchHeader, kTooMuchBody };

AnswerReader Reader(Came came) {
  AnswerReader reader;
  reader.Begin(4);
  if (came == Came::kNothing) return reader;
  reader.Header("HTTP/1.1 200 OK\r\n");
  if (came == Came::kTooMuchHeader) reader.Header(std::string(AnswerReader::kMaxHeaderBytes, 'x'));
  if (came == Came::kHeader || came == Came::kTooMuchBody) reader.Header("\r\n");
  if (came == Came::kTooMuchBody) reader.Body("12345");
  return reader;
}

struct Row {
  const char* name;
  CURLcode code;
  bool aborted;
  bool wrote;
  Came came;
  Failure failure;
  bool cut;
  const char* detail;
  int os_error = 0;
  const char* words = "libcurl's words";
};

const Row kRows[] = {
    {"whole answer", CURLE_OK, false, true, Came::kHeader, Failure::kNone, false, ""},
    {"no such name", CURLE_COULDNT_RESOLVE_HOST, false, false, Came::kNothing,
     Failure::kUnreachable, false,
     "could not find the address of service.test port 8443; check the host's name and this machine's DNS"},
    {"refused", CURLE_COULDNT_CONNECT, false, false, Came::kNothing, Failure::kUnreachable, false,
     "could not connect to service.test port 8443: Connection refused", ECONNREFUSED},
    {"not connected, no errno", CURLE_COULDNT_CONNECT, false, false, Came::kNothing,
     Failure::kUnreachable, false, "could not connect to service.test port 8443: libcurl's words"},
    {"TLS handshake", CURLE_SSL_CONNECT_ERROR, false, false, Came::kNothing, Failure::kUnreachable,
     false, "could not set up the connection to service.test port 8443: libcurl's words"},
    {"no words", CURLE_SSL_CONNECT_ERROR, false, false, Came::kNothing, Failure::kUnreachable,
     false, "could not set up the connection to service.test port 8443: SSL connect error", 0, ""},
    {"CONNECT refused", CURLE_RECV_ERROR, false, false, Came::kNothing, Failure::kUnreachable,
     false, "could not set up the connection to service.test port 8443: libcurl's words"},
    {"certificate", CURLE_PEER_FAILED_VERIFICATION, false, false, Came::kNothing,
     Failure::kUntrusted, false,
     "the certificate of service.test port 8443 was refused: libcurl's words; check base_url, or tls.ca_file where the service "
     "has a "
     "CA of its own"},
    {"CA file", CURLE_SSL_CACERT_BADFILE, false, false, Came::kNothing, Failure::kUntrusted, false,
     "the certificate of service.test port 8443 was refused: libcurl's words; check base_url, or tls.ca_file where the service "
     "has a "
     "CA of its own"},
    {"out of memory while connecting", CURLE_OUT_OF_MEMORY, false, false, Came::kNothing,
     Failure::kUnreachable, false,
     "could not set up the connection to service.test port 8443: libcurl's words"},
    {"unanswered", CURLE_GOT_NOTHING, false, true, Came::kNothing, Failure::kLost, false,
     "the request to service.test port 8443 was left without an HTTP answer: libcurl's words"},
    {"repeat refused", CURLE_ABORTED_BY_CALLBACK, false, true, Came::kNothing, Failure::kLost,
     false,
     "the request to service.test port 8443 was left without an HTTP answer: the connection was closed"},
    {"no HTTP, yet success", CURLE_OK, false, true, Came::kNothing, Failure::kLost, false,
     "the request to service.test port 8443 was left without an HTTP answer: the connection was closed"},
    {"no status line", CURLE_WRITE_ERROR, false, true, Came::kNothing, Failure::kLost, false,
     "the request to service.test port 8443 was left without an HTTP answer: what came is not an HTTP answer"},
    {"closed in the header", CURLE_OK, false, true, Came::kStatusLine, Failure::kNone, true,
     "the answer of service.test port 8443 is not whole: the connection was closed"},
    {"reset in the header", CURLE_RECV_ERROR, false, true, Came::kStatusLine, Failure::kNone, true,
     "the answer of service.test port 8443 is not whole: libcurl's words"},
    {"body too short", CURLE_PARTIAL_FILE, false, true, Came::kHeader, Failure::kNone, true,
     "the answer of service.test port 8443 is not whole: libcurl's words"},
    {"header too long", CURLE_WRITE_ERROR, false, true, Came::kTooMuchHeader, Failure::kTooLarge,
     true,
     "the header of the answer of service.test port 8443 is longer than the 262144 bytes or 1000 lines that are allowed"},
    {"one line too long for libcurl", CURLE_OUT_OF_MEMORY, false, true, Came::kStatusLine,
     Failure::kTooLarge, true,
     "one header line of the answer of service.test port 8443 is longer than the 102400 bytes that are allowed for a line"},
    {"body too long", CURLE_WRITE_ERROR, false, true, Came::kTooMuchBody, Failure::kTooLarge, true,
     "the answer of service.test port 8443 is longer than the 4 bytes that are allowed"},
    {"aborted before writing", CURLE_OK, true, false, Came::kNothing, Failure::kUnreachable, false,
     "no connection to service.test port 8443 was made in time"},
    {"aborted after writing", CURLE_OK, true, true, Came::kNothing, Failure::kTimedOut, false,
     "no answer came from service.test port 8443 in time"},
    {"aborted in the answer", CURLE_OK, true, true, Came::kHeader, Failure::kNone, true,
     "the answer of service.test port 8443 was not whole when its time was up"},
};

TEST(EndingTest, FollowsFromHowFarTheExchangeGot) {
  for (const Row& row : kRows) {
    const AnswerReader reader = Reader(row.came);
    const Ending ending{.code = row.code,
                        .aborted = row.aborted,
                        .wrote = row.wrote,
                        .os_error = row.os_error,
                        .words = row.words,
                        .url = kUrl,
                        .answer = &reader};
    EXPECT_EQ(FailureOf(ending), row.failure) << row.name;
    EXPECT_EQ(IsCut(ending), row.cut) << row.name;
    EXPECT_EQ(DetailOf(ending), row.detail) << row.name;
  }
}

TEST(EndingTest, RequestThatWasNotWrittenForWhatHadCome) {
  const AnswerReader reader = Reader(Came::kNothing);
  Ending ending{.code = CURLE_ABORTED_BY_CALLBACK, .url = kUrl, .answer = &reader};
  ending.unasked = Unasked::kEnd;
  EXPECT_EQ(FailureOf(ending), Failure::kUnreachable);
  EXPECT_EQ(DetailOf(ending),
            "service.test port 8443 ended the connection before the request was written");
  ending.unasked = Unasked::kBytes;
  EXPECT_EQ(FailureOf(ending), Failure::kUnreachable);
  EXPECT_EQ(
      DetailOf(ending),
      "service.test port 8443 spoke before the request was written, so what it said was no answer; check that it is an HTTP "
      "service");
}

TEST(EndingTest, RequestThatWasRefusedUnread) {
  const AnswerReader reader = Reader(Came::kNothing);
  const Ending ending{.code = CURLE_HTTP2,
                      .refused = true,
                      .words = "libcurl's words",
                      .url = kUrl,
                      .answer = &reader};
  EXPECT_EQ(FailureOf(ending), Failure::kUnreachable);
  EXPECT_FALSE(IsCut(ending));
  EXPECT_EQ(DetailOf(ending), "service.test port 8443 refused the request without reading it");
}

TEST(EndingTest, BodyThatCannotBeDecoded) {
  AnswerReader reader;
  reader.Begin(1'000);
  for (const char* line :
       {"HTTP/1.1 200 OK\r\n", "Content-Encoding: gzip\r\n", "Content-Encoding: odd\r\n", "\r\n"})
    reader.Header(line);
  reader.Body("body");
  reader.Decode();
  Ending ending{.code = CURLE_OK, .wrote = true, .url = kUrl, .answer = &reader};
  EXPECT_EQ(FailureOf(ending), Failure::kNone);
  EXPECT_TRUE(IsCut(ending));
  EXPECT_EQ(
      DetailOf(ending),
      "the body of the answer of service.test port 8443 cannot be decoded (content-encoding: gzip,odd)");
  // Where the connection failed first, that is the reason.
  ending.code = CURLE_PARTIAL_FILE;
  ending.words = "libcurl's words";
  EXPECT_EQ(DetailOf(ending), "the answer of service.test port 8443 is not whole: libcurl's words");
}

TEST(EndingTest, WithoutMemoryForTheBodyTheAnswerIsCut) {
  const AnswerReader reader = Reader(Came::kHeader);
  const Ending ending{
      .code = CURLE_OK, .wrote = true, .out_of_memory = true, .url = kUrl, .answer = &reader};
  EXPECT_EQ(FailureOf(ending), Failure::kNone);
  EXPECT_TRUE(IsCut(ending));
  EXPECT_EQ(DetailOf(ending), "out of memory while the answer was read");
}

TEST(EndingTest, NamesTheProxyWhereThatFailed) {
  const AnswerReader reader = Reader(Came::kNothing);
  Ending ending{.code = CURLE_COULDNT_RESOLVE_PROXY,
                .url = kUrl,
                .proxy = "http://user:secret@proxy.test:3128",
                .answer = &reader};
  EXPECT_EQ(DetailOf(ending),
            "could not find the address of the proxy proxy.test port 3128; check proxy");
  ending.code = CURLE_COULDNT_CONNECT;
  ending.os_error = ECONNREFUSED;
  EXPECT_EQ(DetailOf(ending),
            "could not connect to the proxy proxy.test port 3128: Connection refused");
}

TEST(EndingTest, MemoryOfOursIsNotTheServersFault) {
  const AnswerReader reader = Reader(Came::kStatusLine);
  const Ending ending{.code = CURLE_WRITE_ERROR,
                      .wrote = true,
                      .out_of_memory = true,
                      .url = kUrl,
                      .answer = &reader};
  EXPECT_EQ(FailureOf(ending), Failure::kNone);
  EXPECT_TRUE(IsCut(ending));
  EXPECT_EQ(DetailOf(ending), "out of memory while the answer was read");
}

TEST(EndingTest, WordsStayOnOneLine) {
  const AnswerReader reader = Reader(Came::kHeader);
  const Ending ending{.code = CURLE_PARTIAL_FILE,
                      .wrote = true,
                      .words = "a\nb\x1b[31m",
                      .url = kUrl,
                      .answer = &reader};
  EXPECT_EQ(DetailOf(ending), "the answer of service.test port 8443 is not whole: a b [31m");
}

}  // namespace
}  // namespace inflow
