// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/config/config_text.h"
#include "tools/inflow/files/replace_file.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/show/catalogue_text.h"
#include "tools/inflow/terminal/prompter.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

// At is the value below a path of names, null where there is none.
JsonTree At(JsonTree value, std::initializer_list<const char*> path) {
  for (const char* name : path) {
    if (!value.is_object()) return {};
    const auto found = value.find(name);
    if (found == value.end()) return {};
    JsonTree next = *found;
    value = std::move(next);
  }
  return value;
}

// Interview asks for one configuration, in the order of inFlow's own guide, and has every answer
// judged by the plugin.
class Interview {
 public:
  Interview(const host::Library& library, std::string_view description, Prompter* prompter,
            const Surroundings& surroundings)
      : library_(library),
        description_(description),
        parsed_(JsonTree::parse(description, nullptr, false)),
        prompter_(prompter),
        surroundings_(surroundings) {}

  absl::Status Preset(const std::vector<std::string>& settings) {
    std::string text = "{}";
    for (const std::string& setting : settings) {
      if (absl::Status status = ApplySetting(setting, &text); !status.ok()) return status;
    }
    config_.update(JsonTree::parse(text));
    return absl::OkStatus();
  }

  void AskAll() {
    AskCompany();
    AskKey();
    AskEndpoint();
    AskChoice("content_format", "Content format", {"content_format"});
    AskHeaders();
    AskExcluded();
    AskBatching();
    AskWebhook();
  }

  std::string Text() const {
    return config_.dump(2, ' ', false, JsonTree::error_handler_t::replace) + "\n";
  }
  void set_active(bool active) { config_["active"] = active; }

  // Configure makes a handle of the answers; false after their faults were shown.
  bool Configure(ConfiguredDestination* configured) {
    configured->text = Text();
    if (host::Error error = library_.Open(&configured->destination)) return false;
    const host::Error error = configured->destination.Configure(configured->text);
    if (error) ComplainOfFaults(error, "the configuration", surroundings_);
    return !error;
  }

 private:
  // Faults are those that the plugin finds at or below a pointer.
  std::vector<std::string> Faults(const std::string& below) {
    host::Destination destination;
    if (host::Error error = library_.Open(&destination)) return {};
    return FaultsBelow(destination.Configure(Text()), below);
  }

  // Take puts a value at a key; false, and the key as it was, after saying what speaks against it.
  bool Take(const char* key, const JsonTree& value) {
    const JsonTree before = config_;
    config_[key] = value;
    const std::vector<std::string> faults = Faults(absl::StrCat("/", key));
    for (const std::string& fault : faults) prompter_->Tell("  " + fault);
    if (!faults.empty()) config_ = before;
    return faults.empty();
  }

  JsonTree Names(std::initializer_list<const char*> path) const {
    JsonTree property = At(parsed_, {"configuration"});
    for (const char* name : path) property = At(property, {"properties", name});
    const JsonTree names = At(property, {"enum"});
    return names.is_array() ? names : JsonTree::array();
  }

  static std::string List(const JsonTree& names) {
    std::string text;
    for (const JsonTree& name : names)
      absl::StrAppend(&text, text.empty() ? "" : ", ", name.get<std::string>());
    return text;
  }

  void AskCompany() {
    JsonTree credential = At(config_, {"credential"});
    // The plugin judges a whole credential; what the key is comes with the next question.
    if (!credential.is_object()) credential = JsonTree::object();
    credential["api_key"] = {{"env", "INFLOW_API_KEY"}};
    while (const auto answer =
               prompter_->Ask("Company id, a GUID (Enter alone: the variable INFLOW_COMPANY_ID)",
                              "env INFLOW_COMPANY_ID")) {
      credential["company_id"] = absl::StartsWith(*answer, "env ")
                                     ? JsonTree({{"env", answer->substr(4)}})
                                     : JsonTree(*answer);
      config_["credential"] = credential;
      const std::vector<std::string> faults = Faults("/credential/company_id");
      for (const std::string& fault : faults) prompter_->Tell("  " + fault);
      if (faults.empty()) return;
    }
  }

  // The answer may be the key itself, so it is neither repeated nor handed to anything that might
  // repeat it.
  void AskKey() {
    prompter_->Tell(
        "The API key stays out of the file: name the environment variable or the file that holds it.");
    while (const auto answer =
               prompter_->Ask("API key (env NAME or file PATH)", "env INFLOW_API_KEY")) {
      const bool env = absl::StartsWith(*answer, "env ");
      const std::string name =
          answer->substr(std::min(answer->size(), env ? size_t{4} : size_t{5}));
      if (!env && !absl::StartsWith(*answer, "file ")) {
        prompter_->Tell(
            "  That is neither \"env NAME\" nor \"file PATH\". If it was the key itself, it was not kept; it may still stand on "
            "this screen.");
      } else if (env && (surroundings_.environment(name.c_str()) == nullptr ||
                         *surroundings_.environment(name.c_str()) == 0)) {
        prompter_->Tell(
            "  That environment variable is not set here. Leave with Ctrl-C and export it, or name another.");
      } else if (!env && access(name.c_str(), R_OK) != 0) {
        prompter_->Tell("  There is no such file that can be read.");
      } else {
        config_["credential"]["api_key"] = {{env ? "env" : "file", name}};
        const std::vector<std::string> faults = Faults("/credential");
        if (faults.empty()) return;
        prompter_->Tell(
            "  What it holds cannot be an API key: printable ASCII without spaces, at most 4096 bytes.");
      }
    }
  }

