// SPDX-License-Identifier: Apache-2.0
//
// inflow doctor: everything that a load stands on, looked at one after the other, whatever fails.
#include <algorithm>
#include <chrono>

#include "absl/strings/str_cat.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/doctor/machine_steps.h"
#include "tools/inflow/doctor/service_steps.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/terminal/cancel_on_signal.h"

namespace inflow::command {
namespace {

constexpr int64_t kDoctorTimeoutMs = 60'000;
// What there is to ask the service without a configuration.
constexpr char kNoConfiguration[] = R"({"endpoint": "create_product"})";

int64_t WallMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::string ConfigFolder(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

class Doctor {
 public:
  Doctor(const Options& options, const Surroundings& surroundings)
      : options_(options), surroundings_(surroundings) {}

  std::vector<Step> Examine() {
    LookAtPlugin();
    steps_.push_back(EnvironmentStep(surroundings_));
    const bool has_text = ReadConfiguration();
    if (has_text) {
      for (Step& step : SecretSteps(path_, text_, surroundings_)) {
        // Who has no configuration yet may mean to name other sources in it.
        if (path_.empty()) step.finding = std::min(step.finding, Finding::kNote);
        steps_.push_back(std::move(step));
      }
    }
    if (has_text && library_) {
      LookAtService();
    } else {
      Skip("service", has_text ? "the plugin asks it" : "the configuration says where it is");
    }
    steps_.push_back(FolderStep(ConfigFolder(path_)));
    steps_.push_back(LimitsStep());
    steps_.push_back(LocaleStep(surroundings_));
    return std::move(steps_);
  }

  bool interrupted() const { return interrupted_; }

 private:
  void Add(const char* name, Finding finding, std::string detail, std::string remedy = "") {
    steps_.push_back({name, finding, std::move(detail), std::move(remedy)});
  }

  void Skip(const char* name, const char* why) {
    Add(name, Finding::kSkipped, absl::StrCat("was not looked at: ", why));
  }

  void LookAtPlugin() {
    std::string path = PluginPath(options_.plugin, surroundings_);
    if (path.find('/') == std::string::npos) path.insert(0, "./");
    std::string why;
    library_ = host::Library::Load(path, &why);
    if (!library_) {
      return Add(
          "plugin", Finding::kProblem, why,
          "put it into ../lib beside this program, or name it with --plugin PATH or INFLOW_PLUGIN");
    }
    host::Buffer description;
    if (const host::Error error = library_->Describe(&description))
      return Add("plugin", Finding::kProblem, std::string(error.message()),
                 "take another copy of it");
    const JsonTree parsed = ParseTree(description.view());
    const std::string version = TreeText(parsed, "version");
    const bool same = version == INFLOW_VERSION;
    Add("plugin", same ? Finding::kOk : Finding::kNote,
        absl::StrCat("version ", version, same ? "" : "; this command is " INFLOW_VERSION, ", ",
                     path),
        same ? "" : "take the plugin of this command");
  }

  // ReadConfiguration returns false where there is no text to go on with.
  bool ReadConfiguration() {
    const ConfigSource source = SourceOf(options_);
    path_ = source.path;
    text_ = kNoConfiguration;
    if (path_.empty()) {
      Add("config", Finding::kNote, "none was named, and there is no inflow.jsonc here",
          "inflow init makes one; --config FILE names one");
    } else if (const absl::Status status = ReadTextFile(path_, &text_); !status.ok()) {
      Add("config", Finding::kProblem, std::string(status.message()),
          "inflow init makes one; --config FILE names another");
      return false;
    } else {
      Add("config", Finding::kOk, source.Name());
    }
    const absl::Status status =
        path_.empty() ? CompleteConfig(source.settings, &text_) : ReadConfig(source, &text_);
    if (!status.ok()) {
      Add("syntax", Finding::kProblem, std::string(status.message()), "mend the file in an editor");
      return false;
    }
    return true;
  }

  void LookAtService() {
    host::Destination destination;
    if (const host::Error error = library_->Open(&destination))
      return Add("plugin", Finding::kProblem, std::string(error.message()));
    const host::Error refused = destination.Configure(SharingQuota(text_, surroundings_));
    // Without a configuration there is nothing of the user's to be wrong but the variables, which
    // have steps of their own.
    if (!path_.empty()) {
      for (Step& step : FaultSteps(refused ? refused.detail() : std::string_view("{}")))
        steps_.push_back(std::move(step));
    }
    if (refused)
      return Skip("service",
                  path_.empty() ? "there is no credential" : "the configuration is refused");
    LookAtActive(&destination);
    SystemClock clock;
    const CancelOnSignal cancel(&clock, &destination);
    host::Buffer answer;
    const host::Error error = destination.Check(kDoctorTimeoutMs, &answer);
    interrupted_ = cancel.interrupted();
    if (error && answer.view().empty())
      return Add("check", Finding::kProblem, std::string(error.message()), "try again");
    for (Step& step : ServiceSteps(answer.view(), WallMs())) steps_.push_back(std::move(step));
  }

  void LookAtActive(host::Destination* handle) {
    if (path_.empty()) return;
    if (!ReadFigures(AskSettings("", handle)).active) {
      return Add("active", Finding::kNote, "the destination is paused: nothing is sent",
                 "inflow activate, once a test has gone well");
    }
    const bool said =
        FindTopLevelMember(std::string_view(text_).substr(JsonBegin(text_)), "active").found();
    Add("active", Finding::kOk,
        said ? "records are sent"
             : "records are sent, since the configuration does not say \"active\": false");
  }

  const Options& options_;
  const Surroundings& surroundings_;
  std::vector<Step> steps_;
  std::optional<host::Library> library_;
  std::string path_;  // of the configuration; empty where there is none
  std::string text_;
  bool interrupted_ = false;
};

}  // namespace

int RunDoctor(const Options& options, const Surroundings& surroundings) {
  Doctor doctor(options, surroundings);
  const std::vector<Step> steps = doctor.Examine();
  *surroundings.out << (options.json ? StepsJson(steps) : StepsText(steps)) << std::flush;
  if (doctor.interrupted()) {
    Complain(surroundings, "stopped by a signal");
    return kExitStopped;
  }
  return HasProblem(steps) ? kExitSomeNot : kExitOk;
}

}  // namespace inflow::command
