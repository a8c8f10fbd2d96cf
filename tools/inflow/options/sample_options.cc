// SPDX-License-Identifier: Apache-2.0
//
// The options of preview, send-test and columns.
#include <CLI/CLI.hpp>

#include "tools/inflow/options/shared_options.h"
#include "tools/inflow/options/subcommand_options.h"

namespace inflow::command {

void AddPreview(CLI::App* app, Options* options, RawOptions* raw) {
  AddTarget(app, options);
  app->add_option("INPUT", options->inputs, "The file whose first records are shown")
      ->required()
      ->expected(1);
  app->add_option("--samples", raw->samples,
                  "Show the requests for so many records, or documents with fold (default: 3)")
      ->type_name("N");
  app->add_flag("--watch", options->watch,
                "Show them again whenever the configuration or the input is saved, until Ctrl-C");
  app->add_flag("--raw", options->raw, "Show whole bodies and their very bytes on a terminal too");
  app->add_flag("--json", options->json, "As one line of JSON");
  AddReading(app, options, raw);
}

void AddSendTest(CLI::App* app, Options* options, RawOptions* raw) {
  AddTarget(app, options);
  app->add_option(
         "INPUT", options->inputs,
         "The file whose record is sent; with --edit FILE it is not read and may be left out")
      ->expected(1);
  app->add_option("--sample", raw->sample,
                  "Send record N of the input, or document N with fold (default: 1)")
      ->type_name("N");
  app->add_option("--edit", raw->edit_file, "Change the request before it is sent")
      ->expected(0, 1)
      ->type_name("[FILE]");
  app->add_flag("--raw", options->raw, "Show whole bodies and their very bytes on a terminal too");
  app->add_flag("--json", options->json, "The answer as one line of JSON, and nothing else");
  AddReading(app, options, raw);
}

void AddColumns(CLI::App* app, Options* options, RawOptions* raw) {
  AddTarget(app, options);
  app->add_option("FILE", options->inputs, "The file whose columns are shown")
      ->required()
      ->expected(1);
  app->add_flag("--json", options->json, "As one line of JSON");
  AddReading(app, options, raw);
}

}  // namespace inflow::command
