// SPDX-License-Identifier: Apache-2.0
//
// What a preview shows is what is sent, what it refuses is what is rejected, and a plan's figures
// are those of both: for random records and settings around every case of
// tests/data/bodies/cases.json, which has every algorithm in every format that can carry it.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "tests/property/record/document.h"
#include "tests/unit/destination/destination_fixture.h"

namespace inflow {
namespace {

using nlohmann::ordered_json;
using Ids = std::vector<uint64_t>;

ordered_json Cases() {
  return ordered_json::parse(std::ifstream(INFLOW_SOURCE_DIR "/tests/data/bodies/cases.json"));
}

bool Coin() { return *rc::gen::arbitrary<bool>(); }

// One of several, the first ones when shrinking.
template <typename T>
T OneOf(const std::vector<T>& all) {
  return all[*rc::gen::inRange<size_t>(0, all.size())];
}
ordered_json OneJson(const std::vector<const char*>& texts) {
  return ordered_json::parse(OneOf(texts));
}

// SeenRequest is one as it went out, or as it was shown: the two are compared member by member.
struct SeenRequest {
  std::string url, method, body;
  std::map<std::string, std::string> headers;
  Ids records;
  bool operator==(const SeenRequest&) const = default;
};
std::ostream& operator<<(std::ostream& out, const SeenRequest& request) {
  out << request.method << ' ' << request.url << '\n';
  for (const auto& [name, value] : request.headers) out << name << ": " << value << '\n';
  out << request.body << '\n';
  for (const uint64_t id : request.records) out << id << ' ';
  return out << '\n';
}

SeenRequest SentRequest(const testing::FakeTransport::Sent& sent) {
  SeenRequest request{sent.url, sent.method, sent.body, {}, {}};
  for (const std::string& line : sent.headers) {
    const size_t colon = line.find(": ");
    RC_ASSERT(request.headers.emplace(line.substr(0, colon), line.substr(colon + 2)).second);
  }
  if (!sent.authorization.empty()) {
    RC_ASSERT(sent.authorization == "Authorization: Bearer k-secret");
    request.headers["Authorization"] = "Bearer ********";
  }
  return request;
}

SeenRequest ShownRequest(const ordered_json& shown) {
  const std::string body = shown["body"].is_null() ? "" : shown["body"].get<std::string>();
  return {shown["url"], shown["method"], body, shown["headers"], shown["records"]};
}

// Scene is a random configuration around a case.
struct Scene {
  std::string document;  // without braces and credential
  std::string route;
};

void AddPlace(bool batching, ordered_json* config) {
  std::vector<const char*> endpoints = {
      R"({"method":"POST","url":"/{companyId}/x"})",
      R"("create_product")",
      R"({"method":"POST","url":"/{companyId}/{record.shop}/x?of={record.note}"})",
      R"({"method":"PUT","url":"/{companyId}/items/{record.shop}?day={now-1d:%d.%m.%Y}"})",
      R"({"method":"POST","url":"https://other.example/in/{record.shop}"})",
  };
  if (!batching)
    endpoints.push_back(R"({"method":"DELETE","url":"/{companyId}/items/{record.sku}"})");
  (*config)["endpoint"] = OneJson(endpoints);
  if (Coin()) (*config)["delete_body"] = true;
  const ordered_json headers = OneJson({"{}", R"({"X-Shop":"{record.shop}"})",
                                        R"({"X-Day":"{now:%Y-%m-%d}","Accept":"x/y"})",
                                        R"({"Content-Type":"x/y; of={record.note}"})"});
  if (!headers.empty()) (*config)["request_headers"] = headers;
}

void AddShape(ordered_json* config) {
  if (!config->contains("body") && Coin()) {
    (*config)["map"] = ordered_json::parse(
        R"({"sku":"{record.sku}","name":"is {record.name} on {now:%Y-%m-%d}","price":"{record.price}","shop":"{record.shop}","always":[12.50,"é"]})");
    (*config)["map_rest"] = OneOf<const char*>({"drop", "keep"});
  }
  (*config)["exclude_attributes"] =
      OneJson({"[]", R"(["name"])", R"(["tags","more.a"])", R"(["always"])"});
  (*config)["null_policy"] = OneOf<const char*>({"send", "omit"});
  if (*rc::gen::inRange(0, 4) == 3) (*config)["key"] = "sku";
}

void AddBatching(ordered_json* batching) {
  const bool folds = batching->value("algorithm", "") == "fold";
  (*batching)["enabled"] = true;
  (*batching)["atomic"] = Coin();
  if (folds) (*batching)["on_conflict"] = OneOf<const char*>({"first", "reject"});
  // Documents share a request only where the case says so.
  if (!folds || batching->contains("size")) (*batching)["size"] = *rc::gen::inRange(2, 7);
  (*batching)["max_bytes"] = OneOf<int>({1'000'000, 400, 2});
}

Scene SomeScene(ordered_json config) {
  Scene scene;
  const bool several = config["batching"].value("enabled", true);
  if (several) AddBatching(&config["batching"]);
  AddPlace(several, &config);
  AddShape(&config);
  ordered_json document;
  if (Coin()) {
    scene.route = "r";
    document["endpoint"] = "create_customer";
    document["routes"]["r"] = std::move(config);
  } else {
    document = std::move(config);
  }
  document["allowed_hosts"] = {"other.example"};
  document["rate_limit"] = {{"windows", ordered_json::array()}, {"max_in_flight", 1}};
  scene.document = document.dump();
  scene.document = scene.document.substr(1, scene.document.size() - 2);
  return scene;
}

// A member is written into the record unless its value is "".
void Append(const std::string& name, const std::string& value, std::string* record) {
  if (value.empty()) return;
  record->append(record->size() > 1 ? ",\"" : "\"").append(name).append("\":").append(value);
}

std::string AnyValue() {
  record_testing::Choices choices(*rc::gen::arbitrary<std::vector<uint8_t>>());
  record_testing::Value value = record_testing::MakeValue(&choices, 0);
  return record_testing::Writer(&choices).Write(&value);
}

std::string SomeRecord() {
  // Now and then one that is no record.
  if (*rc::gen::inRange(0, 16) == 15)
    return OneOf<std::string>({"7", "{\"sku\":", "[]", "{\"sku\":\"\xFF\"}", "{} {}"});
  std::string record = "{";
  Append("shop",
         OneOf<std::string>({R"("Oslo")", R"("Oslo")", R"("Bergen")", R"("Troms\u00f8 & ø")", "7",
                             "null", "", R"("a\n\"b")"}),
         &record);
  Append("sku",
         OneOf<std::string>(
             {R"("S1")", R"("S2")", R"("S3")", R"("é 4")", R"("<5>\t&=")", "6.50", "true", ""}),
         &record);
  Append("price",
         OneOf<std::string>({"12.50", "1e3", "-0", "12345678901234567890.10", R"("7,5")", ""}),
         &record);
  Append("note",
         OneOf<std::string>({R"("n")", R"("日本 \ud83d\ude00")", "null", R"("]]>")", R"("x\r\ny")",
                             R"({"a":null})", ""}),
         &record);
  Append("tags", OneOf<std::string>({R"(["x","ü"])", "[null]", R"(["y",["z"]])", "[]", ""}),
         &record);
  Append("name", Coin() ? R"("Bolt")" : AnyValue(), &record);
  if (Coin()) Append("more", AnyValue(), &record);
  return record + "}";
}

// Handle is a fresh destination that sends one request at a time, so that what is delivered until
// the next starts was in it.
class Handle : public DestinationTest {
 public:
  explicit Handle(const Scene& scene) {
    script_ = [this](const testing::FakeTransport::Sent&) {
      delivered_before_.push_back(Delivered().size());
      return testing::Answered(200);
    };
    const CallStatus status = destination_->Configure(testing::Document(scene.document));
    RC_ASSERT(status.ok());
  }

