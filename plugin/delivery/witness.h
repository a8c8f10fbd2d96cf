// SPDX-License-Identifier: Apache-2.0
//
// File: witness.h
//
// Who looks at what records became while they are accepted, so that nothing has to be rendered
// twice.
#ifndef PLUGIN_DELIVERY_WITNESS_H_
#define PLUGIN_DELIVERY_WITNESS_H_

#include "plugin/request/item.h"
#include "plugin/request/mapped_record.h"
#include "plugin/request/route.h"
#include "plugin/request/target.h"

namespace inflow {

class Witness {
 public:
  virtual ~Witness() = default;
  // Made is called for every record of a route that does not fold and that is not refused, in
  // order. Everything is borrowed for the call. May throw std::bad_alloc, with which the batch is
  // not accepted.
  virtual void Made(const Route& route, const Item& item, const MappedRecord& record,
                    const RenderedTarget& target) = 0;
};

}  // namespace inflow

#endif  // PLUGIN_DELIVERY_WITNESS_H_
