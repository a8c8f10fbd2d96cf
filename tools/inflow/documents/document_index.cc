// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/documents/document_index.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace inflow::command {
namespace {

bool StandsBefore(const LinePlace& a, const LinePlace& b) {
  return std::tie(a.input, a.line) < std::tie(b.input, b.line);
}

// Join adds the next run of a document, in the order of the input, to what it was so far.
void Join(const DocumentRun& run, uint64_t runs, DocumentRun* document) {
  document->lines += run.lines;
  document->spoilt = document->spoilt || run.spoilt;
  document->last = run.number;
  // To mend what is held back would not help a document that lies in several places.
  document->held_back = false;
  if (runs == 1) document->other = run.begin;
}

}  // namespace

bool DocumentIndex::IsBefore::operator()(const DocumentRun& a, const DocumentRun& b) const {
  return a.name == b.name ? StandsBefore(a.begin, b.begin) : a.name < b.name;
}

void DocumentIndex::Add(const DocumentRun& run) { runs_.Add(run); }

int DocumentIndex::Finish(const DocumentSection& section,
                          const std::function<bool(uint64_t)>& is_refused) {
  DocumentRun document;
  uint64_t runs = 0;  // of the document so far
  const int error = runs_.Finish([&](const DocumentRun& run) {
    if (runs > 0 && run.name == document.name) {
      Join(run, runs++, &document);
      return;
    }
    if (runs > 0) Settle(document, runs, section, is_refused);
    document = run;
    document.last = run.number;
    runs = 1;
  });
  if (runs > 0) Settle(document, runs, section, is_refused);
  if (error_ == 0) error_ = error;
  return error_ == 0 ? error_ = ShowRefused() : error_;
}

void DocumentIndex::Settle(DocumentRun document, uint64_t runs, const DocumentSection& section,
                           const std::function<bool(uint64_t)>& is_refused) {
  const bool unsendable = runs > 1 || document.held_back;
  if (!unsendable && is_refused && is_refused(document.number)) document.spoilt = true;
  Count(document, unsendable, section);
  if (unsendable) Keep(document);
}

void DocumentIndex::Keep(const DocumentRun& document) {
  if (error_ != 0) return;
  held_.push_back(document);
  if (held_.size() * sizeof(DocumentRun) < memory_) return;
  error_ = spilt_.Append(
      {reinterpret_cast<const char*>(held_.data()), held_.size() * sizeof(DocumentRun)});
  held_.clear();
}

// ShowRefused gives all refused documents in one piece.
int DocumentIndex::ShowRefused() {
  refused_ = held_.data();
  refused_count_ = held_.size();
  if (spilt_.size() == 0) return 0;
  if (const int error = spilt_.Append(
          {reinterpret_cast<const char*>(held_.data()), held_.size() * sizeof(DocumentRun)})) {
    return error;
  }
  std::vector<DocumentRun>().swap(held_);
  const char* bytes = nullptr;
  if (const int error = spilt_.Map(&bytes); error != 0) return error;
  refused_ = reinterpret_cast<const DocumentRun*>(bytes);
  refused_count_ = spilt_.size() / sizeof(DocumentRun);
  return 0;
}

void DocumentIndex::Count(const DocumentRun& document, bool refused,
                          const DocumentSection& section) {
  if (!section.Has(document.number)) return;
  ++documents_;
  if (!refused && !document.spoilt) {
    ++sendable_;
    lines_ += document.lines;
  }
  if (!refused) return;
  last_ = std::max(last_, document.last);
  if (document.held_back) return;
  ++apart_;
  if (apart_ == 1 || StandsBefore(document.begin, first_apart_.begin)) first_apart_ = document;
}

const DocumentRun* DocumentIndex::Find(const DocumentName& name) const {
  const DocumentRun* end = refused_ + refused_count_;
  const DocumentRun* found = std::lower_bound(
      refused_, end, name,
      [](const DocumentRun& run, const DocumentName& wanted) { return run.name < wanted; });
  return found != end && found->name == name ? found : nullptr;
}

}  // namespace inflow::command
