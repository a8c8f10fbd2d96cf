// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/init/proposal.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

#include "absl/strings/match.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/nearest.h"
#include "tools/inflow/init/field_value.h"
#include "tools/inflow/init/map_path.h"
#include "tools/inflow/show/column_field.h"

namespace inflow::command {
namespace {

// A column that files call so (PlainName) goes there. The first that the endpoint has counts.
struct Alias {
  std::string_view column, path;
};
constexpr Alias kAliases[] = {
    {"title", "name"},
    {"productname", "productId"},
    {"productname", "name"},
    {"itemname", "productId"},
    {"itemname", "name"},
    {"companyname", "name"},
    {"fullname", "name"},
    {"vendorname", "vendorId"},
    {"vendorname", "name"},
    {"customername", "customerId"},
    {"customername", "name"},
    {"variantsku", "productId"},
    {"variantsku", "sku"},
    {"itemsku", "productId"},
    {"lineitemsku", "productId"},
    {"productsku", "productId"},
    {"productsku", "sku"},
    {"sku", "productId"},
    {"itemcode", "sku"},
    {"partnumber", "sku"},
    {"product", "productId"},
    {"item", "productId"},
    {"product/service", "productId"},
    {"customer", "customerId"},
    {"vendor", "vendorId"},
    {"vendor", "vendorItems.0.vendorId"},
    {"supplier", "vendorId"},
    {"supplier", "vendorItems.0.vendorId"},
    {"location", "locationId"},
    {"warehouse", "locationId"},
    {"category", "categoryId"},
    {"categories", "categoryId"},
    {"productcategory", "categoryId"},
    {"type", "itemType"},
    {"price", "prices.0.unitPrice"},
    {"price", "unitPrice"},
    {"variantprice", "prices.0.unitPrice"},
    {"regularprice", "prices.0.unitPrice"},
    {"salesprice", "prices.0.unitPrice"},
    {"saleprice", "prices.0.unitPrice"},
    {"unitprice", "prices.0.unitPrice"},
    {"lineitemprice", "unitPrice"},
    {"rate", "unitPrice"},
    {"barcode", "productBarcodes.0.barcode"},
    {"variantbarcode", "productBarcodes.0.barcode"},
    {"ean", "productBarcodes.0.barcode"},
    {"upc", "productBarcodes.0.barcode"},
    {"gtin", "productBarcodes.0.barcode"},
    {"quantity", "quantity.standardQuantity"},
    {"qty", "quantity.standardQuantity"},
    {"lineitemquantity", "quantity.standardQuantity"},
    {"number", "orderNumber"},
    {"order", "orderNumber"},
    {"orderno", "orderNumber"},
    {"ordernumber", "orderNumber"},
    {"invoiceno", "orderNumber"},
    {"invoicenumber", "orderNumber"},
    {"date", "orderDate"},
    {"reason", "adjustmentReasonId"},
    {"adjustment", "adjustmentNumber"},
    {"transfer", "transferNumber"},
    {"from", "fromLocationId"},
    {"fromlocation", "fromLocationId"},
    {"to", "toLocationId"},
    {"tolocation", "toLocationId"},
    {"notes", "remarks"},
    {"notes", "orderRemarks"},
    {"note", "orderRemarks"},
    {"contact", "contactName"},
    {"emailaddress", "email"},
    {"mainemail", "email"},
    {"mainphone", "phone"},
    {"phonenumber", "phone"},
    {"paymentterms", "defaultPaymentTermsId"},
    {"terms", "defaultPaymentTermsId"},
    {"taxingscheme", "taxingSchemeId"},
    {"active", "isActive"},
    {"address", "addresses.0.address.address1"},
    {"address1", "addresses.0.address.address1"},
    {"street", "addresses.0.address.address1"},
    {"address2", "addresses.0.address.address2"},
    {"city", "addresses.0.address.city"},
    {"state", "addresses.0.address.state"},
    {"province", "addresses.0.address.state"},
    {"zip", "addresses.0.address.postalCode"},
    {"zipcode", "addresses.0.address.postalCode"},
    {"postalcode", "addresses.0.address.postalCode"},
    {"postcode", "addresses.0.address.postalCode"},
    {"country", "addresses.0.address.country"},
};

// What a field needs beside it, in the same object.
struct Beside {
  std::string_view has, needs, otherwise;
  bool asked;
};
constexpr Beside kBesides[] = {
    {"prices.unitPrice", "pricingSchemeId", "Normal Price", true},
    {"prices.unitPrice", "priceType", "FixedPrice", false},
    {"vendorItems.cost", "vendorId", "", true},
    {"vendorItems.vendorItemCode", "vendorId", "", true},
    {"addresses.address", "name", "Billing", false},
};

// AsCalled is a path as a flat file calls the field.
std::string AsCalled(const std::string& path) { return PlainName(WithoutPlaces(path)); }

std::string WithoutDots(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), '.'), text.end());
  return text;
}

