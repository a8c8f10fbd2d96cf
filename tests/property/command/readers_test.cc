// SPDX-License-Identifier: Apache-2.0
//
// Whatever a writer that knows only the format writes is read back, however the bytes are cut.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/unit/command/memory_source.h"
#include "tools/inflow/input/csv_value.h"
#include "tools/inflow/json/byte_scan.h"
#include "tools/inflow/json/json_grammar.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/rejects/reject_line.h"

namespace inflow::command {
namespace {

using Json = nlohmann::ordered_json;

// Pieces of every kind of trouble: separators, quotes, line ends, text that is not ASCII.
const std::vector<std::string>& Pieces() {
  static const std::vector<std::string> pieces = {
      "a", "7", ",", ";", "\t", "\"", "\"\"", "\n", "\r\n", "\r", " ", "ä", "😀", "\\", "{", "NULL"};
  return pieces;
}

std::string FromPieces(const std::vector<uint8_t>& choices) {
  std::string text;
  for (const uint8_t choice : choices) text += Pieces()[choice % Pieces().size()];
  return text;
}

rc::Gen<std::string> Cell() {
  return rc::gen::map(rc::gen::arbitrary<std::vector<uint8_t>>(), FromPieces);
}

std::string WriteCell(const std::string& text, bool quote_always, const std::string& separator) {
  const bool needed = text.find_first_of("\"\r\n") != std::string::npos ||
                      text.find(separator) != std::string::npos;
  if (!needed && !quote_always) return text;
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + "\"";
}

RC_GTEST_PROP(CsvProperty, RowsOfAnIndependentWriterComeBack, ()) {
  const auto columns = *rc::gen::inRange<size_t>(1, 5);
  ReaderSettings settings;
  std::string separator = ",";
  if (*rc::gen::arbitrary<bool>()) {
    separator = settings.csv.separator =
        *rc::gen::element<std::string>(",", "~", " ", "a", "\\", "\x01", "ä", "¦", "😀");
  } else if (columns > 1) {
    separator = *rc::gen::element<std::string>(",", ";", "\t", "|");
  }
  const std::string line_end = *rc::gen::element<std::string>("\n", "\r\n");
  const auto cells = *rc::gen::scale(0.3, rc::gen::container<std::vector<std::string>>(Cell()));
  const bool quote_always = *rc::gen::arbitrary<bool>();
  const bool last_line_end = *rc::gen::arbitrary<bool>();

  std::string csv;
  for (size_t i = 0; i < columns; ++i) csv += (i > 0 ? separator : "") + "C" + std::to_string(i);
  std::vector<std::string> expected;
  uint64_t line = 2;
  for (size_t first = 0; first + columns <= cells.size(); first += columns) {
    const std::vector<std::string> row(
        cells.begin() + static_cast<std::ptrdiff_t>(first),
        cells.begin() + static_cast<std::ptrdiff_t>(first + columns));
    csv += line_end;
    Json record = Json::object();
    const uint64_t begin = line++;
    for (size_t i = 0; i < columns; ++i) {
      csv += (i > 0 ? separator : "") + WriteCell(row[i], quote_always, separator);
      if (!row[i].empty()) record["C" + std::to_string(i)] = row[i];
      line += static_cast<uint64_t>(std::count(row[i].begin(), row[i].end(), '\n'));
    }
    if (!record.empty()) expected.push_back(std::to_string(begin) + " " + record.dump());
  }
  if (last_line_end) csv += line_end;

  const auto piece = *rc::gen::inRange<size_t>(1, csv.size() + 2);
  RC_ASSERT(ReadItems(InputFormat::kCsv, csv, settings, piece, true) == expected);
}

// Canonical is a decimal without what does not change its value: a plus, zeros at either end of its
// digits, a point at the end.
std::string Canonical(std::string text) {
  const size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::string exponent = text.substr(e);
  text.resize(e);
  const bool negative = text[0] == '-';
  if (negative || text[0] == '+') text.erase(0, 1);
  if (text.find('.') == std::string::npos) text += '.';
  text.erase(0, text.find_first_not_of('0'));
  text.erase(text.find_last_not_of('0') + 1);
  return (negative ? "-" : "") + text + exponent;
}

RC_GTEST_PROP(CsvProperty, ATypedNumberIsJsonOfTheSameValue, ()) {
  const auto digits = [] {
    return *rc::gen::container<std::string>(rc::gen::inRange('0', static_cast<char>('9' + 1)));
  };
  const std::string whole = digits();
  const std::string fraction = digits();
  RC_PRE(!whole.empty() || !fraction.empty());
  const bool point = !fraction.empty() || *rc::gen::arbitrary<bool>();
  const std::string text = *rc::gen::element<std::string>("", "-", "+") + whole +
                           (point ? "." : "") + fraction +
                           *rc::gen::element<std::string>("", "e5", "E-12", "e+400");
  std::string written;
  RC_ASSERT(WriteValue(CsvSettings::Type::kNumber, " " + text, &written));
  RC_ASSERT(IsJsonNumber(written));
  RC_ASSERT(Canonical(written) == Canonical(text));
}

RC_GTEST_PROP(ByteBlockProperty, BothKindsSeeTheSame, ()) {
  const auto bytes =
      *rc::gen::container<std::string>(PortableByteBlock::kSize, rc::gen::arbitrary<char>());
  const char a = *rc::gen::elementOf(bytes);
  const char b = *rc::gen::arbitrary<char>();
  const PortableByteBlock plain(bytes.data());
  const ByteBlock fast(bytes.data());
  RC_ASSERT(plain.Equal(a) == fast.Equal(a));
  RC_ASSERT(plain.EqualAny(a, b, ',', '"') == fast.EqualAny(a, b, ',', '"'));
  RC_ASSERT(plain.HasAboveAscii() == fast.HasAboveAscii());
  RC_ASSERT(plain.HasSpecialBut(a, b, '\n') == fast.HasSpecialBut(a, b, '\n'));
}

// Grown builds a JSON value from a list of choices, so that one flat list is all that is generated
// and shrunk.
Json Grown(const std::vector<uint8_t>& choices, size_t* at, int depth) {
  const auto next = [&] { return *at < choices.size() ? choices[(*at)++] : uint8_t{0}; };
  const uint8_t kind = next();
  if (kind % 4 == 0 || depth == 0) return FromPieces({next(), next(), next()});
  if (kind % 4 == 1) return static_cast<int>(next()) - 100;
  Json made = kind % 4 == 2 ? Json::array() : Json::object();
  for (int left = next() % 4; left > 0; --left) {
    if (made.is_array()) {
      made.push_back(Grown(choices, at, depth - 1));
    } else {
      made[FromPieces({next(), next()})] = Grown(choices, at, depth - 1);
    }
  }
  return made;
}

std::vector<Json> SomeValues() {
  const auto choices = *rc::gen::arbitrary<std::vector<uint8_t>>();
  std::vector<Json> values;
  for (size_t at = 0; at < choices.size();) values.push_back(Grown(choices, &at, 3));
  return values;
}

RC_GTEST_PROP(JsonProperty, IsJsonAgreesWithAnotherParser, ()) {
  std::string text = Json(SomeValues()).dump(*rc::gen::element(-1, 1));
  RC_ASSERT(IsJson(text));
  const auto at = *rc::gen::inRange<size_t>(0, text.size());
  switch (*rc::gen::inRange(0, 3)) {
    case 0:
      text.erase(at, 1);
      break;
    case 1:
      text[at] = *rc::gen::elementOf(std::string("{}[]\",:0-.eE \\n"));
      break;
    default:
      text.insert(at, 1, *rc::gen::arbitrary<char>());
  }
  RC_ASSERT(IsJson(text) == Json::accept(text));
}

RC_GTEST_PROP(NdjsonProperty, TheCutOfTheBytesDoesNotMatter, ()) {
  const auto lines = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "{\"a\":1}", "", "  ", "{broken", "{\"_inflow\":{},\"b\":2}",
      "{\"text\":\"0123456789012345678901234567890123456789\"}", "\r"));
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  if (*rc::gen::arbitrary<bool>() && !text.empty()) text.pop_back();
  ReaderSettings settings;
  settings.max_record_bytes = 40;
  // How much of a long line is shown depends on the cut; that it is refused, and where, does not.
  const auto read = [&](size_t piece) {
    std::vector<std::string> items =
        ReadItems(InputFormat::kNdjson, text, settings, piece, piece % 2 == 0);
    for (std::string& item : items) {
      if (item.find(" refused ") != std::string::npos) item.resize(item.find(" refused "));
    }
    return items;
  };
  RC_ASSERT(read(*rc::gen::inRange<size_t>(1, text.size() + 2)) == read(text.size() + 1));
}

