// SPDX-License-Identifier: Apache-2.0
#include "plugin/entity/identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace inflow {
namespace {

using ::testing::HasSubstr;

constexpr char kCompany[] = "5B0F6F7E-3B2A-4C1D-9E8F-0A1B2C3D4E5F";

std::string Text(const Uuid& uuid) {
  std::string text;
  AppendUuid(uuid, &text);
  return text;
}

// Derived is the GUID of a record; the refusal where it has none.
std::string Derived(std::string_view collection, std::vector<NamedAttribute> attributes,
                    std::string_view record) {
  RecordIndex index;
  EXPECT_TRUE(WalkRecord(record, &index).ok()) << record;
  const absl::StatusOr<Uuid> uuid =
      Identity(kCompany, collection, std::move(attributes)).Derive(index);
  return uuid.ok() ? Text(*uuid) : std::string(uuid.status().message());
}

std::vector<NamedAttribute> Paths(std::initializer_list<const char*> paths) {
  std::vector<NamedAttribute> attributes;
  for (const char* path : paths) attributes.emplace_back(AttributePath(path));
  return attributes;
}

// The vectors were computed by Python's uuid.uuid5 over json.dumps(…, ensure_ascii=False,
// separators=(",", ":")).
TEST(Identity, Vectors) {
  EXPECT_EQ(Derived("products", Paths({"sku"}), R"({"sku":"A-1"})"),
            "251a7338-966a-57db-bd53-22c1ce832e18");
  EXPECT_EQ(Derived("products", Paths({"sku"}), R"({"sku":"K\u00e4se \"extra\"\u0001 1\/2"})"),
            "ea19c1a5-3db2-5f18-a2c7-cdb442d6317a");
  EXPECT_EQ(Derived("vendors", Paths({"id"}), R"({"id":"1"})"),
            "de5679d2-6382-511f-9c56-ed86ca5b38fc");
  EXPECT_EQ(
      Derived("sales-orders", Paths({"no", "shop.name"}), R"({"shop":{"name":"web"},"no":10248})"),
      "9aafc44f-248b-5556-b189-e78ad7c5e382");
  EXPECT_EQ(Derived("customers", Paths({"code"}), R"({"code":"ALFKI"})"),
            "006d0f30-720c-5a22-8a8a-c9694b3e1fc3");
}

TEST(Identity, RowVectors) {
  const Uuid order = *ParseUuid("99c05dd3-33b5-5b79-9867-f4a401b1c7fd");
  EXPECT_EQ(Text(RowUuid(order, "lines", 0)), "710e8963-0688-5a89-afdf-13af6b8a76c0");
  EXPECT_EQ(Text(RowUuid(order, "lines", 12)), "a5ebc366-576c-583c-a479-a1f0e59aa835");
}

TEST(Identity, ValuesAreTrimmedTextsWhoseCaseCounts) {
  const std::string one = Derived("products", Paths({"sku"}), R"({"sku":"7"})");
  EXPECT_EQ(Derived("products", Paths({"sku"}), R"({"sku":7})"), one);
  EXPECT_EQ(Derived("products", Paths({"sku"}), R"({"sku":" \t7\r\n"})"), one);
  EXPECT_NE(Derived("products", Paths({"sku"}), R"({"sku":7.0})"), one);
  EXPECT_NE(Derived("products", Paths({"sku"}), R"({"sku":"a"})"),
            Derived("products", Paths({"sku"}), R"({"sku":"A"})"));
  EXPECT_NE(Derived("vendors", Paths({"sku"}), R"({"sku":"7"})"), one);
  // Values do not run into one another.
  EXPECT_NE(Derived("products", Paths({"a", "b"}), R"({"a":"1","b":"23"})"),
            Derived("products", Paths({"a", "b"}), R"({"a":"12","b":"3"})"));
}

TEST(Identity, AllWhiteSpaceOfUnicodeIsTrimmed) {
  const std::string one = Derived("products", Paths({"sku"}), R"({"sku":"0017"})");
  for (const char* record :
       {R"({"sku":"0017\u00a0"})", R"({"sku":"\u20070017"})", R"({"sku":"\ufeff0017\u200b"})",
        "{\"sku\":\"\xC2\xA0\xE3\x80\x80 0017\xE2\x80\xAF\"}", R"({"sku":"\t0017\u0085"})"}) {
    EXPECT_EQ(Derived("products", Paths({"sku"}), record), one) << record;
  }
  EXPECT_NE(Derived("products", Paths({"sku"}), R"({"sku":"00\u00a017"})"), one);
}

