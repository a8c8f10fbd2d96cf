// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/files/file_kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow::command {
namespace {

using ::testing::HasSubstr;

// ZipOf is the beginning of a zip archive whose first file has this name and content.
std::string ZipOf(const std::string& name, const std::string& content) {
  std::string head("PK\x03\x04", 4);
  head.resize(30, '\0');
  return head + name + content;
}

TEST(WhyNotText, SaysWhatPacksAFileAndHowToUnpackIt) {
  EXPECT_EQ(
      WhyNotText("\x1f\x8b\x08 rest", "in/my data.csv.gz"),
      "in/my data.csv.gz is compressed with gzip. Unpack it first: gzip -dc < 'in/my data.csv.gz' > 'my data.csv'");
  EXPECT_EQ(
      WhyNotText("\x1f\x8b\x08 rest", "data.csv"),
      "data.csv is compressed with gzip. Unpack it first: gzip -dc < data.csv > unpacked-data.csv");
  EXPECT_EQ(
      WhyNotText("\x1f\x8b\x08 rest", "-"),
      "standard input is compressed with gzip. Unpack it first: put this before it in the pipe: gzip -dc");
  EXPECT_THAT(WhyNotText("\x28\xb5\x2f\xfd....", "a.zst"), HasSubstr("zstd -dc < a.zst > a"));
  EXPECT_THAT(WhyNotText("BZh91AY&SY", "a.bz2"), HasSubstr("bzip2 -dc < a.bz2 > a"));
  EXPECT_THAT(WhyNotText(std::string_view("\xfd\x37zXZ\0\0", 7), "a.xz"),
              HasSubstr("xz -dc < a.xz > a"));
  EXPECT_THAT(WhyNotText("\x04\x22\x4d\x18....", "a.lz4"), HasSubstr("lz4 -dc < a.lz4 > a"));
  EXPECT_EQ(WhyNotText("7z\xbc\xaf\x27\x1c..", "-a b.7z"),
            "-a b.7z is a 7z archive. Unpack it first, and load what was in it: 7z x './-a b.7z'");
  EXPECT_THAT(WhyNotText("Rar!\x1a\x07..", "a.rar"), HasSubstr("unrar x a.rar"));
  EXPECT_THAT(WhyNotText(ZipOf("products.csv", "name"), "a.csv"), HasSubstr("unzip a.csv"));
  EXPECT_EQ(WhyNotText(ZipOf("products.csv", "name"), "-"),
            "standard input is a zip archive. Unpack it first, and load the files in it");
  EXPECT_THAT(WhyNotText("products.csv" + std::string(245, '\0') + "ustar  ", "a.tar"),
              HasSubstr("tar -xf a.tar"));
}

TEST(WhyNotText, KnowsSpreadsheetsAndOtherDocuments) {
  const std::string save =
      "Open it where it was made, save it as CSV (Excel: \"CSV UTF-8\"), and load that";
  for (const char* part :
       {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "docProps/app.xml"}) {
    EXPECT_EQ(WhyNotText(ZipOf(part, "<"), "p.csv"),
              "p.csv is an Office document, such as an Excel workbook. " + save);
  }
  EXPECT_EQ(
      WhyNotText(ZipOf("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), "p.ods"),
      "p.ods is an OpenDocument file, such as a spreadsheet. " + save);
  EXPECT_EQ(WhyNotText("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "p.xls"),
            "p.xls is an old Office document, such as an Excel workbook. " + save);
  EXPECT_EQ(WhyNotText("%PDF-1.7\n", "p.csv"),
            "p.csv is a PDF document. Export the records from it as CSV, NDJSON or JSON");
  for (const char* head :
       {"{\\rtf1\\ansi", "PAR1....", "Obj\x01....", "ARROW1..", "SQLite format 3"}) {
    EXPECT_THAT(WhyNotText(head, "p.csv"), HasSubstr("Export the records from it")) << head;
  }
}

TEST(WhyNotText, KnowsPages) {
  for (const char* head : {"<!DOCTYPE html>\n<html>", "<html lang=en>", "\xef\xbb\xbf\r\n <HTML>",
                           "<table><tr>", "<!-- page -->"}) {
    EXPECT_THAT(WhyNotText(head, "p.csv"), HasSubstr("p.csv is an HTML page")) << head;
  }
  EXPECT_EQ(WhyNotText("<?xml version=\"1.0\"?>", "p.csv"),
            "p.csv is XML. Export the records as CSV, NDJSON or JSON");
  EXPECT_EQ(WhyNotText("<TICKER>,<PER>\n", "p.csv"), "");
}

TEST(WhyNotText, KnowsTheWideEncodings) {
  const auto advice = [](const std::string& encoding) {
    return "in/a b.csv is " + encoding.substr(0, 6) +
           " text and not UTF-8. Convert it first: iconv -f " + encoding +
           " -t UTF-8 < 'in/a b.csv' > 'utf8-a b.csv'";
  };
  const auto why = [](std::string_view head) { return WhyNotText(head, "in/a b.csv"); };
  EXPECT_EQ(why(std::string_view("\xff\xfen\0", 4)), advice("UTF-16"));
  EXPECT_EQ(why(std::string_view("\xfe\xff\0n", 4)), advice("UTF-16"));
  EXPECT_EQ(why("\xff\xfe"), advice("UTF-16"));
  EXPECT_EQ(why(std::string_view("\xff\xfe\0\0n\0\0\0", 8)), advice("UTF-32"));
  EXPECT_EQ(why(std::string_view("\0\0\xfe\xff\0\0\0n", 8)), advice("UTF-32"));
  EXPECT_EQ(why(std::string_view("n\0a\0", 4)), advice("UTF-16LE"));
  EXPECT_EQ(why(std::string_view("\0n\0a", 4)), advice("UTF-16BE"));
  EXPECT_EQ(why(std::string_view("[\0\x3d\xd8", 4)), advice("UTF-16LE"));
  EXPECT_EQ(why(std::string_view("\x0d\x54\x4d\x52\n\0\x36\x83\n\0", 10)), advice("UTF-16LE"));
  EXPECT_EQ(why(std::string_view("\x54\x0d\x52\x4d\0\n\x83\x36\0\n", 10)), advice("UTF-16BE"));
  EXPECT_EQ(why("name\n" + std::string(1, '\0') + ",2\n" + std::string(100, 'x')), "");
  EXPECT_EQ(why(std::string_view("n\0\0\0a\0\0\0", 8)), advice("UTF-32LE"));
  EXPECT_EQ(why(std::string_view("\0\0\0n\0\0\0a", 8)), advice("UTF-32BE"));
  EXPECT_EQ(why(std::string_view("\0\0\0\0", 4)),
            "in/a b.csv is not text: it begins with NUL bytes. Export the records as CSV or JSON");
  EXPECT_EQ(
      WhyNotText("\xff\xfe", "-"),
      "standard input is UTF-16 text and not UTF-8. Convert it first: put this before it in the pipe: iconv -f "
      "UTF-16 -t UTF-8");
}

TEST(WhyNotText, LetsTextPass) {
  for (const char* head : {"", "a", "name,sku\n", "\xef\xbb\xbf{\"a\":1}", "[{}]", "PK,name\n",
                           "BZ,name\n", "caf\xe9,sku\n"}) {
    EXPECT_EQ(WhyNotText(head, "p"), "") << head;
  }
}

TEST(WhyOtherFormat, TellsTheFormatsApart) {
  const auto why = [](std::string_view head, InputFormat format) {
    return WhyOtherFormat(head, format, "p");
  };
  const std::string array =
      "p begins with '[', as a JSON array does, and NDJSON has one object a line. Add --format json";
  EXPECT_EQ(why("[\n{\"a\":1},", InputFormat::kNdjson), array);
  EXPECT_EQ(why(" \n[]", InputFormat::kNdjson), array);
  const std::string spread =
      "p holds JSON objects that go over several lines, and NDJSON has one object a line. Put each on one line: jq -c . < p > "
      "lines-p";
  EXPECT_EQ(why("{\n  \"a\": 1\n}", InputFormat::kNdjson), spread);
  EXPECT_EQ(why("{ \r\n", InputFormat::kNdjson), spread);
  for (const char* head : {"", " ", "{", "{\"a\":1}\n", "{\"a\":\n", "12\n", "null", "{} \n"}) {
    EXPECT_EQ(why(head, InputFormat::kNdjson), "") << head;
  }
  EXPECT_EQ(
      why("{\"a\":1}\n", InputFormat::kJsonArray),
      "p is not a JSON array: it must begin with '['. Where it has one object a line, add --format ndjson");
  EXPECT_EQ(
      why("name,sku\n", InputFormat::kJsonArray),
      "p is not a JSON array: it must begin with '['. Add --format csv or ndjson if it is one");
  EXPECT_EQ(why(" [", InputFormat::kJsonArray), "");
  for (const char* head : {"{\"a\":1}", "{ \"a\"", "{}", "{\n"}) {
    EXPECT_THAT(why(head, InputFormat::kCsv), HasSubstr("as a JSON object does")) << head;
  }
  for (const char* head : {"[{\"a\"", "[ [1", "[\"a\",", "[\n  {"}) {
    EXPECT_THAT(why(head, InputFormat::kCsv), HasSubstr("as a JSON array does")) << head;
  }
  for (const char* head : {"", "name,sku", "[Id],[Name]\n", "{id},x\n", "\n"})
    EXPECT_EQ(why(head, InputFormat::kCsv), "") << head;
}

TEST(WhyNul, TellsUtf16FromWhatIsNoText) {
  const std::string_view little("\x18\x04,\0\x3c\x04;\0\n", 9);
  EXPECT_THAT(WhyNul(little, "p"), HasSubstr("iconv -f UTF-16LE"));
  const std::string_view big("\x04\x18\0,\x04\x3c\0;\0\n", 10);
  EXPECT_THAT(WhyNul(big, "p"), HasSubstr("iconv -f UTF-16BE"));
  EXPECT_EQ(WhyNul(std::string_view("a\0\0b,\n", 6), "p"),
            "p is not text: its header holds NUL bytes. Export the records as CSV, NDJSON or JSON");
  EXPECT_THAT(WhyNul("a" + std::string(1, '\0') + std::string(100, 'x'), "p"),
              HasSubstr("is not text"));
}

TEST(NotUtf8, AdvisesByWhatStandsBefore) {
  EXPECT_EQ(
      NotUtf8("a b", "line 2", '\xe9', false),
      "a b is not UTF-8: line 2 has the byte 0xe9. Convert it first: iconv -f WINDOWS-1252 -t UTF-8 < 'a b' > 'utf8-a b'");
  EXPECT_EQ(
      NotUtf8("p", "line 2", '\x0f', true),
      "p is not UTF-8: line 2 has the byte 0x0f. What stands before is UTF-8, so the text is damaged or mixed there: mend that "
      "place");
}

}  // namespace
}  // namespace inflow::command
