// SPDX-License-Identifier: Apache-2.0
//
// File: memory_source.h
//
// An input from memory that comes in pieces of a given size, and a reader's steps as plain text.
#ifndef TESTS_UNIT_COMMAND_MEMORY_SOURCE_H_
#define TESTS_UNIT_COMMAND_MEMORY_SOURCE_H_

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tools/inflow/input/byte_source.h"
#include "tools/inflow/input/reader.h"

namespace inflow::command {

// MemorySource gives at most `piece` bytes a read, and says kWait before each piece where `waits`
// is set.
class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string bytes, size_t piece = 1 << 20, bool waits = false)
      : bytes_(std::move(bytes)), piece_(piece), waits_(waits), waited_(!waits) {}

  SourceStep Read(char* to, size_t room, size_t* got) override {
    *got = 0;
    if (!std::exchange(waited_, !waits_)) {
      waited_ = true;
      return SourceStep::kWait;
    }
    if (at_ == bytes_.size()) return SourceStep::kEnd;
    *got = std::min({piece_, room, bytes_.size() - at_});
    std::memcpy(to, bytes_.data() + at_, *got);
    at_ += *got;
    return SourceStep::kData;
  }

 private:
  std::string bytes_;
  size_t piece_;
  bool waits_;
  bool waited_;
  size_t at_ = 0;
};

// ReadItems is what a reader said until its end, a line for each step: "3 {…}", "4 refused {…}:
// why", "5 broken: why", "unreadable: why", "changed: why". Waiting and looking are left out.
inline std::vector<std::string> ReadItems(Reader* reader) {
  std::vector<std::string> items;
  ReadItem item;
  while (true) {
    const ReadStep step = reader->Next(&item);
    std::string text = std::to_string(item.line) + " ";
    switch (step) {
      case ReadStep::kRecord:
        text += std::string(item.text) + (item.ambiguous ? " (ambiguous)" : "");
        break;
      case ReadStep::kRefused:
        text += "refused " + std::string(item.text) + ": " + item.message;
        break;
      case ReadStep::kBroken:
        text += "broken " + std::string(item.text) + ": " + item.message;
        break;
      case ReadStep::kUnreadable:
        text = "unreadable: " + item.message;
        break;
      case ReadStep::kChanged:
        text = "changed: " + item.message;
        break;
      case ReadStep::kWait:
      case ReadStep::kLook:
        continue;
      case ReadStep::kEnd:
        return items;
    }
    items.push_back(std::move(text));
  }
}

inline std::vector<std::string> ReadItems(InputFormat format, std::string bytes,
                                          const ReaderSettings& settings = {},
                                          size_t piece = 1 << 20, bool waits = false) {
  return ReadItems(MakeReader(format,
                              std::make_unique<MemorySource>(std::move(bytes), piece, waits),
                              "in/file", settings)
                       .get());
}

}  // namespace inflow::command

#endif  // TESTS_UNIT_COMMAND_MEMORY_SOURCE_H_
