// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/answer.h"

#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plugin/answer/body.h"
#include "plugin/answer/internal/entity_comparer.h"
#include "plugin/answer/internal/error_object.h"
#include "plugin/answer/internal/shown_value.h"
#include "plugin/entity/uuid.h"
#include "plugin/record/cursor.h"
#include "plugin/retry/classify.h"
#include "plugin/retry/clean_text.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

using answer::PlainText;

constexpr size_t kMaxReadingMessage = 500;
constexpr size_t kMaxShown = 80;  // of one value in a message

// BeginsAsList tells whether a body begins as an object or array does.
bool BeginsAsList(std::string_view body) {
  const absl::string_view rest = absl::StripLeadingAsciiWhitespace(Absl(body));
  return absl::StartsWith(rest, "{") || absl::StartsWith(rest, "[");
}

AnswerReading Judged(AnswerKind kind, std::string_view message) {
  return {kind, CleanText(message, kMaxReadingMessage), {}};
}

std::string Answered(const Exchange& exchange) {
  return absl::StrCat("the service answered ", exchange.status);
}

// IsId tells whether a JSON value can be an id: a text that says something.
bool IsId(std::string_view json) { return json.size() > 2 && json.front() == '"'; }

bool IsSameId(std::string_view sent, std::string_view answered) {
  answer::Scratch scratch;
  return answer::CompareScalars(answer::Reading::kGuid, sent, answered, &scratch) ==
         answer::Likeness::kSame;
}

// ShownId is an id as the service writes it, or, where it is none, as the text that it is.
std::string ShownId(std::string_view json) {
  std::string scratch;
  const std::string_view id = PlainText(json, &scratch);
  const std::optional<Uuid> uuid = ParseUuid(id);
  if (!uuid) return Quoted(id);
  std::string text;
  AppendUuid(*uuid, &text);
  return text;
}

// Noun is what an id names: "salesOrderId" names a sales order.
std::string Noun(std::string_view answer_id) {
  std::string noun;
  for (const char c : answer_id.substr(0, answer_id.size() - (answer_id.ends_with("Id") ? 2 : 0))) {
    const auto letter = static_cast<unsigned char>(c);
    if (absl::ascii_isupper(letter)) noun.push_back(' ');
    noun.push_back(absl::ascii_tolower(letter));
  }
  return noun;
}

AnswerReading Foreign(const Exchange& exchange, std::string_view body, std::string_view media_type,
                      bool page) {
  std::string what = media_type.empty() ? "no Content-Type" : CleanText(media_type, kMaxShown);
  const bool markup = absl::StartsWith(absl::StripLeadingAsciiWhitespace(Absl(body)), "<");
  const std::string words = page && !markup ? "" : ServiceWords(body);  // of markup: its title
  if (!page) absl::StrAppend(&what, " and no JSON");
  if (!words.empty()) absl::StrAppend(&what, markup ? ", a page titled " : ", but ", Quoted(words));
  return Judged(
      AnswerKind::kForeign,
      absl::StrCat(
          Answered(exchange), " with ", what,
          ": that is not the service's answer; check \"base_url\", the proxy, and whether this network asks for "
          "a sign-in"));
}

AnswerReading NoEntity(const Exchange& exchange, const JsonValue& root,
                       const AnswerContext& context, std::string_view sent_id) {
  const std::string what = root.type == JsonType::kObject
                               ? absl::StrCat("an object without ", Quoted(context.answer_id))
                               : answer::ShownValue(root.bytes);
  return Judged(
      AnswerKind::kNoEntity,
      absl::StrCat(Answered(exchange), " with ", what, " instead of the ", Noun(context.answer_id),
                   sent_id.empty() ? "" : " ", sent_id.empty() ? "" : ShownId(sent_id),
                   ", so whether it was written is not known; look for it in inFlow"));
}

AnswerReading AnotherId(const Exchange& exchange, const AnswerContext& context,
                        std::string_view sent, std::string_view answered) {
  return Judged(
      AnswerKind::kAnotherId,
      absl::StrCat(Answered(exchange), " with the ", Noun(context.answer_id), " ",
                   ShownId(answered), " instead of ", ShownId(sent),
                   ", so which of them was written is not known; look for both in inFlow"));
}

