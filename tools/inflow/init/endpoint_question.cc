// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/endpoint_question.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tools/inflow/init/field_value.h"
#include "tools/inflow/init/preset.h"
#include "tools/inflow/show/column_field.h"

namespace inflow::command {
namespace {

constexpr char kManual[] = "manual";

constexpr char kEndpointHelp[] =
    "What the records become in inFlow. upsert_… are routes of inFlow's own API: a record that is there is changed, one that is "
    "not is made. create_… and update_… are those of the product document. Type words (product, purchase order), a number of the "
    "list, or manual for a method and URL of your own.";

std::string NamesText(const JsonTree& names) {
  std::vector<std::string> texts;
  for (const JsonTree& name : names) {
    if (name.is_string()) texts.push_back(name.get<std::string>());
  }
  return absl::StrJoin(texts, ", ");
}

// ChoicesOf lists the endpoints, those of inFlow's own API first.
std::vector<Choice> ChoicesOf(const Asking& asking) {
  std::vector<Choice> published, document;
  for (const JsonTree& one : TreeList(asking.description, "endpoints")) {
    const bool is_published = TreeText(one, "kind") == "published";
    (is_published ? published : document)
        .push_back({TreeText(one, "name"), TreeText(one, "title")});
  }
  published.insert(published.end(), document.begin(), document.end());
  published.push_back({kManual, "a method and URL of your own"});
  return published;
}

// LikelyFor is the endpoint that a file's name speaks of, or "".
std::string LikelyFor(const std::string& file, const std::vector<Choice>& choices) {
  constexpr std::string_view kUpsert = "upsert_";
  const std::string plain = PlainName(file.substr(file.rfind('/') + 1));
  std::string likely;
  for (const Choice& choice : choices) {
    if (!choice.name.starts_with(kUpsert)) continue;
    const std::string word = PlainName(choice.name.substr(kUpsert.size()));
    if (plain.find(word) != std::string::npos && choice.name.size() > likely.size())
      likely = choice.name;
  }
  return likely.empty() && plain.find("order") != std::string::npos ? "upsert_sales_order" : likely;
}

bool AskOne(const Asking& asking, const std::string& key, const std::string& text,
            const JsonTree& names, Draft* draft) {
  if (!names.is_array() || names.size() < 2) return true;
  Question question{
      .text = text, .otherwise = names.front().get<std::string>(), .only_of_list = true};
  for (const JsonTree& name : names) question.list.push_back({name.get<std::string>(), ""});
  question.help = absl::StrCat("One of: ", NamesText(names), ".");
  question.judge = [&](std::string* answer) { return Take(asking, key, *answer, draft); };
  return asking.questions->Ask(question).has_value();
}

bool AskManual(const Asking& asking, Draft* draft) {
  Question method{
      .text = "Method (POST, PUT, PATCH or DELETE)", .otherwise = "POST", .only_of_list = true};
  method.list = {
      {"POST", "makes"}, {"PUT", "replaces"}, {"PATCH", "changes a part"}, {"DELETE", "removes"}};
  method.help = "How the request is made.";
  const std::optional<std::string> verb = asking.questions->Ask(method);
  if (!verb) return false;
  if (!AskOne(asking, "content_format", "Content format",
              TreeMember(Property(asking, {"content_format"}), "enum"), draft))
    return false;
  Question url{.text = "URL below base_url, with placeholders such as {record.id}",
               .otherwise = "/{companyId}/products"};
  url.help =
      "It begins with /{companyId}; {record.id} is the attribute id of each record. A URL of another host needs \"allowed_hosts\".";
  url.judge = [&](std::string* answer) {
    return Take(asking, "endpoint", {{"method", *verb}, {"url", *answer}}, draft);
  };
  return asking.questions->Ask(url).has_value();
}

bool AskParameters(const Asking& asking, Draft* draft) {
  JsonTree parameters = JsonTree::object();
  for (const JsonTree& parameter : TreeList(draft->fields.endpoint(), "parameters")) {
    const std::string name = TreeText(parameter, "name");
    const std::vector<std::string> columns = draft->columns();
    Question question{.text = absl::StrCat("Which column holds the parameter ", name, "? ",
                                           TreeText(parameter, "description"))};
    question.otherwise = columns.empty() ? name : FindColumn(name, columns);
    question.help = "A column; or a constant in quotes, the same for every record.";
    for (const std::string& column : columns) question.list.push_back({column, ""});
    question.judge = [&](std::string* answer) -> std::string {
      const FieldValue value = ReadFieldValue(*answer, columns, true);
      if (!value.fault.empty()) return value.fault;
      if (value.value.empty()) return "A URL needs it.";
      parameters[name] = value.value;
      // The others are asked for next.
      std::string faults = Take(asking, "parameters", parameters, draft);
      if (faults.empty() ||
          parameters.size() < TreeList(draft->fields.endpoint(), "parameters").size())
        return "";
      return faults;
    };
    if (!asking.questions->Ask(question)) return false;
  }
  return true;
}

}  // namespace

bool AskPreset(const Asking& asking, Draft* draft) {
  if (!draft->look) return true;
  const std::vector<Preset> fitting = FittingPresets(EmbeddedPresets(), draft->columns());
  if (fitting.empty()) return true;
  const Preset& best = fitting.front();
  const std::optional<bool> take = asking.questions->AskYes(
      absl::StrCat("These columns are known (", best.name, "): ", best.words,
                   ". Take the map for them?"),
      true,
      "A map says which column becomes which field. This one can be changed before it is used; without it you choose the endpoint, "
      "and columns are matched by their names.");
  if (!take) return false;
  if (!*take) return true;
  Draft with = *draft;
  with.config.update(best.config);
  with.config["map"] = WithoutAbsent(TreeMember(best.config, "map"), draft->columns());
  if (const std::string faults = FaultsIn(asking, with, ""); !faults.empty()) {
    asking.questions->Tell(absl::StrCat("This plugin does not take it:\n", faults));
    return true;
  }
  *draft = with;
  draft->preset = best.name;
  draft->folds = TreeText(TreeMember(draft->config, "batching"), "algorithm") == "fold";
  draft->fields =
      EndpointFields(asking.description, TreeText(draft->config, "endpoint"), draft->folds);
  return true;
}

bool AskEndpoint(const Asking& asking, Draft* draft) {
  Question question{
      .text =
          "What are the records to become? (words such as product, vendor, sales order; list; or manual)",
      .help = kEndpointHelp,
      .list = ChoicesOf(asking),
      .only_of_list = true};
  if (draft->look) question.otherwise = LikelyFor(draft->look->path, question.list);
  question.judge = [&](std::string* answer) {
    return *answer == kManual ? "" : Take(asking, "endpoint", *answer, draft);
  };
  const std::optional<std::string> endpoint = asking.questions->Ask(question);
  if (!endpoint) return false;
  if (*endpoint == kManual) return AskManual(asking, draft);
  draft->fields = EndpointFields(asking.description, *endpoint, false);
  for (const JsonTree& warning : TreeList(draft->fields.endpoint(), "warnings"))
    asking.questions->Tell(
        absl::StrCat("  Mind: ", warning.is_string() ? warning.get<std::string>() : ""));
  return AskOne(asking, "method", "Method", TreeMember(draft->fields.endpoint(), "methods"),
                draft) &&
         AskParameters(asking, draft);
}

}  // namespace inflow::command
