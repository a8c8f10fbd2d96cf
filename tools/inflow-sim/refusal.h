// SPDX-License-Identifier: Apache-2.0
//
// File: refusal.h
//
// What the service says of a request: which status and which shape of body. Where the facts leave
// it open, harsh takes the possibilities in turn, so that a client meets all of them and a run can
// be repeated.
#ifndef TOOLS_INFLOW_SIM_REFUSAL_H_
#define TOOLS_INFLOW_SIM_REFUSAL_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "tools/inflow-sim/message.h"
#include "tools/inflow-sim/options.h"
#include "tools/inflow-sim/value.h"

namespace inflow::sim {

enum class Reason : uint8_t {
  kMalformed,       // no JSON, or no object
  kInvalid,         // an attribute is missing or has the wrong type
  kShape,           // a bare value where an object is wanted
  kNegativeStock,   // stock would fall below zero
  kNegativeSerial,  // likewise, as another status tells of it
  kConflict,        // a unique attribute or an id is taken
  kUnauthorized,    // no key, or a wrong one
  kWrongCompany,    // the key is not that company's
  kVersion,         // no version asked for, or an unknown one
  kMediaType,       // the body is not declared as JSON
  kNotFound,        // no such entity
  kNoRoute,         // no such path
  kNoCreateRoute,   // the collection exists; this way of writing to it is not served
  kNoUpdateRoute,   // the same on /{id}
  kMethod,          // the path exists, the method does not
  kInclude,         // a read asks for a relation that there is not
  kThrottled,
};

struct Refusal {
  Reason reason = Reason::kInvalid;
  std::string code;                            // "DuplicateSku"
  std::string message;                         // a sentence
  std::optional<size_t> index = std::nullopt;  // the element of an array body, from 0
};

// Wording is stateful only in harsh: it counts what it has answered.
class Wording {
 public:
  explicit Wording(Strictness strictness) : harsh_(strictness == Strictness::kHarsh) {}

  Answer Refuse(const Refusal& refusal);

  // Succeed answers a write: 201 for something created, else 200, with the stored value; in harsh
  // 200, 201 and 204 in turn, with or without body.
  Answer Succeed(bool created, const std::string& body);

 private:
  int StatusOf(Reason reason);

  bool harsh_;
  size_t successes_ = 0;
  size_t refusals_ = 0;
  std::array<size_t, 24> by_reason_{};
};

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_REFUSAL_H_
