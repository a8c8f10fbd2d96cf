// SPDX-License-Identifier: Apache-2.0
//
// File: includable.h
//
// What reads of the published API show only to those who ask for it with `include`: rows, related
// records, and what the service reckons, such as costs, prices and quantities.
//
//   const ObjectSchema* const product = ObjectOf(*FindCollection("products"));
//   for (const Field* field : Includable(*product)) ...
#ifndef PLUGIN_CATALOG_INCLUDABLE_H_
#define PLUGIN_CATALOG_INCLUDABLE_H_

#include <vector>

#include "plugin/catalog/collection.h"
#include "plugin/catalog/object_schema.h"

namespace inflow {

// ObjectOf returns what the published write of a collection takes; nullptr where there is none.
const ObjectSchema* ObjectOf(const Collection& collection);

// Includable returns the fields of an object that are shown only when they are included.
std::vector<const Field*> Includable(const ObjectSchema& object);

// ObjectBehind returns what is known of the rows or the record that an includable field shows;
// nullptr where nothing is, so that nothing below it can be included.
const ObjectSchema* ObjectBehind(const ObjectSchema& object, const Field& field);

// TakesCustomFields: two kinds of entities have them without being asked, if at all, and refuse the
// question.
bool TakesCustomFields(const ObjectSchema& entity);

}  // namespace inflow

#endif  // PLUGIN_CATALOG_INCLUDABLE_H_
