// SPDX-License-Identifier: Apache-2.0
#include "plugin/http/http_call.h"

#include <gtest/gtest.h>

namespace inflow {
namespace {

HttpCall Call() {
  HttpCall call;
  call.method = HttpMethod::kPut;
  call.url = std::make_shared<const std::string>("https://service/x");
  call.headers = std::make_shared<const std::vector<std::string>>(1, "Accept: x/y");
  call.has_body = true;
  return call;
}

const Authorization kKey = std::make_shared<const std::string>("Authorization: Bearer k");

TEST(HttpCall, ARequestBorrowsFromIt) {
  HttpCall call = Call();
  call.own_body = "own";
  const HttpRequest request = call.Request(7, kKey);
  EXPECT_EQ(request.id, 7u);
  EXPECT_EQ(request.method, HttpMethod::kPut);
  EXPECT_EQ(request.url.data(), call.url->data());
  EXPECT_EQ(request.headers, call.headers);
  EXPECT_EQ(request.authorization, kKey);
  EXPECT_TRUE(request.has_body);
  EXPECT_EQ(request.body.data(), call.own_body.data());
}

TEST(HttpCall, ALentBodyIsNotCopied) {
  HttpCall call = Call();
  const std::string lent = "lent";
  call.lent_body = lent;
  EXPECT_EQ(call.Request(1, kKey).body.data(), lent.data());
}

TEST(HttpCall, KeepsTheCredentialAndAnUnsentBodyBack) {
  HttpCall call = Call();
  call.with_credential = false;
  call.has_body = false;
  call.own_body = "rendered, not sent";
  const HttpRequest request = call.Request(1, kKey);
  EXPECT_EQ(request.authorization, nullptr);
  EXPECT_FALSE(request.has_body);
  EXPECT_EQ(request.body, "");
}

}  // namespace
}  // namespace inflow
