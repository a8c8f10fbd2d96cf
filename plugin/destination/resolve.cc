// SPDX-License-Identifier: Apache-2.0
//
// The command "resolve": which records of a collection some names stand for.
#include <nlohmann/json.hpp>

#include "plugin/catalog/collection.h"
#include "plugin/destination/destination.h"
#include "plugin/destination/internal/warnings_json.h"
#include "plugin/text/escaped.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

using Json = nlohmann::ordered_json;

constexpr char kResolveUsage[] =
    R"("resolve" takes {"collection": "customers", "names": ["Alfreds Futterkiste"]})";

CallStatus WrongResolve(std::string message) {
  return {.code = CallCode::kInvalidArgument, .message = std::move(message)};
}

// HoleFor is what stands in a payload for a name.
std::string HoleFor(const std::string& collection, const std::string& name, Names* names) {
  std::string escaped;
  AppendEscaped(name, &escaped);
  std::string text;
  AppendMark({.kind = ReferenceKind::kName,
              .collection = collection,
              .derived = {},
              .names = {{{}, escaped}}},
             &text);
  names->Intern(&text);
  return text;
}

}  // namespace

CallStatus Destination::Resolve(std::string_view arguments, std::string* json) {
  const Json given =
      Json::parse(arguments.begin(), arguments.end(), nullptr, /*allow_exceptions=*/false);
  const bool form = given.is_object() && given.size() == 2 && given.contains("collection") &&
                    given["collection"].is_string() && given.contains("names") &&
                    given["names"].is_array();
  if (!form) return WrongResolve(kResolveUsage);
  const Collection* const collection = FindCollection(given["collection"].get<std::string>());
  if (collection == nullptr || collection->natural.empty()) {
    return WrongResolve(Quoted(given["collection"].get<std::string>()) +
                        " is no collection whose records can be looked up by name");
  }
  Names& names = dry_names_;
  names.Sweep();
  names.Tick(parts_.clock->Now());
  std::vector<std::string> texts;
  for (const Json& name : given["names"]) {
    if (!name.is_string() || name.get<std::string>().empty()) return WrongResolve(kResolveUsage);
    texts.push_back(HoleFor(collection->name, name.get<std::string>(), &names));
  }
  // As often as something that is not known is asked for.
  while (true) {
    for (std::string& text : texts) names.Fill(text.data(), text.size(), 0);
    if (!names.place()) break;
    const Question question = names.Ask();
    Exchange exchange;
    CallStatus status;
    if (!AskForName(ReadCall(question.path), &exchange, &status)) {
      names.PutBack(question);
      return Hidden(status);
    }
    const Answered answered = names.Answer(question, exchange);
    if (answered.kind != Answered::kRead) names.Fail(question, /*failed=*/false, answered.why);
  }
  Json found = Json::array();
  for (size_t i = 0; i < texts.size(); ++i) {
    Json one = {{"name", given["names"][i]}, {"id", nullptr}};
    const Names::Filling filling = names.Fill(texts[i].data(), texts[i].size(), 0);
    if (filling.kind == Names::Filling::kFull) {
      one["id"] = texts[i];
    } else {
      one["message"] = std::string(filling.why);
    }
    found.push_back(std::move(one));
  }
  for (const Note& note : names.TakeNotes()) {
    for (Json& one : found) {
      if (one["name"] == note.field) one["message"] = NoteMessage(note);
    }
  }
  *json = Json{{"collection", collection->name}, {"names", std::move(found)}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
  redactor_->Redact(json);
  return {};
}

}  // namespace inflow
