// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/plugin_version.h"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "tools/inflow/files/file_descriptor.h"

namespace inflow::command {
namespace {

constexpr size_t kMostNoteBytes = 65536;
constexpr ElfW(Word) kVersionNote = 1;
constexpr std::string_view kOwner("inflow\0", 7);

bool ReadAt(int fd, uint64_t offset, void* to, size_t size) {
  return pread(fd, to, size, static_cast<off_t>(offset)) == static_cast<ssize_t>(size);
}

// VersionIn looks through one segment of notes.
std::string VersionIn(std::string_view notes) {
  const auto rounded = [](size_t size) { return (size + 3) & ~static_cast<size_t>(3); };
  ElfW(Nhdr) head;
  while (notes.size() >= sizeof(head)) {
    std::memcpy(&head, notes.data(), sizeof(head));
    notes.remove_prefix(sizeof(head));
    const size_t name_size = rounded(head.n_namesz), text_size = rounded(head.n_descsz);
    if (name_size > notes.size() || text_size > notes.size() - name_size) return {};
    if (head.n_type == kVersionNote && notes.substr(0, head.n_namesz) == kOwner) {
      const std::string_view text = notes.substr(name_size, head.n_descsz);
      return std::string(text.substr(0, text.find('\0')));
    }
    notes.remove_prefix(name_size + text_size);
  }
  return {};
}

}  // namespace

std::string PluginVersion(const std::string& path) {
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  ElfW(Ehdr) head;
  if (file.get() < 0 || !ReadAt(file.get(), 0, &head, sizeof(head)) ||
      std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 ||
      head.e_ident[EI_CLASS] != (sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32) ||
      head.e_phentsize != sizeof(ElfW(Phdr))) {
    return {};
  }
  for (size_t i = 0; i < head.e_phnum; ++i) {
    ElfW(Phdr) segment;
    if (!ReadAt(file.get(), head.e_phoff + i * sizeof(segment), &segment, sizeof(segment)))
      return {};
    if (segment.p_type != PT_NOTE || segment.p_filesz > kMostNoteBytes) continue;
    std::string notes(segment.p_filesz, '\0');
    if (!ReadAt(file.get(), segment.p_offset, notes.data(), notes.size())) return {};
    if (std::string version = VersionIn(notes); !version.empty()) return version;
  }
  return {};
}

}  // namespace inflow::command
