// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/csv_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/inflow/files/file_kind.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/terminal/human.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

constexpr size_t kShownNames = 3;
// As long as a line "sep=;" can be, with quotes and CRLF.
constexpr size_t kLongestSepLine = 12;

std::string UnevenMessage(size_t cells, size_t columns, const std::string& separator) {
  const std::string name = SeparatorName(separator);
  return absl::StrCat("the row has ", Plural(cells, "cell"), " and the header ", columns,
                      cells > columns
                          ? absl::StrCat("; put cells that hold ", name, " into double quotes")
                          : absl::StrCat("; an empty cell needs its ", name, " too"));
}

// WithoutLineEnd is the row as it can be shown.
std::string_view WithoutLineEnd(std::string_view row) {
  while (!row.empty() && (row.back() == '\n' || row.back() == '\r')) row.remove_suffix(1);
  return row;
}

}  // namespace

ReadStep CsvReader::Next(ReadItem* item) {
  item->ambiguous = false;
  item->row = {};
  if (done_) return ReadStep::kEnd;
  if (!begun_) {
    if (const ReadStep step = Begin(item); step != ReadStep::kRecord) return step;
  }
  if (!columns_) {
    if (const ReadStep step = ReadHeader(item); step != ReadStep::kRecord) return step;
  }
  while (true) {
    const ReadStep step = FindRow(item);
    if (step != ReadStep::kRecord) return step;
    bool nothing = false;
    const ReadStep read = ReadRow(item, &nothing);
    if (!nothing) return read;
  }
}

ReadStep CsvReader::More(ReadItem* item) {
  const SourceStep step = buffer_.More();
  scanner_.Moved();
  at_end_ = step == SourceStep::kEnd;
  if (step == SourceStep::kData || at_end_) return ReadStep::kRecord;
  item->line = line_;
  return Pass(step, item);
}

// FindSeparator waits for the header line to be complete, and passes over what may stand before it.
ReadStep CsvReader::FindSeparator(ReadItem* item) {
  while (true) {
    const std::string_view data = buffer_.data();
    if (std::string why = WhyOtherFormat(data.substr(0, kHeadBytes), InputFormat::kCsv, name_);
        !why.empty()) {
      return Unreadable(std::move(why), line_, item);
    }
    const bool complete = look_.Follow(data);
    if (complete || at_end_ || data.size() > settings_.max_record_bytes) {
      if ((complete || at_end_) && SkipLineBeforeHeader(data.substr(0, look_.size()))) continue;
      ChooseSeparator();
      return ReadStep::kRecord;
    }
    if (const ReadStep step = More(item); step != ReadStep::kRecord) return step;
  }
}

// SkipLineBeforeHeader consumes a line "sep=;", or one that is blank.
bool CsvReader::SkipLineBeforeHeader(std::string_view line) {
  const std::optional<std::string> separator = SepLine(line);
  if (line.empty() || (!separator && !WithoutLineEnd(line).empty())) return false;
  if (separator) {
    sep_line_ = *separator;
    layout_.head = line;
  }
  buffer_.Consume(line.size());
  look_ = HeaderLook();
  ++line_;
  return true;
}

void CsvReader::ChooseSeparator() {
  if (!settings_.csv.separator.empty()) {
    separator_ = settings_.csv.separator;
    if (!sep_line_.empty() && sep_line_ != separator_) {
      Note(absl::StrCat("the cells are separated by ", SeparatorName(separator_),
                        ", as --csv-separator says, and not by ", SeparatorName(sep_line_),
                        ", as the first line says"));
    }
  } else if (!sep_line_.empty()) {
    separator_ = sep_line_;
    Note(absl::StrCat("the cells are separated by ", SeparatorName(separator_),
                      ", as the first line says"));
  } else if (IsTabbed(name_)) {
    separator_ = "\t";
  } else {
    separator_ = look_.Commonest();
    if (separator_ != ",")
      Note(absl::StrCat("the cells are separated by ", SeparatorName(separator_)));
  }
  scanner_ = CsvRowScanner(separator_);
}

