// SPDX-License-Identifier: Apache-2.0
//
// File: item_error.h
#ifndef INFLOW_DELIVERY_ITEM_ERROR_H_
#define INFLOW_DELIVERY_ITEM_ERROR_H_

#include <cstddef>

#include "inflow/delivery/settled.h"

namespace inflow {

// ItemError is an answer's word on one record, or folded document, of its request.
struct ItemError {
  size_t index = 0;  // its place in the request, from 0
  SharedText message;
};

}  // namespace inflow

#endif  // INFLOW_DELIVERY_ITEM_ERROR_H_
