// SPDX-License-Identifier: Apache-2.0
#include "plugin/readback/entity_place.h"

#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/str_split.h"
#include "plugin/catalog/collection.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

struct Written {
  std::string_view collection;
  std::string_view id_field;
  std::string_view endpoint;
};

constexpr Written kWritten[] = {
    {"count-sheets", "countSheetId", "upsert_count_sheet"},
    {"customers", "customerId", "upsert_customer"},
    {"manufacturing-orders", "manufacturingOrderId", "upsert_manufacturing_order"},
    {"product-cost-adjustments", "productCostAdjustmentId", "upsert_product_cost_adjustment"},
    {"product-groups", "productGroupId", "upsert_product_group"},
    {"products", "productId", "upsert_product"},
    {"purchase-orders", "purchaseOrderId", "upsert_purchase_order"},
    {"sales-orders", "salesOrderId", "upsert_sales_order"},
    {"stock-adjustments", "stockAdjustmentId", "upsert_stock_adjustment"},
    {"stock-counts", "stockCountId", "upsert_stock_count"},
    {"stock-transfers", "stockTransferId", "upsert_stock_transfer"},
    {"taxing-schemes", "taxingSchemeId", "upsert_taxing_scheme"},
    {"vendors", "vendorId", "upsert_vendor"},
    {"webhooks", "webHookSubscriptionId", "upsert_webhook"},
};

std::vector<UniqueField> UniqueOf(std::string_view name) {
  std::vector<UniqueField> unique;
  const Collection* const collection = FindCollection(name);
  if (collection == nullptr) return unique;
  for (const std::string& field : collection->natural) {
    const std::string_view filter = FilterFor(*collection, field);
    if (!filter.empty()) unique.push_back({field, filter});
  }
  return unique;
}

const std::vector<EntityPlace>& Places() {
  // Never freed: calls of other threads may still look into it while the process ends.
  static const std::vector<EntityPlace>* const places = [] {
    auto all = std::make_unique<std::vector<EntityPlace>>();
    for (const Written& one : kWritten)
      all->push_back({one.collection, one.id_field, one.endpoint, UniqueOf(one.collection)});
    return all.release();
  }();
  return *places;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string PercentDecoded(std::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
                        HexDigit(text[i + 2]) >= 0;
    decoded.push_back(escape ? static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]))
                             : text[i]);
    if (escape) i += 2;
  }
  return decoded;
}

}  // namespace

const EntityPlace* FindEntityPlace(std::string_view collection) {
  const std::vector<EntityPlace>& places = Places();
  const auto found = std::find_if(places.begin(), places.end(), [collection](const EntityPlace& p) {
    return p.collection == collection;
  });
  return found == places.end() ? nullptr : &*found;
}

std::optional<WrittenTo> FindWrittenTo(std::string_view path) {
  path = path.substr(0, path.find_first_of("?#"));
  const std::vector<std::string> steps = absl::StrSplit(Absl(path), '/', absl::SkipEmpty());
  if (steps.size() == 1) return WrittenTo{PercentDecoded(steps[0]), ""};
  if (steps.size() == 2) return WrittenTo{PercentDecoded(steps[0]), PercentDecoded(steps[1])};
  // The sheets of a count are written below it, and read by themselves.
  if (steps.size() == 3 && steps[0] == "stock-counts" && steps[2] == "count-sheet")
    return WrittenTo{"count-sheets", ""};
  return std::nullopt;
}

}  // namespace inflow
