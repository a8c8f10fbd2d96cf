// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/further_questions.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace inflow::command {
namespace {

constexpr char kBatching[] = "batching";
constexpr char kWebhook[] = "webhook";
constexpr char kHeaders[] = "headers";
constexpr char kExcluded[] = "excluded";

// OwnSetting is a key of "batching" that belongs to an algorithm.
struct OwnSetting {
  std::string name;
  bool needed;
  JsonTree example;
};

bool HasName(const JsonTree& names, const std::string& name) {
  return names.is_array() && std::find(names.begin(), names.end(), JsonTree(name)) != names.end();
}

// OwnSettings are those of the algorithm, in the description's order.
std::vector<OwnSetting> OwnSettings(const JsonTree& description, const std::string& algorithm) {
  constexpr absl::string_view kSection = "batching.";
  std::vector<OwnSetting> own;
  for (const JsonTree& section : TreeList(description, "sections")) {
    for (const JsonTree& key : TreeList(section, "keys")) {
      const std::string path = TreeText(key, "name");
      const bool needed = HasName(TreeMember(key, "needed_by"), algorithm);
      if (!absl::StartsWith(path, kSection) ||
          !(needed || HasName(TreeMember(key, "taken_by"), algorithm)))
        continue;
      own.push_back({path.substr(kSection.size()), needed, TreeMember(key, "example")});
    }
  }
  return own;
}

// AskSettings asks for the algorithm's own ones; the library judges them together, at the last.
bool AskOwnSettings(const Asking& asking, const std::string& algorithm, JsonTree* batching,
                    Draft* draft) {
  const std::vector<OwnSetting> own = OwnSettings(asking.description, algorithm);
  for (size_t i = 0; i < own.size(); ++i) {
    const std::string& name = own[i].name;
    const bool last = i + 1 == own.size();
    const std::string words = TreeText(Property(asking, {"batching", name.c_str()}), "description");
    Question question{.text =
                          absl::StrCat("Setting ", name,
                                       own[i].needed ? " (needed)" : " (Enter alone: leave it out)",
                                       ": ", words, own[i].example.is_null() ? "" : " Such as ",
                                       own[i].example.is_null() ? "" : own[i].example.dump())};
    question.may_be_empty = !own[i].needed;
    question.help = "Lists and objects are written as JSON, a text as it is.";
    question.judge = [&](std::string* answer) -> std::string {
      const JsonTree before = *batching;
      if (!answer->empty()) {
        JsonTree value = JsonTree::parse(*answer, nullptr, false);
        (*batching)[name] =
            value.is_structured() || value.is_string() ? std::move(value) : JsonTree(*answer);
      }
      std::string faults;
      if (last) {
        faults = Take(asking, "batching", *batching, draft);
      } else if (!answer->empty()) {
        Draft with = *draft;
        with.config["batching"] = *batching;
        faults = FaultsIn(asking, with, "/batching/" + name);
      }
      if (!faults.empty()) *batching = before;
      return faults;
    };
    if (!asking.questions->Ask(question)) return false;
  }
  return true;
}

bool AskBatching(const Asking& asking, Draft* draft) {
  JsonTree batching = {{"enabled", true}};
  const JsonTree algorithms = TreeMember(Property(asking, {"batching", "algorithm"}), "enum");
  std::string algorithm;
  if (algorithms.is_array() && algorithms.size() > 1) {
    Question question{.text = "Grouping algorithm",
                      .otherwise = algorithms.front().get<std::string>(),
                      .only_of_list = true};
    question.help =
        "How several records become the body of one request. docs/configuration.md, Batching, shows each.";
    for (const JsonTree& name : algorithms) question.list.push_back({name.get<std::string>(), ""});
    const std::optional<std::string> answer = asking.questions->Ask(question);
    if (!answer) return false;
    algorithm = *answer;
    batching["algorithm"] = algorithm;
  }
  const bool alone = OwnSettings(asking.description, algorithm).empty();
  Question size{.text = "Batch size, the most records in one request", .otherwise = "100"};
  size.help = "Fewer go where no more are there, or where the body would grow too large.";
  size.judge = [&](std::string* answer) {
    batching["size"] = JsonTree::accept(*answer) ? JsonTree::parse(*answer) : JsonTree(*answer);
    if (alone) return Take(asking, "batching", batching, draft);
    Draft with = *draft;
    with.config["batching"] = batching;
    return FaultsIn(asking, with, "/batching/size");
  };
  if (!asking.questions->Ask(size)) return false;
  return alone || AskOwnSettings(asking, algorithm, &batching, draft);
}

bool AskText(const Asking& asking, const std::string& text, const std::string& help,
             const std::function<std::string(const std::string&)>& judge) {
  Question question{.text = text, .help = help, .may_be_empty = true};
  question.judge = [&](std::string* answer) {
    return answer->empty() ? std::string() : judge(*answer);
  };
  return asking.questions->Ask(question).has_value();
}

bool AskThis(const Asking& asking, const std::string& what, Draft* draft) {
  if (what == kBatching) return AskBatching(asking, draft);
  if (what == kWebhook) {
    return AskText(asking,
                   "Response webhook, the URL that every answer is sent to (Enter alone: none)",
                   "https, or http to this machine. The API key is never sent there.",
                   [&](const std::string& url) {
                     return Take(asking, "response_webhook", {{"url", url}}, draft);
                   });
  }
  if (what == kHeaders) {
    return AskText(asking,
                   "Further request headers, name:value with commas between (Enter alone: none)",
                   "Authorization is added by itself.", [&](const std::string& headers) {
                     return Take(asking, "request_headers", headers, draft);
                   });
  }
  return AskText(asking, "Attributes that are not sent, with commas between (Enter alone: none)",
                 "By the names that they have in what is sent; lines.cost reaches into lists.",
                 [&](const std::string& typed) {
                   JsonTree names = JsonTree::array();
                   for (const absl::string_view name : absl::StrSplit(typed, ','))
                     names.push_back(std::string(absl::StripAsciiWhitespace(name)));
                   return Take(asking, "exclude_attributes", names, draft);
                 });
}

// Offered are those that this endpoint can do and that were not answered by the map.
std::vector<Choice> Offered(const Asking& asking, const Draft& draft) {
  std::vector<Choice> offered;
  const JsonTree endpoint = draft.fields.endpoint();
  const bool batches =
      endpoint.is_null() || TreeMember(endpoint, "takes_array") == true || draft.fields.has_lines();
  if (batches && !draft.config.contains("batching"))
    offered.push_back({kBatching, "several records in one request"});
  if (!Property(asking, {"response_webhook"}).is_null())
    offered.push_back({kWebhook, "every answer is posted to a URL, too"});
  offered.push_back({kHeaders, "further request headers"});
  offered.push_back({kExcluded, "attributes that are not sent"});
  return offered;
}

}  // namespace

bool AskFurther(const Asking& asking, Draft* draft) {
  const std::vector<Choice> offered = Offered(asking, *draft);
  Question question{.text = "Anything else?", .may_be_empty = true};
  for (const Choice& choice : offered)
    absl::StrAppend(&question.text, choice.name == offered.front().name ? " " : ", ", choice.name);
  question.text += " (with commas between; Enter alone: no)";
  for (const Choice& choice : offered)
    absl::StrAppend(&question.help, choice.name, ": ", choice.words, ". ");
  std::vector<std::string> wanted;
  question.judge = [&](std::string* answer) -> std::string {
    wanted.clear();
    if (answer->empty() || *answer == "no") return "";
    for (const absl::string_view part : absl::StrSplit(*answer, ',')) {
      const std::string name(absl::StripAsciiWhitespace(part));
      if (std::none_of(offered.begin(), offered.end(),
                       [&](const Choice& one) { return one.name == name; }))
        return absl::StrCat("There is no \"", name, "\" here; Enter alone goes on without.");
      wanted.push_back(name);
    }
    return "";
  };
  if (!asking.questions->Ask(question)) return false;
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const std::string& what) { return AskThis(asking, what, draft); });
}

}  // namespace inflow::command
