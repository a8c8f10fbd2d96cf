// SPDX-License-Identifier: Apache-2.0
//
// http:// goes to this machine alone, which a proxy is not.
#include <gmock/gmock.h>

#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

std::vector<std::string> WithProxy(const std::string& rest,
                                   const std::string& proxy = "http://proxy.example:3128") {
  return Faults(", \"proxy\": \"" + proxy + "\"" + rest);
}

constexpr char kProduct[] = R"(, "endpoint": "create_product")";
constexpr char kLocal[] = R"(, "base_url": "http://127.0.0.1:8080")";

TEST(Proxy, IsNoWayForAKeyInClear) {
  EXPECT_THAT(WithProxy(kProduct), IsEmpty());
  EXPECT_THAT(Faults(std::string(kProduct) + kLocal), IsEmpty());
  for (const char* proxy :
       {"http://proxy.example:3128", "https://proxy.example", "socks5h://127.0.0.1:9050"}) {
    EXPECT_THAT(WithProxy(std::string(kProduct) + kLocal, proxy),
                ElementsAre(StartsWith(
                    "/proxy: \"proxy\" would get the key in clear, since base_url is http://")));
  }
}

TEST(Proxy, IsNoWayForAnAnswerInClear) {
  EXPECT_THAT(WithProxy(std::string(kProduct) +
                        R"(, "response_webhook": {"url": "https://hooks.example"})"),
              IsEmpty());
  EXPECT_THAT(
      WithProxy(std::string(kProduct) + R"(, "response_webhook": {"url": "http://localhost:1/a"})"),
      ElementsAre(StartsWith(
          "/response_webhook/url: \"url\" is http:// to this machine, and through \"proxy\"")));
}

TEST(Proxy, IsNoWayForRecordsInClear) {
  const std::string hosts = R"(, "allowed_hosts": ["127.0.0.1:9", "hooks.example"])";
  const auto manual = [](const std::string& url) {
    return R"("endpoint": {"method": "POST", "url": ")" + url + "\"}";
  };
  EXPECT_THAT(WithProxy(hosts + ", " + manual("https://hooks.example/a")), IsEmpty());
  EXPECT_THAT(WithProxy(hosts + ", " + manual("http://127.0.0.1:9/a")),
              ElementsAre(StartsWith("/endpoint/url: \"url\" is http:// to this machine")));
  EXPECT_THAT(WithProxy(hosts + kProduct + R"(, "routes": {"a": {)" +
                        manual("http://127.0.0.1:9/a") + "}}"),
              ElementsAre(HasSubstr("/routes/a/endpoint/url: ")));
  EXPECT_THAT(WithProxy(kLocal + std::string(", ") + manual("http://127.0.0.1:8080/{companyId}/x")),
              ElementsAre(StartsWith("/proxy: ")))
      << "told once";
}

}  // namespace
}  // namespace inflow
