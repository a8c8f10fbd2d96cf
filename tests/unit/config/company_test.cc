// SPDX-License-Identifier: Apache-2.0
//
// The company's id stands once in every URL.
#include <gmock/gmock.h>

#include "plugin/config/credential.h"
#include "tests/unit/config/support.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kId(kCompany);

std::vector<std::string> CompanyFaultsOf(const std::string& rest) {
  const Parsed parsed = Parse(Document(rest));
  EXPECT_THAT(parsed.faults, IsEmpty());
  std::vector<std::string> faults;
  for (const Fault& fault : CompanyFaults(parsed.config, kCompany))
    faults.push_back(fault.pointer + ": " + fault.message);
  return faults;
}

std::vector<std::string> OfBaseUrl(const std::string& url) {
  return CompanyFaultsOf(R"(, "endpoint": "create_product", "base_url": ")" + url + "\"");
}

std::string ManualTo(const std::string& url) {
  return R"("endpoint": {"method": "PUT", "url": ")" + url + "\"}";
}

constexpr char kTwice[] =
    "/base_url: \"base_url\" holds the company's id, which is added to it, so that it would stand there twice: write ";
constexpr char kUrlTwice[] =
    "/endpoint/url: \"url\" names the company twice: write it once, as in \"/{companyId}/products\"";

TEST(CompanyFaults, FindsTheCompanyAtTheEndOfTheBaseUrl) {
  std::string capitals = kId;
  for (char& c : capitals) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (const std::string& company : {kId, capitals, kId + "/", std::string("%7BcompanyId%7D")}) {
    EXPECT_THAT(OfBaseUrl("https://gateway.example/inflow/" + company),
                ElementsAre(kTwice + std::string("https://gateway.example/inflow")));
    EXPECT_THAT(OfBaseUrl("http://127.0.0.1:8080/" + company),
                ElementsAre(kTwice + std::string("http://127.0.0.1:8080")));
  }
}

TEST(CompanyFaults, LeavesThePathOfAGatewayAlone) {
  EXPECT_THAT(OfBaseUrl("https://gateway.example/" + kId + "/inflow"), IsEmpty());
  EXPECT_THAT(OfBaseUrl("https://gateway.example/x" + kId), IsEmpty());
  EXPECT_THAT(OfBaseUrl("https://gateway.example/00000000-0000-0000-0000-000000000000"), IsEmpty());
  EXPECT_THAT(OfBaseUrl("https://gateway.example"), IsEmpty());
  EXPECT_THAT(OfBaseUrl("https://cloudapi.inflowinventory.com/" + kId + "/products"),
              ElementsAre(kTwice + std::string("https://cloudapi.inflowinventory.com")));
}

TEST(CompanyFaults, FindsItTwiceInAUrlOfOnesOwn) {
  for (const std::string& url :
       std::vector<std::string>{"/{companyId}/{companyId}/products",
                                "/{companyId}/" + kId + "/products", "/" + kId + "/{companyId}?a=b",
                                "https://cloudapi.inflowinventory.com/{companyId}/" + kId}) {
    EXPECT_THAT(CompanyFaultsOf(", " + ManualTo(url)), ElementsAre(kUrlTwice)) << url;
  }
  for (const std::string& url : std::vector<std::string>{
           "/{companyId}/products/" + kId, "/{companyId}", "/{companyId}?of=" + kId}) {
    EXPECT_THAT(CompanyFaultsOf(", " + ManualTo(url)), IsEmpty()) << url;
  }
  EXPECT_THAT(CompanyFaultsOf(", " + ManualTo("https://a.example/{companyId}/{companyId}") +
                              R"(, "allowed_hosts": ["a.example"])"),
              IsEmpty());
}

TEST(CompanyFaults, NamesTheRoute) {
  const std::string twice = ManualTo("/{companyId}/{companyId}/x");
  EXPECT_THAT(
      CompanyFaultsOf(R"(, "endpoint": "create_product", "routes": {"a": {)" + twice + "}}"),
      ElementsAre("/routes/a" + std::string(kUrlTwice)));
  EXPECT_THAT(CompanyFaultsOf(", " + twice + R"(, "routes": {"a": {"map": null}})"),
              ElementsAre(kUrlTwice))
      << "told once";
}

}  // namespace
}  // namespace inflow
