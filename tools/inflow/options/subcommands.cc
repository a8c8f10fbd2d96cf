// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/subcommands.h"

#include <algorithm>
#include <utility>

#include "tools/inflow/options/subcommand_options.h"

namespace inflow::command {
namespace {

constexpr SubcommandEntry kSubcommands[] = {
    {Subcommand::kInit, ConfigUse::kNone, "init", "Set up",
     "Ask for a configuration, try it and write it", AddInit,
     "Nothing is written before the last question. An existing file is replaced only after a yes.",
     "0 written; 2 not written, or no terminal to ask on; 5 stopped by Ctrl-C",
     "inflow init products.csv\n"
     "inflow init products.csv products.jsonc  # with a name for what is written\n"
     "inflow init --set base_url=http://127.0.0.1:8080  # against a local inFlow"},
    {Subcommand::kEndpoints, ConfigUse::kNone, "endpoints", "Set up",
     "What records can be written to, by name or by words", AddEndpoints,
     "The name of an endpoint describes it; other words find endpoints by their names, fields and "
     "descriptions, the best first. A name that is none is answered with the nearest.",
     "0 shown; 2 there is no such endpoint",
     "inflow endpoints\n"
     "inflow endpoints create_product  # what a product needs\n"
     "inflow endpoints barcode  # which endpoints take one\n"
     "inflow endpoints upsert_vendor --json | jq .required"},
    {Subcommand::kSchema, ConfigUse::kNone, "schema", "Set up",
     "The JSON Schema of a configuration", AddSchema,
     "An editor that is given it completes and checks a configuration's keys.", "0 shown",
     "inflow schema > inflow.schema.json\n"
     "inflow schema --markdown  # its keys as tables for people"},
    {Subcommand::kValidate, ConfigUse::kNeeded, "validate", "Configure",
     "Every fault of a configuration, without a network", AddValidate, "",
     "0 valid; 2 faults, each told with its place",
     "inflow validate -c products.jsonc\n"
     "inflow validate -c products.jsonc --set retry.max_attempts=3"},
    {Subcommand::kCheck, ConfigUse::kNeeded, "check", "Configure",
     "Reach the service and try the credential", AddCheck,
     "One entity is read and nothing is written.",
     "0 ready; 2 usage, configuration; 3 credential refused; 4 service unreachable or without the "
     "route; 5 stopped early",
     "inflow check -c products.jsonc\n"
     "inflow check -c products.jsonc --json | jq .ok"},
    {Subcommand::kSettings, ConfigUse::kNeeded, "settings", "Configure",
     "The configuration in force, and where it is from", AddSettings,
     "Every key with its value and where it comes from: the file, --set, the environment or a "
     "default. Secrets are not shown.",
     "0 shown; 2 usage, configuration",
     "inflow settings -c orders.jsonc\n"
     "inflow settings -c orders.jsonc --route prices --set batching.size=10\n"
     "inflow settings -c orders.jsonc --json | jq '.keys[] | select(.from != \"default\")'"},
    {Subcommand::kDoctor, ConfigUse::kOptional, "doctor", "Configure",
     "Look for what is wrong: plugin, key, network, files", AddDoctor,
     "Each step with what was found, and what to do. One read is made of inFlow; nothing is written, "
     "and no secret is shown. Where there is no configuration, what can be looked at without one is.",
     "0 no problem; 1 there is one; 2 usage; 5 stopped early",
     "inflow doctor\n"
     "inflow doctor -c products.jsonc --json | jq '.steps[] | select(.finding != \"ok\")'"},
    {Subcommand::kActivate, ConfigUse::kNeeded, "activate", "Configure",
     "Let a configuration's destination send", AddActivate,
     "Sets \"active\": true in the file, where the configuration has no faults. With --env NAME the "
     "overlay is changed, and no other environment.",
     "0 active now, or before already; 2 faults, or a file that cannot be written",
     "inflow activate -c products.jsonc\n"
     "inflow activate --env trial  # in inflow.trial.jsonc"},
    {Subcommand::kPause, ConfigUse::kNeeded, "pause", "Configure", "Let it send nothing",
     AddActivate,
     "Sets \"active\": false in the file. With --env NAME the overlay is changed, and no other "
     "environment.",
     "0 paused now, or before already; 2 a file that cannot be read or written",
     "inflow pause -c products.jsonc"},
    {Subcommand::kColumns, ConfigUse::kOptional, "columns", "Look first",
     "What a file's columns hold, and where they go", AddColumns,
     "The whole file is read, and nothing is sent. Where there is a configuration, each column's "
     "field is told too.",
     "0 read; 2 usage, configuration, unreadable file; 5 stopped early",
     "inflow columns products.csv\n"
     "inflow columns products.csv -c products.jsonc  # where each column goes, too\n"
     "inflow columns products.csv --json | jq '.columns[] | select(.blank > 0)'"},
    {Subcommand::kPreview, ConfigUse::kNeeded, "preview", "Look first",
     "The requests for the first records, not sent", AddPreview,
     "Nothing is sent, and inFlow is asked for nothing. Each request is shown as it would leave, "
     "except that the API key is masked, that with \"references\" names stand where the GUIDs would "
     "that are looked up, and that with \"adopt\" the GUID is that which \"identity\" makes, also of "
     "a record that inFlow has under another one.",
     "0 all can be sent; 1 some would be refused; 2 usage, configuration, unreadable input",
     "inflow preview -c products.jsonc products.csv\n"
     "inflow preview -c products.jsonc products.csv --samples 200 --set batching.enabled=true\n"
     "inflow preview -c products.jsonc products.csv --watch  # beside an editor\n"
     "inflow preview -c products.jsonc products.csv --json | jq -j '.requests[0].body'"},
    {Subcommand::kPlan, ConfigUse::kNeeded, "plan", "Look first",
     "What a load would come to; nothing is sent", AddPlan,
     "Every record of every INPUT is read, mapped, checked, folded and grouped as inflow load does "
     "it, and nothing is sent: what is fine, what would be refused and why, how many requests that "
     "makes, and how long the quota makes them take.",
     "0 nothing would be refused; 1 something would; 2 usage, configuration, unreadable input; 5 "
     "stopped early",
     "inflow plan -c products.jsonc products.csv\n"
     "inflow load -c products.jsonc products.csv --dry-run  # the same\n"
     "inflow plan -c products.jsonc products.csv --json | jq .reasons"},
    {Subcommand::kSendTest, ConfigUse::kNeeded, "send-test", "Look first",
     "Send one record's request for real, as it is or edited", AddSendTest,
     "The request is that of inflow preview, and it is really sent, also where the destination is "
     "inactive. With --edit it is changed first: in FILE, which holds it as inflow preview --json "
     "or the editor shows it, or without FILE in the editor that VISUAL or EDITOR names.",
     "0 answered 2xx; 1 answered otherwise; 2 usage, refused record or request; 3 credential "
     "refused; 4 service unreachable",
     "inflow send-test -c products.jsonc products.csv\n"
     "inflow send-test -c products.jsonc products.csv --sample 5 --edit\n"
     "inflow preview -c products.jsonc products.csv --samples 1 --json > request.json\n"
     "inflow send-test -c products.jsonc --edit request.json"},
    {Subcommand::kLoad, ConfigUse::kNeeded, "load", "Load",
     "Send the records of files, tell what became of each", AddLoad,
     "INPUT is .ndjson or .jsonl (an object a line), .json (an array), .csv, .tsv or .txt (a header "
     "line), or - for standard input, which is NDJSON where --format says nothing else. A name with "
     "another ending needs --format.",
     "0 all delivered, unchanged or superseded; 1 finished, some not; 2 usage, configuration, "
     "inactive, unreadable input; 3 credential refused; 4 service unreachable, without the route, or "
     "refusing most (stop_after); "
     "5 stopped early: the same command goes on, or the same load is running already",
     "inflow load products.csv  # with inflow.jsonc of this folder\n"
     "inflow load -c customers.jsonc customers.csv --csv-null NULL\n"
     "inflow load -c products.jsonc products.csv --csv-types unitPrice=number\n"
     "inflow load -c products.jsonc products.csv --results done.ndjson\n"
     "producer | inflow load -c orders.jsonc --json - | tail -n 1\n"
     "producer | inflow load -c orders.jsonc --format csv -\n"
     "producer | inflow load -c orders.jsonc --stream -  # documents as they come, with fold\n"
     "inflow load -c products.jsonc products.csv.rejects.csv  # after mending the rows"},
    {Subcommand::kVerify, ConfigUse::kNeeded, "verify", "Load",
     "Compare the records of files with what inFlow has", AddVerify,
     "Records are read, mapped and given their GUIDs as inflow load does it, and of each the entity "
     "is read back: one request each, within the quota; nothing is written.",
     "0 all are as sent; 1 some differ, are not there or cannot be compared; 2 usage, "
     "configuration, unreadable input; 3 credential refused; 4 service unreachable; 5 stopped early",
     "inflow verify -c products.jsonc products.csv\n"
     "inflow verify -c products.jsonc products.csv --sample 50\n"
     "inflow verify -c orders.jsonc orders.csv --ndjson | jq 'select(.result != \"equal\")'"},
    {Subcommand::kListen, ConfigUse::kOptional, "webhook", "inFlow",
     "Receive the response webhook here, show what comes", AddWebhook,
     "Every post is answered with 200 at once. Where there is a configuration, signatures are checked "
     "with the secret of its \"response_webhook\". Ctrl-C ends it.",
     "0 ended; 2 usage, configuration, a port that cannot be had",
     "inflow webhook listen\n"
     "inflow webhook listen -c products.jsonc --port 9000\n"
     "inflow webhook listen --ndjson | jq 'select(.status != \"200\")'"},
    {Subcommand::kList, ConfigUse::kNeeded, "list", "inFlow",
     "What inFlow has: products, locations, vendors…", AddList,
     "COLLECTION is one of inFlow's own names: products, customers, vendors, locations, "
     "pricing-schemes, adjustment-reasons, sales-orders and others; a name that is none is answered "
     "with all of them. Nothing is written, and the reads take part in the quota, 100 entities a "
     "request.",
     "0 listed; 2 usage, collection, filter or include that there is not; 3 credential refused; 4 "
     "service unreachable or without the list; 5 stopped early",
     "inflow list locations -c products.jsonc\n"
     "inflow list products -c products.jsonc --filter isActive=true --csv > products.csv\n"
     "inflow list sales-orders -c orders.jsonc --filter inventoryStatus=started\n"
     "inflow list products -c products.jsonc --columns sku,prices.unitPrice,category.name\n"
     "inflow list customers -c orders.jsonc --columns customerId,name --ndjson"},
    {Subcommand::kJournal, ConfigUse::kNone, "journal", "inFlow",
     "Look into a journal; back it up, move or salvage it", AddJournal,
     "backup copies a journal as it is at one moment, also while a load uses it. check reads it "
     "through and tells what lies in it. move gives it another place, while nothing uses it. salvage "
     "writes the pending records of a journal, damaged or not, to a file that inflow load takes.\n\n"
     "Nothing that is there is overwritten. A backup, or a journal of another machine, delivers "
     "nothing until it is taken over: what it has pending may have been sent since.",
     "0 done, or sound; 1 faults were found, or some records could not be read; 2 usage, no journal, "
     "a file in the way or in use; 4 the journal is damaged, or the disk fails",
     "inflow journal check inflow.db\n"
     "inflow journal backup inflow.db /backup/inflow.db\n"
     "inflow journal check restored.db --take-over\n"
     "inflow journal salvage inflow.db pending.ndjson\n"
     "inflow journal move inflow.db /data/inflow.db"},
    {Subcommand::kForget, ConfigUse::kNeeded, "forget", "inFlow",
     "Let the journal forget the last delivery of a key", AddForget,
     "The next record of the key is sent, whatever the journal knows of the one before. What is "
     "pending stays, and so does what became of records.",
     "0 forgotten; 2 usage, or no journal; 5 the journal cannot be written now",
     "inflow forget 280b3436-dec2-5310-9514-473c8d9f121a -c products.jsonc"},
    {Subcommand::kCompletion, ConfigUse::kNone, "completion", "Shell",
     "Completions for bash, zsh or fish", AddCompletion,
     "Prints a script that completes subcommands, options, their values, files, and the names of "
     "endpoints and collections.",
     "0 printed; 2 usage",
     "source <(inflow completion bash)  # this bash; in ~/.bashrc, every one\n"
     "inflow completion zsh > ~/.zfunc/_inflow  # a folder of fpath\n"
     "inflow completion fish > ~/.config/fish/completions/inflow.fish"},
    {Subcommand::kHelp, ConfigUse::kNone, "help", "", "This list, one subcommand, or a man page",
     AddHelp, "", "0 shown; 2 there is no such subcommand",
     "inflow help\n"
     "inflow help load\n"
     "inflow help --man > inflow.1 && man -l inflow.1"},
};

}  // namespace

CommandTree::CommandTree(Options* options, RawOptions* raw)
    : app_(
          "inflow loads records into inFlow Inventory through the destination plugin, at the "
          "service's pace.",
          "inflow") {
  app_.require_subcommand(0, 1);
  app_.fallthrough();
  app_.set_help_flag("-h,--help", "This help");
  app_.add_flag("--version", raw->version, "Versions of the command and of the plugin");
  app_.add_option("--plugin", options->plugin,
                  "The plugin's file (default: ../lib/libinflow_destination.so beside the program)")
      ->type_name("PATH");
  for (const SubcommandEntry& entry : kSubcommands) {
    CLI::App* const app = app_.add_subcommand(entry.name, entry.summary);
    entry.add(app, options, raw);
    subcommands_.push_back({&entry, app});
  }
}

const SubcommandNode* CommandTree::Find(std::string_view name) const {
  const auto found = std::find_if(subcommands_.begin(), subcommands_.end(),
                                  [&](const auto& node) { return name == node.entry->name; });
  return found == subcommands_.end() ? nullptr : &*found;
}

const SubcommandNode* CommandTree::Chosen() const {
  const auto found = std::find_if(subcommands_.begin(), subcommands_.end(),
                                  [&](const auto& node) { return app_.got_subcommand(node.app); });
  return found == subcommands_.end() ? nullptr : &*found;
}

}  // namespace inflow::command
