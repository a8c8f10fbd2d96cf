// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/internal/fault.h"

#include "absl/strings/str_cat.h"
#include "plugin/record/internal/escape.h"
#include "plugin/record/scan.h"
#include "plugin/record/walker.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/utf8.h"

namespace inflow::record_internal {
namespace {

constexpr size_t kMaxQuotedKey = 64;

std::string Hex(char c) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  const auto byte = static_cast<uint8_t>(c);
  return {'0', 'x', kDigits[byte >> 4], kDigits[byte & 0xF]};
}

// Found shows one byte: "found 'x'", "found 0xC3", "found the end of the record".
std::string Found(const char* at, const char* end) {
  if (at == end) return "found the end of the record";
  if (*at > 0x20 && *at < 0x7F) return absl::StrCat("found '", Absl({at, 1}), "'");
  if (*at == ' ') return "found a space";
  return absl::StrCat("found ", Hex(*at));
}

size_t Position(std::string_view bytes, const char* at) {
  return static_cast<size_t>(at - bytes.data()) + 1;
}

// CommaHint helps where a list ends with a comma.
std::string CommaHint(std::string_view bytes, const char* at) {
  const char* before = at;
  while (before != bytes.data() && IsSpace(before[-1])) --before;
  const bool closes = at != bytes.data() + bytes.size() && (*at == '}' || *at == ']');
  if (!closes || before == bytes.data() || before[-1] != ',') return "";
  return absl::StrCat("; remove the ',' before it");
}

std::string DescribeNoObject(std::string_view bytes, const char* at) {
  const std::string_view rest = bytes.substr(static_cast<size_t>(at - bytes.data()));
  const char* rule = "a record must be a JSON object";
  if (rest.empty()) return absl::StrCat(rule, ", this is empty");
  if (rest.substr(0, 3) == "\xEF\xBB\xBF") {
    return absl::StrCat(rule,
                        ", this begins with a byte order mark; remove the bytes 0xEF 0xBB 0xBF");
  }
  if (rest[0] == '[') return absl::StrCat(rule, ", this is an array");
  if (rest[0] == '"') return absl::StrCat(rule, ", this is a string");
  if (rest[0] == '-' || IsDigit(rest[0])) return absl::StrCat(rule, ", this is a number");
  for (const std::string_view word : {"true", "false", "null"}) {
    if (rest.substr(0, word.size()) == word) return absl::StrCat(rule, ", this is ", Absl(word));
  }
  return absl::StrCat(rule, ": expected '{', ", Found(at, bytes.data() + bytes.size()));
}

std::string Sentence(Fault fault, std::string_view bytes, const char* at, const char* begin) {
  const char* end = bytes.data() + bytes.size();
  switch (fault) {
    case Fault::kNotAnObject:
      return DescribeNoObject(bytes, at);
    case Fault::kKey:
      return absl::StrCat("expected a key in double quotes, ", Found(at, end),
                          CommaHint(bytes, at));
    case Fault::kColon:
      return absl::StrCat("expected ':' after the key, ", Found(at, end));
    case Fault::kValue:
      return absl::StrCat("expected a value, ", Found(at, end), CommaHint(bytes, at));
    case Fault::kWord:
      return "expected true, false or null; put text in double quotes";
    case Fault::kAfterMember:
      return absl::StrCat("expected ',' or '}' after the value, ", Found(at, end));
    case Fault::kAfterItem:
      return absl::StrCat("expected ',' or ']' after the value, ", Found(at, end));
    case Fault::kDigit:
      return absl::StrCat("expected a digit in the number, ", Found(at, end));
    case Fault::kLeadingZero:
      return "a number must not begin with 0 before another digit; remove the 0 or put the text in double quotes";
    case Fault::kUnendedString:
      return absl::StrCat("expected '\"' to end the string that begins at byte ",
                          Position(bytes, begin), ", ", Found(at, end));
    case Fault::kControl:
      return absl::StrCat("a string must not hold the control character ", Hex(*at),
                          "; write it as an escape, such as \\n or \\u00",
                          absl::Hex(static_cast<uint8_t>(*at), absl::kZeroPad2));
    case Fault::kEscape:
      return absl::StrCat("expected one of \" \\ / b f n r t u after the backslash, ",
                          Found(at, end));
    case Fault::kHexDigit:
      return absl::StrCat("expected four hexadecimal digits after \\u, ", Found(at, end));
    case Fault::kHighSurrogate:
      return "half a character: write \\ud800 to \\udbff only with \\udc00 to \\udfff right behind it";
    case Fault::kLowSurrogate:
      return "half a character: write \\udc00 to \\udfff only right behind \\ud800 to \\udbff";
    case Fault::kUtf8:
      return absl::StrCat("the text is not valid UTF-8, ", Found(at, end),
                          "; encode the record as UTF-8");
    case Fault::kTooDeep:
      return absl::StrCat("objects and arrays must not be nested deeper than ", kMaxRecordDepth,
                          " levels; flatten the record");
    case Fault::kTrailing:
      return absl::StrCat("expected nothing behind the object, ", Found(at, end),
                          "; hand over each object as a record of its own");
  }
  return "";
}

// QuoteKey shows at most kMaxQuotedKey bytes of a key, as written, never half an escape or half a
// character.
std::string QuoteKey(std::string_view key) {
  std::string shown;
  const char* const end = key.data() + key.size();
  for (const char* at = key.data(); at != end;) {
    const size_t size = *at == '\\' ? ReadEscape(at, end).length : Utf8Length(at, end);
    std::string unit(at, size);
    // The only control characters that a string may hold as they are: DEL and U+0080 to U+009F.
    if (*at == 0x7F || (size == 2 && at[0] == '\xC2' && static_cast<uint8_t>(at[1]) < 0xA0)) {
      unit = absl::StrCat("\\u00", absl::Hex(static_cast<uint8_t>(at[size - 1]), absl::kZeroPad2));
    }
    if (shown.size() + unit.size() > kMaxQuotedKey) return absl::StrCat("\"", shown, "\"…");
    shown += unit;
    at += size;
  }
  return absl::StrCat("\"", shown, "\"");
}

}  // namespace

std::string Describe(Fault fault, std::string_view bytes, const char* at, const char* begin) {
  return absl::StrCat("byte ", Position(bytes, at), ": ", Sentence(fault, bytes, at, begin));
}

std::string DescribeEqualKeys(std::string_view key, std::string_view bytes, const char* first,
                              const char* second) {
  return absl::StrCat("byte ", Position(bytes, second), ": the key ", QuoteKey(key),
                      " stands at byte ", Position(bytes, first),
                      " already; remove or rename one of them");
}

}  // namespace inflow::record_internal
