// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/rejects/rejects_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/rejects/rejects_part.h"

namespace inflow::command {
namespace {

// EndingOf is the ending of a name that tells a format, with its dot.
std::string_view EndingOf(std::string_view path) {
  return FormatOf(path) && path != "-" ? path.substr(path.rfind('.')) : std::string_view();
}

}  // namespace

std::unique_ptr<RejectsFile> RejectsFile::Beside(std::string path, RejectsFormat format,
                                                 const NewerKeys* newer, bool tells_of_earlier) {
  std::string target = path;
  std::unique_ptr<RejectsFile> file(
      new RejectsFile(Kind::kBeside, std::move(path), std::move(target), format, newer));
  file->tells_of_earlier_ = tells_of_earlier;
  return file;
}

std::unique_ptr<RejectsFile> RejectsFile::Named(const OutputTarget& target, RejectsFormat format,
                                                const NewerKeys* newer) {
  return std::unique_ptr<RejectsFile>(
      new RejectsFile(Kind::kNamed, target.name(), target.path(), format, newer));
}

std::unique_ptr<RejectsFile> RejectsFile::To(const OutputTarget& target, FileDescriptor stream,
                                             std::function<bool()> give_up, RejectsFormat format,
                                             const NewerKeys* newer) {
  std::unique_ptr<RejectsFile> file(
      new RejectsFile(Kind::kStream, target.name(), "", format, newer));
  file->discards_ = target.discards();
  file->stream_ = std::move(stream);
  file->give_up_ = std::move(give_up);
  return file;
}

// Where a load breaks off by an exception, what was refused until then is still worth its name.
RejectsFile::~RejectsFile() {
  if (finished_ || !spool_) return;
  try {
    std::string why;
    Finish(&why);
  } catch (...) {
    spool_->Keep();
  }
}

void RejectsFile::Write(const SettledRecord& record, uint64_t key) {
  ++count_;
  if (record.was_ambiguous || record.outcome == DESTINATION_AMBIGUOUS) ++ambiguous_;
  if (record.late) ++late_;
  if (discards_) return;
  if (!spool_) spool_ = std::make_unique<RejectSpool>(target_, format_);
  spool_->Write(record, key);
}

void RejectsFile::Sync() {
  if (spool_) spool_->Sync();
}

std::string RejectsFile::fault() const {
  if (!spool_ || spool_->error() == 0) return {};
  return absl::StrCat("the rejected records cannot be written to ", path_, ": ",
                      std::strerror(spool_->error()));
}

bool RejectsFile::Finish(std::string* why) {
  *why = !spool_ ? FinishEmpty() : kind_ == Kind::kStream ? FinishStream() : FinishFile();
  finished_ = true;
  return why->empty();
}

// What lies there from an earlier load must not be taken for this one's.
std::string RejectsFile::FinishEmpty() const {
  if (kind_ != Kind::kNamed) return {};
  PartFile part;
  int error = part.Create(target_);
  if (error == 0) error = part.Replace(target_);
  if (error == EBUSY && truncate(target_.c_str(), 0) == 0) error = 0;
  if (error == 0) return {};
  return absl::StrCat("no record was rejected, but ", path_,
                      " could not be emptied: ", std::strerror(error),
                      "; what it holds is not of this load");
}

std::string RejectsFile::FinishStream() {
  spool_->Sync();
  int error = spool_->error();
  if (const int copied = spool_->Copy(*newer_, stream_.get(), give_up_, &missing_); copied != 0)
    error = copied;
  done_ = missing_.count() < count_;
  return error == 0 ? std::string() : Missing(error);
}

std::string RejectsFile::FinishFile() {
  PartFile* whole = nullptr;
  int error = spool_->Order(*newer_, &whole);
  missing_ = spool_->missing();
  std::string missing = spool_->error() == 0 ? std::string() : Missing(spool_->error());
  if (error != 0) {
    std::string why = absl::StrCat(
        "the rejected records could not be put into the order of the input: ", std::strerror(error),
        "; ", spool_->name(), " holds them in the order in which they settled",
        missing.empty() ? "" : "; ", missing);
    spool_->Keep();
    return why;
  }
  if (spool_->empty() && kind_ != Kind::kNamed) return missing;
  if (!*whole) return absl::StrCat(missing, ". What ", path_, " holds is not of this load");
  error = Name(whole);
  // A file that something is mounted on, as containers do, cannot be replaced, but it can be
  // written.
  if (error == EBUSY && kind_ == Kind::kNamed) error = WriteInto();
  done_ = error == 0 && !spool_->empty();
  if (error == 0) return missing;
  std::string why = absl::StrCat("the rejected records could not be written to ", path_, ": ",
                                 std::strerror(error), "; ", whole->name(), " holds them",
                                 missing.empty() ? "" : "; ", missing);
  whole->Keep();
  return why;
}

std::string RejectsFile::Missing(int error) const {
  return absl::StrCat("the rejected records could not all be written to ", path_, ": ",
                      std::strerror(error), "; missing there are ", missing_.Describe(),
                      ". Make room, or name another file with --rejects, and load those again");
}

bool RejectsFile::is_earlier() const {
  return tells_of_earlier_ && kind_ == Kind::kBeside && count_ == 0 &&
         access(path_.c_str(), F_OK) == 0;
}

int RejectsFile::Name(PartFile* whole) {
  if (kind_ == Kind::kNamed) return whole->Replace(target_);
  if (std::string part = replaces_part_ ? FindPart(*whole) : ""; !part.empty()) {
    path_ = std::move(part);
    return whole->Replace(path_);
  }
  int error = whole->Take(path_);
  for (int number = 2; error == EEXIST; ++number) {
    const std::string name = Numbered(number);
    error = whole->Take(name);
    if (error == 0) path_ = name;
  }
  return error;
}

// FindPart finds the latest file whose place this one may take; empty where there is none.
std::string RejectsFile::FindPart(const PartFile& whole) const {
  std::string found, name = path_;
  for (int number = 2; access(name.c_str(), F_OK) == 0; ++number) {
    if (IsPartOfRejects(name, whole.name(), format_)) found = name;
    name = Numbered(number);
  }
  return found;
}

int RejectsFile::WriteInto() {
  const FileDescriptor file(open(target_.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW));
  if (!file) return errno;
  MissingLines missing;
  if (const int error = spool_->Copy(*newer_, file.get(), nullptr, &missing); error != 0)
    return error;
  return fsync(file.get()) == 0 ? 0 : errno;
}

std::string RejectsFile::Numbered(int number) const {
  const std::string_view ending = EndingOf(target_);
  const std::string_view stem = std::string_view(target_).substr(0, target_.size() - ending.size());
  return absl::StrCat(Absl(stem), ".", number, Absl(ending));
}

bool FolderIsWritable(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  return access(folder.c_str(), W_OK | X_OK) == 0;
}

}  // namespace inflow::command