  void AskEndpoint() {
    while (const auto answer = prompter_->Ask(
               "Endpoint (a name, \"list\", or \"manual\" for a method and URL of your own)",
               "list")) {
      if (*answer == "list") {
        prompter_->Tell(EndpointsText(description_, "", false).value_or(""));
      } else if (*answer == "manual") {
        if (AskManual()) return;
      } else if (Take("endpoint", *answer)) {
        return AskParameters(*answer);
      }
    }
  }

  bool AskManual() {
    const auto method = prompter_->Ask("Method (POST, PUT, PATCH or DELETE)", "POST");
    if (!method) return false;
    const auto url = prompter_->Ask("URL below base_url, with placeholders such as {record.id}",
                                    "/{companyId}/products");
    return url && Take("endpoint", {{"method", *method}, {"url", *url}});
  }

  void AskParameters(const std::string& name) {
    const JsonTree endpoints = At(parsed_, {"endpoints"});
    JsonTree parameters = JsonTree::object();
    for (const JsonTree& endpoint : endpoints) {
      if (At(endpoint, {"name"}) != name) continue;
      if (const JsonTree methods = At(endpoint, {"methods"}); methods.size() > 1)
        AskMethod(methods);
      for (const JsonTree& parameter : At(endpoint, {"parameters"})) {
        const std::string key = parameter.value("name", "");
        prompter_->Tell(absl::StrCat("  ", key, ": ", parameter.value("description", "")));
        while (const auto answer = prompter_->Ask(absl::StrCat("Parameter ", key),
                                                  absl::StrCat("{record.", key, "}"))) {
          parameters[key] = *answer;
          if (Take("parameters", parameters)) break;
        }
      }
    }
  }

  void AskMethod(const JsonTree& methods) {
    while (const auto answer = prompter_->Ask(absl::StrCat("Method (", List(methods), ")"),
                                              methods.front().get<std::string>())) {
      if (Take("method", *answer)) return;
    }
  }

  // AskChoice offers what this plugin can do; where that is one thing there is nothing to ask.
  void AskChoice(const char* key, const std::string& question,
                 std::initializer_list<const char*> path) {
    const JsonTree names = Names(path);
    if (names.size() < 2) return;
    while (const auto answer = prompter_->Ask(absl::StrCat(question, " (", List(names), ")"),
                                              names.front().get<std::string>())) {
      if (Take(key, *answer)) return;
    }
  }

  void AskHeaders() {
    while (const auto answer = prompter_->Ask(
               "Further request headers, name:value with commas between (Enter alone: none)")) {
      if (answer->empty() || Take("request_headers", *answer)) return;
    }
  }

  void AskExcluded() {
    while (const auto answer = prompter_->Ask(
               "Attributes that are not sent, with commas between (Enter alone: none)")) {
      if (answer->empty()) return;
      JsonTree names = JsonTree::array();
      for (absl::string_view name : absl::StrSplit(*answer, ',')) {
        names.push_back(std::string(absl::StripAsciiWhitespace(name)));
      }
      if (Take("exclude_attributes", names)) return;
    }
  }

  // OwnSetting is a key of "batching" that belongs to an algorithm.
  struct OwnSetting {
    std::string name;
    bool needed;
    JsonTree example;
  };

  // OwnSettings are those of the algorithm, in the description's order.
  std::vector<OwnSetting> OwnSettings(const std::string& algorithm) const {
    constexpr absl::string_view kSection = "batching.";
    std::vector<OwnSetting> own;
    for (const JsonTree& section : At(parsed_, {"sections"})) {
      for (const JsonTree& key : At(section, {"keys"})) {
        const std::string path = TreeText(key, "name");
        const bool needed = HasName(At(key, {"needed_by"}), algorithm);
        if (!absl::StartsWith(path, kSection) ||
            !(needed || HasName(At(key, {"taken_by"}), algorithm)))
          continue;
        own.push_back({path.substr(kSection.size()), needed, At(key, {"example"})});
      }
    }
    return own;
  }

  static bool HasName(const JsonTree& names, const std::string& name) {
    return names.is_array() && std::find(names.begin(), names.end(), JsonTree(name)) != names.end();
  }

