// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/document_selection.h"

namespace inflow::command {

DocumentLine DocumentSelection::Take(const DocumentName& name, LinePlace place, bool held_back) {
  const bool begins = tracker_.Take(name, place.input);
  ++lines_;
  if (collected_ != nullptr) {
    if (begins) {
      Finish();
      run_.home = static_cast<uint32_t>(tracker_.home());
      run_.name = name;
      run_.number = tracker_.number();
      run_.place = lines_;
      run_.begin = place;
    }
    run_.spoilt = tracker_.is_spoilt();
    if (!name.empty()) ++run_.lines;
    if (!name.empty() && held_back && !run_.held_back) {
      run_.held_back = true;
      run_.other = place;
    }
  }
  DocumentLine line;
  line.document = tracker_.number();
  line.home = tracker_.home();
  if (refused_ != nullptr && !name.empty()) line.refused = refused_->Find(name);
  if (begins) {
    begin_ = line.refused != nullptr ? line.refused->place : lines_;
    is_apart_ = line.refused != nullptr && !line.refused->held_back;
  }
  // Among lines that are put together, one that tells no document would part them.
  line.place = name.empty() && is_apart_ ? lines_ : begin_;
  if (line.refused != nullptr) {
    line.document = line.refused->number;
    line.home = line.refused->home;
  }
  line.selected = section_.Has(line.document);
  return line;
}

void DocumentSelection::Finish() {
  if (collected_ != nullptr && !run_.name.empty()) collected_->Add(run_);
  run_ = {};
}

// A refused document that began in the section may have lines far behind it.
bool DocumentSelection::is_over() const {
  if (collected_ != nullptr || !section_.IsBehind(tracker_.number())) return false;
  return refused_ == nullptr || tracker_.number() > refused_->last();
}

void DocumentSelection::EndWithDocument() {
  const uint64_t number = tracker_.number();
  section_.first = number > section_.skip ? number - section_.skip : 0;
}

}  // namespace inflow::command
