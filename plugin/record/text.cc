// SPDX-License-Identifier: Apache-2.0
//
// From the content of a JSON string to text.
#include "plugin/record/internal/escape.h"
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

}  // namespace inflow
