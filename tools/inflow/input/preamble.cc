// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/preamble.h"

#include "tools/inflow/files/file_kind.h"

namespace inflow::command {
namespace {

constexpr std::string_view kMark = "\xef\xbb\xbf";
// The longest mark of an encoding.
constexpr size_t kLeastBytes = 4;

}  // namespace

SourceStep SkipPreamble(InputBuffer* buffer, const std::string& name, std::string* why,
                        bool* marked) {
  while (buffer->data().size() < kLeastBytes) {
    const SourceStep step = buffer->More();
    if (step == SourceStep::kEnd) break;
    if (step == SourceStep::kError || step == SourceStep::kChanged) *why = buffer->source().error();
    if (step != SourceStep::kData) return step;
  }
  if (buffer->data().empty()) return SourceStep::kEnd;
  *why = WhyNotText(buffer->data().substr(0, kHeadBytes), name);
  if (!why->empty()) return SourceStep::kError;
  *marked = buffer->data().substr(0, kMark.size()) == kMark;
  if (*marked) buffer->Consume(kMark.size());
  return SourceStep::kData;
}

}  // namespace inflow::command
