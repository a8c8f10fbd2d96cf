// SPDX-License-Identifier: Apache-2.0
//
// Whatever spelling an entity comes back in, nothing is told; and of one thing that the service did
// to it, exactly that.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plugin/answer/answer.h"
#include "plugin/answer/differences.h"
#include "plugin/answer/item_errors.h"
#include "plugin/catalog/catalog.h"
#include "tests/property/answer/answered_entity.h"
#include "tests/property/record/document.h"

namespace inflow {
namespace {

using answer_testing::AnswerWriter;
using answer_testing::Deed;
using answer_testing::EntityMaker;
using answer_testing::Node;

Exchange AnyAnswer(std::string body) {
  Exchange exchange;
  exchange.status = 200;
  exchange.body = std::move(body);
  exchange.headers = {{"content-type", "application/json"}};
  return exchange;
}

const Endpoint& SomeEndpoint() {
  std::vector<const Endpoint*> published;
  for (const Endpoint& endpoint : Catalogue()) {
    if (!endpoint.answer_id.empty()) published.push_back(&endpoint);
  }
  return *answer_testing::OneOf(published);
}

AnswerContext OfEndpoint(const Endpoint& endpoint) {
  return {Confirm::kEntity, endpoint.object, endpoint.answer_id, true, true};
}

// WithoutPlaces takes the places of rows out of a path.
std::string WithoutPlaces(const std::string& field) {
  std::string path;
  for (const absl::string_view step : absl::StrSplit(field, '.')) {
    if (!std::all_of(step.begin(), step.end(), absl::ascii_isdigit))
      absl::StrAppend(&path, path.empty() ? "" : ".", step);
  }
  return path;
}

RC_GTEST_PROP(AnswerProperty, AnotherSpellingIsNoChange, ()) {
  const Endpoint& endpoint = SomeEndpoint();
  EntityMaker maker;
  const std::vector<Node> entity = maker.Members(*endpoint.object, 0);
  const std::string id = maker.NewId();
  const std::string sent = answer_testing::Sent(entity, endpoint.answer_id, id);
  AnswerWriter writer(&maker, {});
  const std::string answered = writer.Object(entity, endpoint.answer_id, id);
  RC_LOG() << endpoint.name << "\n" << sent << "\n" << answered << "\n";
  const AnswerReading reading = ReadAnswer(AnyAnswer(answered), sent, OfEndpoint(endpoint));
  for (const Note& note : reading.notes)
    RC_LOG() << NoteKindName(note.kind) << " " << note.field << "\n";
  RC_ASSERT(reading.kind == AnswerKind::kEntity);
  RC_ASSERT(reading.notes.empty());
  RC_ASSERT(reading.message.empty());
  const Differences differences = CompareEntities(endpoint.object, sent, answered);
  RC_ASSERT(differences.values.empty() != writer.added_rows());
  RC_ASSERT(differences.unshown.empty());
}

RC_GTEST_PROP(AnswerProperty, OneDeedIsToldByItself, ()) {
  const Endpoint& endpoint = SomeEndpoint();
  EntityMaker maker;
  const std::vector<Node> entity = maker.Members(*endpoint.object, 0);
  const std::string id = maker.NewId();
  std::vector<Deed> deeds;
  answer_testing::ListDeeds(entity, "", &deeds);
  RC_PRE(!deeds.empty());
  const Deed deed = answer_testing::OneOf(deeds);
  const std::string sent = answer_testing::Sent(entity, endpoint.answer_id, id);
  AnswerWriter writer(&maker, deed);
  const std::string answered = writer.Object(entity, endpoint.answer_id, id);
  RC_LOG() << endpoint.name << " " << NoteKindName(deed.kind) << " " << deed.path << "\n"
           << sent << "\n"
           << answered << "\n";
  const AnswerReading reading = ReadAnswer(AnyAnswer(answered), sent, OfEndpoint(endpoint));
  for (const Note& note : reading.notes)
    RC_LOG() << NoteKindName(note.kind) << " " << note.field << "\n";
  RC_ASSERT(reading.kind == AnswerKind::kEntity);
  RC_ASSERT(reading.notes == (std::vector<Note>{{deed.kind, deed.path}}));
  RC_ASSERT(reading.message.empty() == (deed.kind != NoteKind::kChangedField));
  const Differences differences = CompareEntities(endpoint.object, sent, answered);
  for (const std::vector<Difference>* list : {&differences.values, &differences.unshown}) {
    for (const Difference& one : *list) {
      RC_LOG() << one.field << "\n";
      if (one.sent.empty() && writer.added_rows()) continue;
      RC_ASSERT(WithoutPlaces(one.field).substr(0, deed.path.size()) == deed.path);
    }
  }
  if (deed.kind == NoteKind::kRoundedField)
    RC_ASSERT(differences.values.empty() != writer.added_rows());
  if (deed.kind == NoteKind::kChangedField || deed.kind == NoteKind::kDroppedField)
    RC_ASSERT(!differences.values.empty());
  RC_CLASSIFY(deed.path.find('.') != std::string::npos, "nested");
}

// Documents that were not made to be answers, whole and spoilt: everything is read, nothing is read
// twice, and what is said is fit for a message.
RC_GTEST_PROP(AnswerProperty, AnyBytesAreRead, ()) {
  record_testing::Choices choices(
      *rc::gen::resize(1500, rc::gen::arbitrary<std::vector<uint8_t>>()));
  const record_testing::Document document(&choices);
  std::string text = document.text;
  if (*rc::gen::arbitrary<bool>()) record_testing::Mutate(document, &choices, &text);
  const Endpoint& endpoint = SomeEndpoint();
  Exchange exchange = AnyAnswer(text);
  exchange.cut = *rc::gen::arbitrary<bool>();
  RC_LOG() << text << "\n";
  for (const Confirm confirm : {Confirm::kEntity, Confirm::kType, Confirm::kOff}) {
    AnswerContext context = OfEndpoint(endpoint);
    context.confirm = confirm;
    const AnswerReading reading = ReadAnswer(exchange, document.text, context);
    RC_ASSERT(reading.message.size() <= 500u);
    RC_ASSERT(std::is_sorted(reading.notes.begin(), reading.notes.end()));
    RC_ASSERT(std::adjacent_find(reading.notes.begin(), reading.notes.end()) ==
              reading.notes.end());
    if (confirm == Confirm::kOff) RC_ASSERT(reading.kind == AnswerKind::kNone);
  }
  const auto is_object = [](const JsonWalk& walk) {
    return walk.end == JsonWalk::End::kWhole && walk.value.type == JsonType::kObject;
  };
  const JsonWalk sent = WalkJson(document.text);
  const JsonWalk walk = WalkJson(text);
  if (is_object(walk)) {
    for (const ObjectSchema* object :
         {endpoint.object, static_cast<const ObjectSchema*>(nullptr)}) {
      RC_ASSERT(CompareEntities(object, walk.value.bytes, walk.value.bytes).values.empty());
      if (is_object(sent)) CompareEntities(object, sent.value.bytes, walk.value.bytes);
    }
  }
  AnswerContext unknown = OfEndpoint(endpoint);
  unknown.object = nullptr;
  unknown.answer_id = "";
  RC_ASSERT(ReadAnswer(exchange, document.text, unknown).notes.empty());
  const ItemAnswer errors = ReadItemErrors(exchange, {"a", "b", "c"}, 7);
  RC_ASSERT(errors.whole == errors.why.empty());
  RC_ASSERT(!(errors.whole && exchange.cut));
}

}  // namespace
}  // namespace inflow
