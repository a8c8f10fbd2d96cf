// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/reject_spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include "absl/strings/numbers.h"
#include "tools/inflow/json/json_attribute.h"
#include "tools/inflow/rejects/reject_line.h"
#include "tools/inflow/rejects/reject_row.h"

namespace inflow::command {
namespace {

constexpr uint64_t kNoLimit = std::numeric_limits<uint64_t>::max();
constexpr uint64_t kReserveStep = 65'536;
// What the word that a line may get later takes at most.
constexpr uint64_t kRoomForAWord = 80;

// LineReader reads single lines of a file, quickly where they lie near each other.
class LineReader {
 public:
  explicit LineReader(int fd) : fd_(fd) {}

  // Read returns the line that begins at `offset`, with its end; valid until the next Read. errno,
  // or 0.
  int Read(uint64_t offset, std::string_view* line) {
    // One line that is far off must not cost a large read, a run of lines not many small ones.
    size_t size = offset == next_ ? kRun : kJump;
    if (offset < begin_ || offset >= begin_ + held_.size()) {
      begin_ = offset;
      held_.clear();
    }
    size_t end = 0;
    while ((end = held_.find('\n', offset - begin_)) == std::string::npos) {
      held_.erase(0, offset - begin_);
      begin_ = offset;
      const size_t had = held_.size();
      held_.resize(had + size);
      const ssize_t got = pread(fd_, held_.data() + had, size, static_cast<off_t>(begin_ + had));
      held_.resize(had + (got > 0 ? static_cast<size_t>(got) : 0));
      if (got < 0 && errno != EINTR) return errno;
      if (got == 0) return EIO;
      size = std::max(size, had);
    }
    *line = std::string_view(held_).substr(offset - begin_, end + 1 - (offset - begin_));
    next_ = offset + line->size();
    return 0;
  }

 private:
  static constexpr size_t kJump = 4'096;
  static constexpr size_t kRun = 65'536;

