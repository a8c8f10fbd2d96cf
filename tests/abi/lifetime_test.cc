// SPDX-License-Identifier: Apache-2.0
//
// What outlives what: results, buffers and errors after their handle, handles with work left, many
// handles at once.
#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "abi/destination.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

size_t ThreadsOfThisProcess() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return static_cast<size_t>(std::distance(begin(tasks), end(tasks)));
}

TEST(Lifetime, ResultsBuffersAndErrorsOutliveTheHandleAndAreFreedOnAnotherThread) {
  Responder service;
  auto handle = std::make_unique<Handle>();
  ASSERT_EQ(handle->Configure(ConfigFor(service.base_url(), R"("capture_responses":true)")).status,
            DESTINATION_OK);
  Records records({R"({"name":"a"})", "[]"});
  destination_result* result = nullptr;
  ASSERT_EQ(destination_write_batch(handle->get(), records.batch(), -1, &result, nullptr),
            DESTINATION_OK);
  destination_buffer* buffer = nullptr;
  ASSERT_EQ(destination_check(handle->get(), -1, &buffer, nullptr), DESTINATION_OK);
  destination_error* error = nullptr;
  ASSERT_EQ(destination_configure(handle->get(), "[]", 2, &error), DESTINATION_CONFIG);
  handle.reset();

  std::thread([&] {
    size_t count = 0;
    size_t stride = 0;
    const destination_item* items = destination_result_items(result, &count, &stride);
    EXPECT_EQ(count, 2u);
    for (size_t i = 0; i < count; ++i) {
      const auto* item = reinterpret_cast<const destination_item*>(
          reinterpret_cast<const char*>(items) + i * stride);
      if (item->outcome == DESTINATION_DELIVERED) {
        EXPECT_EQ(std::string(item->response, item->response_len), "{}");
      } else {
        EXPECT_GT(std::string(item->message, item->message_len).size(), 0u);
      }
    }
    destination_summary summary = DESTINATION_SUMMARY_INIT;
    EXPECT_EQ(destination_result_summary(result, &summary), DESTINATION_OK);
    EXPECT_EQ(summary.delivered, 1u);
    EXPECT_EQ(summary.rejected, 1u);
    destination_result_free(result);
    EXPECT_EQ(destination_buffer_data(buffer, nullptr)[0], '{');
    destination_buffer_free(buffer);
    EXPECT_EQ(destination_error_code(error), DESTINATION_CONFIG);
    EXPECT_NE(std::string(destination_error_detail(error, nullptr)).find("faults"),
              std::string::npos);
    destination_error_free(error);
  }).join();
}

TEST(Close, WithoutAConfiguration) { Handle handle; }

TEST(Close, WithRecordsInAnOpenGroup) {
  Responder service;
  Handle handle;
  ASSERT_EQ(
      handle.Configure(ConfigFor(service.base_url(), R"("batching":{"enabled":true})")).status,
      DESTINATION_OK);
  Records records({R"({"name":"a"})"});
  ASSERT_EQ(handle.Write(records).answer.status, DESTINATION_OK);
  handle.Close();
  EXPECT_TRUE(service.arrivals().empty());
}

TEST(Close, WithARequestOnTheWireDoesNotWaitForItsAnswer) {
  Responder service;
  Handle handle;
  ASSERT_EQ(handle.Configure(ConfigFor(service.base_url())).status, DESTINATION_OK);
  service.Hold();
  Records records({R"({"name":"a"})"});
  ASSERT_EQ(handle.Write(records, 0).answer.status, DESTINATION_OK);
  while (service.arrivals().empty()) handle.Poll(1);
  handle.Close();  // the answer comes only after this
  service.Release();
  EXPECT_EQ(service.arrivals().size(), 1u);
}

TEST(Close, WithOutcomesThatWereNeverTaken) {
  Responder service;
  Handle handle;
  ASSERT_EQ(handle.Configure(ConfigFor(service.base_url())).status, DESTINATION_OK);
  Records records({R"({"name":"a"})", "[]"});
  destination_result* result = nullptr;
  ASSERT_EQ(destination_write_batch(handle.get(), records.batch(), 0, &result, nullptr),
            DESTINATION_OK);
  destination_result_free(result);
}

TEST(ManyHandles, WorkBesideEachOther) {
  constexpr size_t kHandles = 24;
  Responder service(kHandles);
  std::vector<std::unique_ptr<Handle>> handles;
  for (size_t i = 0; i < kHandles; ++i) {
    handles.push_back(std::make_unique<Handle>());
    ASSERT_EQ(handles.back()->Configure(ConfigFor(service.base_url())).status, DESTINATION_OK);
  }
  for (size_t round = 0; round < 2; ++round) {
    for (size_t i = 0; i < kHandles; ++i) {
      Records records({R"({"name":")" + std::to_string(i) + R"("})"});
      const Settled settled = handles[i]->Write(records);
      EXPECT_EQ(settled.outcomes(), std::vector<destination_outcome>{DESTINATION_DELIVERED}) << i;
      EXPECT_EQ(settled.ids(), std::vector<uint64_t>{round}) << i;  // each counts for itself
    }
    for (size_t i = 0; i < handles.size(); i += 2)
      EXPECT_EQ(handles[i]->Stats().delivered, round + 1);
  }
  for (size_t i = 0; i < kHandles; i += 2) handles[i].reset();
  for (size_t i = 1; i < kHandles; i += 2) {
    Records records({R"({"name":"last"})"});
    EXPECT_EQ(handles[i]->Write(records).outcomes(),
              std::vector<destination_outcome>{DESTINATION_DELIVERED})
        << i;
  }
  EXPECT_EQ(service.arrivals().size(), 2 * kHandles + kHandles / 2);
}

TEST(Threads, TheLibraryStartsNone) {
  Responder service;
  Handle handle;
  ASSERT_EQ(handle.Configure(ConfigFor(service.base_url())).status, DESTINATION_OK);
  Records records({R"({"name":"a"})"});
  ASSERT_EQ(handle.Write(records).items.size(), 1u);  // the service has all its threads now
  const size_t with_service = ThreadsOfThisProcess();
  constexpr size_t kOfThisTest = 1 + 1 + 8;  // this one, the service's listener and its workers
  EXPECT_LE(with_service, kOfThisTest + 1);  // and one of the sanitizer
  service.Hold();
  ASSERT_EQ(handle.Write(records, 0).answer.status, DESTINATION_OK);
  while (service.arrivals().size() < 2) handle.Poll(1);
  EXPECT_EQ(ThreadsOfThisProcess(), with_service);  // with a request on the wire
  service.Release();
  EXPECT_EQ(handle.Flush().items.size(), 1u);
}

}  // namespace
}  // namespace inflow::test
