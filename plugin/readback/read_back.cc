// SPDX-License-Identifier: Apache-2.0
#include "plugin/readback/read_back.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "plugin/answer/answer.h"
#include "plugin/answer/body.h"
#include "plugin/catalog/includable.h"
#include "plugin/entity/uuid.h"
#include "plugin/lookup/entity_list.h"
#include "plugin/record/cursor.h"
#include "plugin/retry/classify.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

// ValueOf is a member's value as JSON, by its name in any case of ASCII letters, as the service
// binds it; empty where there is none. Of equal names the last one counts.
std::string_view ValueOf(std::string_view object, std::string_view name) {
  std::string_view value;
  std::string key;
  for (MemberCursor members(object); members.Next();) {
    key.clear();
    Unescape(members.member().key, &key);
    if (absl::EqualsIgnoreCase(key, Absl(name))) value = members.member().value;
  }
  return value;
}

// TextOf is what a JSON text says, or a number as written; empty for all else.
std::string TextOf(std::string_view json) {
  std::string text;
  if (json.empty()) return text;
  if (json.front() == '"') {
    Unescape(json.substr(1, json.size() - 2), &text);
  } else if (json.front() == '-' || absl::ascii_isdigit(static_cast<unsigned char>(json.front()))) {
    text = json;
  }
  return text;
}

// GuidIn is a text as the service writes GUIDs; empty where it is none.
std::string GuidIn(std::string_view text) {
  std::string guid;
  if (const std::optional<Uuid> uuid = ParseUuid(text)) AppendUuid(*uuid, &guid);
  return guid;
}

// WithoutPlaces is a path of names alone: "prices.0.unitPrice" becomes "prices.unitPrice".
std::string WithoutPlaces(std::string_view field) {
  std::string path;
  while (!field.empty()) {
    const size_t end = std::min(field.find('.'), field.size());
    const std::string_view step = field.substr(0, end);
    if (step.find_first_not_of("0123456789") != std::string_view::npos)
      path.append(path.empty() ? "" : ".").append(step);
    field.remove_prefix(std::min(end + 1, field.size()));
  }
  return path;
}

std::string Answered(const Exchange& exchange) {
  return absl::StrCat("the service answered ", exchange.status);
}

// WhyNoAnswer says why an exchange shows nothing of an entity; empty where it may. A 404 that the
// service itself may give is left to the reader.
std::string WhyNoAnswer(const Exchange& exchange) {
  if (exchange.status == 0)
    return exchange.detail.empty() ? "the service did not answer" : exchange.detail;
  const AnswerReading reading =
      ReadAnswer(exchange, "", {.confirm = Confirm::kType, .json_asked = true});
  if (exchange.status == 404) return answer::IsMarkup(exchange.body) ? reading.message : "";
  if (exchange.status < 200 || exchange.status > 299) {
    const std::string words = ServiceWords(exchange.body);
    return Answered(exchange) + (words.empty() ? "" : ": ") + words;
  }
  if (reading.kind == AnswerKind::kNone) return Answered(exchange) + " with nothing";
  return reading.kind == AnswerKind::kEntity ? "" : reading.message;
}

}  // namespace

std::string_view FoundStateName(FoundState state) {
  switch (state) {
    case FoundState::kEqual:
      return "equal";
    case FoundState::kDifferent:
      return "different";
    case FoundState::kAbsent:
      return "absent";
    case FoundState::kUnreadable:
      return "unreadable";
  }
  return "";
}

