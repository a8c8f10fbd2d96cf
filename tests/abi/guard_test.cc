// SPDX-License-Identifier: Apache-2.0
//
// The guard around every exported function, with a core that throws. Built with the boundary's own
// sources, since a test cannot reach inside the shared library to make it throw.
#include "plugin/boundary/internal/guard.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace inflow::boundary {
namespace {

TEST(Guard, TurnsAnythingThrownIntoAStatus) {
  destination_error* error = nullptr;
  EXPECT_EQ(Guard(&error, []() -> CallStatus { throw std::bad_alloc(); }),
            DESTINATION_OUT_OF_MEMORY);
  EXPECT_EQ(destination_error_code(error), DESTINATION_OUT_OF_MEMORY);
  destination_error_free(error);

  EXPECT_EQ(Guard(&error, []() -> CallStatus { throw std::runtime_error("no such shelf"); }),
            DESTINATION_INTERNAL);
  EXPECT_EQ(destination_error_code(error), DESTINATION_INTERNAL);
  EXPECT_NE(std::string(destination_error_message(error, nullptr)).find("no such shelf"),
            std::string::npos);
  destination_error_free(error);

  EXPECT_EQ(Guard(&error, []() -> CallStatus { throw 42; }), DESTINATION_INTERNAL);
  EXPECT_EQ(destination_error_code(error), DESTINATION_INTERNAL);
  EXPECT_STRNE(destination_error_message(error, nullptr), "");
  destination_error_free(error);
}

TEST(Guard, WorksWithoutErr) {
  EXPECT_EQ(Guard(nullptr, []() -> CallStatus { throw std::bad_alloc(); }),
            DESTINATION_OUT_OF_MEMORY);
  EXPECT_EQ(Guard(nullptr, []() -> CallStatus { throw 42; }), DESTINATION_INTERNAL);
  EXPECT_EQ(Guard(nullptr, []() -> CallStatus { return {}; }), DESTINATION_OK);
}

TEST(Guard, SetsErrToNullBesideOk) {
  auto* error = reinterpret_cast<destination_error*>(uintptr_t{8});
  EXPECT_EQ(Guard(&error, []() -> CallStatus { return {}; }), DESTINATION_OK);
  EXPECT_EQ(error, nullptr);
}

}  // namespace
}  // namespace inflow::boundary
