// SPDX-License-Identifier: Apache-2.0
//
// Records whose outcome is unknown: what the service has of them is read back before they settle,
// or are sent again.
#include <algorithm>
#include <new>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/answer/answer.h"
#include "plugin/delivery/engine.h"
#include "plugin/retry/clean_text.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

constexpr size_t kMostDifferences = 3;
constexpr size_t kMostOfAValue = 100;  // bytes
constexpr char kIsThere[] = "the service has it, as reading it back showed";

// Behind appends a sentence to what is known already.
std::string Behind(const SharedText& known, std::string_view sentence) {
  std::string all = known == nullptr || known->empty() ? "" : *known + "; ";
  return all.append(sentence);
}

// ValueText shows a value whole or not at all: half of a secret would not be recognised as one.
std::string ValueText(std::string_view json) {
  if (json.size() > kMostOfAValue) return absl::StrCat("a value of ", json.size(), " bytes");
  return CleanText(json, kMostOfAValue);
}

std::string DifferenceText(const Difference& one) {
  const std::string sent = one.sent.empty() ? "nothing" : ValueText(one.sent);
  const std::string found = one.found.empty() ? "not there" : ValueText(one.found);
  return absl::StrCat(Quoted(one.field), " is ", found, " and ", sent, " was sent");
}

std::string DifferencesText(const FoundEntity& found) {
  std::string text = "the service has it otherwise";
  const size_t shown = std::min(found.differences.size(), kMostDifferences);
  for (size_t i = 0; i < shown; ++i)
    absl::StrAppend(&text, i == 0 ? ": " : ", ", DifferenceText(found.differences[i]));
  if (found.differences.size() > shown)
    absl::StrAppend(&text, " and ", found.differences.size() - shown, " more");
  return text;
}

std::string TwinsText(const FoundEntity& found) {
  return absl::StrCat("the service has two that fit ", Quoted(found.name), ": ", found.id, " and ",
                      found.twin);
}

SharedText Share(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

bool ReadsBack(OnUnknownOutcome way) {
  return way == OnUnknownOutcome::kAuto || way == OnUnknownOutcome::kVerify;
}

}  // namespace

// PrepareDoubts makes a read for each item that the answer does not name; one that nobody can read
// has an empty list.
std::vector<Reads::List> Engine::PrepareDoubts(const Request& request,
                                               const std::vector<ItemError>& errors) const {
  std::vector<Reads::List> reads;
  auto error = errors.begin();
  size_t index = 0;
  for (const Item& item : request.group.items) {
    const bool named = error != errors.end() && error->index == index;
    named ? static_cast<void>(++error) : reads.push_back(reads_.Prepare(item, request));
    ++index;
  }
  return reads;
}

// InDoubt lets the items of a request in flight be read back, but those that the answer names,
// which are REJECTED. What nobody can read settles AMBIGUOUS; without memory that is all of them.
void Engine::InDoubt(const Verdicted& end, const std::vector<ItemError>& errors,
                     std::optional<Outcome> absent) noexcept {
  std::vector<Reads::List> reads;
  try {
    if (ReadsBack(options_.retry.on_unknown_outcome)) reads = PrepareDoubts(*end.request, errors);
  } catch (const std::bad_alloc&) {
    reads.clear();
  }
  if (reads.empty()) return Settle(end, Outcome::kAmbiguous, errors);
  LetBeRead(end, errors, absent, &reads);
}

// LetBeRead moves items to the reads that were prepared.
void Engine::LetBeRead(const Verdicted& end, const std::vector<ItemError>& errors,
                       std::optional<Outcome> absent, std::vector<Reads::List>* reads) noexcept {
  const Settled like = Like(end, Outcome::kAmbiguous);
  // After a success the write has ended; otherwise it may still be going on.
  const bool ended = end.exchange.status >= 200 && end.exchange.status <= 299;
  const TimePoint due =
      ended ? end.now : end.now + backoff_.Next(end.request->group.items.front()->failures + 1);
  auto prepared = reads->begin();
  SettleNamed(end, errors, [&](Item* item) {
    Reads::List& own = *prepared++;
    if (own.empty()) return SettleItem(item, like);
    ledger_.Move(item, ItemState::kDoubted);
    item->maybe_applied = true;
    Doubt& doubt = *own.front().doubt;
    doubt.like = like;
    doubt.absent = absent;
    Request& again = doubt.request.front();
    again.id = next_request_++;
    again.group.items.Append(item);
    Carry(&again);
    reads_.Add(&own, due);
  });
}

