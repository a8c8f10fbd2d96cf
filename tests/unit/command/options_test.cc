// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/options/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;

Options Good(const std::vector<std::string>& arguments) {
  Parsed parsed = ParseOptions(arguments);
  EXPECT_TRUE(parsed.options.has_value()) << parsed.text;
  return parsed.options.value_or(Options());
}

std::string Bad(const std::vector<std::string>& arguments) {
  const Parsed parsed = ParseOptions(arguments);
  EXPECT_FALSE(parsed.options.has_value());
  EXPECT_EQ(parsed.exit, 2);
  return parsed.text;
}

TEST(ParseOptions, TakesALoadApart) {
  const Options options = Good({"load",
                                "--config",
                                "c.json",
                                "--set",
                                "a=1",
                                "a.csv",
                                "--set",
                                "b.c=x",
                                "-",
                                "--first",
                                "10",
                                "--skip",
                                "3",
                                "--results",
                                "r",
                                "--rejects",
                                "j",
                                "--route",
                                "o",
                                "--csv-types",
                                "p=number,q=json",
                                "--csv-types",
                                "a=b=boolean",
                                "--csv-null",
                                "NULL",
                                "--no-nest",
                                "--include-ambiguous",
                                "--csv-null",
                                "n/a",
                                "--format",
                                "csv",
                                "--csv-separator",
                                "tab",
                                "--json",
                                "--progress",
                                "never",
                                "--plugin",
                                "p.so"});
  EXPECT_EQ(options.subcommand, Subcommand::kLoad);
  EXPECT_EQ(options.config, "c.json");
  EXPECT_THAT(options.settings, ElementsAre("a=1", "b.c=x"));
  EXPECT_THAT(options.inputs, ElementsAre("a.csv", "-"));
  EXPECT_EQ(options.first, 10);
  EXPECT_EQ(options.skip, 3);
  EXPECT_EQ(options.results, "r");
  EXPECT_EQ(options.rejects, "j");
  EXPECT_EQ(options.route, "o");
  EXPECT_THAT(options.csv.types, ElementsAre(Pair("p", CsvSettings::Type::kNumber),
                                             Pair("q", CsvSettings::Type::kJson),
                                             Pair("a=b", CsvSettings::Type::kBoolean)));
  EXPECT_THAT(options.csv.null_texts, ElementsAre("NULL", "n/a"));
  EXPECT_EQ(options.format, InputFormat::kCsv);
  EXPECT_EQ(options.csv.separator, "\t");
  EXPECT_FALSE(options.csv.nest);
  EXPECT_TRUE(options.include_ambiguous);
  EXPECT_TRUE(options.json);
  EXPECT_EQ(options.progress, "never");
  EXPECT_EQ(options.plugin, "p.so");
}

TEST(ParseOptions, TakesWordsAsTheyAre) {
  const Options options =
      Good({"load", "--config", "c.json", "--csv-separator", " ", "--csv-null", " - ", "--csv-null",
            "[a,b]", "--csv-types", "\"a, b\"=number", "a.csv"});
  EXPECT_EQ(options.csv.separator, " ");
  EXPECT_THAT(options.csv.null_texts, ElementsAre(" - ", "[a,b]"));
  EXPECT_THAT(options.csv.types, ElementsAre(Pair("a, b", CsvSettings::Type::kNumber)));
}

TEST(ParseOptions, DefaultsOfALoad) {
  const Options options = Good({"load", "--config", "c.json", "a.csv"});
  EXPECT_EQ(options.first, ~uint64_t{0});
  EXPECT_EQ(options.skip, 0);
  EXPECT_EQ(options.progress, "auto");
  EXPECT_TRUE(options.csv.nest);
  EXPECT_THAT(options.csv.null_texts, IsEmpty());
  EXPECT_EQ(options.format, std::nullopt);
  EXPECT_EQ(options.csv.separator, "");
}