  std::string Preview(const std::vector<std::string>& records, const std::string& route) const {
    const testing::Records block(records);
    HostBatch batch;
    batch.records = block.Block();
    batch.route = route;
    std::string text;
    const CallStatus status = destination_->Preview(batch, &text);
    RC_ASSERT(status.ok());
    return text;
  }

  // Plan plans records in one block, as Send sends them: what goes together depends on what has
  // been answered when the next block comes.
  ordered_json Plan(const std::vector<std::string>& records, const std::string& route) const {
    ordered_json texts = ordered_json::array();
    // A JSON text holds no byte that is no UTF-8; what has one is as little a record without it.
    for (const std::string& record : records)
      texts.push_back(record.find('\xFF') == std::string::npos ? record : "{");
    const ordered_json arguments = {{"route", route}, {"records", texts}};
    std::string text;
    RC_ASSERT(destination_->Command("plan", arguments.dump(), &text).ok());
    return ordered_json::parse(text);
  }

  void Send(const std::vector<std::string>& records, const std::string& route) {
    RC_ASSERT(Write(records, -1, route).ok());
    RC_ASSERT(destination_->Flush(-1).ok());
    RC_ASSERT(destination_->pending() == 0U);
  }

  Ids Delivered() const {
    Ids ids;
    for (const auto& one : destination_->settled()) {
      if (one.outcome == Outcome::kDelivered) ids.push_back(one.id);
    }
    return ids;
  }
  std::map<uint64_t, std::string> Rejected() const {
    std::map<uint64_t, std::string> messages;
    for (const auto& one : destination_->settled()) {
      if (one.outcome == Outcome::kRejected)
        RC_ASSERT(messages.emplace(one.id, one.message ? *one.message : "").second);
    }
    return messages;
  }
  std::vector<SeenRequest> Sent() const {
    const Ids delivered = Delivered();
    std::vector<SeenRequest> sent;
    for (size_t i = 0; i < transport_->sent.size(); ++i) {
      sent.push_back(SentRequest(transport_->sent[i]));
      const size_t end =
          i + 1 < delivered_before_.size() ? delivered_before_[i + 1] : delivered.size();
      for (size_t at = delivered_before_[i]; at < end; ++at)
        sent.back().records.push_back(delivered[at]);
    }
    return sent;
  }

