// SPDX-License-Identifier: Apache-2.0
//
// File: session.h
//
// Short forms for calling the C ABI itself in tests, with the rules that hold for every call
// checked at every call.
//
//     Responder service;
//     Handle handle;                                        // open, without a configuration
//     EXPECT_EQ(handle.Configure(ConfigFor(service.base_url())).status, DESTINATION_OK);
//     Records records({R"({"name":"a"})"});
//     Settled settled = handle.Write(records);
//     EXPECT_EQ(settled.outcomes(), (std::vector<destination_outcome>{DESTINATION_DELIVERED}));
#ifndef TESTS_ABI_SUPPORT_SESSION_H_
#define TESTS_ABI_SUPPORT_SESSION_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "abi/destination.h"

namespace inflow::test {

inline constexpr std::string_view kCompany = "01234567-89ab-4def-8123-456789abcdef";
inline constexpr std::string_view kApiKey = "key-that-must-never-be-shown";

// ConfigFor is a whole configuration of create_product at base_url; `more` is further members, such
// as R"("active":false)". The rate limit is wide and retries are quick, so that no test waits for
// time.
std::string ConfigFor(std::string_view base_url, std::string_view more = "");

// Answer is what a call returned. Try checks that err is set exactly where the status is not OK,
// that its code is the status, that its message is a sentence, and that neither message nor detail
// shows the API key.
struct Answer {
  destination_status status = DESTINATION_OK;
  std::string message;
  std::string detail;
};
Answer Try(const std::function<destination_status(destination_error**)>& call);

// Item is a copy of a destination_item.
struct Item {
  uint64_t id;
  destination_outcome outcome;
  int32_t http_status;
  uint32_t attempts;
  std::string message;
  uint32_t flags;
  uint64_t document;
};

// Settled is a call that hands out a result: the answer, the items and the summary. The result is
// freed.
struct Settled {
  Answer answer;
  std::vector<Item> items;
  destination_summary summary = DESTINATION_SUMMARY_INIT;
  bool has_result = false;

  std::vector<destination_outcome> outcomes() const;
  std::vector<uint64_t> ids() const;
};
using ResultCall = std::function<destination_status(destination_result**, destination_error**)>;
Settled TryForResult(const ResultCall& call);

// Records is a batch that owns its bytes.
class Records {
 public:
  explicit Records(const std::vector<std::string>& records);
  destination_batch* batch() { return &batch_; }

 private:
  std::string data_;
  std::vector<uint64_t> offsets_;
  destination_batch batch_ = DESTINATION_BATCH_INIT;
};

// Handle opens on construction and closes on destruction.
class Handle {
 public:
  explicit Handle(const destination_host* host = nullptr);
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { Close(); }

  destination* get() const { return handle_; }
  void Close();

  Answer Configure(std::string_view json);
  Answer SetActive(int32_t active);
  Settled Write(Records& records, int64_t timeout_ms = -1);
  Settled Poll(int64_t timeout_ms = -1);
  Settled Flush(int64_t timeout_ms = -1);
  Settled Discard();
  destination_stats_data Stats();

 private:
  destination* handle_ = nullptr;
};

// OutcomeSum adds the outcomes of a snapshot; with pending it must be `accepted`.
uint64_t OutcomeSum(const destination_stats_data& stats);

}  // namespace inflow::test

#endif  // TESTS_ABI_SUPPORT_SESSION_H_
