// SPDX-License-Identifier: Apache-2.0
//
// The options of those that show, check and change configurations, and of list.
#include <CLI/CLI.hpp>

#include "tools/inflow/options/shared_options.h"
#include "tools/inflow/options/subcommand_options.h"

namespace inflow::command {

void AddInit(CLI::App* app, Options* options, RawOptions* raw) {
  app->add_option(
         "FILE", raw->init_files,
         "The records that are to be loaded; a name that ends in .jsonc, or in .json where no such "
         "file holds an array, is the configuration to write (default: inflow.jsonc). Both may be "
         "named")
      ->expected(0, 2);
  app->add_option("--set", options->settings,
                  "Set a key that is not asked for, for example base_url=http://127.0.0.1:8080")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

void AddEndpoints(CLI::App* app, Options* options, RawOptions* /*raw*/) {
  app->add_option(
      "WORDS", options->words,
      "The endpoint to describe, or words to look for in names, fields and descriptions: barcode");
  app->add_flag("--json", options->json, "As JSON");
}

void AddSchema(CLI::App* app, Options* options, RawOptions* /*raw*/) {
  app->add_flag("--markdown", options->markdown,
                "Print tables of its keys for people, in Markdown");
}

void AddValidate(CLI::App* app, Options* options, RawOptions* /*raw*/) { AddTarget(app, options); }

void AddCheck(CLI::App* app, Options* options, RawOptions* /*raw*/) {
  AddTarget(app, options);
  app->add_flag("--json", options->json, "As JSON");
}

void AddActivate(CLI::App* app, Options* options, RawOptions* /*raw*/) { AddConfig(app, options); }

void AddSettings(CLI::App* app, Options* options, RawOptions* /*raw*/) {
  AddTarget(app, options);
  app->add_option("--route", options->route, "One of the configuration's routes")
      ->type_name("NAME");
  app->add_flag("--json", options->json, "As one line of JSON");
}

void AddDoctor(CLI::App* app, Options* options, RawOptions* /*raw*/) {
  AddTarget(app, options);
  app->add_flag("--json", options->json, "As one line of JSON");
}

void AddWebhook(CLI::App* app, Options* options, RawOptions* raw) {
  app->add_option("ACTION", raw->action, "listen")->required()->check(CLI::IsMember({"listen"}));
  AddConfig(app, options);
  app->add_option("--port", raw->port, "Where to listen (default: 8787; 0: any)")->type_name("N");
  app->add_option("--address", options->listen.address,
                  "The address to listen on (default: 127.0.0.1, this machine alone)")
      ->type_name("ADDRESS");
  app->add_flag("--ndjson", options->ndjson, "Every post as one JSON object a line");
}

void AddJournal(CLI::App* app, Options* options, RawOptions* /*raw*/) {
  JournalCare* const care = &options->journal;
  app->add_option("ACTION", care->action, "What is done with the journal")
      ->required()
      ->check(CLI::IsMember({"backup", "check", "salvage", "move"}))
      ->type_name("backup|check|salvage|move");
  app->add_option("FILE", care->path, "The journal's file")->required();
  app->add_option("PATH", care->to, "Where the backup, the journal or its records are put");
  app->add_flag("--take-over", care->take_over,
                "With check: make a copy, or a file of another machine, this machine's");
  app->add_flag("--json", options->json, "As one line of JSON");
}

void AddForget(CLI::App* app, Options* options, RawOptions* /*raw*/) {
  app->add_option("KEY", options->key, "What names the record: its GUID, or the endpoint's key")
      ->required();
  AddTarget(app, options);
  app->add_option("--route", options->route, "One of the configuration's routes")
      ->type_name("NAME");
}

void AddList(CLI::App* app, Options* options, RawOptions* raw) {
  AddTarget(app, options);
  app->add_option("COLLECTION", options->list.collection, "What is listed, for example locations")
      ->required();
  app->add_option("--filter", raw->list.filters,
                  "Only those that fit, for example name=Tea; may be repeated")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  app->add_option("--columns", raw->list.columns,
                  "Attributes with commas between, dotted inside others: sku,prices.unitPrice")
      ->type_name("LIST");
  app->add_option("--include", raw->list.includes,
                  "Rows and related records that are not shown otherwise: prices,category; what "
                  "--columns begins with is included by itself")
      ->type_name("LIST");
  app->add_option("--count", raw->list.count, "At most so many")->type_name("N");
  CLI::Option* const csv = app->add_flag("--csv", raw->list.csv, "As CSV");
  CLI::Option* const json = app->add_flag("--json", raw->list.json, "As one JSON array");
  CLI::Option* const ndjson =
      app->add_flag("--ndjson", raw->list.ndjson, "As one JSON object a line");
  csv->excludes(json)->excludes(ndjson);
  json->excludes(ndjson);
}

void AddHelp(CLI::App* app, Options* /*options*/, RawOptions* raw) {
  app->add_option("SUBCOMMAND", raw->help_topic, "Without it, the list of all");
  app->add_flag("--man", raw->man_page, "All of it as a man page: inflow help --man > inflow.1");
}

void AddCompletion(CLI::App* app, Options* options, RawOptions* /*raw*/) {
  app->add_option("SHELL", options->shell, "The shell whose words are completed")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("bash|zsh|fish");
}

}  // namespace inflow::command
