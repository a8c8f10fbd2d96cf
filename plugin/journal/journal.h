// SPDX-License-Identifier: Apache-2.0
//
// File: journal.h
//
// Where a delivery writes down what becomes of records, before the next thing happens to them.
#ifndef PLUGIN_JOURNAL_JOURNAL_H_
#define PLUGIN_JOURNAL_JOURNAL_H_

#include "plugin/record/record_source.h"
#include "plugin/request/item.h"

namespace inflow {

class Journal {
 public:
  virtual ~Journal() = default;
  // Append comes when a batch was prepared, before anything of it is admitted. Where it throws,
  // nothing is.
  virtual void Append(const RecordSource& records) = 0;
  // Sending comes before a request leaves that carries these items. Where it throws, it does not.
  virtual void Sending(const ItemList& items) = 0;
  // Settled comes before the outcome of an item is handed out.
  virtual void Settled(const Item& item, int outcome) noexcept = 0;
};

// NullJournal remembers nothing; there is one for all.
class NullJournal final : public Journal {
 public:
  static NullJournal& Instance() {
    static NullJournal journal;
    return journal;
  }
  void Append(const RecordSource&) override {}
  void Sending(const ItemList&) override {}
  void Settled(const Item&, int) noexcept override {}
};

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_JOURNAL_H_