ReadStep CsvReader::ReadHeader(ReadItem* item) {
  if (separator_.empty()) {
    if (const ReadStep step = FindSeparator(item); step != ReadStep::kRecord) return step;
  }
  const ReadStep step = FindRow(item);
  if (step == ReadStep::kRefused || step == ReadStep::kBroken) {
    return Unreadable(absl::StrCat(label(), ": the header line cannot be read: ", item->message),
                      row_line_, item);
  }
  if (step != ReadStep::kRecord) return step;
  std::string why;
  if (cell_count_ > CsvRowScanner::kMaxCells) {
    why = absl::StrCat("the header has ", HumanCount(cell_count_), " columns, and at most ",
                       HumanCount(CsvRowScanner::kMaxCells), " can be read");
  } else if (ReadNames(&why)) {
    why = WhyNoHeader();
    if (why.empty()) columns_ = CsvColumns::Make(header_.names(), settings_.csv, &why);
  }
  scanner_.Reset();
  if (!columns_) return Unreadable(absl::StrCat(label(), ": ", why), row_line_, item);
  TellOfHeader();
  return ReadStep::kRecord;
}

// ReadNames reads the header, and that of a file of rejects without what a load put before it.
bool CsvReader::ReadNames(std::string* why) {
  if (!header_.Read(row_, cells_, name_, why)) return false;
  switch (KindOfHeader(header_.names())) {
    case RejectHeaderKind::kSpoilt:
      *why =
          "the header has a column of a load's rejects, and a file of those begins with "
          "_inflow_outcome, _inflow_line and _inflow_reason; put all three there again, or take out "
          "what is left of them where this is to be loaded as new";
      return false;
    case RejectHeaderKind::kRejects: {
      is_rejects_ = true;
      ReadItem none;
      TakeRow(&none);
      header_ = CsvHeader();
      if (!header_.Read(row_, cells_, name_, why)) return false;
      break;
    }
    case RejectHeaderKind::kNone:
      break;
  }
  layout_.separator = separator_;
  if (marked_) layout_.head.insert(0, "\xef\xbb\xbf");
  const size_t end = row_.size() >= 2 && row_[row_.size() - 2] == '\r' ? 2 : 1;
  layout_.line_end = end == 2 && row_.back() == '\n' ? "\r\n" : "\n";
  layout_.header = WithoutLineEnd(row_);
  return true;
}

// TakeRow finds the cells that are the record's, up to a fault in the row.
void CsvReader::TakeRow(ReadItem* item) {
  cells_ = scanner_.cells();
  cell_count_ = scanner_.cell_count();
  if (!is_rejects_) return;
  const size_t added = kRejectColumns.size();
  words_ = RejectWords();
  has_lost_columns_ = cells_.size() < added;
  if (!has_lost_columns_) {
    words_ = ReadRejectWords(CellText(row_, cells_[0], &scratch_));
    const CsvCell last = cells_[added - 1];
    const bool quoted = last.begin > 0 && row_[last.begin - 1] == '"';
    const size_t begin = std::min(last.end + (quoted ? 1 : 0) + separator_.size(), row_.size());
    own_cells_.assign(cells_.begin() + static_cast<std::ptrdiff_t>(added), cells_.end());
    for (CsvCell& cell : own_cells_) {
      cell.begin -= begin;
      cell.end -= begin;
    }
    row_.remove_prefix(begin);
    cells_ = own_cells_;
    cell_count_ -= added;
  }
  item->ambiguous = words_.ambiguous;
  item->older = words_.older;
  item->late = words_.late;
}

// WhyNoHeader tells of a file whose name promises tabs and whose header has none.
std::string CsvReader::WhyNoHeader() const {
  const std::string other(1, look_.Commonest());
  const size_t count = look_.CountOf(other[0]);
  const bool by_name = settings_.csv.separator.empty() && sep_line_.empty() && IsTabbed(name_);
  if (!by_name || header_.columns() > 1 || count == 0) return {};
  return absl::StrCat("the name promises tabs between the cells, and the header has none, but ",
                      count, " of '", other, "'; add --csv-separator ", ShellQuote(other));
}