  void AskOwnSettings(const std::string& algorithm, JsonTree* batching) {
    for (const auto& [name, needed, example] : OwnSettings(algorithm)) {
      const JsonTree setting =
          At(parsed_, {"configuration", "properties", "batching", "properties", name.c_str()});
      prompter_->Tell(absl::StrCat("  ", name, ": ", TreeText(setting, "description"),
                                   example.is_null() ? "" : " Such as ",
                                   example.is_null() ? "" : example.dump()));
      const auto answer = prompter_->Ask(
          absl::StrCat("Setting ", name, needed ? " (needed)" : " (Enter alone: leave it out)"));
      if (!answer) return;
      if (answer->empty()) continue;
      // Lists and objects are written as JSON, a text as it is.
      JsonTree value = JsonTree::parse(*answer, nullptr, false);
      (*batching)[name] =
          value.is_structured() || value.is_string() ? std::move(value) : JsonTree(*answer);
    }
  }

  void AskBatching() {
    while (prompter_->AskYes("Batch records together, several in one request?", false)) {
      const auto size = prompter_->Ask("Batch size", "100");
      JsonTree batching = {{"enabled", true}};
      if (size)
        batching["size"] = JsonTree::accept(*size) ? JsonTree::parse(*size) : JsonTree(*size);
      const JsonTree algorithms = Names({"batching", "algorithm"});
      if (algorithms.size() > 1) {
        if (const auto name =
                prompter_->Ask(absl::StrCat("Grouping algorithm (", List(algorithms), ")"),
                               algorithms.front().get<std::string>())) {
          batching["algorithm"] = *name;
          AskOwnSettings(*name, &batching);
        }
      }
      if (prompter_->ended() || Take("batching", batching)) return;
    }
  }

  void AskWebhook() {
    if (At(parsed_, {"configuration", "properties", "response_webhook"}).is_null()) return;
    while (const auto answer = prompter_->Ask(
               "Response webhook, the URL that every answer is sent to (Enter alone: none)")) {
      if (answer->empty() || Take("response_webhook", {{"url", *answer}})) return;
    }
  }

  const host::Library& library_;
  std::string_view description_;
  JsonTree parsed_;
  Prompter* prompter_;
  const Surroundings& surroundings_;
  JsonTree config_ = {{"active", false}};
};

// TrySamples shows the sample payload of a file of the user's, and offers to send it.
void TrySamples(const Options& options, Interview* interview, Prompter* prompter, Clock* clock,
                const Surroundings& surroundings) {
  Options sample = options;
  while (const auto file = prompter->Ask(
             "A file of records, to see a sample of what is sent (Enter alone: none)")) {
    if (file->empty()) return;
    sample.inputs = {*file};
    sample.samples = 1;
    ConfiguredDestination configured;
    if (!interview->Configure(&configured)) return;
    if (PreviewWith(sample, &configured, clock, surroundings) != kExitOk) continue;
    if (!prompter->AskYes("Send this as a test request now? It is written for real", false)) return;
    SendTestWith(sample, &configured, surroundings);
    return;
  }
}

}  // namespace

int RunInit(const Options& options, const host::Library& library,
            const Surroundings& surroundings) {
  if (!surroundings.in_is_terminal || !surroundings.out_is_terminal) {
    Complain(
        surroundings,
        "inflow init asks its questions on a terminal; without one, write the configuration by hand: inflow schema says "
        "what it may hold");
    return kExitUsage;
  }
  host::Buffer description;
  if (host::Error error = library.Describe(&description)) {
    Complain(surroundings, error.message());
    return kExitInternal;
  }
  SystemClock clock;
  Prompter prompter(&clock, surroundings);
  Interview interview(library, description.view(), &prompter, surroundings);
  absl::Status status = interview.Preset(options.settings);
  const bool exists = access(options.config.c_str(), F_OK) == 0;
  if (status.ok() && exists &&
      !prompter.AskYes(options.config + " exists. Replace it at the end?", false)) {
    Complain(surroundings,
             absl::StrCat(options.config, " was not changed; name another file: inflow init FILE"));
    return prompter.interrupted() ? kExitStopped : kExitUsage;
  }
  if (status.ok()) {
    interview.AskAll();
    if (!prompter.ended()) TrySamples(options, &interview, &prompter, &clock, surroundings);
    ConfiguredDestination configured;
    if (!prompter.ended() && !interview.Configure(&configured)) return kExitUsage;
    const bool active = prompter.AskYes(
        absl::StrCat("Activate it, so that inflow load sends? It is written to ", options.config),
        false);
    if (prompter.ended()) {
      Complain(surroundings, absl::StrCat("stopped; ", options.config,
                                          exists ? " was not changed" : " was not written"));
      return prompter.interrupted() ? kExitStopped : kExitUsage;
    }
    interview.set_active(active);
    status = ReplaceFile(options.config, interview.Text());
  }
  if (!status.ok()) {
    Complain(surroundings, {status.message().data(), status.message().size()});
    return kExitUsage;
  }
  prompter.Tell(absl::StrCat(options.config, " is written. ",
                             At(JsonTree::parse(interview.Text()), {"active"}) == true
                                 ? "Load with: inflow load --config "
                                 : "Activate it with: inflow activate --config ",
                             ShellQuote(options.config)));
  return kExitOk;
}

}  // namespace inflow::command
