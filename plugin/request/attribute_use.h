// SPDX-License-Identifier: Apache-2.0
//
// File: attribute_use.h
#ifndef PLUGIN_REQUEST_ATTRIBUTE_USE_H_
#define PLUGIN_REQUEST_ATTRIBUTE_USE_H_

#include <string>

#include "plugin/record/named_attribute.h"

namespace inflow {

// AttributeUse is one place of the configuration that reads an attribute of records.
struct AttributeUse {
  NamedAttribute attribute;
  std::string pointer;    // of the place: "/map", "/identity/from"
  bool needed = false;    // a record without it is refused
  std::string instead{};  // the attribute that spares it; empty: none does
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_ATTRIBUTE_USE_H_
