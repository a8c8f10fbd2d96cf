// SPDX-License-Identifier: Apache-2.0
//
// File: plan.h
//
// One run, drawn from its seed: how the destination is configured, what is written to it, what its
// host does, and how hostile the service is.
#ifndef TESTS_CAMPAIGN_PLAN_H_
#define TESTS_CAMPAIGN_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/campaign/fault.h"

namespace inflow::campaign {

enum class Shape : uint8_t {
  kCreate,       // POST, one record a request
  kCreateArray,  // POST of arrays
  kCreateFold,   // POST of orders made of lines, also in arrays
  kUpsert,       // PUT, the GUID in the body
  kUpsertFold,   // PUT of orders made of lines
  kUpdate,       // PATCH or PUT, the id in the path
};

// Mark says how the service refuses a record.
enum class Mark : uint8_t {
  kNone,
  kRefused,       // 400, 409 or 422
  kForbidden,     // 403, as a firewall that dislikes a text
  kErrorWith200,  // an object with code and message in the entity's place
  kRefusedAgain,  // 409, but only once it has been applied
};

struct PlannedRecord {
  std::string json;
  std::string key;      // records of one key arrive in order; "" for none
  size_t document = 0;  // of which it is a line; its own number where nothing is folded
  Mark mark = Mark::kNone;
  int refusal = 0;  // the status of Mark::kRefused
};

struct Step {
  enum class Kind : uint8_t { kWrite, kPoll, kFlush, kCancel, kIdle };
  Kind kind;
  size_t first = 0;  // of a write
  size_t count = 0;
  int64_t timeout_ms = 0;
};

struct Plan {
  uint64_t seed = 0;
  Shape shape = Shape::kCreate;
  bool by_post = false;                // what is sent twice is made twice
  bool atomic = false;                 // the service takes all of a request or nothing
  bool item_errors = false;            // the service's answers tell of single records
  std::string configuration;           // with @BASE_URL@ in the place of the service's
  std::vector<PlannedRecord> records;  // record i has the id i and the tag "r<i>"
  std::vector<Step> steps;
  int fault_percent = 0;
  std::vector<Fault> faults;  // those that happen in this run
  bool unread_resets = false;
  std::optional<size_t> cancel_at;  // the request during which the host cancels
};

Plan DrawPlan(uint64_t seed);

}  // namespace inflow::campaign

#endif  // TESTS_CAMPAIGN_PLAN_H_
