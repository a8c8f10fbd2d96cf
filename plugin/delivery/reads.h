// SPDX-License-Identifier: Apache-2.0
//
// File: reads.h
//
// The calls that only read: what names stand for, and what the service has of records whose outcome
// is unknown. What is to be read, what is on its way, what waits. What an answer means for the
// service's standing is the engine's business.
#ifndef PLUGIN_DELIVERY_READS_H_
#define PLUGIN_DELIVERY_READS_H_

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugin/clock/clock.h"
#include "plugin/config/config.h"
#include "plugin/delivery/request.h"
#include "plugin/delivery/written.h"
#include "plugin/http/http_call.h"
#include "plugin/lookup/names.h"
#include "plugin/readback/read_back.h"

namespace inflow {

struct LookupOptions {
  ReferencesConfig references;
  std::string company_url;  // base_url and company
  std::string api_version;
};

// Doubt is an item whose outcome is unknown, until it was read back.
struct Doubt {
  Requests
      request;  // that sends it again where the service does not have it; nothing else is in it
  Written written;
  std::optional<ReadBack> read_back;  // borrows from `written`
  Settled like;                       // how it settles where reading it back does not tell
  std::optional<Outcome> absent;      // likewise where it is not there; nullopt: it is sent again
};

struct Read {
  uint64_t id = 0;
  Question question;             // of a look-up
  std::unique_ptr<Doubt> doubt;  // what is read back; null: it is a look-up
  HttpCall call;
  TimePoint started;        // the present attempt
  TimePoint first_attempt;  // on a clock that stands still while the gate is closed
  TimePoint due;
  uint16_t failures = 0;

  // place is when it has its turn, once it is due.
  uint64_t place() const { return doubt == nullptr ? 0 : doubt->request.front().place; }
};

class Reads {
 public:
  using List = std::list<Read>;

  // `keep`: records are pending, so that what is known stays.
  void Configure(const LookupOptions& options, bool keep);
  // Share uses names that somebody else has configured, and outlives this.
  void Share(Names* names) { names_ = names; }
  Names& names() { return *names_; }
  const Names& names() const { return *names_; }

  // place is that of the first record that waits for what may be read now: 0 where the backoff of a
  // look-up is over; nullopt where nothing may.
  std::optional<uint64_t> place(TimePoint now) const;
  // due is when something may be read, without more records; nullopt where nothing waits for time.
  std::optional<TimePoint> due(TimePoint now) const;
  // busy: something is to be read, on its way, or waits for its backoff.
  bool busy() const { return names_->place() || !flying_.empty() || !waiting_.empty(); }
  size_t flying() const { return flying_.size(); }

  // Prepare makes the read, alone in a list, that shows what the service has of an item of a
  // request; `request` of it is still without the item. An empty list where nobody can read it.
  // Throws only std::bad_alloc.
  List Prepare(const Item& item, const Request& sent) const;
  // Add takes over what was prepared, and has its item by now.
  void Add(List* prepared, TimePoint due) noexcept;
  // TakeDoubted ends the reads of doubts that wait, and returns the requests with their items.
  Requests TakeDoubted() noexcept;

  // Start makes the next call, which is on its way then. Only where place() has a value. Throws
  // only std::bad_alloc.
  Read* Start(uint64_t id, TimePoint now);
  // Find returns one that is on its way; null where it is none.
  Read* Find(uint64_t id) noexcept;

  // Each ends a call that was on its way.
  void End(Read* read) noexcept;
  void PutBack(Read* read) noexcept;
  void Wait(Read* read, TimePoint due) noexcept;

  // ForgetLookups ends what is asked and what waits: nobody has a hole any more.
  void ForgetLookups() noexcept;

 private:
  List::const_iterator FirstDue(TimePoint now) const;
  List::iterator SelfOf(const Read* read) noexcept;
  void SetCall(const std::string& path, HttpCall* call) const;
  void Insert(List* from, List::iterator read, TimePoint due) noexcept;

  Names own_names_;
  Names* names_ = &own_names_;
  std::string company_url_;
  HeaderLines headers_;
  List flying_;
  List waiting_;  // ascending due
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_READS_H_
