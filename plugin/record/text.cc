// SPDX-License-Identifier: Apache-2.0
//
// From the content of a JSON string to text and back.
#include "plugin/record/internal/escape.h"
#include "plugin/record/scan.h"
#include "plugin/record/walker.h"
#include "plugin/text/utf8.h"

namespace inflow {
namespace {

using record_internal::Escape;

// EachPiece hands over the unescaped text piece by piece until `take` returns false. A backslash
// that begins no escape, which an accepted record cannot hold, stands for itself.
template <typename Take>
void EachPiece(std::string_view raw, Take take) {
  while (!raw.empty()) {
    const size_t plain = std::min(raw.find('\\'), raw.size());
    if (plain > 0 && !take(raw.substr(0, plain))) return;
    raw.remove_prefix(plain);
    if (raw.empty()) return;
    const Escape escape = record_internal::ReadEscape(raw.data(), raw.data() + raw.size());
    char utf8[4];
    const size_t size = EncodeUtf8(escape.length == 0 ? '\\' : escape.code_point, utf8);
    if (!take(std::string_view(utf8, size))) return;
    raw.remove_prefix(escape.length == 0 ? 1 : escape.length);
  }
}

}  // namespace

bool EscapedKeyIs(std::string_view key, std::string_view plain) {
  bool same = true;
  EachPiece(key, [&](std::string_view piece) {
    same = plain.substr(0, piece.size()) == piece;
    if (same) plain.remove_prefix(piece.size());
    return same;
  });
  return same && plain.empty();
}

void Unescape(std::string_view raw, std::string* out) {
  EachPiece(raw, [out](std::string_view piece) {
    out->append(piece);
    return true;
  });
}

void AppendEscaped(std::string_view text, std::string* out) {
  constexpr char kHex[] = "0123456789abcdef";
  const char* const end = text.data() + text.size();
  const char* from = text.data();
  for (const char* at = from; (at = record_internal::SkipPlain(at, end)) != end; ++at) {
    const char c = *at;
    if (static_cast<unsigned char>(c) >= 0x80) continue;
    out->append(from, at);
    from = at + 1;
    out->push_back('\\');
    switch (c) {
      case '\b':
        out->push_back('b');
        break;
      case '\f':
        out->push_back('f');
        break;
      case '\n':
        out->push_back('n');
        break;
      case '\r':
        out->push_back('r');
        break;
      case '\t':
        out->push_back('t');
        break;
      case '"':
      case '\\':
        out->push_back(c);
        break;
      default:
        out->append("u00");
        out->push_back(kHex[c >> 4]);
        out->push_back(kHex[c & 0xF]);
    }
  }
  out->append(from, end);
}

}  // namespace inflow
