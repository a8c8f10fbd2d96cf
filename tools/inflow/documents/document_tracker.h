// SPDX-License-Identifier: Apache-2.0
//
// File: document_tracker.h
//
// Where documents begin in a sequence of lines.
//
//   DocumentTracker tracker;
//   tracker.Take(names.Of(record), input);
//   tracker.number();                       // of the document to which the line belongs, from 1
//
// Documents between which stands a line without a name are counted as one: whose line it is nobody
// knows, so they are read, passed over and refused together.
#ifndef TOOLS_INFLOW_DOCUMENTS_DOCUMENT_TRACKER_H_
#define TOOLS_INFLOW_DOCUMENTS_DOCUMENT_TRACKER_H_

#include <cstddef>
#include <cstdint>

#include "tools/inflow/documents/document_names.h"

namespace inflow::command {

class DocumentTracker {
 public:
  // Take enters the next line of the input with that place; an empty name is that of a line which
  // does not tell its document. True where another document begins with the line than the one
  // before it.
  bool Take(const DocumentName& name, size_t input);

  uint64_t number() const { return number_; }  // of the line's document; 0 before the first line
  size_t home() const { return home_; }        // the input in which that began
  bool is_spoilt() const {
    return is_spoilt_;
  }  // a line without a name may belong to the present document
  const DocumentName& name() const { return name_; }

 private:
  DocumentName name_;
  uint64_t number_ = 0;
  size_t home_ = 0;
  bool behind_unnamed_ = false;
  bool is_spoilt_ = false;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_DOCUMENTS_DOCUMENT_TRACKER_H_
