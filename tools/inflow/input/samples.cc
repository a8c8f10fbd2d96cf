// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/samples.h"

#include <algorithm>

namespace inflow::command {

uint64_t Samples::LineOf(uint64_t id) const {
  const auto found = std::lower_bound(ids.begin(), ids.end(), id);
  return found == ids.end() || *found != id ? 0 : lines[static_cast<size_t>(found - ids.begin())];
}

Samples ReadSamples(const InputSettings& settings, Clock* clock) {
  Samples samples;
  uint64_t document = 0;
  InputSequence sequence(settings, [&](const std::string& note) { samples.notes.push_back(note); });
  ReadItem item;
  while (true) {
    const ReadStep step = sequence.Next(&item);
    samples.left_out = {sequence.left_out(), settings.reader.csv};
    if (const std::vector<std::string>* columns = sequence.columns(0);
        columns != nullptr && samples.columns.empty()) {
      samples.columns = *columns;
    }
    const uint64_t id = sequence.passed() + sequence.read();
    const bool refused = step == ReadStep::kRefused || step == ReadStep::kBroken;
    if (refused || step == ReadStep::kRecord) {
      samples.ids.push_back(id);
      samples.lines.push_back(item.line);
      // A refused one may have lines behind others.
      if (item.document > document) ++samples.documents;
      document = std::max(document, item.document);
    }
    switch (step) {
      case ReadStep::kRecord:
        samples.batch.Add(item.text, id);
        break;
      case ReadStep::kRefused:
      case ReadStep::kBroken:
        samples.refused.push_back({id, item.line, item.message});
        if (item.document != 0 && !item.whole) samples.batch.Add("", id);
        break;
      case ReadStep::kUnreadable:
      case ReadStep::kChanged:
        samples.unreadable = item.message;
        return samples;
      case ReadStep::kWait:
        clock->Wait(-1, sequence.wait_fd());
        [[fallthrough]];
      case ReadStep::kLook:
        if (samples.interrupted = clock->Interruptions() > 0; samples.interrupted) return samples;
        break;
      case ReadStep::kEnd:
        return samples;
    }
  }
}

}  // namespace inflow::command
