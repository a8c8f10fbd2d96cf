// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/json/json_attribute.h"
#include "tools/inflow/json/json_text.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/load/estimate.h"
#include "tools/inflow/show/entity_writer.h"
#include "tools/inflow/terminal/cancel_on_signal.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr uint64_t kPage = 100;
constexpr int64_t kShownWaitMs = 1000;

// CollectionNamed is what the plugin tells of a collection; null where there is no such one.
JsonTree CollectionNamed(const host::Library& library, const std::string& name) {
  host::Buffer description;
  if (library.Describe(&description)) return {};
  for (const JsonTree& collection : TreeList(ParseTree(description.view()), "collections")) {
    if (TreeText(collection, "name") == name) return collection;
  }
  return {};
}

std::vector<std::string> TextsOf(const JsonTree& tree, const char* name) {
  std::vector<std::string> texts;
  for (const JsonTree& text : TreeList(tree, name)) {
    if (text.is_string()) texts.push_back(text.get<std::string>());
  }
  return texts;
}

// DefaultColumns are the id, the name or number, and what people look for besides.
std::vector<std::string> DefaultColumns(const JsonTree& collection) {
  std::vector<std::string> columns;
  for (const char* field : {"id_field", "number_field", "name_field"}) {
    if (std::string column = TreeText(collection, field); !column.empty())
      columns.push_back(std::move(column));
  }
  for (std::string& column : TextsOf(collection, "columns")) columns.push_back(std::move(column));
  return columns;
}

// IncludesOf are those that were asked for, and what the columns begin with.
std::vector<std::string> IncludesOf(const ListSettings& list, const JsonTree& collection) {
  std::vector<std::string> includes = list.includes;
  const std::vector<std::string> known = TextsOf(collection, "includes");
  for (const std::string& column : list.columns) {
    const std::string first = column.substr(0, column.find('.'));
    const bool is_known = std::find(known.begin(), known.end(), first) != known.end();
    const bool is_there =
        std::any_of(includes.begin(), includes.end(), [&first](const std::string& include) {
          return include.substr(0, include.find('.')) == first;
        });
    if (is_known && !is_there) includes.push_back(first);
  }
  return includes;
}

// FilterJson is {"name":"value"}, or a list where a filter was given more than once.
std::string FilterJson(const std::vector<std::pair<std::string, std::string>>& filters) {
  JsonTree json = JsonTree::object();
  for (const auto& [name, value] : filters) {
    JsonTree& given = json[name];
    if (given.is_null()) {
      given = value;
    } else if (given.is_string()) {
      given = JsonTree::array({given, value});
    } else {
      given.push_back(value);
    }
  }
  return json.dump(-1, ' ', false, JsonTree::error_handler_t::replace);
}

std::string Arguments(const ListSettings& list, const std::string& after, uint64_t count) {
  std::string json = "{\"collection\":";
  AppendJsonString(list.collection, &json);
  absl::StrAppend(&json, ",\"filter\":", FilterJson(list.filters), ",\"include\":",
                  JsonTree(list.includes).dump(-1, ' ', false, JsonTree::error_handler_t::replace),
                  ",\"count\":", count);
  if (!after.empty()) {
    json += ",\"after\":";
    AppendJsonString(after, &json);
  }
  return json + "}";
}

// Lister asks for page after page.
class Lister {
 public:
  Lister(const ListSettings& list, host::Destination* handle, EntityWriter* writer,
         const Surroundings& surroundings)
      : list_(list), destination_(handle), writer_(writer), surroundings_(surroundings) {}

  ExitCode Run() {
    while (true) {
      host::Buffer answer;
      const uint64_t left = list_.count - read_;
      if (left == 0) break;
      if (const ExitCode exit = Ask(std::min(left, kPage), &answer); exit != kExitOk) return exit;
      const std::vector<std::string_view> page = EntitiesOf(answer.view());
      writer_->Page(page);
      read_ += page.size();
      if (!surroundings_.out->good()) return kExitOk;  // who reads it has enough, or main tells why
      after_ = JsonTextOf(FindAttribute(answer.view(), "next"));
      const std::string total = JsonTextOf(FindAttribute(answer.view(), "total"));
      if (after_.empty() || after_ == "null" || total == absl::StrCat(read_)) break;
      if (!cursors_.insert(after_).second) {
        Complain(surroundings_, absl::StrCat("the list of ", list_.collection,
                                             " does not advance: the page behind ", after_,
                                             " came a second time; stopped after ", Read()));
        return kExitUnavailable;
      }
    }
    writer_->End();
    return kExitOk;
  }

