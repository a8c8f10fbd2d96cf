// SPDX-License-Identifier: Apache-2.0
#include "tests/campaign/host.h"

#include <functional>

namespace inflow::campaign {
namespace {

constexpr int kMostStops = 15;          // after which a person gives up
constexpr int64_t kLongestPause = 300;  // milliseconds that a person waits for the quota
constexpr int64_t kPatience = 500;

class Host {
 public:
  Host(const Plan& plan, Server* server) : plan_(plan), server_(server) {}

  Testimony Run();

 private:
  using ResultCall = std::function<destination_status(destination_result**, destination_error**)>;

  void Configure();
  void Do(const Step& step);
  void Write(const Step& step);
  destination_status Poll(int64_t timeout_ms);
  destination_status Flush(int64_t timeout_ms);
  destination_status Call(const std::string& name, const ResultCall& call);
  void Collect(const destination_result* result);
  void GoOn(destination_status status);
  void Note(const std::string& name, destination_status status, destination_error* error);
  destination_stats_data Stats();
  void Complain(const std::string& what) { testimony_.complaints.push_back(what); }

  const Plan& plan_;
  Server* server_;
  destination* handle_ = nullptr;
  Testimony testimony_;
  int stops_ = 0;
  bool given_up_ = false;
};

bool IsStop(destination_status status) {
  return status == DESTINATION_AUTH || status == DESTINATION_CONFIG ||
         status == DESTINATION_UNAVAILABLE || status == DESTINATION_RATE_LIMITED;
}

bool IsExpected(destination_status status) {
  return status == DESTINATION_OK || status == DESTINATION_TIMEOUT ||
         status == DESTINATION_CANCELLED || IsStop(status);
}

void Host::Note(const std::string& name, destination_status status, destination_error* error) {
  size_t length = 0;
  const char* message = destination_error_message(error, &length);
  const std::string line = name + ": " + destination_status_name(status) +
                           (length > 0 ? ", " : "") + std::string(message, length);
  destination_error_free(error);
  testimony_.calls.push_back(line);
  if (status >= 0 && static_cast<size_t>(status) < testimony_.statuses.size())
    ++testimony_.statuses[static_cast<size_t>(status)];
  if (!IsExpected(status)) Complain("a call failed: " + line);
}

void Host::Configure() {
  destination_error* error = nullptr;
  if (destination_open(nullptr, &handle_, &error) != DESTINATION_OK)
    return Note("open", DESTINATION_OUT_OF_MEMORY, error);
  std::string json = plan_.configuration;
  constexpr std::string_view kPlace = "@BASE_URL@";
  json.replace(json.find(kPlace), kPlace.size(), server_->BaseUrl());
  const destination_status status =
      destination_configure(handle_, json.data(), json.size(), &error);
  Note("configure", status, error);
}

void Host::Collect(const destination_result* result) {
  size_t count = 0;
  size_t stride = 0;
  const char* at = reinterpret_cast<const char*>(destination_result_items(result, &count, &stride));
  destination_summary summary = DESTINATION_SUMMARY_INIT;
  destination_result_summary(result, &summary);
  if (summary.count != count) {
    Complain("a summary counts " + std::to_string(summary.count) + " of " + std::to_string(count) +
             " items");
  }
  for (size_t i = 0; i < count; ++i, at += stride) {
    const auto* item = reinterpret_cast<const destination_item*>(at);
    testimony_.told[item->id].push_back(
        {item->outcome, item->http_status, std::string(item->message, item->message_len)});
  }
  if (summary.status == DESTINATION_OK) return;
  testimony_.calls.back() +=
      std::string(" (stopped by ") + destination_status_name(summary.status) + ")";
}

destination_status Host::Call(const std::string& name, const ResultCall& call) {
  destination_result* result = nullptr;
  destination_error* error = nullptr;
  const destination_status status = call(&result, &error);
  Note(name, status, error);
  if (result != nullptr) Collect(result);
  destination_result_free(result);
  return status;
}

destination_status Host::Poll(int64_t timeout_ms) {
  return Call("poll", [&](destination_result** result, destination_error** error) {
    return destination_poll(handle_, timeout_ms, result, error);
  });
}

destination_status Host::Flush(int64_t timeout_ms) {
  return Call("flush", [&](destination_result** result, destination_error** error) {
    return destination_flush(handle_, timeout_ms, result, error);
  });
}

// GoOn does what the sentence of a stop asks for: the one time it takes the stop back, the other
// time it asks the service.
void Host::GoOn(destination_status status) {
  if (!IsStop(status)) return;
  if (++stops_ > kMostStops || status == DESTINATION_RATE_LIMITED) given_up_ = true;
  if (given_up_) return;
  destination_error* error = nullptr;
  if (status != DESTINATION_UNAVAILABLE && stops_ % 2 == 0) {
    const destination_status done = destination_set_active(handle_, 1, &error);
    return Note("set_active", done, error);
  }
  destination_buffer* steps = nullptr;
  const destination_status done = destination_check(handle_, kPatience, &steps, &error);
  destination_buffer_free(steps);
  Note("check", done, error);
}

void Host::Write(const Step& step) {
  std::string data;
  std::vector<uint64_t> offsets = {0};
  std::vector<uint64_t> ids;
  for (size_t i = step.first; i < step.first + step.count; ++i) {
    data += plan_.records[i].json;
    offsets.push_back(data.size());
    ids.push_back(i);
  }
  destination_batch batch = DESTINATION_BATCH_INIT;
  batch.data = data.data();
  batch.data_len = data.size();
  batch.offsets = offsets.data();
  batch.count = ids.size();
  batch.ids = ids.data();
  const std::string name = "write r" + std::to_string(step.first) + " to r" +
                           std::to_string(step.first + step.count - 1) + " with " +
                           std::to_string(step.timeout_ms) + " ms";
  for (int tries = 0; tries < 4 && !given_up_; ++tries) {
    const destination_status status =
        Call(name, [&](destination_result** result, destination_error** error) {
          return destination_write_batch(handle_, &batch, step.timeout_ms, result, error);
        });
    if (status == DESTINATION_OK) {
      for (const uint64_t id : ids) testimony_.accepted[id] = true;
      return;
    }
    GoOn(status);
  }
}

void Host::Do(const Step& step) {
  switch (step.kind) {
    case Step::Kind::kWrite:
      return Write(step);
    case Step::Kind::kPoll:
      return GoOn(Poll(step.timeout_ms));
    case Step::Kind::kFlush:
      return GoOn(Flush(step.timeout_ms));
    case Step::Kind::kCancel:
      return destination_cancel(handle_);
    case Step::Kind::kIdle:
      return server_->LeaveStrays();
  }
}

destination_stats_data Host::Stats() {
  destination_stats_data stats = DESTINATION_STATS_INIT;
  destination_stats(handle_, &stats);
  const uint64_t settled = stats.delivered + stats.unchanged + stats.superseded + stats.rejected +
                           stats.failed + stats.ambiguous + stats.dropped;
  if (settled + stats.pending != stats.accepted)
    Complain("the outcomes and what is pending are not what was accepted");
  return stats;
}

Testimony Host::Run() {
  testimony_.accepted.resize(plan_.records.size());
  Configure();
  if (!testimony_.complaints.empty()) {
    destination_close(handle_);
    return testimony_;
  }
  server_->OnCancel([handle = handle_] { destination_cancel(handle); });
  for (const Step& step : plan_.steps) {
    if (!given_up_) Do(step);
  }
  for (int i = 0; i < 2 * kMostStops && !given_up_; ++i) {
    const destination_stats_data stats = Stats();
    if (stats.pending == 0) break;
    if (stats.next_due_ms > kLongestPause) given_up_ = true;
    if (!given_up_) GoOn(Flush(kPatience));
  }
  server_->OnCancel(nullptr);
  Call("discard", [&](destination_result** result, destination_error** error) {
    return destination_discard(handle_, result, error);
  });
  testimony_.stats = Stats();
  destination_close(handle_);
  return testimony_;
}

}  // namespace

Testimony Drive(const Plan& plan, Server* server) { return Host(plan, server).Run(); }

}  // namespace inflow::campaign
