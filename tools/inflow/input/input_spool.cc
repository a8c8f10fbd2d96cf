// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/input_spool.h"

#include <cstring>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/inflow/files/block_writer.h"
#include "tools/inflow/input/byte_source.h"

namespace inflow::command {
namespace {

constexpr size_t kSpoolChunk = 1 << 18;
constexpr int64_t kSpoolWaitMs = 1'000;

std::string CannotKeep(const std::string& input, int error) {
  return absl::StrCat(
      input == "-" ? "standard input" : input,
      " cannot be kept in a temporary file: ", std::strerror(error),
      "; its lines make documents, which takes reading it twice. Set TMPDIR to a folder with room, write it "
      "into a file first, or send the documents as they come with --stream");
}

}  // namespace

SpooledInput SpoolInput(const std::string& input, Clock* clock) {
  SpooledInput spooled;
  const std::unique_ptr<FileSource> source = FileSource::Open(input, &spooled.why);
  if (!source) return spooled;
  auto file = std::make_shared<PartFile>();
  if (const int error = file->CreateNameless(); error != 0) {
    spooled.why = CannotKeep(input, error);
    return spooled;
  }
  BlockWriter out(file->fd());
  std::vector<char> chunk(kSpoolChunk);
  while (clock->Interruptions() == 0) {
    size_t got = 0;
    switch (source->Read(chunk.data(), chunk.size(), &got)) {
      case SourceStep::kData:
        out.Append({chunk.data(), got});
        if (out.error() != 0) {
          spooled.why = CannotKeep(input, out.error());
          return spooled;
        }
        break;
      case SourceStep::kWait:
        clock->Wait(kSpoolWaitMs, source->wait_fd());
        break;
      case SourceStep::kLook:
        break;
      case SourceStep::kError:
      case SourceStep::kChanged:
        spooled.why = source->error();
        return spooled;
      case SourceStep::kEnd:
        if (out.Flush()) {
          spooled.file = std::move(file);
        } else {
          spooled.why = CannotKeep(input, out.error());
        }
        return spooled;
    }
  }
  spooled.interrupted = true;
  return spooled;
}

}  // namespace inflow::command
