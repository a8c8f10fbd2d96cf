// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/read_through.h"

#include "absl/strings/str_cat.h"

namespace inflow::command {

ReadEnd ReadThrough(InputSequence* sequence, Clock* clock,
                    const std::function<void(const InputSequence&)>& begun,
                    const std::function<void(const ReadItem&)>& take) {
  ReadEnd end;
  ReadItem item;
  bool known = false;
  while (true) {
    const ReadStep step = sequence->Next(&item);
    if (!known && sequence->columns(0) != nullptr) {
      known = true;
      if (begun) begun(*sequence);
    }
    switch (step) {
      case ReadStep::kRecord:
        take(item);
        break;
      case ReadStep::kRefused:
      case ReadStep::kBroken:
        if (end.unreadable++ == 0)
          end.first_reason = absl::StrCat("line ", item.line, ": ", item.message);
        break;
      case ReadStep::kUnreadable:
      case ReadStep::kChanged:
        end.fault = item.message;
        end.changed = step == ReadStep::kChanged;
        return end;
      case ReadStep::kWait:
        clock->Wait(-1, sequence->wait_fd());
        break;
      case ReadStep::kLook:
        break;
      case ReadStep::kEnd:
        return end;
    }
    if (end.interrupted = clock->Interruptions() > 0; end.interrupted) return end;
  }
}

}  // namespace inflow::command