void CsvReader::TellOfHeader() {
  const std::string other(1, look_.Commonest());
  if (header_.columns() == 1 && look_.CountOf(other[0]) > 0 && separator_ != other) {
    Note(absl::StrCat("the header is one column, \"", header_.names()[0],
                      "\", when the cells are separated by ", SeparatorName(separator_)));
  }
  if (header_.blank() > 0) {
    Note(absl::StrCat(Plural(header_.blank(), "column"), " at the end of the header ",
                      header_.blank() == 1 ? "has" : "have", " no name and ",
                      header_.blank() == 1 ? "is" : "are", " left out"));
  }
  if (header_.trimmed().empty()) return;
  std::string names;
  for (size_t i = 0; i < std::min(header_.trimmed().size(), kShownNames); ++i) {
    absl::StrAppend(&names, i == 0 ? "" : ", ", "\"", header_.trimmed()[i], "\"");
  }
  if (header_.trimmed().size() > kShownNames) names += " and others";
  Note(absl::StrCat("blanks around names in the header are left out: ", names));
}

ReadStep CsvReader::FindRow(ReadItem* item) {
  while (true) {
    const std::string_view data = buffer_.data();
    if (data.empty() && at_end_ && !too_long_) {
      done_ = true;
      return ReadStep::kEnd;
    }
    if (!data.empty() || at_end_) {
      const CsvRowScanner::Step step = scanner_.Scan(data, at_end_);
      if (step != CsvRowScanner::Step::kNeedMore) return Row(data, step, item);
      if (at_end_) {
        done_ = true;
        shown_ = too_long_ ? shown_ : std::string(data.substr(0, kShownBytes));
        item->text = shown_;
        item->line = line_;
        item->message = absl::StrCat(
            label(), " cannot be read on from line ", line_,
            ": a quote that opens in the row there is never closed. Close it and load the rest");
        return ReadStep::kBroken;
      }
      if (too_long_ || data.size() > settings_.max_record_bytes) SkipLong();
    }
    if (const ReadStep step = More(item); step != ReadStep::kRecord) return step;
  }
}

// Row takes the row that the scanner found at the front of the data.
ReadStep CsvReader::Row(std::string_view data, CsvRowScanner::Step step, ReadItem* item) {
  row_ = data.substr(0, scanner_.size());
  buffer_.Consume(row_.size());
  row_line_ = line_;
  line_ += scanner_.line_ends();
  if (too_long_ || row_.size() > settings_.max_record_bytes) {
    if (!too_long_) shown_ = row_.substr(0, kShownBytes);
    row_ = shown_;
    too_long_ = false;
    scanner_.Reset();
    words_ = RejectWords();
    item->older = item->late = false;
    return RefuseCut(TooLongMessage(settings_.max_record_bytes), item);
  }
  if (!columns_ && row_.find('\0') != std::string_view::npos)
    return Unreadable(WhyNul(row_, name_), row_line_, item);
  // Behind a quote that was closed too early nothing was looked at.
  if (!scanner_.ascii() || step == CsvRowScanner::Step::kBadRow) {
    if (const size_t bad = FindInvalidUtf8(row_, &beyond_ascii_); bad != std::string_view::npos) {
      return Unreadable(
          NotUtf8(name_, absl::StrCat("the row on line ", row_line_), row_[bad], beyond_ascii_),
          row_line_, item);
    }
  }
  if (step == CsvRowScanner::Step::kBadRow) {
    const size_t before = scanner_.cell_count();
    TakeRow(item);
    scanner_.Reset();
    std::string why = absl::StrCat(
        "the quote of cell ", before + 1,
        " is closed and text follows it; write a quote inside a quoted cell twice (\"\")");
    return has_lost_columns_ ? RefuseCut(std::move(why), item) : RefuseRow(std::move(why), item);
  }
  TakeRow(item);
  return ReadStep::kRecord;
}

// ReadRow makes a record of the row; *nothing where it holds none.
ReadStep CsvReader::ReadRow(ReadItem* item, bool* nothing) {
  ReadStep step = ReadStep::kRecord;
  *nothing =
      std::all_of(cells_.begin(), cells_.end(), [](const CsvCell& cell) { return cell.empty(); });
  if (!*nothing && IsHeaderAgain()) {
    *nothing = true;
    NoteOnce(absl::StrCat("the header comes again on line ", row_line_,
                          "; wherever it does it is passed over"),
             &told_again_);
  }
  if (!*nothing) {
    std::string why = WhyRefused();
    const bool cut = has_lost_columns_ || words_.cut;
    step = why.empty() ? WriteRow(item, nothing)
           : cut       ? RefuseCut(std::move(why), item)
                       : RefuseRow(std::move(why), item);
    // In the first row it is the column that is used, and not a cell that has strayed.
    const bool first = !std::exchange(has_rows_, true);
    if (const size_t column = NamelessCell(); first && column != 0) {
      return Unreadable(absl::StrCat(label(), ": column ", column,
                                     " of the header has no name, and the row on line ", row_line_,
                                     " has a value in it; name every column"),
                        row_line_, item);
    }
  }
  scanner_.Reset();
  return step;
}

