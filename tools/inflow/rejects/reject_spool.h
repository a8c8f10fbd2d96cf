// SPDX-License-Identifier: Apache-2.0
//
// File: reject_spool.h
//
// The lines of records that were not delivered, on the disk in the order in which they settled, and
// given back in the order of the input, the lines of a document together. In memory is an index
// alone, 40 bytes a line.
#ifndef TOOLS_INFLOW_REJECTS_REJECT_SPOOL_H_
#define TOOLS_INFLOW_REJECTS_REJECT_SPOOL_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tools/inflow/documents/newer_keys.h"
#include "tools/inflow/files/part_file.h"
#include "tools/inflow/input/csv_layout.h"
#include "tools/inflow/load/load_settings.h"
#include "tools/inflow/rejects/line_writer.h"
#include "tools/inflow/rejects/settled_record.h"

namespace inflow::command {

class RejectSpool {
 public:
  // The spool lies beside the file that it is for; without a name where it is for a stream
  // (`target` empty). It holds lines of JSON whatever comes of them.
  RejectSpool(const std::string& target, RejectsFormat format);

  // Write adds a record; key is 0 where it has none.
  void Write(const SettledRecord& record, uint64_t key);

  // Sync brings what was written to the disk.
  void Sync();

  int error() const {
    return lines_ ? lines_->error() : error_;
  }  // errno of the first fault, else 0
  // missing has, after Order or Copy, all lines of a document of which one is missing.
  const MissingLines& missing() const {
    return cut_missing_ ? *cut_missing_ : lines_ ? lines_->missing() : missing_;
  }

  // Order makes a file of all lines in the order of the input, with a word in those whose key has a
  // newer record that was delivered. errno, or 0; then *whole is that file, which still needs its
  // name.
  int Order(const NewerKeys& newer, PartFile** whole);

  // Copy writes the same to a descriptor. errno, or 0; *missing is what did not get there.
  int Copy(const NewerKeys& newer, int fd, std::function<bool()> give_up, MissingLines* missing);

  bool empty() const { return entries_.empty(); }
  uint64_t older() const {
    return told_before_ + told_now_;
  }  // after Order or Copy: lines with that word

  // Keep leaves the spool on the disk, under its name until then.
  void Keep() { spool_.Keep(); }
  const std::string& name() const { return spool_.name(); }

 private:
  struct Entry {
    uint64_t document;  // 0 where lines are not folded, and so is
    uint64_t place;     // what goes before the number
    uint64_t id;
    uint64_t offset;
    uint64_t key;
  };

  // `line` is as the spool holds it, `shown` as the file gets it.
  using TakeLine =
      std::function<bool(const Entry& entry, std::string_view line, std::string_view shown)>;

  int Reserve(uint64_t bytes);
  void LeaveOutCut();
  bool Settle(const NewerKeys& newer);
  int Each(const NewerKeys& newer, const TakeLine& take);

  std::string Begin() const;

  std::string target_;
  RejectsFormat format_;
  CsvLayout layout_;  // that of the rows, where they are rows
  PartFile spool_;
  PartFile ordered_;
  std::unique_ptr<LineWriter> lines_;
  std::deque<Entry> entries_;
  std::string line_;
  uint64_t reserved_ = 0;
  uint64_t told_before_ = 0;
  uint64_t told_now_ = 0;
  int error_ = 0;         // where the spool could not be made
  MissingLines missing_;  // then
  bool is_cut_ = false;   // lines were left out
  std::optional<MissingLines> cut_missing_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_REJECTS_REJECT_SPOOL_H_
