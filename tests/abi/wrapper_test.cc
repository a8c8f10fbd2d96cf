// SPDX-License-Identifier: Apache-2.0
//
// destination.hpp against the real library. Compiled with every part of it: wrapper_use.cc.
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "inflow/destination.hpp"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/session.h"

namespace inflow::host {
namespace {

using test::ConfigFor;
using test::Responder;

Library Linked() {
  std::string why;
  std::optional<Library> library =
      Library::FromTable(destination_get_api(DESTINATION_ABI_VERSION), &why);
  EXPECT_TRUE(library) << why;
  return *library;
}

TEST(WrapperLoad, SaysWhyNot) {
  std::string why;
  EXPECT_FALSE(Library::Load("/nowhere/libinflow_destination.so.1", &why));
  EXPECT_EQ(why.find("could not load /nowhere/libinflow_destination.so.1: "), 0u) << why;
  EXPECT_FALSE(Library::Load("libm.so.6", &why));
  EXPECT_EQ(why, "libm.so.6 has no symbol destination_get_api: it is not a destination library");
  EXPECT_FALSE(Library::Load("libm.so.6", nullptr));
}

TEST(WrapperFromTable, RefusesAnotherMajorVersionAndAShortTable) {
  std::string why;
  EXPECT_FALSE(Library::FromTable(nullptr, &why));
  EXPECT_EQ(
      why,
      "the library has another major ABI version than 1.0, for which this program was built: install the matching "
      "library");
  destination_api api = *destination_get_api(DESTINATION_ABI_VERSION);
  api.struct_size -= 8;
  EXPECT_FALSE(Library::FromTable(&api, &why));
  EXPECT_EQ(
      why,
      "the library's table is of ABI version 1.0 with 232 bytes, which is less than ABI 1.0 has: install a whole "
      "library");
  api.struct_size += 8 + 16;  // a later minor version
  api.abi_version += 2;
  ASSERT_TRUE(Library::FromTable(&api, &why));
  EXPECT_EQ(Library::FromTable(&api, &why)->abi_version(), DESTINATION_ABI_VERSION + 2);
  api.abi_version = 2u << 16;
  EXPECT_FALSE(Library::FromTable(&api, &why));
}

TEST(Wrapper, DeliversAndTellsOfEachRecord) {
  Responder service;
  const Library library = Linked();
  Buffer description;
  ASSERT_FALSE(library.Describe(&description));
  EXPECT_EQ(description.view().substr(0, 1), "{");

  Destination destination;
  EXPECT_FALSE(destination);
  ASSERT_FALSE(library.Open(&destination));
  EXPECT_TRUE(destination);
  const Error refused = destination.Configure("[]");
  EXPECT_EQ(refused.status(), DESTINATION_CONFIG);
  EXPECT_FALSE(refused.message().empty());
  EXPECT_NE(refused.detail().find("faults"), std::string_view::npos);
  ASSERT_FALSE(destination.Configure(ConfigFor(service.base_url(), R"("capture_responses":true)")));

  Batch batch;
  EXPECT_TRUE(batch.empty());
  batch.Add(R"({"name":"a"})", 40);
  batch.Add("[]", 41);
  EXPECT_EQ(batch.size(), 2u);
  EXPECT_EQ(batch.bytes(), 14u);
  Result result;
  ASSERT_FALSE(destination.WriteBatch(batch, kNoLimit, &result));
  ASSERT_EQ(result.size(), 2u);
  for (const destination_item& item : result) {
    EXPECT_EQ(library.OutcomeName(item.outcome), item.id == 40 ? "DELIVERED" : "REJECTED");
    EXPECT_EQ(Response(item), item.id == 40 ? "{}" : "");
    EXPECT_EQ(Message(item).empty(), item.id == 40);
  }
  EXPECT_EQ(result.summary().delivered, 1u);
  EXPECT_EQ(result.summary().rejected, 1u);
  EXPECT_EQ(result.message(), "");
  EXPECT_EQ(destination.Stats().accepted, 2u);

  Result moved = std::move(result);
  EXPECT_EQ(moved.size(), 2u);
  ASSERT_FALSE(destination.Flush(kNoLimit, &moved));
  EXPECT_TRUE(moved.empty());
  EXPECT_EQ(moved.begin(), moved.end());
  EXPECT_EQ(moved.summary().count, 0u);
}

TEST(Wrapper, ACallWithoutInterestInItsResultFreesIt) {
  Responder service;
  Destination destination;
  ASSERT_FALSE(Linked().Open(&destination));
  ASSERT_FALSE(destination.Configure(ConfigFor(service.base_url())));
  Batch batch;
  batch.Add(R"({"name":"a"})");
  ASSERT_FALSE(destination.WriteBatch(batch, kNoLimit, nullptr));
  batch.Clear();
  EXPECT_TRUE(batch.empty());
  batch.Add(R"({"name":"b"})");
  ASSERT_FALSE(destination.WriteBatch(batch, kNoLimit, nullptr));
  EXPECT_EQ(service.arrivals().at(1).body, R"({"name":"b"})");
}

TEST(WrapperBatch, WithIdsForSomeRecordsOnlyIsRefused) {
  Responder service;
  Destination destination;
  ASSERT_FALSE(Linked().Open(&destination));
  ASSERT_FALSE(destination.Configure(ConfigFor(service.base_url())));
  Batch batch;
  batch.Add(R"({"name":"a"})");
  batch.Add(R"({"name":"b"})", 1);
  EXPECT_EQ(destination.WriteBatch(batch, kNoLimit, nullptr).status(),
            DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(destination.Stats().accepted, 0u);
}

TEST(WrapperDestination, MovesWithItsLogAndClosesWhatItReplaces) {
  Responder service;
  service.Answer([](const test::Arrival& arrival, httplib::Response& response) {
    response.status = arrival.number == 0 ? 429 : 401;  // the first is worth a line
    response.set_header("Retry-After", "0");
  });
  std::vector<std::string> first_lines;
  std::vector<std::string> second_lines;
  const auto into = [](std::vector<std::string>* lines) {
    return [lines](int32_t, std::string_view, std::string_view message) {
      lines->emplace_back(message);
    };
  };
  const Library library = Linked();
  Destination first;
  Destination second;
  ASSERT_FALSE(library.Open(&first, into(&first_lines)));
  ASSERT_FALSE(library.Open(&second, into(&second_lines)));
  first = std::move(second);
  ASSERT_FALSE(first.Configure(ConfigFor(service.base_url())));
  Batch batch;
  batch.Add(R"({"name":"a"})");
  ASSERT_FALSE(first.WriteBatch(batch, kNoLimit, nullptr));
  EXPECT_EQ(first.Poll(kNoLimit, nullptr).status(), DESTINATION_AUTH);
  EXPECT_TRUE(first_lines.empty());
  EXPECT_FALSE(second_lines.empty());
}

TEST(WrapperDestination, CancelAndClear) {
  Responder service;
  Destination destination;
  ASSERT_FALSE(Linked().Open(&destination));
  ASSERT_FALSE(destination.Configure(ConfigFor(service.base_url())));
  destination.Cancel();
  EXPECT_EQ(destination.Flush(kNoLimit, nullptr).status(), DESTINATION_CANCELLED);
  destination.Cancel();
  destination.CancelClear();
  EXPECT_FALSE(destination.Flush(kNoLimit, nullptr));
}

}  // namespace
}  // namespace inflow::host
