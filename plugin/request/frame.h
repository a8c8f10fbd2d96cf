// SPDX-License-Identifier: Apache-2.0
//
// File: frame.h
//
// What stands around and between the records of one request body.
#ifndef PLUGIN_REQUEST_FRAME_H_
#define PLUGIN_REQUEST_FRAME_H_

#include <memory>
#include <string>

namespace inflow {

struct Frame {
  std::string prefix, separator, suffix;
  std::string list;  // form: the encoded name of the list, which every record's own names begin
                     // with; else empty
};

// SharedFrame is one for all groups where it does not depend on the record.
using SharedFrame = std::shared_ptr<const Frame>;

}  // namespace inflow

#endif  // PLUGIN_REQUEST_FRAME_H_
