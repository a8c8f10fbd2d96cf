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
                        settings_.csv.configured_separator
                            ? ", as csv.separator says, and not by "
                            : ", as --csv-separator says, and not by ",
                        SeparatorName(sep_line_), ", as the first line says"));
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
    if (why.empty()) why = MakeColumns();
  }
  scanner_.Reset();
  if (!columns_) return Unreadable(absl::StrCat(label(), ": ", why), row_line_, item);
  TellOfHeader();
  return ReadStep::kRecord;
}

// MakeColumns finds the columns that the settings name; empty, or why they do not fit the header.
std::string CsvReader::MakeColumns() {
  const CsvSettings& csv = settings_.csv;
  const std::vector<std::string>& names = header_.names();
  std::string why;
  if (csv.fill_down) {
    const char* const what = csv.configured_fill_down ? "csv.fill_down" : "--csv-fill-down";
    why = WhyNoColumn(what, csv.fill_down->columns, names);
    if (why.empty()) why = WhyNoColumn(what, csv.fill_down->within, names);
    if (!why.empty()) return why;
    filling_.emplace(names, *csv.fill_down, csv.null_texts);
  }
  if (csv.where) {
    const std::string& column = csv.where->condition.column;
    why = WhyNoColumn(csv.configured_where ? "csv.where" : "--csv-where", {column}, names);
    if (!why.empty()) return why;
    where_column_ = ColumnAt(column, names);
  }
  columns_ = CsvColumns::Make(names, csv, &why);
  return why;
}

// ReadNames reads the header, and that of a file of rejects without what a load put before it.
bool CsvReader::ReadNames(std::string* why) {
  if (!header_.Read(row_, cells_, name_, why)) return false;
  reject_places_ = FindRejectColumns(header_.names());
  if (reject_places_.any()) {
    all_columns_ = cells_.size();
    if (header_.names().size() == reject_places_.count()) {
      *why =
          "the header has the columns of a load's rejects and no other; put those of the records "
          "there again";
      return false;
    }
    if (!reject_places_.has_outcome()) {
      Note(absl::StrCat(
          "there is no column ", std::string(kRejectColumns[0]),
          ", which tells what inFlow may have already, so that every row is taken for one of those"));
    }
    ReadItem none;
    TakeRow(&none);
    header_ = CsvHeader();
    if (!header_.Read(row_, cells_, name_, why)) return false;
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
  plain_ = scanner_.plain();
  cells_ = scanner_.cells();
  cell_count_ = scanner_.cell_count();
  if (!reject_places_.any()) return;
  words_ = RejectWords();
  has_lost_columns_ =
      reject_places_.first() ? cells_.size() < kRejectColumns.size() : cell_count_ != all_columns_;
  if (!has_lost_columns_) {
    if (reject_places_.has_outcome())
      words_ = ReadRejectWords(CellText(row_, cells_[reject_places_.of[0]], &scratch_));
    reject_places_.first() ? TakeFirstOff() : TakeScatteredOff();
    cell_count_ -= reject_places_.count();
  }
  words_.ambiguous = words_.ambiguous || !reject_places_.has_outcome();
  item->ambiguous = words_.ambiguous;
  item->older = words_.older;
  item->late = words_.late;
}

// TakeFirstOff leaves the rest of the row as it is, whatever it holds.
void CsvReader::TakeFirstOff() {
  const size_t added = kRejectColumns.size();
  const size_t begin =
      std::min(OuterCell(row_, cells_[added - 1]).end + separator_.size(), row_.size());
  own_cells_.assign(cells_.begin() + static_cast<std::ptrdiff_t>(added), cells_.end());
  for (CsvCell& cell : own_cells_) {
    cell.begin -= begin;
    cell.end -= begin;
  }
  row_.remove_prefix(begin);
  cells_ = own_cells_;
}

void CsvReader::TakeScatteredOff() {
  WithoutRejectCells(row_, cells_, reject_places_, separator_, &own_row_, &own_cells_);
  row_ = own_row_;
  cells_ = own_cells_;
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
  if (*nothing) ForgetAbove();
  if (!*nothing && IsHeaderAgain()) {
    *nothing = true;
    ForgetAbove();
    NoteOnce(absl::StrCat("the header comes again on line ", row_line_,
                          "; wherever it does it is passed over"),
             &told_again_);
  }
  if (!*nothing) {
    std::string why = WhyRefused();
    const bool cut = has_lost_columns_ || words_.cut;
    step = why.empty() ? TakeRecord(item, nothing)
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

// TakeRecord makes a record of a row that can be read, unless it is one that is to be left out.
ReadStep CsvReader::TakeRecord(ReadItem* item, bool* nothing) {
  if (filling_) {
    FilledRow filled{row_, cells_, plain_};
    if (filling_->Fill(&filled)) {
      row_ = filled.row;
      cells_ = filled.cells;
      plain_ = filled.plain;
    }
  }
  const std::optional<CsvWhere>& where = settings_.csv.where;
  if (where && !where->condition.Holds(
                   CellValue(row_, cells_[where_column_], settings_.csv.null_texts, &scratch_))) {
    ++left_out_;
    *nothing = true;
    return ReadStep::kRecord;
  }
  if (row_.size() > settings_.max_record_bytes) {
    shown_ = row_.substr(0, kShownBytes);
    row_ = shown_;
    return RefuseCut(TooLongMessage(settings_.max_record_bytes), item);
  }
  return WriteRow(item, nothing);
}

// ForgetAbove: what stands above is not filled into what follows.
void CsvReader::ForgetAbove() {
  if (filling_) filling_->Forget();
}

ReadStep CsvReader::WriteRow(ReadItem* item, bool* nothing) {
  item->line = row_line_;
  item->row = row_;
  const bool fits = columns_->Write(row_, cells_, plain_, &record_, &item->message);
  if (!fits) ForgetAbove();
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
    return absl::StrCat("the row has ", Plural(cell_count_, "cell"), ", and the header ",
                        reject_places_.first()
                            ? std::to_string(header_.columns() + kRejectColumns.size())
                            : std::to_string(all_columns_),
                        " with those that a load added; leave theirs empty in a row that is new");
  }
  if (words_.cut) {
    return "this is only what could be shown of the row, which could not be read whole; write it anew and empty "
           "its cell under _inflow_outcome";
  }
  if (!plain_ && row_.find('\0') != std::string_view::npos) {
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
  ForgetAbove();
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
