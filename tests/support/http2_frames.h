// SPDX-License-Identifier: Apache-2.0
//
// File: http2_frames.h
//
// As much of HTTP/2 (RFC 9113) as a test server needs that says frame by frame what it sends.
//
//   FaultServer server({Script().Send(http2::Settings()).ReadStream().Send(http2::Answer(1,
//   "{}"))}, identity, {"h2"});
#ifndef TESTS_SUPPORT_HTTP2_FRAMES_H_
#define TESTS_SUPPORT_HTTP2_FRAMES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace inflow::testing::http2 {

enum Type : uint8_t { kData = 0, kHeaders = 1, kReset = 3, kSettings = 4, kGoAway = 7 };
enum Flag : uint8_t { kNone = 0, kEndStream = 1, kEndHeaders = 4 };
enum Error : uint32_t {
  kNoError = 0,
  kProtocolError = 1,
  kInternalError = 2,
  kRefusedStream = 7,
  kEnhanceYourCalm = 11
};

inline constexpr size_t kFrameHeader = 9;
inline constexpr std::string_view kPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

inline std::string Number(uint32_t number) {
  return {static_cast<char>(number >> 24), static_cast<char>(number >> 16),
          static_cast<char>(number >> 8), static_cast<char>(number)};
}

inline std::string Frame(Type type, int flags, uint32_t stream, std::string_view payload) {
  return Number(static_cast<uint32_t>(payload.size())).substr(1) + static_cast<char>(type) +
         static_cast<char>(flags) + Number(stream) + std::string(payload);
}

inline std::string Settings() { return Frame(kSettings, kNone, 0, {}); }
inline std::string Reset(uint32_t stream, Error error) {
  return Frame(kReset, kNone, stream, Number(error));
}
inline std::string GoAway(uint32_t last_stream, Error error) {
  return Frame(kGoAway, kNone, 0, Number(last_stream) + Number(error));
}
// The header of an answer 200.
inline std::string Header(uint32_t stream) { return Frame(kHeaders, kEndHeaders, stream, "\x88"); }
inline std::string Answer(uint32_t stream, std::string_view body) {
  return Header(stream) + Frame(kData, kEndStream, stream, body);
}

// The length of a client's bytes to the end of the first request in them, or npos while it is not
// all there.
inline size_t StreamLength(std::string_view bytes) {
  size_t at = bytes.starts_with(kPreface) ? kPreface.size() : 0;
  while (bytes.size() >= at + kFrameHeader) {
    const auto byte = [&](size_t i) { return static_cast<uint8_t>(bytes[at + i]); };
    const bool ends = (byte(3) == kData || byte(3) == kHeaders) && (byte(4) & kEndStream) != 0;
    at += kFrameHeader + (size_t{byte(0)} << 16 | size_t{byte(1)} << 8 | byte(2));
    if (bytes.size() >= at && ends) return at;
  }
  return std::string_view::npos;
}

}  // namespace inflow::testing::http2

#endif  // TESTS_SUPPORT_HTTP2_FRAMES_H_