class Matching {
 public:
  Matching(const EndpointFields& fields, const std::vector<std::string>& columns)
      : fields_(fields), columns_(columns) {}

  // Same takes the columns that are called as a field, or as what is within it.
  void Same() {
    for (const EndpointField& field : fields_.fields()) {
      if (field.row) continue;
      for (const std::string& column : columns_) {
        const std::string plain = PlainName(column);
        if (plain == AsCalled(field.path) ||
            WithoutDots(plain) == WithoutDots(AsCalled(field.path)))
          Take(column, field.path);
      }
    }
  }

  void Aliases() {
    for (const Alias& alias : kAliases) {
      for (const std::string& column : columns_) {
        if (PlainName(column) == alias.column) Take(column, std::string(alias.path));
      }
    }
  }

  // Near takes what is misspelt.
  void Near() {
    std::vector<std::string> called;
    for (const EndpointField& field : fields_.fields()) {
      if (!field.row && !taken_.contains(field.path) && field.path.find('.') == std::string::npos)
        called.push_back(AsCalled(field.path));
    }
    const std::vector<std::string_view> names(called.begin(), called.end());
    for (const std::string& column : columns_) {
      const std::string plain = PlainName(column);
      if (used_.contains(column) || plain.size() < 4) continue;
      const std::string nearest(NearestKey(plain, names));
      if (nearest.empty()) continue;
      for (const EndpointField& field : fields_.fields()) {
        if (!field.row && AsCalled(field.path) == nearest) Take(column, field.path);
      }
    }
  }

  const std::map<std::string, std::string>& taken() const { return taken_; }

 private:
  void Take(const std::string& column, const std::string& path) {
    const EndpointField* field = fields_.Find(path);
    if (field == nullptr) field = fields_.Find("lines." + path);
    if (field == nullptr || path == fields_.id_field() || used_.contains(column) ||
        taken_.contains(field->path))
      return;
    taken_.emplace(field->path, column);
    used_.emplace(column, field->path);
  }

  const EndpointFields& fields_;
  const std::vector<std::string>& columns_;
  std::map<std::string, std::string> taken_;  // columns by path
  std::map<std::string, std::string> used_;   // paths by column
};

std::string ParentOf(const std::string& path) {
  const size_t dot = path.rfind('.');
  return dot == std::string::npos ? "" : path.substr(0, dot + 1);
}

}  // namespace

JsonTree ProposeMap(const EndpointFields& fields, const std::vector<std::string>& columns) {
  Matching matching(fields, columns);
  matching.Same();
  matching.Aliases();
  matching.Near();
  JsonTree map = JsonTree::object();
  const std::vector<std::string> needed = fields.needed();
  // In the order in which the file has them.
  for (const std::string& column : columns) {
    for (const auto& [path, taken] : matching.taken()) {
      if (taken != column) continue;
      const bool is_needed = std::find(needed.begin(), needed.end(), path) != needed.end();
      PutAt(path, PlaceholderOf(column, is_needed), &map);
      constexpr std::string_view kQuantity = "standardQuantity";
      if (path.ends_with(kQuantity))
        PutAt(path.substr(0, path.size() - kQuantity.size()) + "uomQuantity",
              PlaceholderOf(column, is_needed), &map);
    }
  }
  return map;
}

std::vector<Companion> CompanionsOf(const EndpointFields& fields, const JsonTree& map) {
  std::vector<Companion> lacking;
  for (const auto& [path, value] : LeavesOf(map)) {
    const std::string plain = WithoutPlaces(path);
    for (const Beside& beside : kBesides) {
      if (plain != beside.has && !absl::StartsWith(plain, Absl(std::string(beside.has) + ".")))
        continue;
      std::string parent = ParentOf(path);
      if (plain != beside.has) parent = ParentOf(parent.substr(0, parent.size() - 1));
      const std::string needs = parent + std::string(beside.needs);
      const bool there = TextAt(map, needs).has_value() ||
                         std::any_of(lacking.begin(), lacking.end(),
                                     [&](const Companion& one) { return one.path == needs; });
      if (!there && fields.Find(needs) != nullptr)
        lacking.push_back(
            {.path = needs, .otherwise = std::string(beside.otherwise), .asked = beside.asked});
    }
  }
  return lacking;
}

}  // namespace inflow::command
