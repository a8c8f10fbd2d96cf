// SPDX-License-Identifier: Apache-2.0
//
// File: lookups.h
//
// The calls that look names up: what is asked, what is on its way, what waits for its backoff. What
// an answer means for the service's standing is the engine's business.
#ifndef PLUGIN_DELIVERY_LOOKUPS_H_
#define PLUGIN_DELIVERY_LOOKUPS_H_

#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "plugin/clock/clock.h"
#include "plugin/config/config.h"
#include "plugin/http/http_call.h"
#include "plugin/lookup/names.h"

namespace inflow {

struct LookupOptions {
  ReferencesConfig references;
  std::string company_url;  // base_url and company
  std::string api_version;
};

struct LookupCall {
  uint64_t id = 0;
  Question question;
  HttpCall call;
  TimePoint started;        // the present attempt
  TimePoint first_attempt;  // on a clock that stands still while the gate is closed
  TimePoint due;
  uint16_t failures = 0;
};

class Lookups {
 public:
  using List = std::list<LookupCall>;

  // `keep`: records are pending, so that what is known stays.
  void Configure(const LookupOptions& options, bool keep);
  // Share uses names that somebody else has configured, and outlives this.
  void Share(Names* names) { names_ = names; }
  Names& names() { return *names_; }
  const Names& names() const { return *names_; }

  // place is that of the first record that waits for what may be asked now: 0 where a backoff is
  // over; nullopt where nothing may.
  std::optional<uint64_t> place(TimePoint now) const;
  // due is when something may be asked, without more records; nullopt where nothing waits for time.
  std::optional<TimePoint> due(TimePoint now) const;
  // busy: something is asked, on its way, or waits for its backoff.
  bool busy() const { return names_->place() || !flying_.empty() || !waiting_.empty(); }
  size_t flying() const { return flying_.size(); }

  // Start makes the next call, which is on its way then. Only where place() has a value. Throws
  // only std::bad_alloc.
  LookupCall* Start(uint64_t id, TimePoint now);
  // Find returns one that is on its way; null where it is none.
  LookupCall* Find(uint64_t id) noexcept;

  // Each ends a call that was on its way.
  void End(LookupCall* lookup) noexcept;
  void PutBack(LookupCall* lookup) noexcept;
  void Wait(LookupCall* lookup, TimePoint due) noexcept;

  // Forget ends what is asked and what waits: nobody has a hole any more.
  void Forget() noexcept;

 private:
  List::iterator SelfOf(const LookupCall* lookup) noexcept;

  Names own_names_;
  Names* names_ = &own_names_;
  std::string company_url_;
  HeaderLines headers_;
  List flying_;
  List waiting_;  // ascending due
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_LOOKUPS_H_