TEST(ParseOptions, AJournalIsKeptUnlessItIsRefused) {
  const Options usual = Good({"load", "--config", "c.json", "a.csv"});
  EXPECT_FALSE(usual.no_journal);
  EXPECT_FALSE(usual.restart);
  EXPECT_TRUE(Good({"load", "--config", "c.json", "a.csv", "--no-journal"}).no_journal);
  EXPECT_TRUE(Good({"load", "--config", "c.json", "a.csv", "--restart"}).restart);
  EXPECT_THAT(Bad({"load", "--config", "c.json", "a.csv", "--restart", "--no-journal"}),
              HasSubstr("--no-journal excludes --restart"));
}

TEST(ParseOptions, TheOtherSubcommands) {
  EXPECT_EQ(Good({"endpoints"}).subcommand, Subcommand::kEndpoints);
  EXPECT_THAT(Good({"endpoints", "stock", "level", "--json"}).words, ElementsAre("stock", "level"));
  EXPECT_EQ(Good({"settings", "--config", "c.json", "--route", "r"}).route, "r");
  EXPECT_EQ(Good({"doctor"}).subcommand, Subcommand::kDoctor);
  EXPECT_EQ(Good({"doctor", "--config", "c.json"}).config, "c.json");
  EXPECT_EQ(Good({"webhook", "listen"}).listen.address, "127.0.0.1");
  EXPECT_EQ(Good({"webhook", "listen", "--port", "0"}).listen.port, 0);
  for (const char* port : {"65536", "-1", "x"}) Bad({"webhook", "listen", "--port", port});
  EXPECT_THAT(Bad({"webhook"}), HasSubstr("ACTION is required"));
  EXPECT_THAT(Bad({"webhook", "send"}), HasSubstr("listen"));
}

TEST(ParseOptions, AJournalIsNamedAndWhereItGoes) {
  EXPECT_EQ(Good({"forget", "K-1", "-c", "a.jsonc"}).key, "K-1");
  const JournalCare move = Good({"journal", "move", "a.db", "b.db"}).journal;
  EXPECT_EQ(move.action, "move");
  EXPECT_EQ(move.path, "a.db");
  EXPECT_EQ(move.to, "b.db");
  EXPECT_TRUE(Good({"journal", "check", "a.db", "--take-over"}).journal.take_over);
  EXPECT_THAT(Bad({"journal", "check"}), HasSubstr("FILE is required"));
  EXPECT_THAT(Bad({"journal", "check", "a.db", "b.db"}), HasSubstr("makes none"));
  EXPECT_THAT(Bad({"journal", "backup", "a.db"}), HasSubstr("inflow journal backup FILE PATH"));
  EXPECT_THAT(Bad({"journal", "move", "a.db", "b.db", "--take-over"}),
              HasSubstr("looked at first"));
  EXPECT_THAT(Bad({"journal", "burn", "a.db"}), HasSubstr("salvage"));
  EXPECT_EQ(Good({"--plugin", "x", "schema"}).plugin, "x");
  EXPECT_EQ(Good({"validate", "--config", "c"}).subcommand, Subcommand::kValidate);
  EXPECT_TRUE(Good({"check", "--config", "c", "--json"}).json);
  EXPECT_EQ(Good({"--version"}).subcommand, Subcommand::kVersion);
}

TEST(ParseOptions, TakesAPreviewApart) {
  const Options options = Good({"preview", "--config", "c", "a.csv", "--samples", "7", "--watch",
                                "--json", "--csv-types", "p=number"});
  EXPECT_EQ(options.subcommand, Subcommand::kPreview);
  EXPECT_THAT(options.inputs, ElementsAre("a.csv"));
  EXPECT_EQ(options.samples, 7);
  EXPECT_TRUE(options.watch);
  EXPECT_EQ(options.csv.types.size(), 1);
  EXPECT_EQ(Good({"preview", "--config", "c", "a.csv"}).samples, 3);
  EXPECT_THAT(Bad({"preview", "--config", "c", "a.csv", "--samples", "0"}),
              HasSubstr("--samples 0: write a whole number from 1 to 1,000"));
  EXPECT_THAT(Bad({"preview", "--config", "c", "a.csv", "b.csv"}), HasSubstr("INPUT"));
}

