// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/samples.h"

namespace inflow::command {

Samples ReadSamples(const InputSettings& settings, Clock* clock) {
  Samples samples;
  samples.first_id = settings.skip + 1;
  InputSequence sequence(settings, [&](const std::string& note) { samples.notes.push_back(note); });
  ReadItem item;
  while (true) {
    const ReadStep step = sequence.Next(&item);
    if (const std::vector<std::string>* columns = sequence.columns(0); columns != nullptr && samples.columns.empty()) {
      samples.columns = *columns;
    }
    switch (step) {
      case ReadStep::kRecord:
        samples.batch.Add(item.text, samples.first_id + samples.lines.size());
        samples.lines.push_back(item.line);
        break;
      case ReadStep::kRefused:
      case ReadStep::kBroken:
        samples.refused.push_back({samples.first_id + samples.lines.size(), item.line, item.message});
        samples.lines.push_back(item.line);
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
