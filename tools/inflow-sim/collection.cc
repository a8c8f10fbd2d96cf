// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/collection.h"

namespace inflow::sim {
namespace {

constexpr Collection kCollections[] = {
    {.name = "products",
     .id_field = "productId",
     .document_create = true,
     .document_update = true,
     .published_put = true,
     .document_needs = {"name"},
     .unique = {"name", "sku"}},
    {.name = "customers",
     .id_field = "customerId",
     .document_create = true,
     .document_update = true,
     .published_put = true,
     .document_needs = {"name"},
     .unique = {"name"}},
    {.name = "vendors", .id_field = "vendorId", .published_put = true},
    {.name = "sales-orders",
     .id_field = "salesOrderId",
     .document_create = true,
     .document_update = true,
     .published_put = true,
     .document_needs = {"customerId"},
     .published_needs = {"customerId", "source"}},
    {.name = "purchase-orders",
     .id_field = "purchaseOrderId",
     .document_create = true,
     .document_update = true,
     .published_put = true,
     .document_needs = {"vendorId"},
     .published_needs = {"vendorId"}},
    {.name = "stock-adjustments",
     .id_field = "stockAdjustmentId",
     .document_create = true,
     .published_put = true,
     .document_needs = {"locationId"}},
    {.name = "stock-transfers",
     .id_field = "stockTransferId",
     .document_create = true,
     .published_put = true,
     .document_needs = {"fromLocationId", "toLocationId"},
     .published_needs = {"fromLocationId", "toLocationId"}},
    {.name = "stock-counts", .id_field = "stockCountId", .published_put = true},
    {.name = kCountSheets, .id_field = "countSheetId"},
    {.name = "manufacturing-orders", .id_field = "manufacturingOrderId", .published_put = true},
    {.name = "product-cost-adjustments", .id_field = "productCostAdjustmentId", .published_put = true},
    {.name = "taxing-schemes", .id_field = "taxingSchemeId", .published_put = true},
    {.name = "custom-field-definitions",
     .id_field = "customFieldDefinitionId",
     .identity = Identity::kOptional,
     .published_put = true},
    {.name = "custom-field-dropdown-options", .id_field = "id", .identity = Identity::kOptional, .published_put = true},
    {.name = "custom-fields", .id_field = "customFieldsId", .identity = Identity::kCompany, .published_put = true},
    {.name = "stockroom-scans", .id_field = "stockroomScanId", .identity = Identity::kOptional, .published_put = true},
    {.name = "webhooks",
     .id_field = "webHookSubscriptionId",
     .published_put = true,
     .published_delete = true,
     .published_needs = {"url"}},
    // Read only.
    {.name = "adjustment-reasons", .id_field = "adjustmentReasonId"},
    {.name = "categories", .id_field = "categoryId"},
    {.name = "currencies", .id_field = "currencyId"},
    {.name = "locations", .id_field = "locationId"},
    {.name = "operation-types", .id_field = "operationTypeId"},
    {.name = "payment-terms", .id_field = "paymentTermsId"},
    {.name = "pricing-schemes", .id_field = "pricingSchemeId"},
    {.name = "stockroom-users", .id_field = "stockroomUserId"},
    {.name = "tax-codes", .id_field = "taxCodeId"},
    {.name = "team-members", .id_field = "teamMemberId"},
};

}  // namespace

std::span<const Collection> Collections() { return kCollections; }

const Collection* FindCollection(std::string_view name) {
  for (const Collection& collection : kCollections) {
    if (collection.name == name) return &collection;
  }
  return nullptr;
}

}  // namespace inflow::sim