TEST(ParseOptions, TakesASendTestApart) {
  EXPECT_EQ(Good({"send-test", "--config", "c", "a.csv"}).subcommand, Subcommand::kSendTest);
  EXPECT_EQ(Good({"send-test", "--config", "c", "a.csv"}).edit, std::nullopt);
  EXPECT_EQ(Good({"send-test", "--config", "c", "a.csv", "--sample", "4"}).sample, 4);
  EXPECT_EQ(Good({"send-test", "--config", "c", "a.csv", "--edit"}).edit, "");
  EXPECT_EQ(Good({"send-test", "--config", "c", "--edit", "r.json"}).edit, "r.json");
  EXPECT_EQ(Good({"send-test", "--config", "c", "--edit", "--json", "a.csv"}).edit, "");
  EXPECT_THAT(Bad({"send-test", "--config", "c", "--edit"}), HasSubstr("INPUT is required"));
  EXPECT_THAT(Bad({"send-test", "--config", "c", "a.csv", "--sample", "0"}),
              HasSubstr("--sample 0: write a whole number from 1 up"));
}

TEST(ParseOptions, TakesAListApart) {
  const Options options =
      Good({"list", "products", "--config", "c", "--filter", "name=a=b", "--filter",
            "isActive=true", "--columns", "sku,a.b", "--count", "7", "--csv"});
  EXPECT_EQ(options.subcommand, Subcommand::kList);
  EXPECT_EQ(options.list.collection, "products");
  EXPECT_THAT(options.list.filters, ElementsAre(Pair("name", "a=b"), Pair("isActive", "true")));
  EXPECT_THAT(options.list.columns, ElementsAre("sku", "a.b"));
  EXPECT_EQ(options.list.count, 7);
  EXPECT_EQ(options.list.format, ListFormat::kCsv);
  EXPECT_EQ(Good({"list", "x", "--config", "c"}).list.format, ListFormat::kTable);
  EXPECT_EQ(Good({"list", "x", "--config", "c", "--json"}).list.format, ListFormat::kJson);
  EXPECT_EQ(Good({"list", "x", "--config", "c", "--ndjson"}).list.format, ListFormat::kNdjson);
  EXPECT_THAT(Bad({"list", "--config", "c"}), HasSubstr("COLLECTION is required"));
  for (const char* filter : {"name", "=a", "name="}) {
    EXPECT_THAT(Bad({"list", "x", "--config", "c", "--filter", filter}),
                HasSubstr(": write NAME=VALUE"));
  }
  EXPECT_THAT(Bad({"list", "x", "--config", "c", "--columns", "a,,b"}),
              HasSubstr("--columns a,,b: write names with commas between"));
  EXPECT_THAT(Bad({"list", "x", "--config", "c", "--count", "0"}),
              HasSubstr("--count 0: write a whole number from 1 up"));
  EXPECT_THAT(Bad({"list", "x", "--config", "c", "--csv", "--json"}), HasSubstr("--csv"));
}

TEST(ParseOptions, TakesAVerifyApart) {
  const Options options = Good({"verify", "--config", "c", "a.csv", "b.csv", "--sample", "7",
                                "--skip", "2", "--first", "9", "--route", "r", "--ndjson"});
  EXPECT_EQ(options.subcommand, Subcommand::kVerify);
  EXPECT_THAT(options.inputs, ElementsAre("a.csv", "b.csv"));
  EXPECT_EQ(options.most_verified, 7);
  EXPECT_EQ(options.sample, 1) << "that is another command's";
  EXPECT_EQ(options.skip, 2);
  EXPECT_EQ(options.first, 9);
  EXPECT_EQ(options.route, "r");
  EXPECT_TRUE(options.ndjson);
  EXPECT_EQ(Good({"verify", "--config", "c", "a"}).most_verified, ~uint64_t{0});
  EXPECT_THAT(Bad({"verify", "--config", "c"}), HasSubstr("INPUT is required"));
  EXPECT_THAT(Bad({"verify", "--config", "c", "a", "--sample", "0"}),
              HasSubstr("--sample 0: write a whole number from 1 up"));
  EXPECT_THAT(Bad({"verify", "--config", "c", "a", "--json", "--ndjson"}), HasSubstr("--json"));
}

