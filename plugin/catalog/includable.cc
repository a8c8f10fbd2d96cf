// SPDX-License-Identifier: Apache-2.0
#include "plugin/catalog/includable.h"

#include "plugin/catalog/catalog.h"

namespace inflow {
namespace {

bool IsIncludable(const ObjectSchema& object, const Field& field) {
  switch (field.type) {
    case FieldType::kRows:
    case FieldType::kRelated:
      return true;
    case FieldType::kAny:
      return field.read_only;
    case FieldType::kObject:
      return field.object->custom ? TakesCustomFields(object) : !field.object->id.empty();
    default:
      return false;
  }
}

}  // namespace

const ObjectSchema* ObjectOf(const Collection& collection) {
  for (const Endpoint& endpoint : Catalogue()) {
    // Below a collection there may be others, which are written under its name.
    if (endpoint.kind == EndpointKind::kPublished && endpoint.object != nullptr &&
        endpoint.collection == collection.name && endpoint.object->id == collection.id_field) {
      return endpoint.object;
    }
  }
  return nullptr;
}

std::vector<const Field*> Includable(const ObjectSchema& object) {
  std::vector<const Field*> fields;
  for (const Field& field : object.fields) {
    if (IsIncludable(object, field)) fields.push_back(&field);
  }
  return fields;
}

const ObjectSchema* ObjectBehind(const ObjectSchema& object, const Field& field) {
  if (field.type != FieldType::kRelated) return field.object;
  const Field* const id = object.Find(field.related);
  const Collection* const collection = id == nullptr ? nullptr : FindCollection(id->reference);
  return collection == nullptr ? nullptr : ObjectOf(*collection);
}

bool TakesCustomFields(const ObjectSchema& entity) {
  return entity.name != "StockAdjustment" && entity.name != "StockTransfer";
}

}  // namespace inflow