  uint64_t read() const { return read_; }

 private:
  std::string Read() const {
    return absl::StrCat(HumanCount(read_), read_ == 1 ? " entity" : " entities");
  }

  // Ask asks for one page, and again where the service wants a pause: the plugin waits for its end.
  ExitCode Ask(uint64_t count, host::Buffer* answer) {
    for (int throttled = 0;; ++throttled) {
      TellWait();
      const host::Error error =
          destination_->Command("list", Arguments(list_, after_, count), answer);
      if (!error) return kExitOk;
      if (error.status() == DESTINATION_RATE_LIMITED && throttled < kThrottledInARow) {
        Complain(surroundings_, error.message());
        continue;
      }
      if (error.status() == DESTINATION_CANCELLED) {
        Complain(surroundings_, absl::StrCat("stopped by a signal after ", Read()));
      } else {
        Complain(surroundings_, error.message());
        if (read_ > 0) Complain(surroundings_, absl::StrCat("stopped after ", Read()));
      }
      return ExitFor(error.status());
    }
  }

  // TellWait says once, to a person, how long the quota lets the next page wait.
  void TellWait() {
    if (told_wait_ || !surroundings_.err_is_terminal) return;
    const destination_stats_data stats = destination_->Stats();
    int64_t wait_ms = 0;
    for (uint32_t i = 0; i < std::min<uint32_t>(stats.window_count, DESTINATION_MAX_WINDOWS); ++i)
      wait_ms = std::max(wait_ms, stats.windows[i].next_free_ms);
    if (wait_ms < kShownWaitMs) return;
    told_wait_ = true;
    Complain(surroundings_,
             absl::StrCat("the quota of ", DescribeWindows(stats), " is used up after ", Read(),
                          ": waiting ", HumanDuration(wait_ms), " for the next page"));
  }

  const ListSettings& list_;
  host::Destination* destination_;
  EntityWriter* writer_;
  const Surroundings& surroundings_;
  std::string after_;
  std::set<std::string> cursors_;
  uint64_t read_ = 0;
  bool told_wait_ = false;
};

}  // namespace

int RunList(const Options& options, const host::Library& library,
            const Surroundings& surroundings) {
  ConfiguredDestination configured;
  configured.shares_quota = true;
  if (const ExitCode exit = Configure(library, SourceOf(options), surroundings, &configured);
      exit != kExitOk) {
    return exit;
  }
  const JsonTree collection = CollectionNamed(library, options.list.collection);
  ListSettings list = options.list;
  list.includes = IncludesOf(list, collection);
  const bool json = list.format == ListFormat::kJson || list.format == ListFormat::kNdjson;
  EntityWriter writer(list.format,
                      list.columns.empty() && !json ? DefaultColumns(collection) : list.columns,
                      OutStyle(surroundings), surroundings.out);
  Lister lister(list, &configured.destination, &writer, surroundings);
  ExitCode exit = kExitOk;
  {
    SystemClock clock;
    const CancelOnSignal cancel(&clock, &configured.destination);
    exit = lister.Run();
  }
  if (exit != kExitOk) return exit;
  if (lister.read() == 0 && list.format == ListFormat::kTable) {
    Complain(surroundings, absl::StrCat("inFlow has no ", list.collection,
                                        list.filters.empty() ? "" : " that these filters fit"));
  }
  if (!list.columns.empty()) {
    for (const std::string& column : writer.Absent())
      Complain(surroundings,
               absl::StrCat("none of the ", list.collection, " has \"", column, "\""));
  }
  return kExitOk;
}

}  // namespace inflow::command
