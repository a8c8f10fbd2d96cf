// SPDX-License-Identifier: Apache-2.0
//
// File: document_index.h
//
// Which documents of a load cannot be sent, known before anything is: those whose lines do not
// stand together, and those of which a line is held back. All inputs are one sequence.
//
//   DocumentIndex index;
//   index.Add(run);                        // for every run of lines of one document
//   if (int error = index.Finish(...))     // errno, or 0
//   const DocumentRun* refused = index.Find(name);
#ifndef TOOLS_INFLOW_DOCUMENTS_DOCUMENT_INDEX_H_
#define TOOLS_INFLOW_DOCUMENTS_DOCUMENT_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "tools/inflow/documents/document_names.h"
#include "tools/inflow/files/external_sort.h"
#include "tools/inflow/files/spill_file.h"

namespace inflow::command {

// LinePlace is a line of one of the inputs.
struct LinePlace {
  uint64_t line = 0;
  uint32_t input = 0;
};

// DocumentRun is a run of lines of one document, and, where the index gives it back, a document
// that is refused.
struct DocumentRun {
  DocumentName name;
  uint64_t number = 0;  // DocumentTracker's
  uint64_t last = 0;    // of a refused document: the number of its last run
  uint64_t lines = 0;   // of a refused document: of all its runs
  uint64_t place = 0;   // of its first line among all lines, from 1
  LinePlace begin;      // its first line
  uint32_t home = 0;    // the input in which the number began
  LinePlace other;      // the line that is held back, or where the lines come again
  bool held_back = false;
  bool spoilt =
      false;  // a line without a name may belong to it, so that the destination will refuse it
};

// DocumentSection is the documents with numbers above `skip`, as many as `first` says.
struct DocumentSection {
  uint64_t skip = 0;
  uint64_t first = ~uint64_t{0};

  bool Has(uint64_t number) const { return number > skip && number - skip <= first; }
  bool IsBehind(uint64_t number) const { return number > skip && number - skip > first; }
};

class DocumentIndex {
 public:
  static constexpr size_t kMostMemory = size_t{8} << 20;

  // Runs beyond `memory` bytes go to a temporary file, and so do refused documents.
  explicit DocumentIndex(size_t memory = kMostMemory)
      : memory_(memory), runs_(memory / sizeof(DocumentRun)) {}
  DocumentIndex(const DocumentIndex&) = delete;
  DocumentIndex& operator=(const DocumentIndex&) = delete;

  void Add(const DocumentRun& run);

  // Finish finds the refused documents, and counts those of the section. errno where the temporary
  // file failed, or 0. is_refused tells of a document's number that one of its lines is refused in
  // any case; it is then not sendable.
  int Finish(const DocumentSection& section,
             const std::function<bool(uint64_t)>& is_refused = nullptr);

  // Find returns the refused document of a name, null where there is none. Until Finish there is
  // none.
  const DocumentRun* Find(const DocumentName& name) const;

  // Of the section, after Finish:
  uint64_t documents() const { return documents_; }  // all of them
  uint64_t sendable() const { return sendable_; }    // those for which nothing speaks as yet
  uint64_t lines() const { return lines_; }          // of the sendable ones
  uint64_t apart() const { return apart_; }          // those whose lines do not stand together
  const DocumentRun& first_apart() const { return first_apart_; }
  // last is the number of the last run of any refused document of it.
  uint64_t last() const { return last_; }

 private:
  struct IsBefore {
    bool operator()(const DocumentRun& a, const DocumentRun& b) const;
  };

  void Settle(DocumentRun document, uint64_t runs, const DocumentSection& section,
              const std::function<bool(uint64_t)>& is_refused);
  void Keep(const DocumentRun& document);
  int ShowRefused();
  void Count(const DocumentRun& document, bool refused, const DocumentSection& section);

  size_t memory_;
  ExternalSort<DocumentRun, IsBefore> runs_;
  std::vector<DocumentRun> held_;  // refused documents by name, behind those in the file
  SpillFile spilt_;
  int error_ = 0;
  const DocumentRun* refused_ = nullptr;  // all of them
  size_t refused_count_ = 0;
  uint64_t documents_ = 0;
  uint64_t sendable_ = 0;
  uint64_t lines_ = 0;
  uint64_t apart_ = 0;
  uint64_t last_ = 0;
  DocumentRun first_apart_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_DOCUMENTS_DOCUMENT_INDEX_H_
