// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/inflow/config/secret_setting.h"
#include "tools/inflow/options/reading_options.h"
#include "tools/inflow/terminal/exit_code.h"
#include "tools/inflow/terminal/shell_quote.h"

namespace inflow::command {
namespace {

constexpr char kFooter[] =
    "Examples:\n"
    "  inflow endpoints create_product              what a product needs\n"
    "  inflow validate --config products.json       every fault of a configuration, without a network\n"
    "  inflow check --config products.json          one read with the credential\n"
    "  inflow preview --config products.json products.csv     the requests, without sending them\n"
    "  inflow load --config products.json products.csv --csv-types unitPrice=number\n"
    "\n"
    "INFLOW_COMPANY_ID and INFLOW_API_KEY serve where the configuration has no credential; INFLOW_PLUGIN names the plugin.\n"
    "Exit: 0 all delivered, unchanged or superseded; 1 finished, some not; 2 usage, configuration, inactive, unreadable input;\n"
    "      3 credential refused; 4 service unreachable or without the route; 5 stopped early; 70 internal.";

constexpr char kLoadFooter[] =
    "INPUT is .ndjson or .jsonl (an object a line), .json (an array), .csv, .tsv or .txt (a header line), or - for\n"
    "standard input, which is NDJSON where --format says nothing else. A name with another ending needs --format.\n"
    "\n"
    "Examples:\n"
    "  inflow load --config customers.json customers.csv --csv-null NULL\n"
    "  inflow load --config products.json products.csv --csv-types unitPrice=number,discontinued=boolean --results done.ndjson\n"
    "  producer | inflow load --config orders.json --json - | tail -n 1\n"
    "  producer | inflow load --config orders.json --format csv -\n"
    "  producer | inflow load --config orders.json --stream -                 with fold, documents as they come\n"
    "  inflow load --config products.json products.csv.rejects.csv      after mending the rejected records";

constexpr char kPlanFooter[] =
    "Every record of every INPUT is read, mapped, checked, folded and grouped as inflow load does it, and nothing is sent:\n"
    "what is fine, what would be refused and why, how many requests that makes, and how long the quota makes them take.\n"
    "Exit: 0 nothing would be refused, 1 something would, 2 usage, configuration, unreadable input, 5 stopped early.\n"
    "\n"
    "Examples:\n"
    "  inflow plan --config products.json products.csv\n"
    "  inflow load --config products.json products.csv --dry-run          the same\n"
    "  inflow plan --config products.json products.csv --json | jq .reasons";

constexpr char kColumnsFooter[] =
    "The whole file is read, and nothing is sent. Exit: 0 read, 2 usage, configuration, unreadable file, 5 stopped early.\n"
    "\n"
    "Examples:\n"
    "  inflow columns products.csv\n"
    "  inflow columns products.csv --config products.json                 where each column goes, too\n"
    "  inflow columns products.csv --json | jq '.columns[] | select(.blank > 0)'";

constexpr char kPreviewFooter[] =
    "Nothing is sent, and inFlow is asked for nothing. Each request is shown as it would leave, except that the API key is\n"
    "masked, that with \"references\" names stand where the GUIDs would that are looked up, and that with \"adopt\" the GUID is\n"
    "that which \"identity\" makes, also of a record that inFlow has under another one.\n"
    "Exit: 0 all can be sent, 1 some would be refused, 2 usage, configuration, unreadable input.\n"
    "\n"
    "Examples:\n"
    "  inflow preview --config products.json products.csv\n"
    "  inflow preview --config products.json products.csv --samples 200 --set batching.enabled=true\n"
    "  inflow preview --config products.json products.csv --watch        beside an editor\n"
    "  inflow preview --config products.json products.csv --json | jq -j '.requests[0].body'";

constexpr char kSendTestFooter[] =
    "The request is that of inflow preview, and it is really sent, also where the destination is inactive. With --edit it is "
    "changed\n"
    "first: in FILE, which holds it as inflow preview --json shows it, or without FILE in the editor that VISUAL or EDITOR "
    "names.\n"
    "Exit: 0 answered 2xx, 1 answered otherwise, 2 usage, refused record or request, 3 credential refused, 4 service "
    "unreachable.\n"
    "\n"
    "Examples:\n"
    "  inflow send-test --config products.json products.csv\n"
    "  inflow send-test --config products.json products.csv --sample 5 --edit\n"
    "  inflow preview --config products.json products.csv --samples 1 --json > request.json\n"
    "  inflow send-test --config products.json --edit request.json";

constexpr char kListFooter[] =
    "COLLECTION is one of inFlow's own names: products, customers, vendors, locations, pricing-schemes, adjustment-reasons,\n"
    "sales-orders and others; a name that is none is answered with all of them. Nothing is written, and the reads take part in\n"
    "the quota, 100 entities a request. Exit: 0 listed, 2 usage, collection, filter or include that there is not, 3 credential\n"
    "refused, 4 service unreachable or without the list, 5 stopped early.\n"
    "\n"
    "Examples:\n"
    "  inflow list locations --config products.json\n"
    "  inflow list products --config products.json --filter isActive=true --csv > products.csv\n"
    "  inflow list sales-orders --config orders.json --filter inventoryStatus=started --filter inventoryStatus=unfulfilled\n"
    "  inflow list products --config products.json --columns sku,prices.unitPrice,category.name\n"
    "  inflow list customers --config orders.json --columns customerId,name --ndjson";

constexpr char kVerifyFooter[] =
    "Records are read, mapped and given their GUIDs as inflow load does it, and of each the entity is read back: one request each,\n"
    "within the quota; nothing is written. Exit: 0 all are as sent, 1 some differ, are not there or cannot be compared, 2 usage,\n"
    "configuration, unreadable input, 3 credential refused, 4 service unreachable, 5 stopped early.\n"
    "\n"
    "Examples:\n"
    "  inflow verify --config products.json products.csv\n"
    "  inflow verify --config products.json products.csv --sample 50\n"
    "  inflow verify --config orders.json orders.csv --ndjson | jq 'select(.result != \"equal\")'";

constexpr char kSettingsFooter[] =
    "Every key with its value and where it comes from: the file, --set, the environment or a default. Secrets are not shown.\n"
    "\n"
    "Examples:\n"
    "  inflow settings --config orders.json\n"
    "  inflow settings --config orders.json --route prices --set batching.size=10\n"
    "  inflow settings --config orders.json --json | jq '.keys[] | select(.from != \"default\")'";

constexpr char kDoctorFooter[] =
    "Each step with what was found, and what to do. One read is made of inFlow; nothing is written, and no secret is shown.\n"
    "Without --config inflow.jsonc of this folder is taken, and what can be looked at without a configuration.\n"
    "Exit: 0 no problem, 1 there is one, 5 stopped early.\n"
    "\n"
    "Examples:\n"
    "  inflow doctor\n"
    "  inflow doctor --config products.json --json | jq '.steps[] | select(.finding != \"ok\")'";

constexpr char kWebhookFooter[] =
    "Every post is answered with 200 at once. With --config its signature is checked with the secret of \"response_webhook\".\n"
    "Ctrl-C ends it. Exit: 0 ended, 2 usage, configuration, port that cannot be had.\n"
    "\n"
    "Examples:\n"
    "  inflow webhook listen\n"
    "  inflow webhook listen --config products.json --port 9000\n"
    "  inflow webhook listen --ndjson | jq 'select(.status != \"200\")'";

CLI::Option* AddConfig(CLI::App* app, Options* options) {
  return app
      ->add_option("--config", options->config, "The configuration: a JSON file, comments allowed")
      ->required()
      ->type_name("FILE");
}

// AddTarget adds what every subcommand takes that uses a configuration, and returns --config.
CLI::Option* AddTarget(CLI::App* app, Options* options) {
  CLI::Option* const config = AddConfig(app, options);
  app->add_option("--set", options->settings,
                  "Override a key, for example retry.max_attempts=3; may be repeated; no secrets")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  return config;
}

// Raw is what is read before it is known whether it makes sense.
struct Raw {
  RawReading reading;
  std::string first;
  std::string skip;
  std::string samples;
  std::string sample;
  std::string most_verified;
  std::string edit_file;
  std::string rejects_format;
  RawList list;
  std::string init_file = "inflow.jsonc";
  std::string action;
  bool version = false;
};

// AddReading adds what every subcommand that reads records takes.
void AddReading(CLI::App* app, Options* options, Raw* raw) {
  app->add_option("--route", options->route, "One of the configuration's routes")
      ->type_name("NAME");
  app->add_option("--format", raw->reading.format,
                  "How every INPUT is read, whatever its name: csv, ndjson or json")
      ->type_name("FORMAT");
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

void AddPreview(CLI::App* app, Options* options, Raw* raw) {
  AddTarget(app, options);
  app->add_option("INPUT", options->inputs, "The file whose first records are shown")
      ->required()
      ->expected(1);
  app->add_option("--samples", raw->samples,
                  "Show the requests for so many records, or documents with fold (default: 3)")
      ->type_name("N");
  app->add_flag("--watch", options->watch,
                "Show them again whenever the configuration or the input is saved, until Ctrl-C");
  app->add_flag("--json", options->json, "As one line of JSON");
  AddReading(app, options, raw);
  app->footer(kPreviewFooter);
}

void AddSendTest(CLI::App* app, Options* options, Raw* raw) {
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
  app->add_flag("--json", options->json, "The answer as one line of JSON, and nothing else");
  AddReading(app, options, raw);
  app->footer(kSendTestFooter);
}

void AddLoad(CLI::App* app, Options* options, Raw* raw) {
  AddTarget(app, options);
  app->add_option("INPUT", options->inputs, "Files to load, in this order")->required();
  app->add_option("--first", raw->first, "Load only so many records; with fold, so many documents")
      ->type_name("N");
  app->add_option("--skip", raw->skip,
                  "Pass over so many records first; with fold, so many documents")
      ->type_name("N");
  app->add_flag(
      "--stream", options->stream,
      "With fold: send documents of standard input and pipes as they come, instead of reading all of it first");
  app->add_option("--progress", options->progress, "auto (on a terminal), always, never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  app->add_option("--results", options->results, "Write one line of JSON for every record")
      ->type_name("FILE");
  app->add_option("--rejects", options->rejects,
                  "Where records go that were not delivered (default: INPUT.rejects.ndjson, for a "
                  "CSV INPUT.rejects.csv)")
      ->type_name("FILE");
  app->add_option("--rejects-format", raw->rejects_format,
                  "ndjson, csv (default: what the name of --rejects ends with, or csv for a CSV)")
      ->check(CLI::IsMember({"ndjson", "csv"}))
      ->type_name("FORMAT");
  app->add_flag("--json", options->json, "End with one line of JSON on standard output");
  app->add_flag("--dry-run", options->dry_run,
                "Send nothing, and tell what a load would come to: inflow plan");
  AddReading(app, options, raw);
  app->footer(kLoadFooter);
}

void AddColumns(CLI::App* app, Options* options, Raw* raw) {
  AddTarget(app, options)->required(false);
  app->add_option("FILE", options->inputs, "The file whose columns are shown")
      ->required()
      ->expected(1);
  app->add_flag("--json", options->json, "As one line of JSON");
  AddReading(app, options, raw);
  app->footer(kColumnsFooter);
}

// AddPlan takes what a load takes that says which records are meant.
void AddPlan(CLI::App* app, Options* options, Raw* raw) {
  AddTarget(app, options);
  app->add_option("INPUT", options->inputs, "Files that would be loaded, in this order")
      ->required();
  app->add_option("--first", raw->first, "Only so many records; with fold, so many documents")
      ->type_name("N");
  app->add_option("--skip", raw->skip,
                  "Pass over so many records first; with fold, so many documents")
      ->type_name("N");
  app->add_flag("--json", options->json, "As one line of JSON");
  AddReading(app, options, raw);
  app->footer(kPlanFooter);
}

void AddVerify(CLI::App* app, Options* options, Raw* raw) {
  AddTarget(app, options);
  app->add_option("INPUT", options->inputs, "Files whose records are compared, in this order")
      ->required();
  app->add_option("--sample", raw->most_verified,
                  "Only so many of them, spread evenly; with fold, so many documents")
      ->type_name("N");
  app->add_option("--first", raw->first, "Only so many records; with fold, so many documents")
      ->type_name("N");
  app->add_option("--skip", raw->skip,
                  "Pass over so many records first; with fold, so many documents")
      ->type_name("N");
  app->add_option("--progress", options->progress, "auto (on a terminal), always, never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  CLI::Option* const json =
      app->add_flag("--json", options->json, "Every record's result, as one JSON array");
  app->add_flag("--ndjson", options->ndjson, "The same as one JSON object a line")->excludes(json);
  AddReading(app, options, raw);
  app->footer(kVerifyFooter);
}

void AddSettings(CLI::App* app, Options* options) {
  AddTarget(app, options);
  app->add_option("--route", options->route, "One of the configuration's routes")
      ->type_name("NAME");
  app->add_flag("--json", options->json, "As one line of JSON");
  app->footer(kSettingsFooter);
}

void AddDoctor(CLI::App* app, Options* options) {
  AddTarget(app, options)->required(false);
  app->add_flag("--json", options->json, "As one line of JSON");
  app->footer(kDoctorFooter);
}

void AddWebhook(CLI::App* app, Options* options, Raw* raw) {
  app->add_option("ACTION", raw->action, "listen")->required()->check(CLI::IsMember({"listen"}));
  AddConfig(app, options)->required(false);
  app->add_option("--port", options->listen.port, "Where to listen (default: 8787; 0: any)")
      ->type_name("N");
  app->add_option("--address", options->listen.address,
                  "The address to listen on (default: 127.0.0.1, this machine alone)")
      ->type_name("ADDRESS");
  app->add_flag("--ndjson", options->ndjson, "Every post as one JSON object a line");
  app->footer(kWebhookFooter);
}

void AddList(CLI::App* app, Options* options, Raw* raw) {
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
  app->footer(kListFooter);
}

Parsed Usage(const CLI::App& app, const std::string& what) {
  const auto chosen = app.get_subcommands();
  const CLI::App* shown = chosen.empty() ? &app : chosen.front();
  return {std::nullopt, kExitUsage,
          absl::StrCat("inflow: ", what,
                       "\nUsage: ", chosen.empty() ? "inflow SUBCOMMAND [OPTIONS]" : "inflow ",
                       chosen.empty() ? "" : shown->get_name(), chosen.empty() ? "" : " [OPTIONS]",
                       "; see inflow ", chosen.empty() ? "" : absl::StrCat(shown->get_name(), " "),
                       "--help\n")};
}

// UnknownSubcommand is the first word that is no option, where there is no subcommand of that name.
std::string UnknownSubcommand(const CLI::App& app, const std::vector<std::string>& arguments) {
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--plugin") {
      ++i;
    } else if (arguments[i].empty() || arguments[i].front() != '-') {
      const auto known = app.get_subcommands(
          [&](const CLI::App* candidate) { return candidate->get_name() == arguments[i]; });
      return known.empty() ? arguments[i] : std::string();
    }
  }
  return {};
}

// Unexpected names the options that there are not, or else the words that are too many. What
// follows such an option may be a secret, so it is not shown.
std::string Unexpected(const CLI::App& app) {
  std::string options, words;
  for (const std::string& word : app.remaining(/*recurse=*/true)) {
    const bool is_option = word.size() > 1 && word.front() == '-';
    const std::string name = is_option ? word.substr(0, word.find('=')) : word;
    absl::StrAppend(is_option ? &options : &words, " ", LooksLikeName(name) ? name : "…");
  }
  return options.empty() ? absl::StrCat("there is no place for", words)
                         : absl::StrCat("there is no option", options);
}

using Subcommands = std::vector<std::pair<CLI::App*, Subcommand>>;

Subcommands AddSubcommands(CLI::App* app, Options* options, Raw* raw) {
  Subcommands all;
  const auto add = [&](const char* name, const char* description, Subcommand subcommand) {
    return all.emplace_back(app->add_subcommand(name, description), subcommand).first;
  };
  CLI::App* init =
      add("init", "Ask for a configuration, show and test it, and write it", Subcommand::kInit);
  init->add_option("FILE", raw->init_file, "Where it is written (default: inflow.jsonc)");
  init->add_option("--set", options->settings,
                   "Set a key that is not asked for, for example base_url=http://127.0.0.1:8080")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  CLI::App* endpoints =
      add("endpoints", "List what records can be written to, describe one, or find some by words",
          Subcommand::kEndpoints);
  endpoints->add_option(
      "WORDS", options->words,
      "The endpoint to describe, or words to look for in names, fields and descriptions: barcode");
  endpoints->add_flag("--json", options->json, "As JSON");
  add("schema", "Print the JSON Schema of the configuration", Subcommand::kSchema)
      ->add_flag("--markdown", options->markdown,
                 "Print tables of its keys for people, in Markdown");
  AddTarget(add("validate", "List every fault of a configuration, offline", Subcommand::kValidate),
            options);
  CLI::App* check = add("check", "Reach the service and try the credential", Subcommand::kCheck);
  AddTarget(check, options);
  check->add_flag("--json", options->json, "As JSON");
  AddPreview(add("preview", "Show the requests for the first records, without sending anything",
                 Subcommand::kPreview),
             options, raw);
  AddSendTest(add("send-test", "Send one record's request for real, as it is or edited",
                  Subcommand::kSendTest),
              options, raw);
  AddLoad(
      add("load", "Send the records of files, and report what became of each", Subcommand::kLoad),
      options, raw);
  AddColumns(add("columns", "Show what the columns of a file hold, and where they go",
                 Subcommand::kColumns),
             options, raw);
  AddPlan(add("plan", "Tell what a load of files would come to, without sending anything",
              Subcommand::kPlan),
          options, raw);
  AddList(
      add("list", "Show what inFlow has: products, locations, pricing schemes…", Subcommand::kList),
      options, raw);
  AddVerify(add("verify", "Compare the records of files with what inFlow has of them",
                Subcommand::kVerify),
            options, raw);
  AddSettings(add("settings", "Show the configuration in force, and where each value comes from",
                  Subcommand::kSettings),
              options);
  AddDoctor(add("doctor", "Look for what is wrong: plugin, configuration, key, network, files",
                Subcommand::kDoctor),
            options);
  AddWebhook(add("webhook", "Receive the response webhook on this machine, and show what comes",
                 Subcommand::kListen),
             options, raw);
  AddConfig(
      add("activate", "Let a configuration's destination send: sets \"active\": true in the file",
          Subcommand::kActivate),
      options);
  AddConfig(
      add("pause", "Let it send nothing: sets \"active\": false in the file", Subcommand::kPause),
      options);
  return all;
}

// NamesOf returns "init, endpoints … and pause".
std::string NamesOf(const Subcommands& subcommands) {
  std::string names;
  for (const auto& [app, subcommand] : subcommands) {
    const bool last = &app == &subcommands.back().first;
    absl::StrAppend(&names, names.empty() ? "" : last ? " and " : ", ", app->get_name());
  }
  return names;
}

// ReadCounts takes the options that are whole numbers, where they were given.
absl::Status ReadCounts(const Raw& raw, Options* options) {
  struct Count {
    const char* option;
    const std::string& text;
    uint64_t least;
    uint64_t most;
    uint64_t* to;
  };
  constexpr uint64_t kAny = ~uint64_t{0};
  for (const Count& count :
       {Count{"--first", raw.first, 0, kAny, &options->first},
        Count{"--skip", raw.skip, 0, kAny, &options->skip},
        Count{"--samples", raw.samples, 1, 1000, &options->samples},
        Count{"--sample", raw.sample, 1, kAny, &options->sample},
        Count{"--sample", raw.most_verified, 1, kAny, &options->most_verified}}) {
    if (count.text.empty()) continue;
    const absl::StatusOr<uint64_t> number =
        ParseCount(count.option, count.text, count.least, count.most);
    if (!number.ok()) return number.status();
    *count.to = *number;
  }
  return absl::OkStatus();
}

// Complete fills in what follows from several options. InvalidArgument with what is wrong with
// them.
absl::Status Complete(const Raw& raw, Options* options) {
  if (options->subcommand == Subcommand::kSendTest && options->inputs.empty() &&
      raw.edit_file.empty()) {
    return absl::InvalidArgumentError("INPUT is required");
  }
  if (options->subcommand == Subcommand::kInit) options->config = raw.init_file;
  if (absl::Status status = ReadCounts(raw, options); !status.ok()) return status;
  if (absl::Status status = ReadList(raw.list, &options->list); !status.ok()) return status;
  absl::StatusOr<CsvSettings> csv = ReadCsv(raw.reading);
  if (!csv.ok()) return csv.status();
  options->csv = *std::move(csv);
  const absl::StatusOr<std::optional<InputFormat>> format = ReadFormat(raw.reading);
  if (!format.ok()) return format.status();
  options->format = *format;
  if (!raw.rejects_format.empty()) {
    options->rejects_format =
        raw.rejects_format == "csv" ? RejectsFormat::kCsv : RejectsFormat::kNdjson;
  }
  if (std::count(options->inputs.begin(), options->inputs.end(), "-") > 1) {
    return absl::InvalidArgumentError("standard input (-) can be read only once");
  }
  return absl::OkStatus();
}

}  // namespace

Parsed ParseOptions(const std::vector<std::string>& arguments) {
  Options options;
  Raw raw;
  CLI::App app(
      "inflow loads records into inFlow Inventory through the destination plugin, at the service's pace.",
      "inflow");
  app.require_subcommand(0, 1);
  app.fallthrough();
  app.footer(kFooter);
  app.add_flag("--version", raw.version, "Versions of the command and of the plugin");
  app.add_option("--plugin", options.plugin,
                 "The plugin's file (default: ../lib/libinflow_destination.so beside the program)")
      ->type_name("PATH");
  const Subcommands subcommands = AddSubcommands(&app, &options, &raw);
  if (const std::string unknown = UnknownSubcommand(app, arguments); !unknown.empty()) {
    return Usage(app, absl::StrCat("there is no subcommand \"", unknown,
                                   "\" in this version; there are ", NamesOf(subcommands)));
  }
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    return {std::nullopt, kExitOk, chosen.empty() ? app.help() : chosen.front()->help("inflow")};
  } catch (const CLI::ExtrasError&) {
    return Usage(app, Unexpected(app));
  } catch (const CLI::ParseError& error) {
    return Usage(app, error.what());
  }
  options.subcommand = Subcommand::kVersion;
  if (!raw.version) {
    const auto chosen = std::find_if(subcommands.begin(), subcommands.end(), [&](const auto& one) {
      return app.got_subcommand(one.first);
    });
    if (chosen == subcommands.end()) return Usage(app, "a subcommand is missing");
    options.subcommand = chosen->second;
    if (chosen->second == Subcommand::kSendTest && chosen->first->count("--edit") > 0)
      options.edit = raw.edit_file;
  }
  if (const absl::Status status = Complete(raw, &options); !status.ok())
    return Usage(app, std::string(status.message()));
  return {std::move(options), kExitOk, {}};
}

std::string OptionsToRepeat(const Options& options) {
  std::string text;
  const auto add = [&](const char* option, const std::string& value) {
    absl::StrAppend(&text, " ", option, " ", ShellQuote(value));
  };
  if (!options.plugin.empty()) add("--plugin", options.plugin);
  add("--config", options.config);
  for (const std::string& setting : options.settings) add("--set", setting);
  if (!options.route.empty()) add("--route", options.route);
  if (options.rejects_format)
    add("--rejects-format", *options.rejects_format == RejectsFormat::kCsv ? "csv" : "ndjson");
  return text;
}

}  // namespace inflow::command
