// SPDX-License-Identifier: Apache-2.0
//
// After fork the child has a handle that refuses everything and can be closed; the parent's handle
// and connection do not notice.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "abi/destination.h"
#include "tests/abi/support/in_child.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/serial_calls.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

// RefusesEverything returns 0, or which serial call (from 1) did not answer INVALID_STATE with an
// error.
int RefusesEverything(destination* handle) {
  int number = 1;
  for (const SerialCall& serial : kSerialCalls) {
    destination_error* error = nullptr;
    if (serial.call(handle, &error) != DESTINATION_INVALID_STATE || !error) return number;
    destination_error_free(error);
    ++number;
  }
  return 0;
}

class Fork : public testing::Test {
 protected:
  Responder service_;
  Handle handle_;
  Records one_{{R"({"name":"a"})"}};
};

TEST_F(Fork, TheChildIsRefusedAndClosesWhileTheParentKeepsItsConnection) {
  ASSERT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
  ASSERT_EQ(handle_.Write(one_).outcomes(),
            std::vector<destination_outcome>{DESTINATION_DELIVERED});
  EXPECT_EQ(InChild([&] {
              const int refused = RefusesEverything(handle_.get());
              destination_close(handle_.get());
              return refused;
            }),
            0);
  EXPECT_EQ(handle_.Write(one_).outcomes(),
            std::vector<destination_outcome>{DESTINATION_DELIVERED});
  const std::vector<Arrival> arrivals = service_.arrivals();
  ASSERT_EQ(arrivals.size(), 2u);
  EXPECT_EQ(arrivals[0].connection, arrivals[1].connection);
}

TEST_F(Fork, WithARequestOnTheWireTheParentStillGetsItsAnswer) {
  ASSERT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
  service_.Hold();
  ASSERT_EQ(handle_.Write(one_, 0).answer.status, DESTINATION_OK);
  while (service_.arrivals().empty()) handle_.Poll(1);
  EXPECT_EQ(InChild([&] {
              const int refused = RefusesEverything(handle_.get());
              destination_close(handle_.get());
              return refused;
            }),
            0);
  service_.Release();
  EXPECT_EQ(handle_.Flush().outcomes(), std::vector<destination_outcome>{DESTINATION_DELIVERED});
  EXPECT_EQ(service_.arrivals().size(), 1u);
}

TEST_F(Fork, AnUnconfiguredHandleIsRefusedToo) {
  EXPECT_EQ(InChild([&] {
              const int refused = RefusesEverything(handle_.get());
              destination_close(handle_.get());
              return refused;
            }),
            0);
  EXPECT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
}

TEST_F(Fork, ACancelInTheChildDoesNotReachTheParent) {
  ASSERT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
  EXPECT_EQ(InChild([&] {
              destination_cancel(handle_.get());
              return 0;
            }),
            0);
  EXPECT_EQ(handle_.Write(one_).outcomes(),
            std::vector<destination_outcome>{DESTINATION_DELIVERED});
}

TEST_F(Fork, TheChildMayOpenItsOwn) {
  ASSERT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
  EXPECT_EQ(InChild([&] {
              Handle own;
              if (own.Configure(ConfigFor(service_.base_url())).status != DESTINATION_OK) return 1;
              return own.Write(one_).outcomes() ==
                             std::vector<destination_outcome>{DESTINATION_DELIVERED}
                         ? 0
                         : 2;
            }),
            0);
  EXPECT_EQ(service_.arrivals().size(), 1u);
}

}  // namespace
}  // namespace inflow::test
