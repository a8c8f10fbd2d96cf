// SPDX-License-Identifier: Apache-2.0
//
// File: packer_fixture.h
//
// A packer, and what came out of it.
#ifndef TESTS_UNIT_DELIVERY_PACKER_FIXTURE_H_
#define TESTS_UNIT_DELIVERY_PACKER_FIXTURE_H_

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/support/groups.h"
#include "tests/support/packer.h"
#include "tests/support/routes.h"

namespace inflow {

class PackerTest : public ::testing::Test {
 protected:
  static std::string Batched(const std::string& batching, const std::string& more = "") {
    return R"("endpoint":"create_product","batching":{"enabled":true,)" + batching + "}" + more;
  }
  // Add returns why the record was refused, or "".
  std::string Add(const Route& route, const std::string& record, int at_ms = 0) {
    RecordIndex index;
    EXPECT_TRUE(WalkRecord(record, &index).ok()) << record;
    return std::string(
        packer_.Add(route, {index, 0}, next_id_++, TimePoint(std::chrono::milliseconds(at_ms)))
            .message());
  }
  // Accept takes what was added for good, as the engine does at the end of a batch.
  void Accept() { packer_.Commit(); }
  std::vector<std::string> Closed() {
    std::vector<std::string> bodies;
    Accept();
    for (const Group& group : packer_.TakeClosed()) bodies.push_back(testing::BodyOf(group));
    return bodies;
  }
  // Close accepts what was added and closes everything, as the engine does at a flush.
  std::vector<std::string> Close() {
    std::vector<std::string> bodies;
    for (const Group& group : packer_.Drain()) bodies.push_back(testing::BodyOf(group));
    return bodies;
  }
  // Refused returns "<id> <why>" of every folded line that was taken and is refused now.
  std::vector<std::string> Refused() {
    std::vector<std::string> lines;
    const ItemList refused = packer_.TakeRefused();
    for (const Item& document : refused) {
      ForEachRecord(document, [&](const Item& line) {
        lines.push_back(std::to_string(line.id) + " " + *document.document->refused);
      });
    }
    return lines;
  }

  testing::Packer packer_;
  uint64_t next_id_ = 0;
};

}  // namespace inflow

#endif  // TESTS_UNIT_DELIVERY_PACKER_FIXTURE_H_