  int fd_;
  std::string held_;
  uint64_t begin_ = 0;  // of what is held
  uint64_t next_ = 0;   // behind the last line
};

// AddMissing counts the record that a line tells of.
void AddMissing(uint64_t id, uint64_t document, std::string_view line, MissingLines* missing) {
  uint64_t number = 0;
  const std::string text(FindAttribute(line, "_inflow.line"));
  if (!absl::SimpleAtoi(text, &number)) number = 0;
  missing->Add(id, JsonTextOf(FindAttribute(line, "_inflow.file")), number, document);
}

}  // namespace

RejectSpool::RejectSpool(const std::string& target, RejectsFormat format)
    : target_(target), format_(format) {
  error_ = target.empty() ? spool_.CreateNameless() : spool_.Create(target);
  if (error_ == 0) lines_ = std::make_unique<LineWriter>(spool_.fd(), /*own_file=*/true);
  // A stream needs no second file.
  if (target.empty()) reserved_ = kNoLimit;
}

void RejectSpool::Write(const SettledRecord& record, uint64_t key) {
  if (!lines_) return missing_.Add(record.id, record.file, record.line, record.document);
  line_.clear();
  AppendReject(record, &line_, format_ == RejectsFormat::kCsv);
  if (record.layout != nullptr && layout_.separator.empty()) layout_ = *record.layout;
  const uint64_t offset = lines_->size();
  if (lines_->error() == 0) {
    const uint64_t words = (entries_.size() + 1) * kRoomForAWord;
    const int error =
        Reserve(offset + line_.size() + words + layout_.head.size() + layout_.header.size());
    if (error != 0) lines_->Fail(error);
  }
  lines_->Write(line_, record);
  if (lines_->error() != 0) return;
  // One that says so already need not be looked at again.
  entries_.push_back(
      {record.document, record.place, record.id, offset, record.newer_delivered ? 0 : key});
  if (record.newer_delivered) ++told_before_;
}

void RejectSpool::Sync() {
  if (lines_) lines_->Sync();
}

// Reserve sees to it that both files have their room on the disk, this one and that in the input's
// order: a disk that fills up is noticed while there is something to be saved, and not at the end.
int RejectSpool::Reserve(uint64_t bytes) {
  if (bytes <= reserved_) return 0;
  if (!ordered_) {
    if (const int error = ordered_.Create(target_); error != 0) return error;
  }
  for (const uint64_t size : {bytes + kReserveStep, bytes}) {
    const auto length = static_cast<off_t>(size);
    const bool has_room = fallocate(spool_.fd(), FALLOC_FL_KEEP_SIZE, 0, length) == 0 &&
                          fallocate(ordered_.fd(), FALLOC_FL_KEEP_SIZE, 0, length) == 0;
    const bool cannot_reserve =
        !has_room && (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINVAL);
    if (has_room || cannot_reserve) {
      reserved_ = has_room ? size : kNoLimit;
      return 0;
    }
  }
  return errno;
}

// LeaveOutCut takes out what there is of documents of which lines are missing: loading that would
// cut them.
void RejectSpool::LeaveOutCut() {
  if (error() == 0) return;
  LineReader reader(spool_.fd());
  MissingLines more = missing();
  const auto is_cut = [&](const Entry& entry) {
    std::string_view line;
    if (entry.document == 0 || !missing().HasDocument(entry.document) ||
        reader.Read(entry.offset, &line) != 0)
      return false;
    AddMissing(entry.id, entry.document, line, &more);
    return true;
  };
  const auto kept = std::remove_if(entries_.begin(), entries_.end(), is_cut);
  is_cut_ = is_cut_ || kept != entries_.end();
  entries_.erase(kept, entries_.end());
  cut_missing_ = std::move(more);
}

// Settle puts the entries into the order of the input; true where the lines lie in it already, and
// none of them gets a word.
bool RejectSpool::Settle(const NewerKeys& newer) {
  Sync();
  while (error() != 0 && !entries_.empty() &&
         (!lines_ || entries_.back().offset >= lines_->whole()))
    entries_.pop_back();
  LeaveOutCut();
  const auto by_id = [](const Entry& a, const Entry& b) {
    return a.place != b.place ? a.place < b.place : a.id < b.id;
  };
  const bool sorted = std::is_sorted(entries_.begin(), entries_.end(), by_id);
  if (!sorted) std::sort(entries_.begin(), entries_.end(), by_id);
  told_now_ = 0;
  for (const Entry& entry : entries_) told_now_ += newer.Has(entry.key, entry.id) ? 1 : 0;
  return sorted && told_now_ == 0 && !is_cut_;
}

// Begin is what the file has before the first record.
std::string RejectSpool::Begin() const {
  return format_ == RejectsFormat::kCsv && !entries_.empty() ? RejectHeader(layout_)
                                                             : std::string();
}

int RejectSpool::Each(const NewerKeys& newer, const TakeLine& take) {
  LineReader reader(spool_.fd());
  std::string told;
  for (const Entry& entry : entries_) {
    std::string_view line;
    if (const int error = reader.Read(entry.offset, &line); error != 0) return error;
    const bool older = newer.Has(entry.key, entry.id);
    told.clear();
    if (format_ == RejectsFormat::kCsv) {
      AppendRejectRow(line, older, layout_, &told);
    } else if (older) {
      AppendOlder(line, &told);
    }
    if (!take(entry, line, told.empty() ? line : std::string_view(told))) return 0;
  }
  return 0;
}

int RejectSpool::Order(const NewerKeys& newer, PartFile** whole) {
  *whole = &spool_;
  // What was reserved and not used goes back.
  if (Settle(newer) && (format_ == RejectsFormat::kNdjson || entries_.empty()))
    return !lines_ || ftruncate(spool_.fd(), static_cast<off_t>(lines_->whole())) == 0 ? 0 : errno;
  if (!ordered_) {
    if (const int error = ordered_.Create(target_); error != 0) return error;
  }
  BlockWriter out(ordered_.fd());
  out.Append(Begin());
  const int error = Each(newer, [&out](const Entry&, std::string_view, std::string_view shown) {
    out.Append(shown);
    return out.error() == 0;
  });
  if (error != 0) return error;
  if (!out.Flush()) return out.error();
  if (ftruncate(ordered_.fd(), static_cast<off_t>(out.written())) != 0) return errno;
  *whole = &ordered_;
  return 0;
}

int RejectSpool::Copy(const NewerKeys& newer, int fd, std::function<bool()> give_up,
                      MissingLines* missing) {
  Settle(newer);
  *missing = this->missing();
  BlockWriter out(fd, std::move(give_up));
  out.Append(Begin());
  const int error = Each(newer, [&out](const Entry&, std::string_view, std::string_view shown) {
    out.Append(shown);
    return out.error() == 0;
  });
  if (error == 0 && out.Flush()) return 0;
  uint64_t end = Begin().size();
  Each(newer, [&](const Entry& entry, std::string_view line, std::string_view shown) {
    end += shown.size();
    if (end > out.written()) AddMissing(entry.id, entry.document, line, missing);
    return true;
  });
  return error != 0 ? error : out.error();
}

}  // namespace inflow::command
