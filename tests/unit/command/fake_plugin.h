// SPDX-License-Identifier: Apache-2.0
//
// File: fake_plugin.h
//
// A destination_api table whose calls follow a script, for the load loop. One at a time: the C
// table has no place for a pointer.
#ifndef TESTS_UNIT_COMMAND_FAKE_PLUGIN_H_
#define TESTS_UNIT_COMMAND_FAKE_PLUGIN_H_

#include <cstring>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inflow/destination.hpp"

// The ABI's opaque types are the fake's own to define.
struct destination {};
struct destination_error {
  destination_status status;
  std::string message;
  std::string detail;
};
struct destination_buffer {
  std::string text;
};
struct destination_result {
  std::vector<destination_item> items;
  std::vector<std::string> messages;
  destination_summary summary = DESTINATION_SUMMARY_INIT;
};

namespace inflow::command {

class FakePlugin {
 public:
  struct Settled {
    uint64_t id;
    destination_outcome outcome;
    std::string message;
    uint32_t flags = 0;
  };
  // Answer is what one call gives back.
  struct Answer {
    destination_status status = DESTINATION_OK;
    std::string message;
    std::string detail = "{}";
    std::vector<Settled> settled;
  };

  FakePlugin() { current_ = this; }
  ~FakePlugin() { current_ = nullptr; }

  // on_write, on_poll, on_flush and on_discard answer the calls; without one a write accepts, a
  // poll or flush delivers all.
  std::function<Answer(const std::vector<std::string>& records)> on_write;
  std::function<Answer()> on_poll;
  std::function<Answer()> on_flush;
  std::function<Answer()> on_discard;
  // on_command answers commands, with nothing what is not JSON; without it there are none.
  std::function<std::optional<std::string>(std::string_view name, std::string_view json)>
      on_command;

  std::vector<uint64_t> pending;     // ids that were accepted and have not settled
  std::vector<std::string> records;  // texts that were accepted, in order
  std::vector<size_t> batch_sizes;
  std::vector<std::string> calls;  // names, in order
  size_t most_pending = 0;
  uint64_t in_flight = 0;

  Answer DeliverAll() const {
    Answer answer;
    for (const uint64_t id : pending) answer.settled.push_back({id, DESTINATION_DELIVERED, ""});
    return answer;
  }

  host::Library library() { return *host::Library::FromTable(&Table(), nullptr); }
  host::Destination Open() {
    host::Destination handle;
    if (host::Error error = library().Open(&handle)) return {};
    return handle;
  }

 private:
  static destination_status Reply(const Answer& answer, destination_result** result,
                                  destination_error** error) {
    *result = nullptr;
    if (!answer.settled.empty()) {
      auto* made = new destination_result();
      for (const Settled& settled : answer.settled) made->messages.push_back(settled.message);
      for (size_t i = 0; i < answer.settled.size(); ++i) {
        destination_item item{};
        item.id = answer.settled[i].id;
        item.outcome = answer.settled[i].outcome;
        item.http_status = item.outcome == DESTINATION_DELIVERED ? 201 : 0;
        item.attempts = 1;
        item.flags = answer.settled[i].flags;
        item.message = made->messages[i].c_str();
        item.message_len = made->messages[i].size();
        item.response = "";
        made->items.push_back(item);
        std::erase(current_->pending, item.id);
      }
      *result = made;
    }
    *error = answer.status == DESTINATION_OK
                 ? nullptr
                 : new destination_error{answer.status, answer.message, answer.detail};
    return answer.status;
  }

  static destination_status Write(destination*, const destination_batch* batch, int64_t,
                                  destination_result** result, destination_error** error) {
    current_->calls.emplace_back("write");
    std::vector<std::string> texts;
    for (uint64_t i = 0; i < batch->count; ++i) {
      texts.emplace_back(batch->data + batch->offsets[i],
                         batch->offsets[i + 1] - batch->offsets[i]);
    }
    // The answer may name ids of this very batch.
    std::vector<uint64_t> ids(batch->ids, batch->ids + batch->count);
    current_->last_ids_ = ids;
    const Answer answer = current_->on_write ? current_->on_write(texts) : Answer();
    if (answer.status == DESTINATION_OK) {
      current_->pending.insert(current_->pending.end(), ids.begin(), ids.end());
      current_->records.insert(current_->records.end(), texts.begin(), texts.end());
      current_->batch_sizes.push_back(texts.size());
      current_->most_pending = std::max(current_->most_pending, current_->pending.size());
    }
    return Reply(answer, result, error);
  }
  static destination_status Poll(destination*, int64_t, destination_result** result,
                                 destination_error** error) {
    current_->calls.emplace_back("poll");
    return Reply(current_->on_poll ? current_->on_poll() : current_->DeliverAll(), result, error);
  }
  static destination_status Flush(destination*, int64_t, destination_result** result,
                                  destination_error** error) {
    current_->calls.emplace_back("flush");
    return Reply(current_->on_flush ? current_->on_flush() : current_->DeliverAll(), result, error);
  }
  static destination_status Discard(destination*, destination_result** result,
                                    destination_error** error) {
    current_->calls.emplace_back("discard");
    Answer answer;
    if (current_->on_discard) {
      answer = current_->on_discard();
    } else {
      for (const uint64_t id : current_->pending)
        answer.settled.push_back({id, DESTINATION_DROPPED, "given back"});
    }
    return Reply(answer, result, error);
  }

