// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/config/secret_values.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/show/preview_text.h"
#include "tools/inflow/terminal/editor.h"
#include "tools/inflow/terminal/prompter.h"

namespace inflow::command {
namespace {

void ShowText(const std::string& text, const Surroundings& surroundings) {
  *surroundings.out << (surroundings.out_is_terminal ? ForTerminal(text) : text) << std::flush;
}

// ArgumentsOf names the records of a batch for the command "preview". One that could not be read
// stands there as null, which is none either.
std::string ArgumentsOf(const host::Batch& batch, const std::string& route) {
  const destination_batch view = batch.view();
  std::string arguments = "{\"route\":";
  AppendJsonString(route, &arguments);
  absl::StrAppend(&arguments, ",\"first_id\":", view.ids[0], ",\"records\":[");
  for (uint64_t i = 0; i < view.count; ++i) {
    const std::string_view record(view.data + view.offsets[i],
                                  view.offsets[i + 1] - view.offsets[i]);
    arguments.append(i == 0 ? "" : ",").append(record.empty() ? "null" : record);
  }
  return arguments + "]}";
}

// PreviewOfOne makes *request of the record that --sample names.
ExitCode PreviewOfOne(const Options& options, ConfiguredDestination* configured,
                      const Surroundings& surroundings, std::string* request) {
  Samples samples;
  ExitCode exit = kExitOk;
  {
    SystemClock clock;  // gone before anything is sent or edited: Ctrl-C then has its usual effect
    exit =
        ReadSamplesOf(options, configured, options.sample - 1, 1, &clock, surroundings, &samples);
  }
  if (exit != kExitOk) return exit;
  const std::string& input = options.inputs.front();
  const Settings in_force = AskSettings(options.route, &configured->destination);
  const char* noun = DocumentNames(in_force.json).folds() ? "document" : "record";
  if (samples.count() == 0) {
    Complain(surroundings,
             absl::StrCat(input, " has no ", noun, " ", options.sample, "; nothing was sent"));
    return kExitUsage;
  }
  host::Buffer answer;
  if (!samples.batch.empty()) {
    host::Error error = configured->destination.Preview(samples.batch, &answer);
    // What is sent has GUIDs, so its names are looked up.
    if (!error && ShowsNames(answer.view()))
      error = configured->destination.Command("preview", ArgumentsOf(samples.batch, options.route),
                                              &answer);
    if (error) {
      Complain(surroundings, error.message());
      return ExitFor(error.status());
    }
  }
  const std::string preview = PreviewJson(answer.view(), samples);
  *request = FirstRequest(preview);
  if (!request->empty()) return kExitOk;
  ShowText(PreviewText(preview), surroundings);
  Complain(
      surroundings,
      absl::StrCat(noun, " ", options.sample, " of ", input,
                   " cannot be sent; nothing was sent. Mend it, or try another with --sample N"));
  return kExitUsage;
}

// RequestOf is the request in a file's text: one object, or a preview that holds one.
absl::StatusOr<std::string> RequestOf(const std::string& path, const std::string& text) {
  const JsonTree parsed = JsonTree::parse(text, nullptr, false);
  if (parsed.is_discarded()) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, " is not JSON: --edit takes a request as inflow preview --json shows it"));
  }
  const auto requests = parsed.is_object() ? parsed.find("requests") : parsed.end();
  if (!parsed.is_object() || requests == parsed.end()) return text;
  if (requests->is_array() && requests->size() == 1)
    return requests->front().dump(-1, ' ', false, JsonTree::error_handler_t::replace);
  return absl::InvalidArgumentError(absl::StrCat(
      path,
      " is a preview of several requests: leave one in it, or take one out with jq '.requests[0]'"));
}

ExitCode ReadRequest(const std::string& path, const Surroundings& surroundings,
                     std::string* request) {
  std::string text;
  absl::Status status = ReadTextFile(path, &text);
  if (status.ok()) {
    absl::StatusOr<std::string> one = RequestOf(path, text);
    status = one.status();
    if (one.ok()) *request = *std::move(one);
  }
  if (status.ok()) return kExitOk;
  Complain(surroundings, {status.message().data(), status.message().size()});
  return kExitUsage;
}

