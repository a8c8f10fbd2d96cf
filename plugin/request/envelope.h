// SPDX-License-Identifier: Apache-2.0
//
// File: envelope.h
//
// What stands around and between the records of one request body.
#ifndef PLUGIN_REQUEST_ENVELOPE_H_
#define PLUGIN_REQUEST_ENVELOPE_H_

#include <memory>
#include <string>

namespace inflow {

struct Envelope {
  std::string prefix, separator, suffix;
  std::string list;  // form: the encoded name of the list, which every record's own names begin
                     // with; else empty
};

// SharedEnvelope is one for all groups where it does not depend on the record.
using SharedEnvelope = std::shared_ptr<const Envelope>;

}  // namespace inflow

#endif  // PLUGIN_REQUEST_ENVELOPE_H_
