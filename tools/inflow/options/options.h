// SPDX-License-Identifier: Apache-2.0
//
// File: options.h
//
// The command line as values.
#ifndef TOOLS_INFLOW_OPTIONS_OPTIONS_H_
#define TOOLS_INFLOW_OPTIONS_OPTIONS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/inflow/config/config_source.h"
#include "tools/inflow/input/reader.h"
#include "tools/inflow/load/load_settings.h"
#include "tools/inflow/options/journal_care.h"
#include "tools/inflow/options/list_options.h"
#include "tools/inflow/webhook/listen_settings.h"

namespace inflow::command {

enum class Subcommand : uint8_t {
  kEndpoints,
  kSchema,
  kValidate,
  kCheck,
  kPreview,
  kSendTest,
  kLoad,
  kPlan,
  kColumns,
  kActivate,
  kPause,
  kInit,
  kList,
  kVerify,
  kSettings,
  kDoctor,
  kListen,
  kJournal,
  kForget,
  kHelp,
  kCompletion,
  kVersion
};

// ConfigUse is what a subcommand does where no configuration is named: it takes the folder's
// (default_config.h), and without that it works all the same, or does not.
enum class ConfigUse : uint8_t { kNone, kOptional, kNeeded };

struct Options {
  Subcommand subcommand = Subcommand::kVersion;
  ConfigUse config_use = ConfigUse::kNone;
  bool json = false;
  bool ndjson = false;    // verify and webhook listen
  bool markdown = false;  // schema
  bool watch = false;     // preview
  bool raw = false;       // preview and send-test
  // load, and what reads records as it does
  bool include_ambiguous = false;
  bool include_older = false;
  bool include_late = false;
  bool stream = false;
  bool no_journal = false;  // load
  bool restart = false;     // load
  bool full = false;        // load
  bool dry_run = false;
  std::optional<InputFormat> format;
  std::optional<RejectsFormat> rejects_format;

  std::string plugin;
  std::string config;                 // empty: that of the folder
  std::string environment;            // --env
  std::vector<std::string> settings;  // --set, as given
  std::vector<std::string> words;     // endpoints NAME or WORDS
  std::string shell;                  // completion
  std::string records;                // init: the file of records
  ListSettings list;
  ListenSettings listen;            // webhook listen
  JournalCare journal;              // journal
  std::string key;                  // forget
  uint64_t samples = 3;             // preview
  uint64_t sample = 1;              // send-test
  std::optional<std::string> edit;  // likewise: the request's file, or empty: in an editor
  uint64_t most_verified = ~static_cast<uint64_t>(0);  // verify --sample

  // load, and what reads records as it does
  std::vector<std::string> inputs;
  uint64_t first = ~static_cast<uint64_t>(0);
  uint64_t skip = 0;
  std::string progress = "auto";
  std::string results;
  std::string rejects;
  std::string route;
  CsvSettings csv;
};

// Parsed is either options, or a text to show and the exit code that goes with it (help, or what is
// wrong).
struct Parsed {
  std::optional<Options> options;
  int exit = 0;
  std::string text;
};

// ParseOptions takes the arguments without the program's name; `width` is that of help, in columns.
Parsed ParseOptions(const std::vector<std::string>& arguments, size_t width = 80);

// SourceOf is where the configuration comes from that the options name.
ConfigSource SourceOf(const Options& options);

// ConfigOptions are the options that name the same configuration again, quoted for a shell, each
// with a blank before it.
std::string ConfigOptions(const Options& options);

// OptionsToRepeat are the options of a load that going on with the rest needs again, quoted for a
// shell.
std::string OptionsToRepeat(const Options& options);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_OPTIONS_OPTIONS_H_
