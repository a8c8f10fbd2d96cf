// SPDX-License-Identifier: Apache-2.0
//
// File: refused_read.h
#ifndef PLUGIN_DESTINATION_INTERNAL_REFUSED_READ_H_
#define PLUGIN_DESTINATION_INTERNAL_REFUSED_READ_H_

#include <optional>
#include <string>
#include <string_view>

#include "plugin/clock/clock.h"
#include "plugin/delivery/errand.h"
#include "plugin/destination/call.h"

namespace inflow {

// StatusOfRefusedRead says why there is no answer to a read of a collection; `what` begins the
// sentence: "products cannot be listed". `closed_until` is until when the service wants no calls.
CallStatus StatusOfRefusedRead(const ErrandEnd& end, std::string_view collection,
                               const std::string& what, std::optional<TimePoint> closed_until,
                               TimePoint now);

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_INTERNAL_REFUSED_READ_H_
