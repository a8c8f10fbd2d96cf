// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/files/file_kind.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/files/nowhere.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

// Shown is what a sentence calls an input.
std::string Shown(const std::string& name) { return name == "-" ? "standard input" : name; }

std::string Convert(const std::string& name, std::string_view from) {
  return absl::StrCat("Convert it first: ",
                      FilterAdvice(absl::StrCat("iconv -f ", Absl(from), " -t UTF-8"), name,
                                   absl::StrCat("utf8-", Absl(BareName(name)))));
}

std::string NotUtf8Text(const std::string& name, std::string_view encoding,
                        std::string_view iconv_name) {
  return absl::StrCat(Shown(name), " is ", Absl(encoding), " text and not UTF-8. ",
                      Convert(name, iconv_name));
}

// Utf16Of guesses from where the NUL bytes are which one of the two UTF-16 a text is; empty for
// none.
std::string_view Utf16Of(std::string_view text) {
  size_t even = 0;
  size_t odd = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\0') ++(at % 2 == 0 ? even : odd);
  }
  // Where the other letters are not Latin, the separators and the line end still have their NUL.
  if ((even + odd) * 32 < text.size() || (even != 0 && odd != 0)) return {};
  return odd != 0 ? "UTF-16LE" : even != 0 ? "UTF-16BE" : "";
}

std::string WhyWide(std::string_view head, const std::string& name) {
  const std::string_view four = head.substr(0, 4);
  if (four == std::string_view("\xff\xfe\0\0", 4) || four == std::string_view("\0\0\xfe\xff", 4)) {
    return NotUtf8Text(name, "UTF-32", "UTF-32");
  }
  if (four.substr(0, 2) == "\xff\xfe" || four.substr(0, 2) == "\xfe\xff")
    return NotUtf8Text(name, "UTF-16", "UTF-16");
  if (four.size() < 4) return {};
  // A first character that is ASCII tells the encodings without a mark apart.
  const unsigned nul = (four[0] == 0 ? 8u : 0) | (four[1] == 0 ? 4u : 0) | (four[2] == 0 ? 2u : 0) |
                       (four[3] == 0 ? 1u : 0);
  if (nul == 0b0111) return NotUtf8Text(name, "UTF-32", "UTF-32LE");
  if (nul == 0b1110) return NotUtf8Text(name, "UTF-32", "UTF-32BE");
  if (nul == 0b0101 || nul == 0b0100) return NotUtf8Text(name, "UTF-16", "UTF-16LE");
  if (nul == 0b1010 || nul == 0b1000) return NotUtf8Text(name, "UTF-16", "UTF-16BE");
  // A first character that is not, but a line end soon.
  const bool line_end = head.find(std::string_view("\n\0", 2)) != kNowhere ||
                        head.find(std::string_view("\0\n", 2)) != kNowhere;
  const std::string_view utf16 = line_end ? Utf16Of(head) : std::string_view();
  if (!utf16.empty()) return NotUtf8Text(name, "UTF-16", utf16);
  if (nul != 0)
    return absl::StrCat(
        Shown(name), " is not text: it begins with NUL bytes. Export the records as CSV or JSON");
  return {};
}

// Packed is what some program has to unpack. A command with -c writes to standard output; another
// one makes files by itself.
struct Packed {
  std::string_view mark;
  size_t at;
  const char* what;
  const char* ending;
  const char* command;
  bool to_output;
};
constexpr Packed kPacked[] = {
    {"\x1f\x8b", 0, "compressed with gzip", ".gz", "gzip -dc", true},
    {"\x28\xb5\x2f\xfd", 0, "compressed with zstd", ".zst", "zstd -dc", true},
    {"BZh", 0, "compressed with bzip2", ".bz2", "bzip2 -dc", true},
    {std::string_view("\xfd\x37\x7a\x58\x5a\0", 6), 0, "compressed with xz", ".xz", "xz -dc", true},
    {"\x04\x22\x4d\x18", 0, "compressed with lz4", ".lz4", "lz4 -dc", true},
    {"7z\xbc\xaf\x27\x1c", 0, "a 7z archive", ".7z", "7z x", false},
    {"Rar!\x1a\x07", 0, "a RAR archive", ".rar", "unrar x", false},
    {"PK\x03\x04", 0, "a zip archive", ".zip", "unzip", false},
    {"PK\x05\x06", 0, "a zip archive", ".zip", "unzip", false},
    {"ustar", 257, "a tar archive", ".tar", "tar -xf", false},
};

std::string WhyPacked(std::string_view head, const std::string& name) {
  for (const Packed& packed : kPacked) {
    if (head.size() < packed.at || head.substr(packed.at, packed.mark.size()) != packed.mark)
      continue;
    const std::string what = absl::StrCat(Shown(name), " is ", packed.what, ". ");
    if (!packed.to_output) {
      if (name == "-") return absl::StrCat(what, "Unpack it first, and load the files in it");
      return absl::StrCat(what, "Unpack it first, and load what was in it: ", packed.command, " ",
                          QuotedPath(name));
    }
    absl::string_view result = Absl(BareName(name));
    if (!absl::ConsumeSuffix(&result, packed.ending)) result = {};
    return absl::StrCat(
        what, "Unpack it first: ",
        FilterAdvice(packed.command, name,
                     result.empty() ? absl::StrCat("unpacked-", Absl(BareName(name)))
                                    : std::string(result)));
  }
  return {};
}