ExitCode ExitForAnswer(std::string_view answer, const Surroundings& surroundings) {
  const TestAnswer summary = SummaryOf(answer);
  if (summary.status >= 200 && summary.status < 300) {
    Complain(surroundings,
             absl::StrCat("the service took the test request: it answered ", summary.status));
    return kExitOk;
  }
  Complain(surroundings, summary.message.empty()
                             ? absl::StrCat("the service answered ", summary.status)
                             : summary.message);
  return summary.status == 401 || summary.status == 403 ? kExitAuth : kExitSomeNot;
}

// SendTestRequest sends one request and shows it and its answer.
ExitCode SendTestRequest(const std::string& request, bool json, ConfiguredDestination* configured,
                         const Surroundings& surroundings) {
  host::Buffer answer;
  const host::Error error = configured->destination.SendTest(request, host::kNoLimit, &answer);
  if (!json && error.status() != DESTINATION_INVALID_ARGUMENT) {
    std::string shown = absl::StrCat(RequestText(request), "\n");
    MaskSecrets(configured->text, surroundings,
                &shown);  // an edited one may hold what a preview masks
    ShowText(shown, surroundings);
  }
  if (!answer.view().empty())
    ShowText(json ? std::string(answer.view()) + "\n" : AnswerText(answer.view()), surroundings);
  if (!error) return ExitForAnswer(answer.view(), surroundings);
  if (error.status() == DESTINATION_INVALID_ARGUMENT) {
    ComplainOfFaults(error, "the test request", surroundings);
  } else {
    Complain(surroundings, error.message());
  }
  return ExitFor(error.status());
}

// AskAgain is kExitOk where a refused request is to be edited again.
ExitCode AskAgain(const Surroundings& surroundings) {
  SystemClock clock;
  Prompter prompter(&clock, surroundings);
  if (prompter.AskYes("Nothing was sent. Edit the request again?", true)) return kExitOk;
  return prompter.interrupted() ? kExitStopped : kExitUsage;
}

// EditAndSend opens the request in the editor, and what was refused again as it was saved, until it
// is sent or given up.
ExitCode EditAndSend(const std::string& request, bool json, ConfiguredDestination* configured,
                     const Surroundings& surroundings) {
  const std::vector<std::string> secrets = SecretVariables(configured->text);
  std::string text = JsonTree::parse(request, nullptr, false)
                         .dump(2, ' ', false, JsonTree::error_handler_t::replace) +
                     "\n";
  while (true) {
    absl::StatusOr<std::string> edited = EditText(text, secrets, surroundings);
    if (edited.ok() && edited->find_first_not_of(" \t\r\n") == std::string::npos) {
      edited = absl::CancelledError("the request was emptied, so nothing was sent");
    }
    if (!edited.ok()) {
      Complain(surroundings, {edited.status().message().data(), edited.status().message().size()});
      return kExitUsage;
    }
    text = *std::move(edited);
    if (const absl::StatusOr<std::string> one = RequestOf("the edited text", text); one.ok()) {
      const ExitCode exit = SendTestRequest(*one, json, configured, surroundings);
      if (exit != kExitUsage) return exit;
    } else {
      Complain(surroundings, {one.status().message().data(), one.status().message().size()});
    }
    if (const ExitCode exit = AskAgain(surroundings); exit != kExitOk) return exit;
  }
}

}  // namespace

ExitCode SendTestWith(const Options& options, ConfiguredDestination* configured,
                      const Surroundings& surroundings) {
  std::string request;
  const bool from_file = options.edit && !options.edit->empty();
  const ExitCode exit = from_file ? ReadRequest(*options.edit, surroundings, &request)
                                  : PreviewOfOne(options, configured, surroundings, &request);
  if (exit != kExitOk) return exit;
  const bool in_editor = options.edit && !from_file;
  return in_editor ? EditAndSend(request, options.json, configured, surroundings)
                   : SendTestRequest(request, options.json, configured, surroundings);
}

int RunSendTest(const Options& options, const host::Library& library,
                const Surroundings& surroundings) {
  ConfiguredDestination configured;
  const ExitCode exit = Configure(library, SourceOf(options), surroundings, &configured,
                                  AreAllCsv(options.inputs, options.format));
  return exit == kExitOk ? SendTestWith(options, &configured, surroundings) : exit;
}

}  // namespace inflow::command