  static destination_status Command(destination*, const char* name, size_t name_len,
                                    const char* json, size_t json_len, destination_buffer** out,
                                    destination_error** error) {
    *out = nullptr;
    *error = nullptr;
    if (!current_->on_command) {
      *error = new destination_error{DESTINATION_UNSUPPORTED, "no command", "{}"};
      return DESTINATION_UNSUPPORTED;
    }
    const std::optional<std::string> answer =
        current_->on_command({name, name_len}, {json, json_len});
    if (!answer) {
      *error = new destination_error{DESTINATION_INVALID_ARGUMENT, "no JSON", "{}"};
      return DESTINATION_INVALID_ARGUMENT;
    }
    *out = new destination_buffer{*answer};
    return DESTINATION_OK;
  }

  static const destination_api& Table() {
    static const destination_api table = [] {
      destination_api api{};
      api.struct_size = sizeof(api);
      api.abi_version = DESTINATION_ABI_VERSION;
      api.status_name = [](destination_status) { return "STATUS"; };
      api.outcome_name = [](destination_outcome outcome) {
        static const std::map<destination_outcome, const char*> names = {
            {DESTINATION_DELIVERED, "DELIVERED"},
            {DESTINATION_REJECTED, "REJECTED"},
            {DESTINATION_AMBIGUOUS, "AMBIGUOUS"},
            {DESTINATION_DROPPED, "DROPPED"}};
        const auto found = names.find(outcome);
        return found == names.end() ? "UNKNOWN" : found->second;
      };
      api.open = [](const destination_host*, destination** out, destination_error** error) {
        *out = new destination();
        *error = nullptr;
        return DESTINATION_OK;
      };
      api.set_active = [](destination*, int32_t active, destination_error** error) {
        current_->calls.emplace_back(active == 0 ? "pause" : "activate");
        *error = nullptr;
        return DESTINATION_OK;
      };
      api.command = Command;
      api.buffer_data = [](const destination_buffer* buffer, size_t* length) {
        *length = buffer->text.size();
        return buffer->text.c_str();
      };
      api.buffer_free = [](destination_buffer* buffer) { delete buffer; };
      api.write_batch = Write;
      api.poll = Poll;
      api.flush = Flush;
      api.discard = Discard;
      api.stats = [](destination*, destination_stats_data* stats) {
        stats->in_flight = current_->in_flight;
        return DESTINATION_OK;
      };
      api.close = [](destination* handle) { delete handle; };
      api.result_summary = [](const destination_result* result, destination_summary* summary) {
        *summary = result->summary;
        return DESTINATION_OK;
      };
      api.result_items = [](const destination_result* result, size_t* count, size_t* stride) {
        *count = result->items.size();
        *stride = sizeof(destination_item);
        return result->items.data();
      };
      api.result_free = [](destination_result* result) { delete result; };
      api.error_message = [](const destination_error* error, size_t* length) {
        *length = error->message.size();
        return error->message.c_str();
      };
      api.error_detail = [](const destination_error* error, size_t* length) {
        *length = error->detail.size();
        return error->detail.c_str();
      };
      api.error_free = [](destination_error* error) { delete error; };
      return api;
    }();
    return table;
  }

  static inline FakePlugin* current_ = nullptr;
  std::vector<uint64_t> last_ids_;

 public:
  const std::vector<uint64_t>& last_ids() const {
    return last_ids_;
  }  // of the batch that is being written
};

}  // namespace inflow::command

#endif  // TESTS_UNIT_COMMAND_FAKE_PLUGIN_H_