TEST(ParseOptions, InitHasAFileOfItsOwn) {
  EXPECT_EQ(Good({"init"}).subcommand, Subcommand::kInit);
  EXPECT_EQ(Good({"init"}).config, "") << "the folder's is not taken for it";
  EXPECT_EQ(Good({"init", "a.jsonc", "--set", "b=1"}).config, "a.jsonc");
  EXPECT_EQ(Good({"init", "a.csv"}).records, "a.csv");
  EXPECT_EQ(Good({"init", "a.csv", "b.jsonc"}).config, "b.jsonc");
  EXPECT_EQ(Good({"pause", "--config", "c"}).subcommand, Subcommand::kPause);
  EXPECT_EQ(Good({"activate", "--config", "c"}).config, "c");
}

TEST(ParseOptions, HelpShowsExamples) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"help", "load"}, {"load", "--help"}}) {
    const Parsed parsed = ParseOptions(arguments);
    EXPECT_EQ(parsed.exit, 0);
    EXPECT_THAT(parsed.text, HasSubstr("Examples:\n  inflow load products.csv"));
    EXPECT_THAT(parsed.text, HasSubstr("Exit code:\n  0  all delivered"));
  }
}

TEST(ParseOptions, SaysWhatIsWrong) {
  EXPECT_EQ(
      Bad({}),
      "inflow: a subcommand is missing\nUsage: inflow SUBCOMMAND [OPTIONS]; see inflow --help\n");
  EXPECT_THAT(Bad({"plant", "--config", "c"}),
              HasSubstr("there is no subcommand \"plant\"; did you mean inflow plan?\n"));
  EXPECT_THAT(Bad({"zebra"}), HasSubstr("there is no subcommand \"zebra\" in this version; there "
                                        "are init, endpoints, schema, validate, "));
  EXPECT_THAT(Bad({"zebra"}), HasSubstr(" and help\n"));
  EXPECT_THAT(Bad({"load", "--config", "c"}), HasSubstr("INPUT is required"));
  EXPECT_EQ(
      Bad({"load", "--config", "c", "a", "--first", "-1"}),
      "inflow: --first -1: write a whole number from 0 up\nUsage: inflow load [OPTIONS]; see inflow load --help\n");
  EXPECT_THAT(Bad({"load", "--config", "c", "a", "--skip=-1"}),
              HasSubstr("--skip -1: write a whole number from 0 up"));
  EXPECT_THAT(Bad({"load", "--config", "c", "a", "--first", "1e3"}),
              HasSubstr("--first 1e3: write a whole number"));
  EXPECT_THAT(Bad({"load", "--config", "c", "a", "--format", "xlsx"}),
              HasSubstr("--format xlsx: write csv, ndjson or json"));
  EXPECT_THAT(Bad({"load", "--config", "c", "a", "--csv-separator", ";;"}),
              HasSubstr("--csv-separator ;;: write one character"));
  EXPECT_THAT(Bad({"load", "--config", "c", "a", "--progress", "some"}), HasSubstr("--progress"));
  EXPECT_THAT(Bad({"load", "--config", "c", "a", "--frist", "1"}),
              HasSubstr("there is no option --frist; did you mean --first?\n"));
  EXPECT_THAT(Bad({"load", "--config", "c", "-", "-"}),
              HasSubstr("standard input (-) can be read only once"));
  EXPECT_THAT(Bad({"load", "--config", "c", "a", "--csv-types", "price"}),
              HasSubstr("--csv-types price: write COLUMN=number, COLUMN=boolean or COLUMN=json"));
  EXPECT_THAT(Bad({"load", "--config", "c", "a", "--csv-types", "=number"}),
              HasSubstr("--csv-types =number: write"));
}