TEST(Identity, TrimsTheTextsThatItIsMadeOf) {
  const Identity identity(kCompany, "products", Paths({"no", "shop.name"}));
  const auto trimmed = [&identity](const std::string& record) {
    RecordIndex index;
    EXPECT_TRUE(WalkRecord(record, &index).ok()) << record;
    std::string out;
    const bool trims = identity.TrimsText(index, &out);
    EXPECT_EQ(trims, !out.empty());
    return out;
  };
  EXPECT_EQ(trimmed(R"({"no":"7","shop":{"name":"web"},"note":" x "})"), "");
  EXPECT_EQ(trimmed(R"({"no":7,"note":" x "})"), "");
  EXPECT_EQ(trimmed(R"({ "shop" : {"name":" web\u00a0"}, "no":"\t\"7\" ","note":" x "})"),
            R"({ "shop" : {"name":"web"}, "no":"\"7\"","note":" x "})");
  EXPECT_EQ(trimmed(R"({"no":"  "})"), R"({"no":""})");
}

TEST(Identity, MayBeMissingWhereItIsSaidSo) {
  const auto derived = [](std::string_view attributes, std::string_view record) -> std::string {
    RecordIndex index;
    EXPECT_TRUE(WalkRecord(record, &index).ok()) << record;
    std::optional<Uuid> uuid;
    const absl::Status s = Identity(kCompany, "customers", NamedAttribute::ParseList(attributes))
                               .DeriveOptional(index, &uuid);
    if (!s.ok()) return std::string(s.message());
    return uuid ? Text(*uuid) : "none";
  };
  EXPECT_EQ(derived("code?", R"({"code":"ALFKI"})"), "006d0f30-720c-5a22-8a8a-c9694b3e1fc3");
  EXPECT_EQ(derived("code?", R"({"code?":"ALFKI"})"), "006d0f30-720c-5a22-8a8a-c9694b3e1fc3");
  for (const char* record : {"{}", R"({"code":null})", R"({"code":""})", R"({"code":"\u00a0"})"}) {
    EXPECT_EQ(derived("code?", record), "none") << record;
  }
  EXPECT_EQ(derived("code?", R"({"code":[]})"),
            "attribute \"code\" is no text or number, and the GUID is derived from it");
  // Several name one record together.
  EXPECT_EQ(derived("a,b?", R"({"a":"1"})"), "none");
  EXPECT_EQ(derived("a?,b?", R"({"b":"1"})"), "none");
  EXPECT_EQ(derived("a,b?", R"({"b":"1"})"),
            "attribute \"a\" is missing, and the GUID is derived from it");
  EXPECT_EQ(derived("b?,a", "{}"), "attribute \"a\" is missing, and the GUID is derived from it");
}

TEST(Identity, WhatHasNone) {
  for (const char* record : {R"({})", R"({"sku":null})", R"({"sku":""})", R"({"sku":" "})",
                             R"({"sku":"\u00a0"})", R"({"sku":{}})", R"({"sku":["A"]})"}) {
    EXPECT_THAT(Derived("products", Paths({"sku"}), record), HasSubstr("\"sku\" is ")) << record;
  }
}

TEST(Uuid, Parse) {
  EXPECT_EQ(Text(*ParseUuid("{5B0F6F7E-3B2A-4C1D-9E8F-0A1B2C3D4E5F}")),
            "5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f");
  for (const char* text :
       {"", "x", "5B0F6F7E-3B2A-4C1D-9E8F-0A1B2C3D4E5F}", "5B0F6F7E3B2A4C1D9E8F0A1B2C3D4E5F0A1B"}) {
    EXPECT_FALSE(ParseUuid(text)) << text;
  }
}

// RFC 9562, appendix A.4.
TEST(Uuid, NamedVector) {
  const Uuid dns = *ParseUuid("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  EXPECT_EQ(Text(NamedUuid(dns, "www.example.com")), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

}  // namespace
}  // namespace inflow
