// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/plugin_version.h"

#include <elf.h>
#include <gtest/gtest.h>
#include <link.h>

#include <cstring>
#include <filesystem>
#include <fstream>

namespace inflow::command {
namespace {

std::string VersionOfFile(const std::string& bytes) {
  const std::string path = ::testing::TempDir() + "plugin_version_test.so";
  std::ofstream(path, std::ios::binary) << bytes;
  std::string version = PluginVersion(path);
  std::filesystem::remove(path);
  return version;
}

// LibraryWith is the least file with one segment of notes.
std::string LibraryWith(const std::string& notes) {
  ElfW(Ehdr) head = {};
  std::memcpy(head.e_ident, ELFMAG, SELFMAG);
  head.e_ident[EI_CLASS] = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
  head.e_phoff = sizeof(head);
  head.e_phentsize = sizeof(ElfW(Phdr));
  head.e_phnum = 1;
  ElfW(Phdr) segment = {};
  segment.p_type = PT_NOTE;
  segment.p_offset = sizeof(head) + sizeof(segment);
  segment.p_filesz = notes.size();
  std::string bytes(reinterpret_cast<const char*>(&head), sizeof(head));
  bytes.append(reinterpret_cast<const char*>(&segment), sizeof(segment));
  return bytes + notes;
}

std::string NoteOf(const std::string& owner, ElfW(Word) type, const std::string& text) {
  const ElfW(Nhdr) head = {static_cast<ElfW(Word)>(owner.size() + 1),
                           static_cast<ElfW(Word)>(text.size() + 1), type};
  std::string note(reinterpret_cast<const char*>(&head), sizeof(head));
  for (const std::string& part : {owner, text}) {
    note += part;
    note.append(4 - part.size() % 4, '\0');
  }
  return note;
}

TEST(PluginVersion, IsInTheNoteOfItsOwner) {
  const std::string note = NoteOf("inflow", 1, "inflow-destination 2.3.4");
  EXPECT_EQ(VersionOfFile(LibraryWith(note)), "inflow-destination 2.3.4");
  EXPECT_EQ(VersionOfFile(LibraryWith(NoteOf("GNU", 3, "12345678") + note)),
            "inflow-destination 2.3.4");
  EXPECT_EQ(VersionOfFile(LibraryWith(NoteOf("inflow", 2, "x"))), "");
  EXPECT_EQ(VersionOfFile(LibraryWith(NoteOf("inflou", 1, "x"))), "");
  EXPECT_EQ(VersionOfFile(LibraryWith("")), "");
}

TEST(PluginVersion, OfWhatIsNoLibraryIsEmpty) {
  EXPECT_EQ(PluginVersion("/"), "");
  EXPECT_EQ(PluginVersion("/nowhere.so"), "");
  EXPECT_EQ(VersionOfFile(""), "");
  EXPECT_EQ(VersionOfFile("#!/bin/sh\n"), "");
}

TEST(PluginVersion, SurvivesEveryCutAndFlippedByte) {
  const std::string whole = LibraryWith(NoteOf("inflow", 1, "inflow-destination 2.3.4"));
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(VersionOfFile(whole.substr(0, size)), "") << size;
  for (size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(~flipped[at]);
    EXPECT_LE(VersionOfFile(flipped).size(), 25) << at << ": no more than the note has";
  }
}

}  // namespace
}  // namespace inflow::command
