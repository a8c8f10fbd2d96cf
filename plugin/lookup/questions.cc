// SPDX-License-Identifier: Apache-2.0
//
// What to ask the service so that names become known with the fewest calls, and what it answers.
#include <algorithm>
#include <new>

#include "plugin/answer/body.h"
#include "plugin/lookup/names.h"
#include "plugin/record/cursor.h"
#include "plugin/text/quoted.h"
#include "plugin/text/white_space.h"

namespace inflow {
namespace {

constexpr size_t kMostPagesOfOne = 200;  // of a filter that finds a lot

size_t PagesOf(int64_t entities) {
  return static_cast<size_t>((entities + kMostOfAPage - 1) / kMostOfAPage);
}

bool IsTrue(std::string_view entity, std::string_view field) {
  for (MemberCursor members(entity); members.Next();) {
    if (KeyIs(members.member(), field)) return members.member().type == JsonType::kTrue;
  }
  return false;
}

// WhyClosed says why an order must not be written to; "" where it may be.
std::string WhyClosed(std::string_view order, const std::string& id) {
  const bool cancelled = IsTrue(order, "isCancelled");
  if (!cancelled && !IsTrue(order, "isCompleted")) return "";
  return "the order " + id + " is " + (cancelled ? "cancelled" : "completed") +
         " in inFlow, and check_status keeps such orders as they are: reopen it there, or leave the record out";
}

// AddEntities returns how many of a list have an id; *last is that of the last one.
size_t AddEntities(const Collection& collection, std::string_view list, Directory* directory,
                   std::string* last) {
  size_t count = 0;
  for (ItemCursor items(list); items.Next(); ++count) {
    const JsonValue& item = items.item();
    if (item.type != JsonType::kObject) continue;
    *last = EntityText(item.bytes, collection.id_field);
    const std::optional<Uuid> id = ParseUuid(*last);
    if (!id) continue;
    directory->AddId(*id);
    for (size_t field = 0; field < collection.natural.size(); ++field) {
      const std::string text = EntityText(item.bytes, collection.natural[field]);
      const std::string_view name = WithoutOuterSpace(text);
      if (!name.empty()) directory->Add(field, name, *id);
    }
  }
  return count;
}

}  // namespace

// Forget lets a collection be read anew. Who waits for it stays.
void Names::Forget(Shelf* shelf) {
  shelf->directory = Directory();
  shelf->found.clear();
  ForgetSingle(shelf);
  shelf->state = Shelf::kUnread;
  shelf->total.reset();
  shelf->after.clear();
  shelf->again.reset();
  shelf->singles = 0;
}

// ForgetSingle lets the next single read begin with its first page.
void Names::ForgetSingle(Shelf* shelf) noexcept {
  shelf->single = Directory();
  shelf->single_of.clear();
  shelf->single_after.clear();
  shelf->single_pages = 0;
}

// Refresh forgets what was read too long ago, where nobody waits for it.
void Names::Refresh(size_t index) {
  Shelf& shelf = shelves_[index];
  if (shelf.state == Shelf::kUnread || shelf.asked || !shelf.wanted.empty()) return;
  if (now_ - shelf.read_at < config_.ttl) return;
  Forget(&shelf);
  for (const auto& reference : references_) {
    if (reference->shelf == index) reference->state = Reference::kOpen;
  }
}

// FilterOf is the filter by which a part is asked for alone; "" where the collection has none.
std::string_view Names::FilterOf(const Shelf& shelf, const Part& part) {
  return FilterFor(*shelf.collection, shelf.collection->natural[part.field]);
}

const Names::Part* Names::OpenPart(const Reference& reference) const {
  const Shelf& shelf = shelves_[reference.shelf];
  for (const bool strict : {true, false}) {
    for (const Part& part : reference.parts) {
      if (part.strict == strict && !Known(shelf, part, reference.fresh)) return &part;
    }
  }
  return nullptr;
}

bool Names::CanAskAlone(const Shelf& shelf, const Reference& reference) const {
  if (reference.kind == ReferenceKind::kId) return true;
  const Part* const part = OpenPart(reference);
  return part != nullptr && !FilterOf(shelf, *part).empty();
}

void Names::Tick(TimePoint now) {
  now_ = now;
  for (Shelf& shelf : shelves_) {
    if (!shelf.asked && shelf.again && *shelf.again <= now) AskMissing(&shelf);
  }
}

std::optional<uint64_t> Names::place() const {
  std::optional<uint64_t> first;
  for (const Shelf& shelf : shelves_) {
    if (!shelf.asked && shelf.open > 0 && (!first || shelf.place < *first)) first = shelf.place;
  }
  return first;
}

std::optional<TimePoint> Names::due() const {
  std::optional<TimePoint> due;
  for (const Shelf& shelf : shelves_) {
    if (!shelf.asked && shelf.again && (!due || *shelf.again < *due)) due = shelf.again;
  }
  return due;
}

// AskMissing opens again what records are held for.
void Names::AskMissing(Shelf* shelf) {
  Forget(shelf);
  for (const uint32_t ordinal : shelf->wanted) references_[ordinal]->state = Reference::kOpen;
  CountOpen(shelf);
}

void Names::CountOpen(Shelf* shelf) const {
  shelf->open = 0;
  for (const uint32_t ordinal : shelf->wanted) {
    const Reference& reference = *references_[ordinal];
    if (reference.state != Reference::kOpen) continue;
    shelf->place = shelf->open == 0 ? reference.place : std::min(shelf->place, reference.place);
    ++shelf->open;
  }
}

Question Names::Ask() {
  Shelf* shelf = nullptr;
  for (Shelf& one : shelves_) {
    if (!one.asked && one.open > 0 && (shelf == nullptr || one.place < shelf->place)) shelf = &one;
  }
  Question question;
  question.configured = configured_;
  question.shelf = static_cast<size_t>(shelf - shelves_.data());
  const auto open = std::find_if(shelf->wanted.begin(), shelf->wanted.end(), [this](uint32_t one) {
    return references_[one]->state == Reference::kOpen;
  });
  question.reference = *open;
  const Reference& reference = *references_[*open];
  const Collection& collection = *shelf->collection;
  std::string id;
  AppendUuid(reference.derived, &id);
  const std::string by_id = "/" + collection.name + "/" + id;
  if (reference.status) {
    question.kind = Question::kStatus;
    question.path = by_id;
  } else if (AsksPages(*shelf, reference)) {
    question.kind = Question::kPage;
    question.path = PathOfPage({.collection = &collection, .after = shelf->after, .filters = {}});
    if (shelf->state == Shelf::kUnread) {
      shelf->state = Shelf::kReading;
      shelf->read_at = now_;
    }
  } else if (reference.kind == ReferenceKind::kId) {
    question.kind = Question::kById;
    question.path = by_id;
  } else {
    const Part& part = *OpenPart(reference);
    question.kind = Question::kSingle;
    question.part = static_cast<size_t>(&part - reference.parts.data());
    if (std::string of = KeyOf(part); of != shelf->single_of) {
      ForgetSingle(shelf);
      shelf->single_of = std::move(of);
    }
    Page page{.collection = &collection, .after = shelf->single_after, .filters = {}};
    AppendFilter(FilterOf(*shelf, part), "", part.text, &page.filters);
    question.path = PathOfPage(page);
  }
  shelf->asked = true;
  return question;
}

// AsksPages decides for pages where they are fewer calls than asking for each alone, those that
// were asked for before counted too.
bool Names::AsksPages(const Shelf& shelf, const Reference& reference) const {
  if (shelf.state == Shelf::kUnread) return true;
  if (shelf.state != Shelf::kReading) return false;
  if (!CanAskAlone(shelf, reference)) return true;
  if (!shelf.single_after.empty() || reference.fresh) return false;
  if (!shelf.total) return true;
  const int64_t left = *shelf.total - static_cast<int64_t>(shelf.directory.size());
  return shelf.singles + shelf.open >= PagesOf(left);
}

// ReadPage adds a page. The end is where nothing new comes; the list is whole where as many came as
// the service says there are.
void Names::ReadPage(const EntityList& list, Shelf* shelf) {
  const size_t before = shelf->directory.size();
  std::string last;
  const size_t count = AddEntities(*shelf->collection, list.list, &shelf->directory, &last);
  const auto size = static_cast<int64_t>(shelf->directory.size());
  if (list.total) shelf->total = list.total;
  const bool all = shelf->total ? size >= *shelf->total : count == 0;
  const bool ends = !shelf->collection->paged || shelf->directory.size() == before || last.empty();
  shelf->after = last;
  if (all || !shelf->collection->paged) {
    shelf->state = Shelf::kWhole;
  } else if (ends) {
    shelf->state = Shelf::kPartial;
  }
}

void Names::RefuseHalfRead(const std::string& what, int64_t came, std::optional<int64_t> total,
                           Reference* reference) {
  Refuse(reference, what + " could not be read whole: " + std::to_string(came) + " of " +
                        (total ? std::to_string(*total) : "an unknown number") +
                        " came; load the record again");
  reference->transient = reference->failed = true;
}

// ReadSingle adds a page of a single read. That nothing fits is known once all of it was read.
void Names::ReadSingle(const EntityList& list, const Question& question, Shelf* shelf) {
  Reference* const reference = references_[question.reference].get();
  const Part& part = reference->parts[question.part];
  const size_t before = shelf->single.size();
  std::string last;
  const size_t count = AddEntities(*shelf->collection, list.list, &shelf->single, &last);
  ++shelf->singles;
  ++shelf->single_pages;
  const auto size = static_cast<int64_t>(shelf->single.size());
  const bool whole = list.total ? size >= *list.total : count < kMostOfAPage;
  const bool ends =
      shelf->single.size() == before || last.empty() || shelf->single_pages >= kMostPagesOfOne;
  if (!whole && !ends) {
    shelf->single_after = last;
    return;
  }
  Finding finding = shelf->single.Find(part.field, part.text);
  if (whole || finding.kind != Finding::kNone) {
    shelf->found[KeyOf(part)] = std::move(finding);
  } else {
    RefuseHalfRead("what inFlow's " + shelf->collection->name + " have of " + Quoted(part.text),
                   size, list.total, reference);
  }
  ForgetSingle(shelf);
}

Answered Names::Answer(const Question& question, const Exchange& exchange) {
  try {
    return Read(question, exchange);
  } catch (const std::bad_alloc&) {
    // What was read of it may be half of it.
    AskMissing(&shelves_[question.shelf]);
    throw;
  }
}

Answered Names::Read(const Question& question, const Exchange& exchange) {
  Shelf& shelf = shelves_[question.shelf];
  Answered answered;
  if (question.kind == Question::kById || question.kind == Question::kStatus) {
    ReadOne(question, exchange, &answered);
    if (answered.kind != Answered::kRead) return answered;
  } else {
    EntityList list = ReadEntityList(exchange, shelf.collection->name);
    if (list.kind != EntityList::kRead) {
      answered.kind = list.kind == EntityList::kCut       ? Answered::kAgain
                      : list.kind == EntityList::kForeign ? Answered::kForeign
                                                          : Answered::kFailed;
      answered.why = std::move(list.why);
      return answered;
    }
    if (question.kind == Question::kPage) {
      ReadPage(list, &shelf);
    } else {
      ReadSingle(list, question, &shelf);
    }
  }
  shelf.asked = false;
  SettleWanted(&shelf, &answered);
  return answered;
}

// ReadOne reads the answer to a record that was asked for by its GUID.
void Names::ReadOne(const Question& question, const Exchange& exchange, Answered* answered) {
  Reference& reference = *references_[question.reference];
  if (exchange.status == 404) {
    // There is no order yet that could be completed.
    return reference.status ? Found(&reference, reference.derived) : RefuseMissing(&reference);
  }
  const JsonWalk walk = WalkJson(answer::BodyOf(exchange));
  if (exchange.cut || exchange.failure != Failure::kNone) {
    answered->kind = Answered::kAgain;
    answered->why = "not all of the answer arrived";
    return;
  }
  const Collection& collection = *shelves_[question.shelf].collection;
  std::string id;
  AppendUuid(reference.derived, &id);
  const bool entity =
      walk.end == JsonWalk::End::kWhole && walk.value.type == JsonType::kObject &&
      ParseUuid(EntityText(walk.value.bytes, collection.id_field)) == reference.derived;
  if (!entity) {
    const EntityList other = ReadEntityList(exchange, collection.name);
    answered->kind = other.kind == EntityList::kForeign ? Answered::kForeign : Answered::kFailed;
    answered->why = "the service answered " + std::to_string(exchange.status) +
                    " with something else than the record " + id + " of its " + collection.name;
    return;
  }
  std::string why = reference.status ? WhyClosed(walk.value.bytes, id) : "";
  why.empty() ? Found(&reference, reference.derived) : Refuse(&reference, std::move(why));
}

// SettleWanted lets go of what is known now. What may throw comes first.
void Names::SettleWanted(Shelf* shelf, Answered* answered) {
  std::vector<uint32_t> left;
  left.reserve(shelf->wanted.size());
  answered->settled.reserve(shelf->wanted.size());
  for (const uint32_t ordinal : shelf->wanted) {
    Reference& reference = *references_[ordinal];
    if (reference.state == Reference::kOpen) Resolve(&reference);
    const bool lost = reference.state == Reference::kOpen && shelf->state == Shelf::kPartial &&
                      !reference.status && !CanAskAlone(*shelf, reference);
    if (!lost) continue;
    RefuseHalfRead("inFlow's " + shelf->collection->name,
                   static_cast<int64_t>(shelf->directory.size()), shelf->total, &reference);
  }
  shelf->again.reset();
  for (const uint32_t ordinal : shelf->wanted) {
    Reference& reference = *references_[ordinal];
    const bool held = Holds(reference);
    if (held) shelf->again = now_ + kAskMissingAgain;
    if (held || reference.state == Reference::kOpen) {
      left.push_back(ordinal);
      continue;
    }
    reference.wanted = reference.fresh = false;
    answered->settled.push_back(ordinal);
  }
  shelf->wanted = std::move(left);
  CountOpen(shelf);
  if (shelf->state == Shelf::kPartial && shelf->wanted.empty()) Forget(shelf);
}

std::vector<uint32_t> Names::Fail(const Question& question, bool failed, std::string_view why) {
  Shelf& shelf = shelves_[question.shelf];
  const bool all = question.kind == Question::kPage;
  std::vector<uint32_t> settled;
  std::vector<uint32_t> left;
  settled.reserve(shelf.wanted.size());
  left.reserve(shelf.wanted.size());
  for (const uint32_t ordinal : shelf.wanted) {
    if (!all && ordinal != question.reference) continue;
    Reference& reference = *references_[ordinal];
    Refuse(&reference, "what it names could not be looked up in inFlow's " +
                           shelf.collection->name + ": " + std::string(why));
    reference.transient = true;
    reference.failed = failed;
  }
  shelf.asked = false;
  ForgetSingle(&shelf);
  if (all) Forget(&shelf);
  for (const uint32_t ordinal : shelf.wanted) {
    if (!all && ordinal != question.reference) {
      left.push_back(ordinal);
      continue;
    }
    references_[ordinal]->wanted = references_[ordinal]->fresh = false;
    settled.push_back(ordinal);
  }
  shelf.wanted = std::move(left);
  CountOpen(&shelf);
  return settled;
}

void Names::PutBack(const Question& question) noexcept {
  if (Stands(question)) shelves_[question.shelf].asked = false;
}

}  // namespace inflow