 private:
  void TestBody() override {}

  std::vector<size_t> delivered_before_;  // how many records, at the start of every request
};

// Reached counts what the generator must have come by.
struct Reached {
  size_t refused = 0, non_ascii = 0, several_requests = 0, several_records = 0;
};

// Shown is a preview, taken apart.
struct Shown {
  std::vector<SeenRequest> requests;
  Ids records;
  std::map<uint64_t, std::string> refused;

  explicit Shown(const std::string& preview, const std::string& route) {
    const ordered_json json = ordered_json::parse(preview);
    for (const ordered_json& one : json["requests"]) {
      RC_ASSERT(one["route"] == route);
      requests.push_back(ShownRequest(one));
      records.insert(records.end(), requests.back().records.begin(), requests.back().records.end());
    }
    for (const ordered_json& one : json["refused"])
      RC_ASSERT(refused.emplace(one["id"], one["message"]).second);
  }

  // EveryRecordOnce: each of `count` records stands in one request or is refused.
  bool EveryRecordOnce(size_t count) const {
    Ids all = records;
    for (const auto& [id, message] : refused) all.push_back(id);
    Ids expected(count);
    std::iota(expected.begin(), expected.end(), uint64_t{0});
    std::sort(all.begin(), all.end());
    return all == expected;
  }
};

void Count(const Shown& shown, const std::vector<std::string>& records, Reached* reached) {
  reached->refused += shown.refused.size();
  reached->several_requests += shown.requests.size() > 1 ? 1 : 0;
  reached->several_records += shown.records.size() > shown.requests.size() ? 1 : 0;
  for (const uint64_t id : shown.records) {
    const std::string& record = records[id];
    reached->non_ascii += std::any_of(record.begin(), record.end(),
                                      [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  }
}

// CheckPlan compares a plan with what was sent.
void CheckPlan(const ordered_json& plan, const Handle& handle) {
  const std::vector<SeenRequest> sent = handle.Sent();
  size_t bytes = 0;
  for (const SeenRequest& request : sent) bytes += request.body.size();
  std::set<uint64_t> rejected;
  for (const auto& [id, message] : handle.Rejected()) rejected.insert(id);
  RC_ASSERT(plan["requests"] == sent.size());
  RC_ASSERT(plan["bytes"] == bytes);
  RC_ASSERT(plan["fine"] == handle.Delivered().size());
  RC_ASSERT(plan["refused"] == rejected.size());
  RC_ASSERT(plan["pending"] == 0);
  std::set<uint64_t> places;
  for (const ordered_json& reason : plan["reasons"]) {
    for (const uint64_t place : reason["places"]) RC_ASSERT(places.insert(place).second);
  }
  RC_ASSERT(places == rejected);
}

void CheckScene(const ordered_json& config, Reached* reached) {
  const Scene scene = SomeScene(config);
  // A record that cannot be read refuses the documents beside it, so that of few lines hardly any
  // are sent.
  const bool folds = config["batching"].value("algorithm", "") == "fold";
  std::vector<std::string> records(*rc::gen::inRange<size_t>(0, folds ? 40 : 12));
  for (std::string& record : records) record = SomeRecord();
  RC_LOG() << scene.document << "\n";
  for (const std::string& record : records) RC_LOG() << record << "\n";

  Handle handle(scene);
  const std::string preview = handle.Preview(records, scene.route);
  RC_LOG() << preview << "\n";
  RC_ASSERT(preview.find("k-secret") == std::string::npos);
  RC_ASSERT(handle.Sent().empty());
  const ordered_json plan = handle.Plan(records, scene.route);
  RC_LOG() << plan.dump() << "\n";
  RC_ASSERT(handle.Sent().empty());
  const Shown shown(preview, scene.route);
  RC_ASSERT(shown.EveryRecordOnce(records.size()));

  handle.Send(records, scene.route);
  RC_ASSERT(handle.Rejected() == shown.refused);
  RC_ASSERT(handle.Sent() == shown.requests);
  CheckPlan(plan, handle);
  RC_ASSERT(handle.Preview(records, scene.route) == preview);
  Count(shown, records, reached);
}

std::vector<std::string> Names() {
  const ordered_json cases = Cases();
  std::vector<std::string> names;
  for (const auto& [name, config] : cases.items()) names.push_back(name);
  return names;
}

class PreviewProperty : public ::testing::TestWithParam<std::string> {};

TEST_P(PreviewProperty, WhatIsShownIsWhatIsSent) {
  const ordered_json config = Cases()[GetParam()];
  Reached reached;
  EXPECT_TRUE(rc::check([&] { CheckScene(config, &reached); }));
  EXPECT_GT(reached.refused, 0u);
  EXPECT_GT(reached.non_ascii, 0u);
  EXPECT_GT(reached.several_requests, 0u);
  if (config["batching"].value("enabled", true)) {
    EXPECT_GT(reached.several_records, 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(Bodies, PreviewProperty, ::testing::ValuesIn(Names()),
                         [](const auto& named) {
                           std::string name = named.param;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

TEST(PreviewPropertyCases, HaveEveryAlgorithmAndFormat) {
  const ordered_json cases = Cases();
  std::set<std::string> algorithms, formats;
  for (const auto& [name, config] : cases.items()) {
    algorithms.insert(config["batching"].value("algorithm", "none"));
    formats.insert(config.value("content_format", "json"));
  }
  EXPECT_THAT(algorithms, ::testing::UnorderedElementsAre("none", "array", "wrapped_array",
                                                          "envelope", "item_wrapper", "delimited",
                                                          "group_by", "fold", "keyed", "template"));
  EXPECT_THAT(formats, ::testing::UnorderedElementsAre("json", "form", "xml", "text"));
}

}  // namespace
}  // namespace inflow
