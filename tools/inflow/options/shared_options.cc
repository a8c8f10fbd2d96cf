// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/shared_options.h"

namespace inflow::command {

void AddConfig(CLI::App* app, Options* options) {
  app->add_option("-c,--config", options->config,
                  "The configuration: a JSON file, comments allowed (default: inflow.jsonc, then "
                  "inflow.json, of this folder)")
      ->type_name("FILE");
  app->add_option(
         "--env", options->environment,
         "Lay an environment's file over the configuration: with trial, inflow.trial.jsonc "
         "over inflow.jsonc")
      ->type_name("NAME");
}

void AddTarget(CLI::App* app, Options* options) {
  AddConfig(app, options);
  app->add_option("--set", options->settings,
                  "Override a key, for example retry.max_attempts=3; may be repeated; no secrets")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

void AddReading(CLI::App* app, Options* options, RawOptions* raw) {
  app->add_option("--route", options->route, "One of the configuration's routes")
      ->type_name("NAME");
  app->add_option("--format", raw->reading.format, "How every INPUT is read, whatever its name")
      ->type_name("csv|ndjson|json");
  app->add_option("--csv-separator", raw->reading.separator,
                  "The character between cells (tab for a tab) where the file does not show it")
      ->type_name("CHARACTER");
  app->add_option(
         "--csv-types", raw->reading.types,
         "Columns that are not text: COLUMN=number|boolean|json, with commas between; a COLUMN with a comma in \"\"")
      ->type_name("LIST")
      ->allow_extra_args(false);
  app->add_option("--csv-null", raw->reading.nulls,
                  "Leave cells with this text out, as empty cells are; may be repeated")
      ->type_name("TEXT")
      ->allow_extra_args(false);
  app->add_option(
         "--csv-fill-down", raw->reading.fill_down,
         "Fill blank cells with the value above them: \"Title,Vendor within Handle\" in rows "
         "with the same Handle")
      ->type_name("TEXT");
  app->add_option("--csv-where", raw->reading.where,
                  "Read only some rows: \"SKU is not blank\", \"Type is simple, variation\"")
      ->type_name("CONDITION");
  app->add_flag("--no-nest", raw->reading.no_nest,
                "Keep the dots in CSV headers instead of nesting objects");
  app->add_flag("--include-ambiguous", options->include_ambiguous,
                "Take records of a rejects file too whose outcome was AMBIGUOUS");
  app->add_flag("--include-older", options->include_older,
                "Take records of a rejects file too of which a newer version was delivered");
  app->add_flag(
      "--include-late", options->include_late,
      "Take lines of a rejects file too whose document was sent without them, or is not whole there");
}

void AddRange(CLI::App* app, RawOptions* raw) {
  app->add_option("--first", raw->first, "Only so many records; with fold, so many documents")
      ->type_name("N");
  app->add_option("--skip", raw->skip,
                  "Pass over so many records first; with fold, so many documents")
      ->type_name("N");
}

void AddProgress(CLI::App* app, Options* options) {
  app->add_option("--progress", options->progress, "Show how far it is; auto: on a terminal")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("auto|always|never");
}

}  // namespace inflow::command
