// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/commands/for_records.h"
#include "tools/inflow/config/secret_values.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/show/preview_text.h"
#include "tools/inflow/show/request_edit.h"
#include "tools/inflow/terminal/editor.h"
#include "tools/inflow/terminal/prompter.h"
#include "tools/inflow/terminal/standard_streams.h"

namespace inflow::command {
namespace {

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
  *surroundings.out << PreviewText(preview, OutStyle(surroundings), options.raw) << std::flush;
  Complain(
      surroundings,
      absl::StrCat(noun, " ", options.sample, " of ", input,
                   " cannot be sent; nothing was sent. Mend it, or try another with --sample N"));
  return kExitUsage;
}

// ReadRequest reads a file's text, and the request in it.
ExitCode ReadRequest(const std::string& path, const Surroundings& surroundings, std::string* text,
                     std::string* request) {
  absl::Status status = ReadTextFile(path, text);
  if (status.ok()) {
    absl::StatusOr<std::string> one = ReadEdited(path, *text, "");
    status = one.status();
    if (one.ok()) *request = *std::move(one);
  }
  if (status.ok()) return kExitOk;
  Complain(surroundings, {status.message().data(), status.message().size()}, Look::kBad);
  return kExitUsage;
}

ExitCode ExitForAnswer(std::string_view answer, const Surroundings& surroundings) {
  const TestAnswer summary = SummaryOf(answer);
  if (summary.status >= 200 && summary.status < 300) {
    Complain(surroundings,
             absl::StrCat("the service took the test request: it answered ", summary.status),
             Look::kGood);
    return kExitOk;
  }
  Complain(surroundings,
           summary.message.empty() ? absl::StrCat("the service answered ", summary.status)
                                   : summary.message,
           Look::kBad);
  return summary.status == 401 || summary.status == 403 ? kExitAuth : kExitSomeNot;
}

// Masked is a request to be shown: an edited one may hold what a preview masks.
std::string Masked(const std::string& request, const ConfiguredDestination& configured,
                   const Surroundings& surroundings) {
  JsonTree shown = ParseTree(request);
  const auto mask = [&](JsonTree* value) {
    if (auto* text = value->get_ptr<std::string*>())
      MaskSecrets(configured.text, surroundings, text);
  };
  for (const char* name : {"method", "url", "body"}) {
    if (shown.contains(name)) mask(&shown[name]);
  }
  const JsonTree given = TreeMember(shown, "headers");
  JsonTree headers = JsonTree::object();
  for (const auto& [name, value] : given.items()) {
    JsonTree shown_name = name;
    JsonTree shown_value = value;
    mask(&shown_name);
    mask(&shown_value);
    headers[shown_name.get<std::string>()] = std::move(shown_value);
  }
  if (shown.is_object()) shown["headers"] = std::move(headers);
  return shown.dump(-1, ' ', false, JsonTree::error_handler_t::replace);
}

// TestRequest is one that is to be sent.
struct TestRequest {
  std::string json;
  std::string text;        // what a person wrote; empty: nobody did
  bool in_editor = false;  // and where: in the editor, which shows every fault as a line before it
};

// PlacedFaults are those of an error, each with the place where what it names was written.
std::vector<NamedFault> PlacedFaults(const host::Error& error, const TestRequest& request) {
  std::vector<NamedFault> faults = FaultsIn(error);
  if (request.text.empty()) return faults;
  const size_t lines = request.in_editor ? LinesBefore(faults.size()) : 0;
  for (NamedFault& fault : faults) {
    const std::string place = PlaceIn(request.text, fault.where, lines);
    fault.where = fault.where.empty() ? place : absl::StrCat(fault.where, " (", place, ")");
  }
  return faults;
}

// SendTestRequest sends one request and shows it and its answer. kExitUsage where it was refused
// unsent; then *notes, if there is one, is what is wrong with it.
ExitCode SendTestRequest(const TestRequest& request, const Options& options,
                         ConfiguredDestination* configured, const Surroundings& surroundings,
                         std::vector<std::string>* notes = nullptr) {
  host::Buffer answer;
  const host::Error error = configured->destination.SendTest(request.json, host::kNoLimit, &answer);
  const Style style = OutStyle(surroundings);
  if (!options.json && error.status() != DESTINATION_INVALID_ARGUMENT) {
    *surroundings.out << RequestText(Masked(request.json, *configured, surroundings), style,
                                     options.raw)
                      << '\n'
                      << std::flush;
  }
  if (!answer.view().empty()) {
    *surroundings.out << (options.json ? style.Safe(std::string(answer.view()) + "\n")
                                       : AnswerText(answer.view(), style, options.raw))
                      << std::flush;
  }
  if (!error) return ExitForAnswer(answer.view(), surroundings);
  const std::vector<NamedFault> faults = PlacedFaults(error, request);
  if (error.status() == DESTINATION_INVALID_ARGUMENT && !faults.empty()) {
    ComplainOf(faults, "the test request", surroundings);
  } else {
    Complain(surroundings, error.message(), Look::kBad);
  }
  for (const auto& [where, message] : faults) {
    if (notes != nullptr)
      notes->push_back(absl::StrCat(where.empty() ? "" : where + ": ", message));
  }
  return ExitFor(error.status());
}

// AskAgain is kExitOk where a refused request is to be edited again. Standard input may be what is
// loaded, so that the terminal itself is asked.
ExitCode AskAgain(const Surroundings& surroundings) {
  const FileDescriptor terminal = OpenTerminal(surroundings);
  OutputBuffer buffer(terminal.get());
  std::ostream out(&buffer);
  Surroundings person = surroundings;
  person.out = &out;
  SystemClock clock;
  Prompter prompter(&clock, person, terminal.get());
  if (prompter.AskYes("Nothing was sent. Edit the request again?", true)) return kExitOk;
  return prompter.interrupted() ? kExitStopped : kExitUsage;
}

// EditAndSend opens the request in the editor, and what was refused again as it was saved, until it
// is sent or given up.
ExitCode EditAndSend(const std::string& request, const Options& options,
                     ConfiguredDestination* configured, const Surroundings& surroundings) {
  const std::vector<std::string> secrets = SecretVariables(configured->text);
  std::vector<std::string> notes;
  std::string text = EditableRequest(request);
  for (bool first = true;; first = false) {
    absl::StatusOr<std::string> saved = EditText(WithNotes(text, notes), secrets, surroundings);
    if (saved.ok() && WithoutNotes(*saved).find_first_not_of(" \t\r\n") == std::string_view::npos) {
      saved = absl::CancelledError("the request was emptied, so nothing was sent");
    }
    if (!saved.ok()) {
      Complain(surroundings, {saved.status().message().data(), saved.status().message().size()},
               Look::kBad);
      return kExitUsage;
    }
    if (first && WithoutNotes(*saved) == text)
      Complain(surroundings, "the request was not changed; it is sent as it is");
    text = WithoutNotes(*saved);
    notes.clear();
    const absl::StatusOr<std::string> one =
        ReadEdited("the edited text", text, request, LinesBefore(1));
    if (one.ok()) {
      const TestRequest edited{.json = *one, .text = text, .in_editor = true};
      const ExitCode exit = SendTestRequest(edited, options, configured, surroundings, &notes);
      if (exit != kExitUsage) return exit;
    } else {
      notes.emplace_back(one.status().message());
      Complain(surroundings, notes.front(), Look::kBad);
    }
    if (const ExitCode exit = AskAgain(surroundings); exit != kExitOk) return exit;
  }
}

}  // namespace

ExitCode SendTestWith(const Options& options, ConfiguredDestination* configured,
                      const Surroundings& surroundings) {
  TestRequest request;
  const bool from_file = options.edit && !options.edit->empty();
  const ExitCode exit = from_file
                            ? ReadRequest(*options.edit, surroundings, &request.text, &request.json)
                            : PreviewOfOne(options, configured, surroundings, &request.json);
  if (exit != kExitOk) return exit;
  const bool in_editor = options.edit && !from_file;
  return in_editor ? EditAndSend(request.json, options, configured, surroundings)
                   : SendTestRequest(request, options, configured, surroundings);
}

int RunSendTest(const Options& options, const host::Library& library,
                const Surroundings& surroundings) {
  ConfiguredDestination configured;
  configured.shares_quota = true;
  const ExitCode exit = ConfigureForRecords(options, library, surroundings, &configured);
  return exit == kExitOk ? SendTestWith(options, &configured, surroundings) : exit;
}

}  // namespace inflow::command
