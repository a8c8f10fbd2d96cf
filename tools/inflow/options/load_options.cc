// SPDX-License-Identifier: Apache-2.0
//
// The options of load, plan and verify.
#include <CLI/CLI.hpp>

#include "tools/inflow/options/shared_options.h"
#include "tools/inflow/options/subcommand_options.h"

namespace inflow::command {

void AddLoad(CLI::App* app, Options* options, RawOptions* raw) {
  AddTarget(app, options);
  app->add_option("INPUT", options->inputs, "Files to load, in this order")->required();
  AddRange(app, raw);
  app->add_flag(
      "--stream", options->stream,
      "With fold: send documents of standard input and pipes as they come, instead of reading all of it first");
  AddProgress(app, options);
  app->add_option("--results", options->results, "Write one line of JSON for every record")
      ->type_name("FILE");
  app->add_option("--rejects", options->rejects,
                  "Where records go that were not delivered (default: INPUT.rejects.ndjson, for a "
                  "CSV INPUT.rejects.csv)")
      ->type_name("FILE");
  app->add_option(
         "--rejects-format", raw->rejects_format,
         "How they are written (default: what the name of --rejects ends with, or csv for a CSV)")
      ->check(CLI::IsMember({"ndjson", "csv"}))
      ->type_name("ndjson|csv");
  CLI::Option* const no_journal = app->add_flag(
      "--no-journal", options->no_journal,
      "Keep no journal, so that the same command begins anew after a stop (default: a journal "
      "beside the configuration)");
  app->add_flag("--restart", options->restart,
                "Begin anew where this load was begun before and did not end")
      ->excludes(no_journal);
  app->add_flag("--full", options->full,
                "Send what is unchanged too, where the configuration says \"skip_unchanged\"");
  app->add_flag("--json", options->json, "End with one line of JSON on standard output");
  app->add_flag("--dry-run", options->dry_run,
                "Send nothing, and tell what a load would come to: inflow plan");
  AddReading(app, options, raw);
}

void AddPlan(CLI::App* app, Options* options, RawOptions* raw) {
  AddTarget(app, options);
  app->add_option("INPUT", options->inputs, "Files that would be loaded, in this order")
      ->required();
  AddRange(app, raw);
  app->add_flag("--json", options->json, "As one line of JSON");
  AddReading(app, options, raw);
}

void AddVerify(CLI::App* app, Options* options, RawOptions* raw) {
  AddTarget(app, options);
  app->add_option("INPUT", options->inputs, "Files whose records are compared, in this order")
      ->required();
  app->add_option("--sample", raw->most_verified,
                  "Only so many of them, spread evenly; with fold, so many documents")
      ->type_name("N");
  AddRange(app, raw);
  AddProgress(app, options);
  CLI::Option* const json =
      app->add_flag("--json", options->json, "Every record's result, as one JSON array");
  app->add_flag("--ndjson", options->ndjson, "The same as one JSON object a line")->excludes(json);
  AddReading(app, options, raw);
}

}  // namespace inflow::command
