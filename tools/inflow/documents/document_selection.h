// SPDX-License-Identifier: Apache-2.0
//
// File: document_selection.h
//
// Which lines of the inputs are read, and why some cannot be sent, where lines are folded: a
// section has whole documents, with their lines wherever they stand.
//
//   DocumentSelection selection(&names, {/*skip=*/0, /*first=*/5});
//   selection.Refuse(&index);                   // what a first pass has found
//   const DocumentLine line = selection.Take(name, place, /*held_back=*/false);
//   if (line.selected) ...
#ifndef TOOLS_INFLOW_DOCUMENTS_DOCUMENT_SELECTION_H_
#define TOOLS_INFLOW_DOCUMENTS_DOCUMENT_SELECTION_H_

#include <cstdint>

#include "tools/inflow/documents/document_index.h"
#include "tools/inflow/documents/document_names.h"
#include "tools/inflow/documents/document_tracker.h"

namespace inflow::command {

// DocumentLine is what is known of a line beside its text.
struct DocumentLine {
  uint64_t document = 0;  // the number of its document
  uint64_t place =
      0;  // among all lines, the one beside which it is rejected: the first of its document
  size_t home = 0;  // the input in which that began
  bool selected = false;
  const DocumentRun* refused = nullptr;  // its document, where that is refused
};

class DocumentSelection {
 public:
  // names is null where lines are not folded; nothing else is called then but folds.
  DocumentSelection(const DocumentNames* names, DocumentSection section)
      : names_(names), section_(section) {}

  bool folds() const { return names_ != nullptr; }
  const DocumentNames& names() const { return *names_; }

  // Collect has every run of lines added to the index, those outside the section too.
  void Collect(DocumentIndex* index) { collected_ = index; }
  // Refuse takes an index that is finished.
  void Refuse(const DocumentIndex* index) { refused_ = index; }

  DocumentLine Take(const DocumentName& name, LinePlace place, bool held_back);
  // Finish comes behind the last line.
  void Finish();

  // is_over: no line that comes can be selected any more.
  bool is_over() const;

  // EndWithDocument has the section end with the document of the last line.
  void EndWithDocument();

  uint64_t read() const {
    return tracker_.number();
  }  // documents so far, those passed over included

 private:
  const DocumentNames* names_;
  DocumentSection section_;
  DocumentTracker tracker_;
  uint64_t lines_ = 0;     // so far
  uint64_t begin_ = 0;     // the first line of the present document
  bool is_apart_ = false;  // its lines do not stand together
  DocumentIndex* collected_ = nullptr;
  const DocumentIndex* refused_ = nullptr;
  DocumentRun run_;  // the one that is being collected
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_DOCUMENTS_DOCUMENT_SELECTION_H_
