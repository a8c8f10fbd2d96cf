// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/secret_shape.h"

#include <gtest/gtest.h>

#include <string>

namespace inflow::config {
namespace {

TEST(IsTellingVariable, KnowsNamesFromSecrets) {
  for (const char* name : {"INFLOW_API_KEY", "KEY2", "_", "DEADBEEF_CAFE"})
    EXPECT_TRUE(IsTellingVariable(name)) << name;
  for (const std::string& name :
       {std::string("inflow_key"), std::string("K0123456789ABCDEF"), std::string(64, 'X')}) {
    EXPECT_FALSE(IsTellingVariable(name)) << name;
  }
}

TEST(IsTellingPath, KnowsPathsFromSecrets) {
  for (const char* path :
       {"key", "/", "", "key.txt", "/run/secrets/inflow-key", "../a-name-that-is-rather-long/key",
        "keys\\inflow.key", "a-file-with-a-long-name.of-a-key.txt",
        "/run/7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11"}) {
    EXPECT_TRUE(IsTellingPath(path)) << path;
  }
  for (const char* path :
       {"sk_live_AbCdEfGhIjKlMnOp", "0123456789abcdef", "/run/secrets/0123456789abcdef01.txt",
        "/run/a-name-that-is-much-too-long-for-a-folder-of-keys/key"}) {
    EXPECT_FALSE(IsTellingPath(path)) << path;
  }
}

}  // namespace
}  // namespace inflow::config