RC_GTEST_PROP(JsonArrayProperty, ElementsComeBackHoweverTheyAreCutAndIndented, ()) {
  Json array = Json::array();
  for (const Json& value : SomeValues()) array.push_back(value);
  const std::string text = array.dump(*rc::gen::element(-1, 0, 2));
  const auto piece = *rc::gen::inRange<size_t>(1, text.size() + 1);
  auto reader = MakeReader(InputFormat::kJsonArray,
                           std::make_unique<MemorySource>(text, piece, true), "f", {});
  ReadItem item;
  Json back = Json::array();
  ReadStep step = ReadStep::kWait;
  while ((step = reader->Next(&item)) != ReadStep::kEnd) {
    if (step == ReadStep::kWait) continue;
    RC_ASSERT(step == ReadStep::kRecord);
    back.push_back(Json::parse(item.text));
  }
  RC_ASSERT(back == array);
}

RC_GTEST_PROP(RejectsProperty, ARejectedRecordIsReadBackAsItCameIn, ()) {
  Json record = Json::object();
  for (const Json& value : SomeValues()) record["k" + std::to_string(record.size())] = value;
  SettledRecord settled;
  const std::string text = record.dump(*rc::gen::element(-1, 1));
  const std::string reason = *Cell();
  settled.text = text;
  settled.message = reason;
  settled.outcome_name = "REJECTED";
  std::string line;
  AppendReject(settled, &line);
  RC_ASSERT(std::count(line.begin(), line.end(), '\n') == 1);
  RC_ASSERT(Json::parse(line)["_inflow"]["reason"] == reason);
  const std::vector<std::string> items = ReadItems(InputFormat::kNdjson, line);
  RC_ASSERT(items.size() == 1);
  RC_ASSERT(Json::parse(items[0].substr(2)) == record);
}

}  // namespace
}  // namespace inflow::command