ReadBack::ReadBack(const SentEntity& sent)
    : place_(FindEntityPlace(sent.collection)), object_(sent.object), json_(sent.json) {
  if (place_ == nullptr) {
    why_ = absl::StrCat("the service shows no single ", Absl(sent.collection));
    return;
  }
  if (object_ == nullptr) object_ = FindObjectSchema(place_->endpoint);
  id_ = GuidIn(sent.id.empty() ? TextOf(ValueOf(json_, place_->id_field)) : std::string(sent.id));
  if (id_.empty() && !sent.id.empty()) {
    why_ = absl::StrCat(Quoted(sent.id), " is no GUID, so that nobody can ask for it");
    return;
  }
  const UniqueField* named = nullptr;
  for (const UniqueField& field : place_->unique) {
    name_ = TextOf(ValueOf(json_, field.field));
    if (name_.empty()) continue;
    named = &field;
    break;
  }
  if (id_.empty()) unique_ = named;
  if (id_.empty() && unique_ == nullptr) {
    why_ = absl::StrCat("it was sent without a GUID, and without anything else that one of the ",
                        Absl(place_->collection), " can be found by");
    return;
  }
  if (object_ != nullptr) FindIncludes();
  SetPath();
}

// FindIncludes walks what was sent, along with its schema: the service shows rows, and mostly the
// custom fields, only to those who ask.
void ReadBack::FindIncludes() {
  struct Part {
    std::string_view object;
    const ObjectSchema* schema;
    std::string path;
  };
  std::vector<Part> parts = {{json_, object_, ""}};
  const auto add = [](std::string path, std::vector<std::string>* to) {
    if (std::find(to->begin(), to->end(), path) == to->end()) to->push_back(std::move(path));
  };
  std::string key;
  while (!parts.empty()) {
    const Part part = std::move(parts.back());
    parts.pop_back();
    for (MemberCursor members(part.object); members.Next();) {
      const Member& member = members.member();
      key.clear();
      Unescape(member.key, &key);
      const Field* const field = part.schema->Find(key);
      if (field == nullptr || field->object == nullptr || field->read_only || field->unanswered)
        continue;
      const std::string path = part.path.empty() ? field->name : part.path + "." + field->name;
      const bool rows = field->type == FieldType::kRows;
      if (rows || field->object->custom)
        add(path, rows || TakesCustomFields(*object_) ? &includes_ : &unasked_);
      if (member.type == JsonType::kObject) parts.push_back({member.value, field->object, path});
      if (!rows || member.type != JsonType::kArray) continue;
      for (ItemCursor items(member.value); items.Next();) {
        if (items.item().type == JsonType::kObject)
          parts.push_back({items.item().bytes, field->object, path});
      }
    }
  }
  std::sort(includes_.begin(), includes_.end());
}

void ReadBack::SetPath() {
  path_ = absl::StrCat("/", Absl(place_->collection));
  if (unique_ == nullptr) {
    absl::StrAppend(&path_, "/", id_);
  } else {
    absl::StrAppend(&path_, "?count=", kMostOfAPage, "&includeCount=true");
    AppendFilter(unique_->filter, "", name_, &path_);
  }
  std::string includes;
  for (const std::string& path : includes_) {
    const bool implied =
        std::any_of(includes_.begin(), includes_.end(),
                    [&](const std::string& other) { return absl::StartsWith(other, path + "."); });
    if (!implied) absl::StrAppend(&includes, includes.empty() ? "" : ",", path);
  }
  if (!includes.empty())
    absl::StrAppend(&path_, unique_ == nullptr ? "?" : "&", "include=", includes);
}

bool ReadBack::IsIncluded(std::string_view field) const {
  return std::find(unasked_.begin(), unasked_.end(), WithoutPlaces(field)) == unasked_.end();
}

FoundEntity ReadBack::Compare(std::string_view entity) const {
  FoundEntity found;
  found.id = id_.empty() ? GuidIn(TextOf(ValueOf(entity, place_->id_field))) : id_;
  Differences differences = CompareEntities(object_, json_, entity);
  std::vector<std::string> unknown;
  found.differences = std::move(differences.values);
  for (Difference& one : differences.unshown) {
    if (IsIncluded(one.field)) {
      found.differences.push_back(std::move(one));
    } else {
      unknown.push_back(Quoted(one.field));
    }
  }
  found.state = found.differences.empty() ? FoundState::kEqual : FoundState::kDifferent;
  if (!unknown.empty()) found.message = "the service does not show " + absl::StrJoin(unknown, ", ");
  if (differences.more)
    found.message = absl::StrCat("there are more differences than these ", Differences::kMost);
  return found;
}

