// SPDX-License-Identifier: Apache-2.0
#include "plugin/lookup/entity_list.h"

#include "absl/strings/numbers.h"
#include "plugin/answer/answer.h"
#include "plugin/answer/body.h"
#include "plugin/record/cursor.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/percent.h"

namespace inflow {
namespace {

std::string TextIn(std::string_view object, std::string_view key) {
  for (MemberCursor members(object); members.Next();) {
    const Member& member = members.member();
    if (!KeyIs(member, key) || member.type != JsonType::kString) continue;
    std::string text;
    Unescape(member.value.substr(1, member.value.size() - 2), &text);
    return text;
  }
  return "";
}

}  // namespace

std::string PathOfPage(const Page& page) {
  std::string path = "/" + page.collection->name;
  if (!page.collection->paged) return path;
  path += "?count=" + std::to_string(page.count) + "&includeCount=true";
  if (page.collection->sortable) path += "&sort=" + page.collection->id_field;
  if (!page.after.empty()) {
    path += "&after=";
    AppendPercentEncoded(page.after, &path);
  }
  path += page.filters;
  return page.includes.empty() ? path : path + "&include=" + page.includes;
}

void AppendFilter(std::string_view name, std::string_view behind, std::string_view text,
                  std::string* filters) {
  filters->append("&filter");
  AppendPercentEncoded(std::string("[").append(name).append("]").append(behind), filters);
  filters->push_back('=');
  AppendPercentEncoded(text, filters);
}

std::optional<int64_t> TotalOf(const Exchange& exchange) {
  const std::optional<std::string_view> header = FindHeader(exchange, "x-listcount");
  int64_t total = 0;
  if (!header || !absl::SimpleAtoi(Absl(*header), &total) || total < 0) return std::nullopt;
  return total;
}

EntityList ReadEntityList(const Exchange& exchange, std::string_view collection) {
  EntityList read;
  const JsonWalk walk = WalkJson(answer::BodyOf(exchange));
  const bool whole = exchange.failure == Failure::kNone && !exchange.cut;
  const std::string answered = "the service answered " + std::to_string(exchange.status);
  if (whole && walk.end == JsonWalk::End::kWhole && walk.value.type == JsonType::kArray) {
    read.kind = EntityList::kRead;
    read.list = walk.value.bytes;
    read.total = TotalOf(exchange);
  } else if (exchange.failure == Failure::kTooLarge) {
    read.kind = EntityList::kTooLong;
    read.why = answered + " with more than limits.max_response_bytes";
  } else if (!whole) {
    read.kind = EntityList::kCut;
    read.why = answered + ", and not all of it arrived";
  } else {
    const AnswerReading reading =
        ReadAnswer(exchange, "", {.confirm = Confirm::kEntity, .json_asked = true});
    const bool foreign = reading.kind == AnswerKind::kForeign;
    read.kind = foreign ? EntityList::kForeign : EntityList::kNone;
    read.why = foreign || reading.kind == AnswerKind::kError
                   ? reading.message
                   : answered + " with no list of " + std::string(collection);
  }
  return read;
}

std::string EntityText(std::string_view entity, std::string_view field) {
  std::string text = TextIn(entity, field);
  for (MemberCursor members(entity); text.empty() && members.Next();) {
    const Member& member = members.member();
    if (KeyIs(member, "attributes") && member.type == JsonType::kObject)
      text = TextIn(member.value, field);
  }
  return text;
}

}  // namespace inflow
