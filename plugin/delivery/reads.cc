// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/reads.h"

#include <algorithm>
#include <utility>

#include "plugin/catalog/api_version.h"

namespace inflow {

void Reads::Configure(const LookupOptions& options, bool keep) {
  if (!keep) ForgetLookups();
  own_names_.Configure(options.references, keep);
  company_url_ = options.company_url;
  headers_ = std::make_shared<const std::vector<std::string>>(1, AcceptLine(options.api_version));
}

// FirstDue is the one that has its turn first among those whose wait is over; waiting_.end() where
// none is.
Reads::List::const_iterator Reads::FirstDue(TimePoint now) const {
  auto first = waiting_.end();
  for (auto read = waiting_.begin(); read != waiting_.end() && read->due <= now; ++read) {
    if (first == waiting_.end() || read->place() < first->place()) first = read;
  }
  return first;
}

std::optional<uint64_t> Reads::place(TimePoint now) const {
  const std::optional<uint64_t> named = names_->place();
  const auto first = FirstDue(now);
  if (first == waiting_.end()) return named;
  return named ? std::min(*named, first->place()) : first->place();
}

std::optional<TimePoint> Reads::due(TimePoint now) const {
  if (names_->place()) return now;
  std::optional<TimePoint> due = names_->due();
  if (!waiting_.empty() && (!due || waiting_.front().due < *due)) due = waiting_.front().due;
  return due;
}

void Reads::SetCall(const std::string& path, HttpCall* call) const {
  call->url = std::make_shared<const std::string>(company_url_ + path);
  call->headers = headers_;
}

Reads::List Reads::Prepare(const Item& item, const Request& sent) const {
  List prepared;
  auto doubt = std::make_unique<Doubt>();
  doubt->written = WrittenOf(item, *sent.group.lane, company_url_);
  const Written& written = doubt->written;
  if (!written.why.empty()) return prepared;
  doubt->read_back.emplace(SentEntity{.collection = written.to.collection,
                                      .object = written.object,
                                      .id = written.to.id,
                                      .json = written.json});
  if (doubt->read_back->path().empty()) return prepared;
  Request& again = doubt->request.emplace_back();
  again.place = sent.place;
  again.group.lane = sent.group.lane;
  again.self = doubt->request.begin();
  Read& read = prepared.emplace_back();
  SetCall(doubt->read_back->path(), &read.call);
  read.doubt = std::move(doubt);
  return prepared;
}

void Reads::Add(List* prepared, TimePoint due) noexcept {
  Insert(prepared, prepared->begin(), due);
}

Requests Reads::TakeDoubted() noexcept {
  Requests doubted;
  for (auto read = waiting_.begin(); read != waiting_.end();) {
    const auto self = read++;
    if (self->doubt == nullptr) continue;
    doubted.splice(doubted.end(), self->doubt->request);
    waiting_.erase(self);
  }
  return doubted;
}

Read* Reads::Start(uint64_t id, TimePoint now) {
  const auto first = FirstDue(now);
  const std::optional<uint64_t> named = names_->place();
  if (first != waiting_.end() && (!named || first->place() <= *named)) {
    flying_.splice(flying_.end(), waiting_, first);
  } else {
    List fresh;
    Read& read = fresh.emplace_back();
    read.question = names_->Ask();
    try {
      SetCall(read.question.path, &read.call);
    } catch (...) {
      names_->PutBack(read.question);
      throw;
    }
    read.first_attempt = now;
    flying_.splice(flying_.end(), fresh);
  }
  Read& read = flying_.back();
  read.id = id;
  read.started = now;
  return &read;
}

Reads::List::iterator Reads::SelfOf(const Read* read) noexcept {
  return std::find_if(flying_.begin(), flying_.end(),
                      [read](const Read& one) { return &one == read; });
}

Read* Reads::Find(uint64_t id) noexcept {
  const auto found =
      std::find_if(flying_.begin(), flying_.end(), [id](const Read& one) { return one.id == id; });
  return found == flying_.end() ? nullptr : &*found;
}

void Reads::End(Read* read) noexcept { flying_.erase(SelfOf(read)); }

void Reads::PutBack(Read* read) noexcept {
  if (read->doubt != nullptr) return Wait(read, read->due);
  names_->PutBack(read->question);
  End(read);
}

void Reads::Wait(Read* read, TimePoint due) noexcept { Insert(&flying_, SelfOf(read), due); }

void Reads::ForgetLookups() noexcept {
  for (auto read = waiting_.begin(); read != waiting_.end();) {
    const auto self = read++;
    if (self->doubt != nullptr) continue;
    names_->PutBack(self->question);
    waiting_.erase(self);
  }
  names_->Sweep();
}

void Reads::Insert(List* from, List::iterator read, TimePoint due) noexcept {
  read->due = due;
  const auto later = std::find_if(waiting_.begin(), waiting_.end(),
                                  [due](const Read& one) { return one.due > due; });
  waiting_.splice(later, *from, read);
}

}  // namespace inflow
