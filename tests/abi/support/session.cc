// SPDX-License-Identifier: Apache-2.0
#include "tests/abi/support/session.h"

#include <gtest/gtest.h>

namespace inflow::test {
namespace {

// Garbage stands in out parameters before a call, so that one that is left unset shows.
template <typename T>
T* Garbage() {
  return reinterpret_cast<T*>(
      uintptr_t{8});  // NOLINT(performance-no-int-to-ptr): it points nowhere on purpose
}

}  // namespace

std::string ConfigFor(std::string_view base_url, std::string_view more) {
  std::string json = R"({"credential":{"company_id":")" + std::string(kCompany) +
                     R"(","api_key":")" + std::string(kApiKey) + R"("},"base_url":")" +
                     std::string(base_url) + R"(","endpoint":"create_product")";
  const auto add = [&](std::string_view key, std::string_view member) {
    if (more.find(key) == std::string_view::npos) json.append(",").append(member);
  };
  add(R"("rate_limit")", R"("rate_limit":{"windows":[{"requests":1000000,"per_ms":1000}]})");
  add(R"("retry")", R"("retry":{"initial_backoff_ms":1,"max_backoff_ms":1})");
  if (!more.empty()) json.append(",").append(more);
  return json + "}";
}

Answer Try(const std::function<destination_status(destination_error**)>& call) {
  auto* error = Garbage<destination_error>();
  Answer answer;
  answer.status = call(&error);
  EXPECT_NE(error, Garbage<destination_error>()) << "err was left unset";
  if (answer.status == DESTINATION_OK) {
    EXPECT_EQ(error, nullptr) << "err beside OK";
    return answer;
  }
  EXPECT_NE(error, nullptr) << "no err beside " << destination_status_name(answer.status);
  EXPECT_EQ(destination_error_code(error), answer.status);
  size_t length = 0;
  const char* text = destination_error_message(error, &length);
  answer.message.assign(text, length);
  EXPECT_EQ(text[length], '\0');
  EXPECT_GT(length, 0u);
  text = destination_error_detail(error, &length);
  answer.detail.assign(text, length);
  EXPECT_EQ(text[length], '\0');
  EXPECT_EQ(answer.detail.substr(0, 1), "{");
  EXPECT_EQ((answer.message + answer.detail).find(kApiKey), std::string::npos)
      << "the API key shows in an error";
  destination_error_free(error);
  return answer;
}

std::vector<destination_outcome> Settled::outcomes() const {
  std::vector<destination_outcome> all;
  for (const Item& item : items) all.push_back(item.outcome);
  return all;
}

std::vector<uint64_t> Settled::ids() const {
  std::vector<uint64_t> all;
  for (const Item& item : items) all.push_back(item.id);
  return all;
}

Settled TryForResult(const ResultCall& call) {
  auto* result = Garbage<destination_result>();
  Settled settled;
  settled.answer = Try([&](destination_error** err) { return call(&result, err); });
  if (result == Garbage<destination_result>()) {
    ADD_FAILURE() << "result was left unset with "
                  << destination_status_name(settled.answer.status);
    return settled;
  }
  settled.has_result = result != nullptr;
  size_t count = 0;
  size_t stride = 0;
  const char* at = reinterpret_cast<const char*>(destination_result_items(result, &count, &stride));
  if (settled.has_result) {
    EXPECT_GE(stride, sizeof(destination_item));
  }
  for (; count > 0; --count, at += stride) {
    const auto* item = reinterpret_cast<const destination_item*>(at);
    settled.items.push_back({item->id,
                             item->outcome,
                             item->http_status,
                             item->attempts,
                             {item->message, item->message_len},
                             item->flags,
                             item->document});
    EXPECT_EQ(item->message[item->message_len], '\0');
    EXPECT_EQ(item->response[item->response_len], '\0');
  }
  EXPECT_EQ(destination_result_summary(result, &settled.summary),
            settled.has_result ? DESTINATION_OK : DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(settled.summary.count, settled.items.size());
  destination_result_free(result);
  return settled;
}

Records::Records(const std::vector<std::string>& records) : offsets_{0} {
  for (const std::string& record : records) {
    data_ += record;
    offsets_.push_back(data_.size());
  }
  batch_.data = data_.data();
  batch_.data_len = data_.size();
  batch_.offsets = offsets_.data();
  batch_.count = records.size();
}

Handle::Handle(const destination_host* host) {
  EXPECT_EQ(
      Try([&](destination_error** err) { return destination_open(host, &handle_, err); }).status,
      DESTINATION_OK);
  EXPECT_NE(handle_, nullptr);
}

void Handle::Close() {
  destination_close(handle_);
  handle_ = nullptr;
}

Answer Handle::Configure(std::string_view json) {
  return Try([&](destination_error** err) {
    return destination_configure(handle_, json.data(), json.size(), err);
  });
}

Answer Handle::SetActive(int32_t active) {
  return Try([&](destination_error** err) { return destination_set_active(handle_, active, err); });
}

Settled Handle::Write(Records& records, int64_t timeout_ms) {
  return TryForResult([&](destination_result** result, destination_error** err) {
    return destination_write_batch(handle_, records.batch(), timeout_ms, result, err);
  });
}

Settled Handle::Poll(int64_t timeout_ms) {
  return TryForResult([&](destination_result** result, destination_error** err) {
    return destination_poll(handle_, timeout_ms, result, err);
  });
}

Settled Handle::Flush(int64_t timeout_ms) {
  return TryForResult([&](destination_result** result, destination_error** err) {
    return destination_flush(handle_, timeout_ms, result, err);
  });
}

Settled Handle::Discard() {
  return TryForResult([&](destination_result** result, destination_error** err) {
    return destination_discard(handle_, result, err);
  });
}

destination_stats_data Handle::Stats() {
  destination_stats_data stats = DESTINATION_STATS_INIT;
  EXPECT_EQ(destination_stats(handle_, &stats), DESTINATION_OK);
  EXPECT_EQ(OutcomeSum(stats) + stats.pending, stats.accepted);
  return stats;
}

uint64_t OutcomeSum(const destination_stats_data& stats) {
  return stats.delivered + stats.unchanged + stats.superseded + stats.rejected + stats.failed +
         stats.ambiguous + stats.dropped;
}

}  // namespace inflow::test
