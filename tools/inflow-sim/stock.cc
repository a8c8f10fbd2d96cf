// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/stock.h"

#include <map>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tools/inflow-sim/decimal.h"

namespace inflow::sim {
namespace {

constexpr int kPlaces = 4;
constexpr int64_t kUnit = 10'000;

// In ten-thousandths, by product and location in lower case.
using Levels = std::map<std::pair<std::string, std::string>, int64_t>;

std::string IdAt(const Value& object, std::string_view name) {
  const Value* id = Find(object, name);
  return id == nullptr ? "" : absl::AsciiStrToLower(id->text);
}

int64_t AmountOf(const Value* decimal) {
  std::optional<std::string> padded =
      decimal == nullptr ? std::nullopt : PadDecimal(decimal->text, kPlaces);
  int64_t amount = 0;
  if (!padded) return 0;
  padded->erase(padded->find('.'), 1);
  return absl::SimpleAtoi(*padded, &amount) ? amount : 0;
}

bool IsTrue(const Value& object, std::string_view name) {
  const Value* value = Find(object, name);
  return value != nullptr && value->boolean;
}

// Adds the rows of an entity. A row without a location of its own is at the entity's.
void AddRows(const Value& entity, std::string_view rows, int sign, const std::string& location,
             Levels* levels) {
  const Value* array = Find(entity, rows);
  if (array == nullptr) return;
  for (const Value& row : array->items) {
    const Value* quantity = Find(row, "quantity");
    const std::string own = IdAt(row, "locationId");
    (*levels)[{IdAt(row, "productId"), own.empty() ? location : own}] +=
        sign * AmountOf(quantity == nullptr ? nullptr : Find(*quantity, "standardQuantity"));
  }
}

void AddTransfer(const Value& transfer, Levels* levels) {
  const Value* status = Find(transfer, "status");
  const std::string text = status == nullptr ? "" : absl::AsciiStrToLower(status->text);
  if (text == "intransit" || text == "completed")
    AddRows(transfer, "lines", -1, IdAt(transfer, "fromLocationId"), levels);
  if (text == "completed") AddRows(transfer, "lines", 1, IdAt(transfer, "toLocationId"), levels);
}

void AddSeeded(const Value& product, Levels* levels) {
  const Value* lines = Find(product, "inventoryLines");
  if (lines == nullptr) return;
  for (const Value& line : lines->items)
    (*levels)[{IdAt(product, "productId"), IdAt(line, "locationId")}] +=
        AmountOf(Find(line, "quantityOnHand"));
}

// What is cancelled has moved nothing.
void Add(const Collection& collection, const Value& entity, Levels* levels) {
  if (IsTrue(entity, "isCancelled")) return;
  const std::string location = IdAt(entity, "locationId");
  if (collection.name == "products") {
    AddSeeded(entity, levels);
  } else if (collection.name == "stock-adjustments") {
    AddRows(entity, "lines", 1, location, levels);
  } else if (collection.name == "stock-transfers") {
    AddTransfer(entity, levels);
  } else if (collection.name == "sales-orders" || collection.name == "manufacturing-orders") {
    AddRows(entity, "pickLines", -1, location, levels);
    AddRows(entity, "restockLines", 1, location, levels);
    AddRows(entity, "putLines", 1, location, levels);
  } else if (collection.name == "purchase-orders") {
    AddRows(entity, "receiveLines", 1, location, levels);
    AddRows(entity, "unstockLines", -1, location, levels);
  }
}

bool IsStocked(const std::string& product, const Store& store) {
  const Entity* entity = store.Find(*FindCollection("products"), product);
  const Value* type = entity == nullptr ? nullptr : Find(entity->value, "itemType");
  return type == nullptr || absl::EqualsIgnoreCase(type->text, "stockedProduct");
}

}  // namespace

std::optional<std::string> FindShortage(const Collection& collection, const Value* before,
                                        const Value& after, const Store& store) {
  Levels was, is, all;
  if (before != nullptr) Add(collection, *before, &was);
  Add(collection, after, &is);
  for (const auto& [key, amount] : was) is[key] -= amount;
  if (is.empty()) return std::nullopt;
  for (const Collection& each : Collections()) {
    for (const Entity& entity : store.All(each)) Add(each, entity.value, &all);
  }
  for (const auto& [key, change] : is) {
    const int64_t level = all[key];
    if (change >= 0 || level >= 0 || !IsStocked(key.first, store)) continue;
    return absl::StrFormat("the stock of %s in %s would be -%d.%04d", key.first, key.second,
                           -level / kUnit, -level % kUnit);
  }
  return std::nullopt;
}

}  // namespace inflow::sim
