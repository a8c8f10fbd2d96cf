// SPDX-License-Identifier: Apache-2.0
#include "tests/campaign/plan.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "tests/campaign/random.h"

namespace inflow::campaign {
namespace {

using Json = nlohmann::ordered_json;

std::string Guid(char kind, size_t number) {
  char text[37];
  std::snprintf(text, sizeof text, "%c0000000-0000-4000-8000-%012zu", kind, number);
  return text;
}

bool Folds(Shape shape) { return shape == Shape::kCreateFold || shape == Shape::kUpsertFold; }

bool IsPublished(Shape shape) { return shape == Shape::kUpsert || shape == Shape::kUpsertFold; }

Mark DrawMark(const Plan& plan, int percent, bool forbids, Random* random) {
  if (!random->Chance(percent)) return Mark::kNone;
  std::vector<Mark> marks = {Mark::kRefused, Mark::kRefused};
  if (forbids) marks.push_back(Mark::kForbidden);
  if (IsPublished(plan.shape)) marks.push_back(Mark::kErrorWith200);
  if (!plan.by_post) marks.push_back(Mark::kRefusedAgain);
  return marks[static_cast<size_t>(random->Between(0, static_cast<int>(marks.size()) - 1))];
}

Json Record(const Plan& plan, size_t number, size_t key, size_t document) {
  const std::string tag = "r" + std::to_string(number);
  if (Folds(plan.shape)) {
    return {{"orderNumber", "D" + std::to_string(document)},
            {"customerId", Guid('c', 1)},
            {"source", "campaign"},
            {"productId", Guid('a', number)},
            {"description", tag},
            {"quantity", {{"standardQuantity", "1"}}}};
  }
  if (plan.shape == Shape::kUpdate)
    return {{"productId", Guid('b', key)}, {"name", tag}, {"remarks", "changed"}};
  return {{"name", tag}, {"sku", "K" + std::to_string(key)}, {"remarks", "x & \"y\""}};
}

void DrawRecords(Plan* plan, bool keyed, Random* random) {
  const int count = random->Between(12, 60);
  const int marked = random->Pick({0, 5, 5, 15});
  const bool forbids = random->Chance(40);
  const int repeated = keyed ? random->Pick({0, 15, 40}) : 0;
  size_t document = 0;
  int lines_left = 0;
  for (size_t i = 0; i < static_cast<size_t>(count); ++i) {
    if (!Folds(plan->shape)) {
      document = i;
    } else if (--lines_left <= 0) {
      lines_left = random->Between(1, 4);
      document = i;
    }
    const size_t key = i > 0 && random->Chance(repeated)
                           ? static_cast<size_t>(random->Between(0, static_cast<int>(i) - 1) / 4)
                           : i;
    PlannedRecord record;
    record.json = Record(*plan, i, key, document).dump();
    if (keyed) record.key = "K" + std::to_string(key);
    record.document = document;
    record.mark = DrawMark(*plan, marked, forbids, random);
    record.refusal = random->Pick({400, 409, 422});
    plan->records.push_back(std::move(record));
  }
}

// A document is complete where the next record belongs to another one; before that a flush would
// cut it.
bool EndsDocument(const Plan& plan, size_t next) {
  return next == plan.records.size() ||
         plan.records[next].document != plan.records[next - 1].document;
}

void DrawSteps(Plan* plan, Random* random) {
  const bool hurried = random->Chance(25);  // a host that does not wait
  for (size_t next = 0; next < plan->records.size();) {
    const size_t count =
        std::min(plan->records.size() - next, static_cast<size_t>(random->Between(1, 12)));
    if (random->Chance(5)) plan->steps.push_back({.kind = Step::Kind::kCancel});
    const int64_t patience = hurried ? random->Pick({0, 0, 5}) : random->Pick({0, 20, 300, 300});
    plan->steps.push_back({Step::Kind::kWrite, next, count, patience});
    next += count;
    if (random->Chance(25))
      plan->steps.push_back({.kind = Step::Kind::kPoll, .timeout_ms = random->Pick({0, 5, 100})});
    if (random->Chance(15) && EndsDocument(*plan, next))
      plan->steps.push_back({.kind = Step::Kind::kFlush, .timeout_ms = 300});
    if (random->Chance(50)) plan->steps.push_back({.kind = Step::Kind::kIdle});
  }
}

void DrawFaults(Plan* plan, Random* random) {
  plan->fault_percent = random->Pick({0, 10, 25, 25, 60});
  for (size_t i = 1; i < kFaultCount; ++i) {
    const auto fault = static_cast<Fault>(i);
    const bool of_entities = fault == Fault::kOtherIdBefore || fault == Fault::kOtherIdAfter;
    if (of_entities && !IsPublished(plan->shape)) continue;
    if (fault == Fault::kOddItemErrors && !plan->item_errors) continue;
    if (fault == Fault::kUnread || fault == Fault::kClientGone || fault == Fault::kIntoStale)
      continue;
    if (random->Chance(45)) plan->faults.push_back(fault);
  }
  plan->unread_resets = random->Chance(15);
  if (random->Chance(15)) plan->cancel_at = static_cast<size_t>(random->Between(1, 12));
}

void AddBatching(const Plan& plan, Random* random, Json* configuration) {
  Json batching = {{"enabled", true}};
  if (Folds(plan.shape)) {
    batching["algorithm"] = "fold";
    batching["by"] = "orderNumber";
    batching["line_attributes"] = {"productId", "description", "quantity"};
    if (plan.shape == Shape::kCreateFold) batching["size"] = random->Between(1, 3);
  } else {
    batching["size"] = random->Between(2, 6);
  }
  if (plan.atomic) batching["atomic"] = true;
  (*configuration)["batching"] = batching;
  if (!plan.item_errors) return;
  (*configuration)["response"] = {
      {"item_errors", "errors"}, {"item_index", "index"}, {"item_message", "message"}};
}

Json Configuration(const Plan& plan, bool keyed, Random* random) {
  static constexpr const char* kEndpoints[] = {"create_product",     "create_product",
                                               "create_sales_order", "upsert_product",
                                               "upsert_sales_order", "update_product"};
  Json json = {{"credential",
                {{"company_id", "01234567-89ab-4def-8123-456789abcdef"},
                 {"api_key", "key-of-the-campaign"}}},
               {"base_url", "@BASE_URL@"},
               {"endpoint", kEndpoints[static_cast<size_t>(plan.shape)]}};
  json["rate_limit"] = {{"windows", Json::array()}, {"max_in_flight", random->Pick({1, 2, 4, 8})}};
  json["retry"] = {{"initial_backoff_ms", 1},
                   {"max_backoff_ms", random->Pick({1, 4})},
                   {"max_attempts", random->Pick({1, 2, 3, 6})}};
  if (random->Chance(40)) json["retry"]["on_unknown_outcome"] = random->Pick({"hold", "verify"});
  if (random->Chance(30)) json["retry"]["max_retry_after_ms"] = 0;
  json["limits"] = {{"timeout_ms", random->Pick({50, 80, 150})}};
  switch (plan.shape) {
    case Shape::kCreate:
      if (keyed) json["key"] = "sku";
      break;
    case Shape::kCreateArray:
      if (keyed) json["key"] = "sku";
      AddBatching(plan, random, &json);
      break;
    case Shape::kUpsertFold:
      json["identity"] = {{"from", {"orderNumber"}}};
      AddBatching(plan, random, &json);
      break;
    case Shape::kCreateFold:
      AddBatching(plan, random, &json);
      break;
    case Shape::kUpsert:
      json["identity"] = {{"from", {"sku"}}};
      break;
    case Shape::kUpdate:
      json["method"] = random->Pick({"PATCH", "PUT"});
      json["parameters"] = {{"id", "{record.productId}"}};
      break;
  }
  return json;
}

}  // namespace

Plan DrawPlan(uint64_t seed) {
  Random random(Mix(seed, "plan"));
  Plan plan;
  plan.seed = seed;
  plan.shape = random.Pick({Shape::kCreate, Shape::kCreate, Shape::kCreateArray,
                            Shape::kCreateArray, Shape::kCreateFold, Shape::kUpsert, Shape::kUpsert,
                            Shape::kUpsertFold, Shape::kUpdate});
  plan.by_post = plan.shape == Shape::kCreate || plan.shape == Shape::kCreateArray ||
                 plan.shape == Shape::kCreateFold;
  const bool of_several = plan.shape == Shape::kCreateArray || plan.shape == Shape::kCreateFold;
  plan.atomic = of_several && random.Chance(50);
  plan.item_errors = of_several && random.Chance(50);
  const bool keyed =
      plan.shape == Shape::kUpsert || plan.shape == Shape::kUpdate ||
      ((plan.shape == Shape::kCreate || plan.shape == Shape::kCreateArray) && random.Chance(30));
  plan.configuration = Configuration(plan, keyed, &random).dump();
  DrawRecords(&plan, keyed, &random);
  DrawSteps(&plan, &random);
  DrawFaults(&plan, &random);
  return plan;
}

}  // namespace inflow::campaign