ReadStep CsvReader::WriteRow(ReadItem* item, bool* nothing) {
  item->line = row_line_;
  item->row = row_;
  const bool fits = columns_->Write(row_, cells_, scanner_.plain(), &record_, &item->message);
  item->text = record_.view();
  *nothing = item->text == "{}";
  if (columns_->formula())
    NoteOnce("cells such as =\"0017\" are read as the text in them, 0017", &told_formula_);
  if (row_.back() != '\n' && buffer_.source().may_be_cut()) {
    NoteOnce(absl::StrCat("it ends inside line ", row_line_,
                          ", which has no line end; if its writer was cut short, so is that row"),
             &told_cut_);
  }
  return fits ? ReadStep::kRecord : ReadStep::kRefused;
}

// IsHeaderAgain tells of the header, or the line before it, in the middle of files that were
// joined.
bool CsvReader::IsHeaderAgain() const {
  if (!sep_line_.empty() && row_.size() <= kLongestSepLine && SepLine(row_)) return true;
  return header_.IsAgain(row_, cells_);
}

// NamelessCell is the number of the first cell that is not empty and has no name, 0 where there is
// none.
size_t CsvReader::NamelessCell() const {
  for (size_t i = header_.names().size(); i < std::min(cells_.size(), header_.columns()); ++i) {
    if (!cells_[i].empty()) return i + 1;
  }
  return 0;
}

// WhyRefused is what speaks against the row as a whole.
std::string CsvReader::WhyRefused() const {
  if (has_lost_columns_) {
    return absl::StrCat(
        "the row has ", Plural(cell_count_, "cell"),
        ", and every row of a file of rejects begins with the three columns that the "
        "load added; leave them empty in a row that is new");
  }
  if (words_.cut) {
    return "this is only what could be shown of the row, which could not be read whole; write it anew and empty "
           "its cell under _inflow_outcome";
  }
  if (!scanner_.plain() && row_.find('\0') != std::string_view::npos) {
    return "the row holds a NUL byte, which is no text; take it out";
  }
  if (cell_count_ != header_.columns())
    return UnevenMessage(cell_count_, header_.columns(), separator_);
  if (const size_t cell = NamelessCell(); cell != 0) {
    return absl::StrCat(
        "cell ", cell,
        " is not empty, and the header has no name for it; name the column or empty the cell");
  }
  if (row_.back() != '\n' && buffer_.source().grown() > 0) {
    return "the file was being written to while it was read, and this last row has no line end, so that it may be cut; load the "
           "row when it is complete";
  }
  return {};
}

ReadStep CsvReader::RefuseRow(std::string message, ReadItem* item) {
  item->text = WithoutLineEnd(row_);
  item->row = row_;
  item->line = row_line_;
  item->message = std::move(message);
  return ReadStep::kRefused;
}

// RefuseCut refuses a row that cannot stand as it is in a file of rejects; one that came from there
// is in its only cell.
ReadStep CsvReader::RefuseCut(std::string message, ReadItem* item) {
  const bool shown = words_.cut && !cells_.empty();
  const std::string_view text = shown ? CellText(row_, cells_[0], &scratch_) : row_;
  const ReadStep step = RefuseRow(std::move(message), item);
  item->text = WithoutLineEnd(text);
  item->row = {};
  return step;
}

// SkipLong gives up the bytes of a row that is too long to be held, and follows its quotes on.
void CsvReader::SkipLong() {
  if (!too_long_) shown_ = buffer_.data().substr(0, kShownBytes);
  too_long_ = true;
  buffer_.Consume(scanner_.scanned());
  scanner_.Forget();
}

void CsvReader::NoteOnce(const std::string& note, bool* told) {
  if (!std::exchange(*told, true)) Note(note);
}

}  // namespace inflow::command