FoundEntity ReadBack::ReadEntity(const Exchange& exchange, std::string_view body) const {
  FoundEntity found;
  found.id = id_;
  const JsonWalk walk = WalkJson(body);
  const bool object = walk.end == JsonWalk::End::kWhole && walk.value.type == JsonType::kObject;
  const std::string shown =
      object ? TextOf(ValueOf(walk.value.bytes, place_->id_field)) : std::string();
  if (shown.empty()) {
    const std::string words = object ? ServiceWords(walk.value.bytes) : std::string();
    found.message = absl::StrCat(Answered(exchange), " with no ", Quoted(place_->id_field),
                                 words.empty() ? "" : ": ", words);
    return found;
  }
  if (GuidIn(shown) != id_) {
    found.message = absl::StrCat(Answered(exchange), " with ", Quoted(shown), " instead of ", id_);
    return found;
  }
  return Compare(walk.value.bytes);
}

// ReadList looks for the very value: what a filter finds may only contain it.
FoundEntity ReadBack::ReadList(const Exchange& exchange, std::string_view body) const {
  FoundEntity found;
  const JsonWalk walk = WalkJson(body);
  if (walk.end != JsonWalk::End::kWhole || walk.value.type != JsonType::kArray) {
    found.message = absl::StrCat(Answered(exchange), " with no list of ", Absl(place_->collection));
    return found;
  }
  int64_t listed = 0;
  int64_t fitting = 0;
  for (ItemCursor items(walk.value.bytes); items.Next(); ++listed) {
    const JsonValue& item = items.item();
    if (item.type != JsonType::kObject || TextOf(ValueOf(item.bytes, unique_->field)) != name_) {
      continue;
    }
    FoundEntity one = Compare(item.bytes);
    if (++fitting == 1) {
      found = std::move(one);
    } else if (one.state == FoundState::kEqual && found.state != FoundState::kEqual) {
      one.twin = std::move(found.id);
      found = std::move(one);
    } else if (found.twin.empty()) {
      found.twin = std::move(one.id);
    }
    if (found.state == FoundState::kEqual && fitting > 1) break;
  }
  if (fitting > 1 && found.state == FoundState::kDifferent)
    found.message = absl::StrCat("there are several with ", Quoted(name_), " as ",
                                 Quoted(unique_->field), "; this is the first");
  if (fitting > 0) return found;
  const std::optional<int64_t> total = TotalOf(exchange);
  if (total ? *total > listed : listed >= kMostOfAPage) {
    found.message =
        absl::StrCat("it is not among the first ", listed, " of the ", Absl(place_->collection),
                     " that fit ", Quoted(name_), ", and there are more");
    return found;
  }
  found.state = FoundState::kAbsent;
  return found;
}

FoundEntity ReadBack::Judge(const Exchange& exchange) const {
  FoundEntity found;
  found.id = id_;
  found.message = WhyNoAnswer(exchange);
  if (!found.message.empty()) return found;
  if (exchange.status == 404) {
    if (unique_ == nullptr) {
      found.state = FoundState::kAbsent;
    } else {
      found.message =
          absl::StrCat(Answered(exchange), ": there is no list of ", Absl(place_->collection));
    }
    return found;
  }
  const std::string_view body = answer::BodyOf(exchange);
  return unique_ == nullptr ? ReadEntity(exchange, body) : ReadList(exchange, body);
}

FoundEntity ReadBack::Read(const Exchange& exchange) const {
  FoundEntity found = Judge(exchange);
  found.name = name_;
  return found;
}

}  // namespace inflow
