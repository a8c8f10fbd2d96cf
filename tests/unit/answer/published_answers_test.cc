// SPDX-License-Identifier: Apache-2.0
//
// Every published endpoint's own answer is believed, and says nothing against what was sent.
#include "tests/unit/answer/published_answers.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "plugin/answer/answer.h"
#include "plugin/catalog/catalog.h"
#include "plugin/entity/binder.h"

namespace inflow {
namespace {

using answer_testing::kPublishedAnswers;
using answer_testing::PublishedAnswer;
using nlohmann::ordered_json;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Exchange AnswerWith(std::string_view body,
                    std::string_view type = "application/json; charset=utf-8") {
  Exchange exchange;
  exchange.status = 200;
  exchange.body = body;
  exchange.headers = {{"content-type", std::string(type)}};
  return exchange;
}

AnswerContext OfPublished(const Endpoint& endpoint) {
  return {Confirm::kEntity, endpoint.object, endpoint.answer_id, /*json_asked=*/true,
          /*one_entity=*/true};
}

// Writable is what of an answered entity can be written.
ordered_json Writable(const ordered_json& answered, const ObjectSchema& object) {
  ordered_json written = ordered_json::object();
  for (const auto& [name, value] : answered.items()) {
    const Field* const field = object.Find(name);
    if (field == nullptr || field->read_only || field->type == FieldType::kRelated ||
        value.is_null())
      continue;
    if (field->type == FieldType::kObject) {
      written[name] = Writable(value, *field->object);
    } else if (field->type == FieldType::kRows) {
      for (const ordered_json& row : value) written[name].push_back(Writable(row, *field->object));
    } else {
      written[name] = value;
    }
  }
  return written;
}

// Sent is what has that answer, bound as every record is.
std::string Sent(const Endpoint& endpoint, std::string_view answer) {
  if (endpoint.object == nullptr) return "";
  std::string sent;
  std::vector<Note> notes;
  const absl::Status status =
      Binder(endpoint.object, {})
          .AppendEntity(Writable(ordered_json::parse(answer), *endpoint.object).dump(),
                        {.uuid = std::nullopt, .own = true}, &sent, &notes);
  EXPECT_TRUE(status.ok()) << status;
  return sent;
}

TEST(PublishedAnswers, AreOfAllThatTheOpenApiTells) {
  size_t published = 0;
  for (const Endpoint& endpoint : Catalogue()) published += endpoint.published_route ? 1 : 0;
  EXPECT_EQ(std::size(kPublishedAnswers), published);
}

class PublishedAnswersTest : public ::testing::TestWithParam<PublishedAnswer> {
 protected:
  const Endpoint& endpoint_ = *FindEndpoint(GetParam().endpoint);
  const std::string body_{GetParam().body};
  const std::string sent_ = Sent(endpoint_, body_);
};

TEST_P(PublishedAnswersTest, AreBelieved) {
  const AnswerReading reading = ReadAnswer(AnswerWith(body_), sent_, OfPublished(endpoint_));
  EXPECT_EQ(reading.kind,
            endpoint_.answer == AnswerShape::kNothing ? AnswerKind::kNone : AnswerKind::kEntity);
  EXPECT_EQ(reading.message, "");
  EXPECT_THAT(reading.notes, IsEmpty());
}

TEST_P(PublishedAnswersTest, AreReadInPascalCaseToo) {
  std::string pascal = body_;
  for (size_t at = pascal.find('"'); at != std::string::npos; at = pascal.find('"', at + 1)) {
    const size_t end = pascal.find('"', at + 1);
    if (pascal.compare(end, 2, "\":") == 0)
      pascal[at + 1] = static_cast<char>(std::toupper(pascal[at + 1]));
    at = end;
  }
  const AnswerReading reading = ReadAnswer(AnswerWith(pascal), sent_, OfPublished(endpoint_));
  EXPECT_NE(reading.kind, AnswerKind::kNoEntity) << reading.message;
  EXPECT_THAT(reading.notes, IsEmpty());
}

TEST_P(PublishedAnswersTest, HaveTheIdThatTheCatalogueNames) {
  const bool entity = endpoint_.answer == AnswerShape::kEntity;
  ASSERT_EQ(endpoint_.answer_id.empty(), !entity);
  const std::string other =
      R"({")" + endpoint_.id_field + R"(":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11"})";
  EXPECT_EQ(ReadAnswer(AnswerWith(other), sent_, OfPublished(endpoint_)).kind,
            entity ? AnswerKind::kAnotherId : AnswerKind::kEntity);
  EXPECT_EQ(ReadAnswer(AnswerWith("{}"), sent_, OfPublished(endpoint_)).kind,
            entity ? AnswerKind::kNoEntity : AnswerKind::kEntity);
}

TEST_P(PublishedAnswersTest, AnErrorOrAPageInTheirPlaceIsNotBelieved) {
  const Exchange error = AnswerWith(R"({"code":"NegativeInventory","message":"No."})");
  EXPECT_EQ(ReadAnswer(error, sent_, OfPublished(endpoint_)).kind, AnswerKind::kError);
  EXPECT_EQ(ReadAnswer(AnswerWith("<html>", "text/html"), sent_, OfPublished(endpoint_)).kind,
            AnswerKind::kForeign);
}

// Each field that was sent is told where the answer lacks it, unless it never has it.
TEST_P(PublishedAnswersTest, TellWhatTheyLack) {
  if (endpoint_.answer_id.empty()) return;
  const ordered_json whole = ordered_json::parse(body_);
  const ordered_json sent = ordered_json::parse(sent_);
  for (const auto& [name, value] : sent.items()) {
    const Field& field = *endpoint_.object->Find(name);
    if (name == endpoint_.answer_id || field.type == FieldType::kRowversion) continue;
    ordered_json less = whole;
    less.erase(name);
    const NoteKind kind =
        value.is_structured() ? NoteKind::kUnconfirmedField : NoteKind::kDroppedField;
    EXPECT_THAT(ReadAnswer(AnswerWith(less.dump()), sent_, OfPublished(endpoint_)).notes,
                ::testing::ElementsAre(Note{kind, name}))
        << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, PublishedAnswersTest, ::testing::ValuesIn(kPublishedAnswers),
                         [](const auto& test) { return std::string(test.param.endpoint); });

}  // namespace
}  // namespace inflow
