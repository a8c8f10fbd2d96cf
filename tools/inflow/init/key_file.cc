// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/key_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "tools/inflow/files/part_file.h"

namespace inflow::command {
namespace {

// WriteKey is 0, or errno.
int WriteKey(const std::string& path, std::string_view key) {
  PartFile part;
  if (const int error = part.Create(path); error != 0) return error;
  if (fchmod(part.fd(), S_IRUSR | S_IWUSR) != 0) return errno;
  const std::string text = absl::StrCat(absl::string_view(key.data(), key.size()), "\n");
  const ssize_t count = write(part.fd(), text.data(), text.size());
  if (count < 0 || fsync(part.fd()) != 0) return errno;
  if (static_cast<size_t>(count) != text.size()) return ENOSPC;
  if (std::rename(part.name().c_str(), path.c_str()) != 0) return errno;
  part.Keep();
  return 0;
}

}  // namespace

absl::Status WriteKeyFile(const std::string& path, std::string_view key) {
  const int error = WriteKey(path, key);
  if (error == 0) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot write ", path, ": ", std::strerror(error)));
}

}  // namespace inflow::command
