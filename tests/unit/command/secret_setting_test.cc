// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/config/secret_setting.h"

#include <gtest/gtest.h>

namespace inflow::command {
namespace {

TEST(LooksLikeName, KnowsWordsFromSecrets) {
  for (const char* word : {"products.csv", "--first", "retry.max_attempts",
                           "/var/data/a-rather-long-name-of-a-file.ndjson"}) {
    EXPECT_TRUE(LooksLikeName(word)) << word;
  }
  for (const char* word :
       {"", "0123456789abcdef", "sk_live_AbCdEfGhIjKlMnOp", "/a/0123456789abcdef0123.txt"}) {
    EXPECT_FALSE(LooksLikeName(word)) << word;
  }
}

}  // namespace
}  // namespace inflow::command