std::string WhyDocument(std::string_view head, const std::string& name) {
  constexpr char kSave[] =
      ". Open it where it was made, save it as CSV (Excel: \"CSV UTF-8\"), and load that";
  const bool zip = head.substr(0, 4) == "PK\x03\x04";
  if (zip && head.find("mimetypeapplication/vnd.oasis.opendocument.") != kNowhere) {
    return absl::StrCat(Shown(name), " is an OpenDocument file, such as a spreadsheet", kSave);
  }
  // The first file in an Office document has one of these names.
  for (const std::string_view part : {"[Content_Types].xml", "_rels/", "docProps/", "xl/"}) {
    if (zip && head.substr(std::min<size_t>(30, head.size()), part.size()) == part) {
      return absl::StrCat(Shown(name), " is an Office document, such as an Excel workbook", kSave);
    }
  }
  if (head.substr(0, 8) == "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
    return absl::StrCat(Shown(name), " is an old Office document, such as an Excel workbook",
                        kSave);
  }
  for (const auto& [mark, what] :
       {std::pair("%PDF-", "a PDF document"), std::pair("{\\rtf", "a Rich Text document"),
        std::pair("PAR1", "a Parquet file"), std::pair("Obj\x01", "an Avro file"),
        std::pair("ARROW1", "an Arrow file"), std::pair("SQLite format 3", "an SQLite database")}) {
    if (absl::StartsWith(Absl(head), mark)) {
      return absl::StrCat(Shown(name), " is ", what,
                          ". Export the records from it as CSV, NDJSON or JSON");
    }
  }
  return {};
}

std::string WhyMarkup(std::string_view head, const std::string& name) {
  absl::string_view text = Absl(head);
  absl::ConsumePrefix(&text, "\xef\xbb\xbf");
  text = absl::StripLeadingAsciiWhitespace(text);
  for (const char* mark : {"<!doctype", "<html", "<head", "<body", "<table", "<meta", "<!--"}) {
    if (absl::StartsWithIgnoreCase(text, mark)) {
      return absl::StrCat(
          Shown(name),
          " is an HTML page, perhaps one that asks for a sign-in or tells of an error in place of the file. "
          "Fetch the file again, or open the page and save its table as CSV");
    }
  }
  if (absl::StartsWithIgnoreCase(text, "<?xml")) {
    return absl::StrCat(Shown(name), " is XML. Export the records as CSV, NDJSON or JSON");
  }
  return {};
}

size_t SkipBlanks(std::string_view text, size_t at) {
  return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

}  // namespace

std::string_view BareName(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string WhyNotText(std::string_view head, const std::string& name) {
  for (const auto& why : {WhyDocument, WhyPacked, WhyMarkup, WhyWide}) {
    if (std::string sentence = why(head, name); !sentence.empty()) return sentence;
  }
  return {};
}

std::string WhyOtherFormat(std::string_view head, InputFormat format, const std::string& name) {
  const size_t first = SkipBlanks(head, 0);
  if (first == head.size()) return {};
  const char c = head[first];
  const size_t second = SkipBlanks(head, first + 1);
  const std::string_view inside = head.substr(second, 1);
  const bool alone = head.substr(first, second - first).find('\n') != kNowhere;  // on its line
  switch (format) {
    case InputFormat::kNdjson:
      if (c == '[') {
        return absl::StrCat(
            Shown(name),
            " begins with '[', as a JSON array does, and NDJSON has one object a line. Add --format json");
      }
      if (c == '{' && alone) {
        return absl::StrCat(
            Shown(name),
            " holds JSON objects that go over several lines, and NDJSON has one object a line. ",
            "Put each on one line: ",
            FilterAdvice("jq -c .", name, absl::StrCat("lines-", Absl(BareName(name)))));
      }
      return {};
    case InputFormat::kJsonArray:
      if (c == '[') return {};
      return absl::StrCat(Shown(name), " is not a JSON array: it must begin with '['.",
                          c == '{' ? " Where it has one object a line, add --format ndjson"
                                   : " Add --format csv or ndjson if it is one");
    case InputFormat::kCsv:
      break;
  }
  if (c == '{' && (alone || inside == "\"" || inside == "}")) {
    return absl::StrCat(
        Shown(name),
        " begins as a JSON object does, and not as the header of a CSV. Where it has one object a line, "
        "add --format ndjson");
  }
  if (c == '[' && (alone || inside == "{" || inside == "[" || inside == "\"" || inside == "]")) {
    return absl::StrCat(
        Shown(name),
        " begins as a JSON array does, and not as the header of a CSV. Add --format json");
  }
  return {};
}

std::string WhyNul(std::string_view header, const std::string& name) {
  if (const std::string_view utf16 = Utf16Of(header); !utf16.empty())
    return NotUtf8Text(name, "UTF-16", utf16);
  return absl::StrCat(
      Shown(name),
      " is not text: its header holds NUL bytes. Export the records as CSV, NDJSON or JSON");
}

std::string NotUtf8(const std::string& name, const std::string& where, char byte,
                    bool beyond_ascii) {
  return absl::StrCat(
      Shown(name), " is not UTF-8: ", where, " has the byte 0x",
      absl::Hex(static_cast<uint8_t>(byte), absl::kZeroPad2), ". ",
      beyond_ascii
          ? "What stands before is UTF-8, so the text is damaged or mixed there: mend that place"
          : Convert(name, "WINDOWS-1252"));
}

}  // namespace inflow::command
