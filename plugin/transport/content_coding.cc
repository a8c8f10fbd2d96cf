// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/content_coding.h"

#include <brotli/decode.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <new>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

// More are no service's, but an attack: each can make a thousand bytes of one.
constexpr size_t kMaxCodings = 4;

constexpr size_t kPieceBytes = 16u << 10;
using Piece = std::array<unsigned char, kPieceBytes>;

// Output is what was decoded so far, up to the cap.
class Output {
 public:
  explicit Output(size_t max_bytes) : max_bytes_(max_bytes) {}

  // False where the bytes go over the cap.
  bool Append(const unsigned char* bytes, size_t count) {
    const size_t room = max_bytes_ - text_.size();
    text_.append(reinterpret_cast<const char*>(bytes), std::min(count, room));
    return count <= room;
  }
  std::string* text() { return &text_; }

 private:
  size_t max_bytes_;
  std::string text_;
};

// zlib takes window sizes for what kind of stream it is to read.
constexpr int kZlibOrGzip = MAX_WBITS + 32;
constexpr int kRaw = -MAX_WBITS;

class Inflater {
 public:
  explicit Inflater(int window_bits) {
    if (inflateInit2(&stream_, window_bits) != Z_OK) throw std::bad_alloc();
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // `repeats`: the body may be several streams, one behind the other.
  Decoding Run(std::string_view coded, bool repeats, Output* output) {
    // zlib takes a pointer to what it does not change, and fewer bytes than a string may have.
    auto* next = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(coded.data()));
    constexpr size_t kMostAtOnce = size_t{1} << 30;
    bool more = false;  // may have been held back for want of room
    for (Piece piece;;) {
      if (stream_.avail_in == 0 && !more) {
        if (coded.empty()) return Decoding::kCut;
        stream_.next_in = next;
        stream_.avail_in = static_cast<uInt>(std::min(coded.size(), kMostAtOnce));
        next += stream_.avail_in;
        coded.remove_prefix(stream_.avail_in);
      }
      stream_.next_out = piece.data();
      stream_.avail_out = kPieceBytes;
      const int result = inflate(&stream_, Z_NO_FLUSH);
      if (result == Z_MEM_ERROR) throw std::bad_alloc();
      more = stream_.avail_out == 0;
      if (!output->Append(piece.data(), kPieceBytes - stream_.avail_out))
        return Decoding::kTooLarge;
      if (result == Z_STREAM_END) {
        if (stream_.avail_in == 0 && coded.empty()) return Decoding::kWhole;
        if (!repeats) return Decoding::kBroken;
        inflateReset(&stream_);
      } else if (result != Z_OK && result != Z_BUF_ERROR) {
        return Decoding::kBroken;
      }
    }
  }

 private:
  z_stream stream_{};
};

Decoding DecodeGzip(std::string_view coded, Output* output) {
  return Inflater(kZlibOrGzip).Run(coded, /*repeats=*/true, output);
}

// Some services leave out the zlib header that "deflate" asks for.
Decoding DecodeDeflate(std::string_view coded, Output* output) {
  const Decoding decoding = Inflater(kZlibOrGzip).Run(coded, /*repeats=*/false, output);
  const bool began = !output->text()->empty();
  return decoding == Decoding::kBroken && !began
             ? Inflater(kRaw).Run(coded, /*repeats=*/false, output)
             : decoding;
}

Decoding DecodeBrotli(std::string_view coded, Output* output) {
  const std::unique_ptr<BrotliDecoderState, decltype(&BrotliDecoderDestroyInstance)> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance);
  if (state == nullptr) throw std::bad_alloc();
  const auto* next = reinterpret_cast<const uint8_t*>(coded.data());
  size_t left = coded.size();
  for (Piece piece;;) {
    uint8_t* out = piece.data();
    size_t room = kPieceBytes;
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(state.get(), &left, &next, &room, &out, nullptr);
    if (!output->Append(piece.data(), kPieceBytes - room)) return Decoding::kTooLarge;
    switch (result) {
      case BROTLI_DECODER_RESULT_SUCCESS:
        return left == 0 ? Decoding::kWhole : Decoding::kBroken;
      case BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT:
        return Decoding::kCut;
      case BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT:
        continue;
      default:
        return Decoding::kBroken;
    }
  }
}

Decoding DecodeOne(const std::string& coding, size_t max_bytes, std::string* body) {
  if (coding.empty() || coding == "identity") return Decoding::kWhole;
  Output output(max_bytes);
  Decoding decoding = Decoding::kUnknown;
  if (coding == "gzip" || coding == "x-gzip") decoding = DecodeGzip(*body, &output);
  if (coding == "deflate") decoding = DecodeDeflate(*body, &output);
  if (coding == "br") decoding = DecodeBrotli(*body, &output);
  body->swap(*output.text());
  return decoding;
}

}  // namespace

Decoding Decode(std::string_view codings, size_t max_bytes, std::string* body) {
  if (body->empty()) return Decoding::kWhole;
  std::vector<std::string> names = absl::StrSplit(Absl(codings), ',');
  if (names.size() > kMaxCodings) {
    body->clear();
    return Decoding::kUnknown;
  }
  Decoding worst = Decoding::kWhole;
  for (auto name = names.rbegin(); name != names.rend(); ++name) {
    absl::StripAsciiWhitespace(&*name);
    absl::AsciiStrToLower(&*name);
    const Decoding decoding = DecodeOne(*name, max_bytes, body);
    if (decoding == Decoding::kWhole) continue;
    worst = decoding;
    if (decoding == Decoding::kCut) continue;  // to be read as far as it came
    if (std::next(name) != names.rend()) body->clear();
    break;
  }
  return worst;
}

}  // namespace inflow
