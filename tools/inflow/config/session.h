// SPDX-License-Identifier: Apache-2.0
//
// File: session.h
//
// What a subcommand runs in: the process's surroundings, and the plugin that was found and loaded.
#ifndef TOOLS_INFLOW_CONFIG_SESSION_H_
#define TOOLS_INFLOW_CONFIG_SESSION_H_

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "inflow/destination.hpp"
#include "tools/inflow/config/config_file.h"
#include "tools/inflow/config/config_source.h"
#include "tools/inflow/config/journal_place.h"
#include "tools/inflow/terminal/exit_code.h"
#include "tools/inflow/terminal/style.h"

namespace inflow::command {

// Surroundings is all that a process gives the command. Tests make their own.
struct Surroundings {
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  std::function<const char*(const char*)> environment;  // getenv
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  size_t terminal_width = 80;
  std::string own_path;  // of the executable
};

// PluginPath is --plugin, else INFLOW_PLUGIN, else ../lib/libinflow_destination.so beside the
// executable's folder.
std::string PluginPath(const std::string& option, const Surroundings& surroundings);

// LoadPlugin loads it, or says on err why not and what to do.
std::optional<host::Library> LoadPlugin(const std::string& option,
                                        const Surroundings& surroundings);

// OutStyle and ErrStyle are how text looks on out and on err.
Style OutStyle(const Surroundings& surroundings);
Style ErrStyle(const Surroundings& surroundings);

// Say writes text for people to out, a line or several with their line ends: on a terminal wrapped,
// and without what could steer it; elsewhere byte for byte. Text that has colours of Style::As goes
// through SayStyled, whoever made it having put what came from elsewhere through Style::Safe.
void Say(const Surroundings& surroundings, std::string_view text);
void SayStyled(const Surroundings& surroundings, std::string_view text);

// Note is Say for err, where reports go, and NoteStyled is SayStyled.
void Note(const Surroundings& surroundings, std::string_view text);
void NoteStyled(const Surroundings& surroundings, std::string_view text);

// Complain notes "inflow: message" and a line end; the look is that of "inflow:".
void Complain(const Surroundings& surroundings, std::string_view message, Look look = Look::kDim);

// NamedFault is one of an error's detail: what has it, as a JSON pointer, and what it is.
struct NamedFault {
  std::string where;
  std::string message;
};

// FaultsIn are those of an error's detail; none where there is no detail.
std::vector<NamedFault> FaultsIn(const host::Error& error);

// ComplainOf writes "WHAT has N faults:" to err, and each of them.
void ComplainOf(const std::vector<NamedFault>& faults, const std::string& what,
                const Surroundings& surroundings);

// ComplainOfFaults writes every fault of an error's detail to err, or its message where there is no
// detail; `what` has them. Where the source has an overlay,
// each is told with the file that its value stands in.
void ComplainOfFaults(const host::Error& error, const std::string& what,
                      const Surroundings& surroundings, const ConfigSource& source = {});

// FaultsBelow returns the messages of the faults of an error's detail that are at or below a JSON
// pointer.
std::vector<std::string> FaultsBelow(const host::Error& error, std::string_view pointer);

// ConfiguredDestination is a handle with a configuration in force, and the text that it was given.
struct ConfiguredDestination {
  // Of what the library logs, nothing is shown any more where it is true.
  std::shared_ptr<bool> quiet = std::make_shared<bool>(false);
  // Where a command is about one route, its name, "" for the main one: warnings about others are
  // not shown.
  std::optional<std::string> route = std::nullopt;
  JournalWish journal = {};
  // It sends requests, which share the company's quota with other runs (quota_log.h).
  bool shares_quota = false;
  host::Destination destination;
  std::string text;
  std::string journal_path = {};  // empty: there is none
};

// Configure reads the configuration (config_source.h) and hands it over. kExitOk, or the exit code
// after every fault was written to err. Where all records are rows of CSVs, names of their columns
// are read without the blanks around them, and err is told.
ExitCode Configure(const host::Library& library, const ConfigSource& source,
                   const Surroundings& surroundings, ConfiguredDestination* out,
                   bool rows_alone = false);

// SharingQuota is the configuration with the log of the user's state folder where it says nothing
// of one; err is told, once, where there is no such folder.
std::string SharingQuota(const std::string& config, const Surroundings& surroundings);

// TellActive tells a person that records are sent because the configuration says nothing else.
// `config` names it in a sentence, `options` on a command line.
void TellActive(const std::string& config, const std::string& options,
                const ConfiguredDestination& configured, const Surroundings& surroundings);

// ExitFor is the exit code for a call that failed.
ExitCode ExitFor(destination_status status);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_SESSION_H_
