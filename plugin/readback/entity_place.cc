// SPDX-License-Identifier: Apache-2.0
#include "plugin/readback/entity_place.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_split.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

// The lists have no filter for SKUs, and "smart" searches them too.
constexpr UniqueField kOfProducts[] = {{"sku", "smart"}, {"name", "name"}};
constexpr UniqueField kName[] = {{"name", "name"}};
constexpr UniqueField kOrderNumber[] = {{"orderNumber", "orderNumber"}};
constexpr UniqueField kManufacturingOrderNumber[] = {
    {"manufacturingOrderNumber", "manufacturingOrderNumber"}};
constexpr UniqueField kAdjustmentNumber[] = {{"adjustmentNumber", "adjustmentNumber"}};
constexpr UniqueField kTransferNumber[] = {{"transferNumber", "transferNumber"}};
constexpr UniqueField kStockCountNumber[] = {{"stockCountNumber", "stockCountNumber"}};

constexpr EntityPlace kPlaces[] = {
    {"count-sheets", "countSheetId", {}, "upsert_count_sheet"},
    {"customers", "customerId", kName, "upsert_customer"},
    {"manufacturing-orders", "manufacturingOrderId", kManufacturingOrderNumber,
     "upsert_manufacturing_order"},
    {"product-cost-adjustments", "productCostAdjustmentId", {}, "upsert_product_cost_adjustment"},
    {"product-groups", "productGroupId", {}, "upsert_product_group"},
    {"products", "productId", kOfProducts, "upsert_product"},
    {"purchase-orders", "purchaseOrderId", kOrderNumber, "upsert_purchase_order"},
    {"sales-orders", "salesOrderId", kOrderNumber, "upsert_sales_order"},
    {"stock-adjustments", "stockAdjustmentId", kAdjustmentNumber, "upsert_stock_adjustment"},
    {"stock-counts", "stockCountId", kStockCountNumber, "upsert_stock_count"},
    {"stock-transfers", "stockTransferId", kTransferNumber, "upsert_stock_transfer"},
    {"taxing-schemes", "taxingSchemeId", kName, "upsert_taxing_scheme"},
    {"vendors", "vendorId", kName, "upsert_vendor"},
    {"webhooks", "webHookSubscriptionId", {}, "upsert_webhook"},
};

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
  const auto* const found =
      std::find_if(std::begin(kPlaces), std::end(kPlaces),
                   [collection](const EntityPlace& p) { return p.collection == collection; });
  return found == std::end(kPlaces) ? nullptr : found;
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