TEST(OptionsToRepeat, QuotesForAShell) {
  Options options;
  options.config = "my config.json";
  options.settings = {"a=it's", "b=1"};
  options.route = "o";
  EXPECT_EQ(OptionsToRepeat(options),
            " --config 'my config.json' --set 'a=it'\\''s' --set b=1 --route o");
  options.environment = "trial";
  EXPECT_THAT(OptionsToRepeat(options), StartsWith(" --config 'my config.json' --env trial --set"));
}

TEST(ParseOptions, WhichConfigurationIsLaterSeen) {
  const Options options = Good({"load", "-c", "c.jsonc", "--env", "trial", "a.csv"});
  EXPECT_EQ(options.config, "c.jsonc");
  EXPECT_EQ(SourceOf(options).overlay, "c.trial.jsonc");
  EXPECT_EQ(SourceOf(options).Name(), "c.jsonc with c.trial.jsonc over it");
  EXPECT_EQ(options.config_use, ConfigUse::kNeeded);
  EXPECT_EQ(Good({"load", "a.csv"}).config, "");
  EXPECT_EQ(Good({"columns", "a.csv"}).config_use, ConfigUse::kOptional);
  EXPECT_EQ(Good({"endpoints"}).config_use, ConfigUse::kNone);
  EXPECT_THAT(Bad({"load", "-c", "", "a.csv"}), HasSubstr("--config is empty"));
}

TEST(ParseOptions, AnEnvironmentIsAName) {
  for (const char* name : {"", "a/b", "..", ".", "a b", "tri\xc3\xa4l", "a\nb"}) {
    EXPECT_THAT(Bad({"check", "--env", name}),
                HasSubstr(": write a name of letters, digits, - and _"))
        << name;
  }
  EXPECT_EQ(Good({"check", "--env", "Trial_2-b"}).environment, "Trial_2-b");
}

TEST(ParseOptions, AsksForAForgottenOptionName) {
  EXPECT_THAT(
      Bad({"validate", "products.jsonc"}),
      HasSubstr("there is no place for products.jsonc; did you mean --config products.jsonc?"));
  EXPECT_THAT(Bad({"validate", "-c", "c.json", "products.jsonc"}),
              HasSubstr("there is no place for products.jsonc\n"));
  EXPECT_THAT(Bad({"load", "--confg", "c", "a"}), HasSubstr("; did you mean --config?"));
  EXPECT_THAT(Bad({"help", "laod"}), HasSubstr("did you mean inflow load?"));
}

TEST(ParseOptions, TheSubcommandStandsFirst) {
  EXPECT_THAT(Bad({"-c", "x.jsonc", "load", "a.csv"}),
              HasSubstr("inflow: the subcommand stands first, and behind it its options: inflow "
                        "SUBCOMMAND -c\n"));
  EXPECT_THAT(Bad({"--api-key", "hunter2"}), Not(HasSubstr("hunter2")));
  EXPECT_THAT(Bad({"--plugin", "p.so", "zebra"}), HasSubstr("there is no subcommand \"zebra\""));
}

TEST(ParseOptions, CompletionKnowsThreeShells) {
  EXPECT_EQ(Good({"completion", "zsh"}).shell, "zsh");
  EXPECT_THAT(Bad({"completion", "csh"}), HasSubstr("csh"));
  EXPECT_THAT(Bad({"completion"}), HasSubstr("SHELL is required"));
}

// What follows an option that there is not may be a secret.
TEST(ParseOptions, ShowsNoValueOfAnUnknownOption) {
  const std::string option =
      Bad({"check", "--config", "c.json", "--api-key=hunter2", "--api-key", "hunter2"});
  EXPECT_THAT(option, HasSubstr("inflow: there is no option --api-key --api-key\n"));
  EXPECT_THAT(option, ::testing::Not(HasSubstr("hunter2")));
  EXPECT_THAT(Bad({"check", "--config", "c.json", "more"}),
              HasSubstr("inflow: there is no place for more\n"));
  EXPECT_THAT(Bad({"check", "--config", "c.json", "--set", "credential.api_key",
                   "0123456789abcdef0123456789abcdef"}),
              HasSubstr("inflow: there is no place for …\n"));
}

}  // namespace
}  // namespace inflow::command
