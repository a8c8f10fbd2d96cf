// SPDX-License-Identifier: Apache-2.0
//
// What the library says of itself: versions, the table, names, describe.
#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "abi/destination.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

TEST(Version, IsThatOfTheHeader) { EXPECT_EQ(destination_abi_version(), DESTINATION_ABI_VERSION); }

TEST(GetApi, GivesTheTableOfThisMajorVersionOnly) {
  const destination_api* api = destination_get_api(DESTINATION_ABI_VERSION);
  ASSERT_NE(api, nullptr);
  EXPECT_EQ(api->struct_size, sizeof(destination_api));
  EXPECT_EQ(api->abi_version, DESTINATION_ABI_VERSION);
  EXPECT_EQ(destination_get_api(DESTINATION_ABI_VERSION + 7), api);  // a newer minor
  EXPECT_EQ(destination_get_api(0x0001ffffu), api);
  EXPECT_EQ(destination_get_api(0x00020000u), nullptr);
  EXPECT_EQ(destination_get_api(0x0000ffffu), nullptr);
  EXPECT_EQ(destination_get_api(0), nullptr);
  EXPECT_EQ(destination_get_api(0xffffffffu), nullptr);
}

TEST(GetApi, HasTheExportedFunctionsInItsSlots) {
  const destination_api* api = destination_get_api(DESTINATION_ABI_VERSION);
  ASSERT_NE(api, nullptr);
  EXPECT_EQ(api->version, &destination_abi_version);
  EXPECT_EQ(api->status_name, &destination_status_name);
  EXPECT_EQ(api->outcome_name, &destination_outcome_name);
  EXPECT_EQ(api->describe, &destination_describe);
  EXPECT_EQ(api->open, &destination_open);
  EXPECT_EQ(api->configure, &destination_configure);
  EXPECT_EQ(api->set_active, &destination_set_active);
  EXPECT_EQ(api->check, &destination_check);
  EXPECT_EQ(api->preview, &destination_preview);
  EXPECT_EQ(api->send_test, &destination_send_test);
  EXPECT_EQ(api->write_batch, &destination_write_batch);
  EXPECT_EQ(api->poll, &destination_poll);
  EXPECT_EQ(api->flush, &destination_flush);
  EXPECT_EQ(api->discard, &destination_discard);
  EXPECT_EQ(api->cancel, &destination_cancel);
  EXPECT_EQ(api->cancel_clear, &destination_cancel_clear);
  EXPECT_EQ(api->stats, &destination_stats);
  EXPECT_EQ(api->command, &destination_command);
  EXPECT_EQ(api->close, &destination_close);
  EXPECT_EQ(api->result_summary, &destination_result_summary);
  EXPECT_EQ(api->result_items, &destination_result_items);
  EXPECT_EQ(api->result_message, &destination_result_message);
  EXPECT_EQ(api->result_free, &destination_result_free);
  EXPECT_EQ(api->buffer_data, &destination_buffer_data);
  EXPECT_EQ(api->buffer_free, &destination_buffer_free);
  EXPECT_EQ(api->error_code, &destination_error_code);
  EXPECT_EQ(api->error_message, &destination_error_message);
  EXPECT_EQ(api->error_detail, &destination_error_detail);
  EXPECT_EQ(api->error_free, &destination_error_free);
}

TEST(StatusName, NamesEveryNumberAndNoOther) {
  const std::map<destination_status, std::string> names = {
      {0, "OK"},        {1, "INVALID_ARGUMENT"}, {2, "INVALID_STATE"},
      {3, "BUSY"},      {4, "UNSUPPORTED"},      {5, "CONFIG"},
      {6, "AUTH"},      {7, "UNAVAILABLE"},      {8, "RATE_LIMITED"},
      {9, "TIMEOUT"},   {10, "CANCELLED"},       {11, "RESOURCE_EXHAUSTED"},
      {12, "CONFLICT"}, {13, "OUT_OF_MEMORY"},   {14, "INTERNAL"},
      {15, "JOURNAL"}};
  for (const auto& [number, name] : names) EXPECT_EQ(destination_status_name(number), name);
  for (destination_status number :
       {-1, 16, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()}) {
    EXPECT_STREQ(destination_status_name(number), "UNKNOWN") << number;
  }
}

TEST(OutcomeName, NamesEveryNumberAndNoOther) {
  const std::map<destination_outcome, std::string> names = {
      {1, "DELIVERED"}, {2, "UNCHANGED"}, {3, "SUPERSEDED"}, {4, "REJECTED"},
      {5, "FAILED"},    {6, "AMBIGUOUS"}, {7, "DROPPED"}};
  for (const auto& [number, name] : names) EXPECT_EQ(destination_outcome_name(number), name);
  for (destination_outcome number :
       {-1, 0, 8, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max()}) {
    EXPECT_STREQ(destination_outcome_name(number), "UNKNOWN") << number;
  }
}

std::string Describe() {
  destination_buffer* buffer = nullptr;
  EXPECT_EQ(Try([&](destination_error** err) { return destination_describe(&buffer, err); }).status,
            DESTINATION_OK);
  size_t length = 0;
  const char* bytes = destination_buffer_data(buffer, &length);
  EXPECT_EQ(bytes[length], '\0');
  std::string text(bytes, length);
  destination_buffer_free(buffer);
  return text;
}

TEST(Describe, IsOneJsonObjectAndTheSameBytesEveryTime) {
  const std::string first = Describe();
  EXPECT_TRUE(nlohmann::json::parse(first, nullptr, false).is_object());
  EXPECT_EQ(Describe(), first);
  Handle handle;  // an open handle changes nothing
  EXPECT_EQ(handle.Configure(ConfigFor("http://127.0.0.1:9")).status, DESTINATION_OK);
  EXPECT_EQ(Describe(), first);
}

}  // namespace
}  // namespace inflow::test
