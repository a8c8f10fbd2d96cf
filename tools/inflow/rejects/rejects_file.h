// SPDX-License-Identifier: Apache-2.0
//
// File: rejects_file.h
//
// --rejects: every record that was not settled well, in the order of the input, as it came in, with
// an `_inflow` object that says what became of it. A file has its name only when it is complete.
#ifndef TOOLS_INFLOW_REJECTS_REJECTS_FILE_H_
#define TOOLS_INFLOW_REJECTS_REJECTS_FILE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "tools/inflow/documents/newer_keys.h"
#include "tools/inflow/files/file_descriptor.h"
#include "tools/inflow/files/output_target.h"
#include "tools/inflow/load/load_settings.h"
#include "tools/inflow/rejects/reject_spool.h"
#include "tools/inflow/rejects/settled_record.h"

namespace inflow::command {

class RejectsFile {
 public:
  // Beside is the file of an input: made when a record needs it, and where `path` is taken, the
  // next free one of name.2.ndjson, name.3.ndjson … is used. tells_of_earlier: is_earlier may be
  // true. `newer` must outlive each of the three.
  static std::unique_ptr<RejectsFile> Beside(std::string path, RejectsFormat format,
                                             const NewerKeys* newer, bool tells_of_earlier = true);

  // Named is the file that was asked for, which replaces what is there, also where it stays empty.
  static std::unique_ptr<RejectsFile> Named(const OutputTarget& target, RejectsFormat format,
                                            const NewerKeys* newer);

  // To is a device or a pipe, which get the records at the end. give_up is that of a BlockWriter.
  static std::unique_ptr<RejectsFile> To(const OutputTarget& target, FileDescriptor stream,
                                         std::function<bool()> give_up, RejectsFormat format,
                                         const NewerKeys* newer);

  RejectsFile(const RejectsFile&) = delete;
  RejectsFile& operator=(const RejectsFile&) = delete;
  ~RejectsFile();

  // ReplacePart lets a file that was made beside an input take the place of one that has nothing
  // but lines of its own: what an earlier part of the load has left.
  void ReplacePart() { replaces_part_ = true; }

  // Write adds a record; key is 0 where it has none.
  void Write(const SettledRecord& record, uint64_t key);

  // Sync brings what was written to the disk.
  void Sync();

  // fault is why records cannot be written any more, empty while they can.
  std::string fault() const;

  // Finish gives the file its name. False and *why where anything failed: what is missing, and
  // where the rest is.
  bool Finish(std::string* why);

  // missing: after Finish, the records that could not be written.
  const MissingLines& missing() const { return missing_; }
  // done: after Finish, there are rejects and they are where path says.
  bool done() const { return done_; }
  bool is_csv() const { return format_ == RejectsFormat::kCsv; }
  bool is_file() const { return kind_ != Kind::kStream; }
  // is_earlier: nothing was rejected, and what lies beside the input is of an earlier load.
  bool is_earlier() const;
  uint64_t count() const { return count_; }
  uint64_t ambiguous() const { return ambiguous_; }  // of those, how many the service may have
  uint64_t older() const {
    return spool_ ? spool_->older() : 0;
  }  // after Finish: how many are older than one that was delivered
  uint64_t late() const {
    return late_;
  }  // how many are lines of documents that were closed before
  const std::string& path() const { return path_; }

 private:
  enum class Kind : uint8_t { kBeside, kNamed, kStream };

  RejectsFile(Kind kind, std::string path, std::string target, RejectsFormat format,
              const NewerKeys* newer)
      : kind_(kind),
        path_(std::move(path)),
        target_(std::move(target)),
        format_(format),
        newer_(newer) {}

  std::string FinishFile();
  std::string FinishStream();
  std::string FinishEmpty() const;
  std::string Missing(int error) const;
  int Name(PartFile* whole);
  std::string FindPart(const PartFile& whole) const;
  int WriteInto();
  std::string Numbered(int number) const;

  Kind kind_;
  std::string path_;
  std::string target_;  // what links lead to; empty for a stream
  RejectsFormat format_;
  const NewerKeys* newer_;
  bool tells_of_earlier_ = true;
  bool discards_ = false;
  bool replaces_part_ = false;
  FileDescriptor stream_;
  std::function<bool()> give_up_;
  std::unique_ptr<RejectSpool> spool_;
  uint64_t count_ = 0;
  uint64_t ambiguous_ = 0;
  uint64_t late_ = 0;
  MissingLines missing_;
  bool finished_ = false;
  bool done_ = false;
};

// FolderIsWritable looks at the folder that would hold `path`.
bool FolderIsWritable(const std::string& path);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_REJECTS_REJECTS_FILE_H_