// ReadBackFirst lets a request that may be repeated be read back before that; false where that is
// not wanted, or cannot be done for all of it.
bool Engine::ReadBackFirst(const Verdicted& end, const std::vector<ItemError>& errors) noexcept {
  if (options_.retry.on_unknown_outcome != OnUnknownOutcome::kVerify) return false;
  try {
    std::vector<Reads::List> reads = PrepareDoubts(*end.request, errors);
    const bool all = std::none_of(reads.begin(), reads.end(),
                                  [](const Reads::List& own) { return own.empty(); });
    if (!all) return false;
    LetBeRead(end, errors, /*absent=*/std::nullopt, &reads);
  } catch (const std::bad_alloc&) {
    return false;  // repeating it does no harm
  }
  return true;
}

// EndDoubt reads what the service has of an item, and ends its doubt where that is to be seen; else
// it gives the answer another verdict.
bool Engine::EndDoubt(Read* read, const Exchange& exchange, Classified* classified, TimePoint now) {
  const bool whole = !exchange.cut &&
                     (exchange.failure == Failure::kNone || exchange.failure == Failure::kTooLarge);
  if (!whole) {
    classified->verdict = Verdict::kAgain;
    classified->message =
        absl::StrCat("the service answered ", exchange.status, ", and not all of it arrived");
    return false;
  }
  Doubt& doubt = *read->doubt;
  const FoundEntity found = doubt.read_back->Read(exchange);
  if (found.state == FoundState::kUnreadable) {
    const AnswerReading reading = ReadAnswer(exchange, "", {.confirm = Confirm::kType});
    const bool foreign = reading.kind == AnswerKind::kForeign;
    classified->verdict = foreign ? Verdict::kForeign : Verdict::kRefused;
    classified->message = foreign ? reading.message : found.message;
    return false;
  }
  Settled like = doubt.like;
  if (found.state == FoundState::kAbsent) {
    like.outcome = doubt.absent.value_or(Outcome::kFailed);
    if (doubt.absent != Outcome::kRejected)
      like.message = Share(Behind(like.message, "reading it back showed that it is not there"));
    SendAgainOrSettle(read, like, now);
    return true;
  }
  if (!found.twin.empty()) {
    like.message = Share(Behind(like.message, TwinsText(found)));
  } else if (found.state == FoundState::kDifferent) {
    like.message = Share(Behind(like.message, DifferencesText(found)));
  } else {
    like.outcome = Outcome::kDelivered;
    like.http_status = exchange.status;
    like.message = Share(kIsThere);
    Learn(doubt.request.front().group);
  }
  SettleDoubt(read, like);
  return true;
}

// SendAgainOrSettle deals with an item that is not there: it is sent again, as a retry, unless its
// attempts are used up, or something else was decided before.
void Engine::SendAgainOrSettle(Read* read, const Settled& like, TimePoint now) noexcept {
  Doubt& doubt = *read->doubt;
  Request& request = doubt.request.front();
  Item* const item = request.group.items.front();
  item->maybe_applied = doubt.absent == Outcome::kAmbiguous;
  request.was_absent = true;
  ++item->failures;
  if (doubt.absent || IsOver(*item, now)) return SettleDoubt(read, like);
  ledger_.Move(item, ItemState::kReady);
  ready_.splice(ReadyAfter(request.place), doubt.request);
  reads_.End(read);
}

void Engine::SettleDoubt(Read* read, const Settled& like) noexcept {
  SettleItem(read->doubt->request.front().group.items.TakeFirst(), like);
  reads_.End(read);
}

void Engine::FailDoubt(Read* read, std::string_view why) {
  Settled like = read->doubt->like;
  like.message =
      Share(Behind(like.message, absl::StrCat("it could not be read back: ", Absl(why))));
  SettleDoubt(read, like);
}

}  // namespace inflow
