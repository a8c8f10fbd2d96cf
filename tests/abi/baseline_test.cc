// SPDX-License-Identifier: Apache-2.0
//
// A host that was compiled with the header of 1.0 runs against today's library. Its layout:
// layout.c.
#include <gtest/gtest.h>

#include <string>

#include "tests/abi/baseline_host.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

TEST(Baseline, AHostOf10WorksWithTodaysLibrary) {
  Responder service;
  const std::string config = ConfigFor(service.base_url());
  EXPECT_STREQ(baseline_session(config.data(), config.size(), DESTINATION_DELIVERED), "");
  EXPECT_STREQ(baseline_session(config.data(), config.size(), DESTINATION_FAILED),
               "item.outcome");  // it does look
}

}  // namespace
}  // namespace inflow::test