// ChangeMessage shows a changed value where that is short.
std::string ChangeMessage(const Exchange& exchange, const answer::EntityComparer::Change& change) {
  if (change.values.sent.size() > kMaxShown || change.values.answered.size() > kMaxShown) return "";
  return absl::StrCat(Answered(exchange), " with ", answer::ShownValue(change.values.answered),
                      " in ", Quoted(change.field), " where ",
                      answer::ShownValue(change.values.sent), " was sent");
}

AnswerReading Compared(const Exchange& exchange, answer::EntityComparer* comparer) {
  comparer->Compare();
  AnswerReading reading;
  reading.kind = AnswerKind::kEntity;
  reading.notes = std::move(comparer->notes());
  if (comparer->first_change())
    reading.message =
        CleanText(ChangeMessage(exchange, *comparer->first_change()), kMaxReadingMessage);
  return reading;
}

// ReadUnnamed judges an answer without the entity's id.
AnswerReading ReadUnnamed(const Exchange& exchange, const JsonValue& root,
                          std::string_view media_type, std::string_view sent_id,
                          const AnswerContext& context) {
  if (root.type == JsonType::kObject && answer::IsErrorObject(root.bytes, media_type)) {
    const std::string words = ServiceWords(root.bytes);
    return Judged(AnswerKind::kError, absl::StrCat(Answered(exchange), " with an error",
                                                   words.empty() ? "" : ": ", words));
  }
  if (context.answer_id.empty()) return Judged(AnswerKind::kEntity, "");
  return NoEntity(exchange, root, context, sent_id);
}

// ReadJson judges an answer that is JSON, where the entity was asked for. `sent` is an object.
AnswerReading ReadJson(const Exchange& exchange, const JsonValue& root, std::string_view media_type,
                       std::string_view sent, const AnswerContext& context) {
  if (context.answer_id.empty()) return ReadUnnamed(exchange, root, media_type, "", context);
  const std::string_view answered = root.type == JsonType::kObject ? root.bytes : "{}";
  answer::EntityComparer comparer(context.object, sent, answered);
  answer::EntityComparer::Values id = comparer.ValueOf(context.answer_id);
  if (!IsId(id.sent)) id.sent = {};
  if (!IsId(id.answered)) return ReadUnnamed(exchange, root, media_type, id.sent, context);
  if (!id.sent.empty() && !IsSameId(id.sent, id.answered))
    return AnotherId(exchange, context, id.sent, id.answered);
  return Compared(exchange, &comparer);
}

}  // namespace

AnswerReading ReadAnswer(const Exchange& exchange, std::string_view sent,
                         const AnswerContext& context) {
  if (context.confirm == Confirm::kOff || exchange.status == 204 || exchange.status == 205)
    return {};
  const std::string_view missing = answer::WhatIsMissing(exchange);
  const std::string_view body = answer::BodyOf(exchange);
  const auto unread = [&exchange](std::string_view why) {
    return Judged(AnswerKind::kUnread, absl::StrCat(Answered(exchange), ", ", Absl(why)));
  };
  if (answer::IsBlank(body)) return missing.empty() ? AnswerReading() : unread(missing);
  const std::string_view media_type = answer::MediaType(exchange);
  if (answer::IsPage(media_type, body)) return Foreign(exchange, body, media_type, /*page=*/true);
  const JsonWalk walk = WalkJson(body);
  // A proxy that counts wrongly cuts as well.
  const bool unended =
      walk.end == JsonWalk::End::kUnended && (!missing.empty() || BeginsAsList(body));
  const bool json =
      walk.end == JsonWalk::End::kWhole || walk.end == JsonWalk::End::kTooDeep || unended;
  if (context.json_asked && !json) return Foreign(exchange, body, media_type, /*page=*/false);
  if (!missing.empty()) return unread(missing);
  if (unended) return unread("but its JSON ends before it is whole");
  if (walk.end == JsonWalk::End::kTooDeep) return unread(answer::kTooDeep);
  const absl::string_view trimmed = absl::StripLeadingAsciiWhitespace(Absl(sent));
  const bool of_entity = context.confirm == Confirm::kEntity && context.one_entity && json;
  if (!of_entity || absl::StartsWith(trimmed, "[")) return Judged(AnswerKind::kEntity, "");
  const bool object = absl::StartsWith(trimmed, "{");
  return ReadJson(exchange, walk.value, media_type, object ? sent.substr(sent.find('{')) : "{}",
                  context);
}

}  // namespace inflow
