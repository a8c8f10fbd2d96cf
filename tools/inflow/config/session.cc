// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/session.h"

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/config/column_name.h"
#include "tools/inflow/config/quota_log.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/terminal/human.h"
#include "tools/inflow/terminal/warnings.h"

namespace inflow::command {
namespace {

// TextOf reads a text attribute of a JSON object, empty where it has none.
std::string TextOf(const nlohmann::json& object, const char* name) {
  if (!object.is_object()) return {};
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Style OutStyle(const Surroundings& surroundings) {
  return surroundings.out_is_terminal
             ? Style(surroundings.terminal_width, WantsColour(surroundings.environment))
             : Style();
}

Style ErrStyle(const Surroundings& surroundings) {
  return surroundings.err_is_terminal
             ? Style(surroundings.terminal_width, WantsColour(surroundings.environment))
             : Style();
}

void SayStyled(const Surroundings& surroundings, std::string_view text) {
  *surroundings.out << OutStyle(surroundings).Wrapped(text) << std::flush;
}

void Say(const Surroundings& surroundings, std::string_view text) {
  SayStyled(surroundings, OutStyle(surroundings).Safe(text));
}

void NoteStyled(const Surroundings& surroundings, std::string_view text) {
  *surroundings.err << ErrStyle(surroundings).Wrapped(text) << std::flush;
}

void Note(const Surroundings& surroundings, std::string_view text) {
  NoteStyled(surroundings, ErrStyle(surroundings).Safe(text));
}

void Complain(const Surroundings& surroundings, std::string_view message, Look look) {
  const Style style = ErrStyle(surroundings);
  NoteStyled(surroundings, absl::StrCat(style.As(look, "inflow:"), " ", style.Safe(message), "\n"));
}

std::vector<NamedFault> FaultsIn(const host::Error& error) {
  const auto detail = nlohmann::json::parse(error.detail(), nullptr, false);
  const auto list = detail.is_object() ? detail.find("faults") : detail.end();
  std::vector<NamedFault> faults;
  if (!detail.is_object() || list == detail.end() || !list->is_array()) return faults;
  for (const nlohmann::json& fault : *list)
    faults.push_back({TextOf(fault, "pointer"), TextOf(fault, "message")});
  return faults;
}

void ComplainOf(const std::vector<NamedFault>& faults, const std::string& what,
                const Surroundings& surroundings) {
  Complain(surroundings, absl::StrCat(what, " has ", Plural(faults.size(), "fault"), ":"),
           Look::kBad);
  const Style style = ErrStyle(surroundings);
  for (const auto& [where, message] : faults) {
    const std::string named = where.empty() ? "(the whole)" : style.Safe(where);
    NoteStyled(surroundings, absl::StrCat("  ", style.As(Look::kHeading, named), ": ",
                                          style.Safe(message), "\n"));
  }
}

void ComplainOfFaults(const host::Error& error, const std::string& what,
                      const Surroundings& surroundings, const ConfigSource& source) {
  std::vector<NamedFault> faults = FaultsIn(error);
  for (NamedFault& fault : faults) {
    const std::string file = FileOfFault(source, fault.where);
    if (!file.empty()) absl::StrAppend(&fault.where, " (", file, ")");
  }
  if (!faults.empty()) return ComplainOf(faults, what, surroundings);
  Complain(surroundings, absl::StrCat(what, ": ", Absl(error.message())), Look::kBad);
}

std::string PluginPath(const std::string& option, const Surroundings& surroundings) {
  if (!option.empty()) return option;
  if (const char* path = surroundings.environment("INFLOW_PLUGIN"); path && *path) return path;
  const std::string folder = surroundings.own_path.substr(0, surroundings.own_path.rfind('/'));
  return folder + "/../lib/libinflow_destination.so";
}

std::optional<host::Library> LoadPlugin(const std::string& option,
                                        const Surroundings& surroundings) {
  std::string path = PluginPath(option, surroundings);
  // Without a slash the loader would search its own folders instead of taking the file that was
  // named.
  if (path.find('/') == std::string::npos) path.insert(0, "./");
  std::string why;
  std::optional<host::Library> library = host::Library::Load(path, &why);
  if (!library) {
    Complain(
        surroundings,
        absl::StrCat(
            why,
            ". The plugin belongs into ../lib beside this program; name another with --plugin PATH or "
            "INFLOW_PLUGIN"));
  }
  return library;
}

std::vector<std::string> FaultsBelow(const host::Error& error, std::string_view pointer) {
  std::vector<std::string> messages;
  const std::string inside = std::string(pointer) + "/";
  for (const auto& [at, message] : FaultsIn(error)) {
    if (at == pointer || at.compare(0, inside.size(), inside) == 0) messages.push_back(message);
  }
  return messages;
}

ExitCode Configure(const host::Library& library, const ConfigSource& source,
                   const Surroundings& surroundings, ConfiguredDestination* out, bool rows_alone) {
  if (const absl::Status status = ReadConfig(source, &out->text); !status.ok()) {
    Complain(surroundings, {status.message().data(), status.message().size()});
    return kExitUsage;
  }
  if (const absl::StatusOr<std::string> path = PlaceJournal(out->journal, &out->text); path.ok()) {
    out->journal_path = *path;
  } else {
    Complain(surroundings, {path.status().message().data(), path.status().message().size()});
    return kExitUsage;
  }
  if (!out->journal_path.empty() && out->journal_path == out->journal.path) {
    if (const std::string why = WhyNoPlace(out->journal); !why.empty()) {
      Complain(surroundings, why);
      return kExitUsage;
    }
  }
  for (const std::string& name :
       rows_alone ? MendColumnNames(&out->text) : std::vector<std::string>()) {
    Complain(
        surroundings,
        absl::StrCat(source.Name(), " names the column \"", name,
                     "\"; blanks around a name are no part of it, so it is read without them"));
  }
  // The handle may outlive the caller's surroundings. Which part of the library speaks says nothing
  // to a person, but that the configuration is meant.
  const auto log = [surroundings, quiet = out->quiet, route = out->route](
                       int32_t level, std::string_view component, std::string_view message) {
    if (level > DESTINATION_LOG_WARN || *quiet) return;
    const bool of_configuration = component == "configuration";
    if (of_configuration && route && !ConcernsRoute(message, *route)) return;
    Complain(surroundings, absl::StrCat(of_configuration ? "configuration: " : "", Absl(message)),
             Look::kWarning);
  };
  if (host::Error error = library.Open(&out->destination, log)) {
    Complain(surroundings, error.message());
    return kExitInternal;
  }
  if (host::Error error = out->destination.Configure(
          out->shares_quota ? SharingQuota(out->text, surroundings) : out->text)) {
    ComplainOfFaults(error, source.Name(), surroundings, source);
    const bool is_journal = error.status() == DESTINATION_JOURNAL;
    if (out->journal.use == JournalUse::kWanted &&
        (is_journal || !FaultsBelow(error, "/journal").empty())) {
      Complain(surroundings, HowWithoutJournal());
    }
    if (is_journal) return kExitStopped;
    return error.status() == DESTINATION_CONFIG || error.status() == DESTINATION_INVALID_ARGUMENT
               ? kExitUsage
               : kExitInternal;
  }
  return kExitOk;
}

std::string SharingQuota(const std::string& config, const Surroundings& surroundings) {
  if (SaysQuotaLog(config)) return config;
  const std::string folder = QuotaFolder(surroundings.environment);
  if (!folder.empty()) return WithQuotaLog(config, folder);
  Complain(
      surroundings,
      "neither XDG_STATE_HOME nor HOME names a folder in which the quota could be shared with other runs, so that this one counts its own requests alone and may meet 429 beside them; set one of the two, or name a file in rate_limit.log",
      Look::kWarning);
  return config;
}

void TellActive(const std::string& config, const std::string& options,
                const ConfiguredDestination& configured, const Surroundings& surroundings) {
  if (!surroundings.err_is_terminal) return;
  const std::string_view text =
      std::string_view(configured.text).substr(JsonBegin(configured.text));
  if (FindTopLevelMember(text, "active").found()) return;
  Complain(
      surroundings,
      absl::StrCat(
          config,
          " does not say whether it is active, so it is, and records are sent; write \"active\": true into it to say so, or let inflow pause",
          options, " switch it off"));
}

ExitCode ExitFor(destination_status status) {
  switch (status) {
    case DESTINATION_OK:
      return kExitOk;
    case DESTINATION_INVALID_ARGUMENT:
    case DESTINATION_INVALID_STATE:
      return kExitUsage;
    case DESTINATION_AUTH:
      return kExitAuth;
    case DESTINATION_CONFIG:
    case DESTINATION_UNAVAILABLE:
    case DESTINATION_TIMEOUT:
      return kExitUnavailable;
    case DESTINATION_RATE_LIMITED:
    case DESTINATION_CANCELLED:
    case DESTINATION_JOURNAL:
      return kExitStopped;
    default:
      return kExitInternal;
  }
}

}  // namespace inflow::command
