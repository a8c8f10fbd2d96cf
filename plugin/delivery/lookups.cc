// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/lookups.h"

#include <algorithm>

namespace inflow {

void Lookups::Configure(const LookupOptions& options, bool keep) {
  if (!keep) Forget();
  own_names_.Configure(options.references, keep);
  company_url_ = options.company_url;
  headers_ = std::make_shared<const std::vector<std::string>>(
      1, "Accept: application/json;version=" + options.api_version);
}

std::optional<uint64_t> Lookups::place(TimePoint now) const {
  if (!waiting_.empty() && waiting_.front().due <= now) return 0;
  return names_->place();
}

std::optional<TimePoint> Lookups::due(TimePoint now) const {
  if (names_->place()) return now;
  std::optional<TimePoint> due = names_->due();
  if (!waiting_.empty() && (!due || waiting_.front().due < *due)) due = waiting_.front().due;
  return due;
}

LookupCall* Lookups::Start(uint64_t id, TimePoint now) {
  if (!waiting_.empty() && waiting_.front().due <= now) {
    flying_.splice(flying_.end(), waiting_, waiting_.begin());
  } else {
    List fresh;
    LookupCall& lookup = fresh.emplace_back();
    lookup.question = names_->Ask();
    try {
      lookup.call.url = std::make_shared<const std::string>(company_url_ + lookup.question.path);
    } catch (...) {
      names_->PutBack(lookup.question);
      throw;
    }
    lookup.call.headers = headers_;
    lookup.first_attempt = now;
    flying_.splice(flying_.end(), fresh);
  }
  LookupCall& lookup = flying_.back();
  lookup.id = id;
  lookup.started = now;
  return &lookup;
}

Lookups::List::iterator Lookups::SelfOf(const LookupCall* lookup) noexcept {
  return std::find_if(flying_.begin(), flying_.end(),
                      [lookup](const LookupCall& one) { return &one == lookup; });
}

LookupCall* Lookups::Find(uint64_t id) noexcept {
  const auto found = std::find_if(flying_.begin(), flying_.end(),
                                  [id](const LookupCall& one) { return one.id == id; });
  return found == flying_.end() ? nullptr : &*found;
}

void Lookups::End(LookupCall* lookup) noexcept { flying_.erase(SelfOf(lookup)); }

void Lookups::PutBack(LookupCall* lookup) noexcept {
  names_->PutBack(lookup->question);
  End(lookup);
}

void Lookups::Forget() noexcept {
  for (const LookupCall& lookup : waiting_) names_->PutBack(lookup.question);
  waiting_.clear();
  names_->Sweep();
}

void Lookups::Wait(LookupCall* lookup, TimePoint due) noexcept {
  lookup->due = due;
  const auto later = std::find_if(waiting_.begin(), waiting_.end(),
                                  [due](const LookupCall& one) { return one.due > due; });
  waiting_.splice(later, flying_, SelfOf(lookup));
}

}  // namespace inflow
