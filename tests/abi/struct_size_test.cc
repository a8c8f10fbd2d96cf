// SPDX-License-Identifier: Apache-2.0
//
// Structs of other sizes than today's: inputs from older and newer hosts, outputs into older and
// newer structs.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <vector>

#include "abi/destination.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

// Sized is a struct that lies in exactly `size` bytes of the heap, so that the address sanitizer
// sees a read or write behind it.
template <typename T>
class Sized {
 public:
  Sized(const T& value, size_t size, char fill = 0)
      : bytes_(size < sizeof(uint32_t) ? sizeof(uint32_t) : size, fill) {
    std::memcpy(bytes_.data(), &value, std::min(size, sizeof(T)));
    const auto struct_size = static_cast<uint32_t>(size);
    std::memcpy(bytes_.data(), &struct_size, sizeof(struct_size));
  }
  T* get() { return reinterpret_cast<T*>(bytes_.data()); }
  std::vector<char>& bytes() { return bytes_; }

 private:
  std::vector<char> bytes_;
};

destination_status Open(const destination_host* host) {
  destination* handle = nullptr;
  const Answer answer =
      Try([&](destination_error** err) { return destination_open(host, &handle, err); });
  EXPECT_EQ(handle != nullptr, answer.status == DESTINATION_OK);
  destination_close(handle);
  return answer.status;
}

TEST(HostSize, TooSmallToHoldItselfIsRefused) {
  const destination_host host = DESTINATION_HOST_INIT;
  for (size_t size : {0u, 1u, 3u})
    EXPECT_EQ(Open(Sized(host, size).get()), DESTINATION_INVALID_ARGUMENT) << size;
}

TEST(HostSize, ShorterMeansTheRestIsZero) {
  const destination_host host = DESTINATION_HOST_INIT;
  for (size_t size : {4u, 8u, 16u})
    EXPECT_EQ(Open(Sized(host, size).get()), DESTINATION_OK) << size;
}

TEST(HostSize, LongerIsTakenWhereTheTailIsZero) {
  const destination_host host = DESTINATION_HOST_INIT;
  for (size_t size : {sizeof(host) + 1, sizeof(host) + 64, size_t{4096}, size_t{65'537}}) {
    Sized sized(host, size);
    EXPECT_EQ(Open(sized.get()), DESTINATION_OK) << size;
    sized.bytes().back() = 1;
    EXPECT_EQ(Open(sized.get()), DESTINATION_INVALID_ARGUMENT) << size;
  }
}

class Writing : public testing::Test {
 protected:
  Writing() { EXPECT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK); }

  Settled Write(const destination_batch* batch) {
    return TryForResult([&](destination_result** result, destination_error** err) {
      return destination_write_batch(handle_.get(), batch, -1, result, err);
    });
  }

  Responder service_;
  Handle handle_;
  Records records_{{R"({"name":"a"})", R"({"name":"b"})"}};
};

TEST_F(Writing, BatchTooSmallToHoldItselfIsRefused) {
  for (size_t size : {0u, 1u, 3u}) {
    EXPECT_EQ(Write(Sized(*records_.batch(), size).get()).answer.status,
              DESTINATION_INVALID_ARGUMENT)
        << size;
  }
  EXPECT_EQ(handle_.Stats().accepted, 0u);
}

TEST_F(Writing, BatchThatEndsBeforeItsIdsHasNone) {
  const Settled settled = Write(Sized(*records_.batch(), offsetof(destination_batch, ids)).get());
  EXPECT_EQ(settled.answer.status, DESTINATION_OK);
  EXPECT_EQ(settled.ids(), (std::vector<uint64_t>{0, 1}));
}

TEST_F(Writing, BatchThatEndsBeforeItsCountHasNoRecords) {
  const Settled settled = Write(Sized(*records_.batch(), offsetof(destination_batch, count)).get());
  EXPECT_EQ(settled.answer.status, DESTINATION_OK);
  EXPECT_FALSE(settled.has_result);
}

TEST_F(Writing, BatchThatEndsBeforeItsFlagsHasNone) {
  ASSERT_EQ(
      handle_.Configure(ConfigFor(service_.base_url(), R"("batching":{"enabled":true})")).status,
      DESTINATION_OK);
  records_.batch()->flags = DESTINATION_BATCH_CLOSE;
  EXPECT_FALSE(Write(Sized(*records_.batch(), offsetof(destination_batch, flags)).get()).has_result)
      << "the group stays open";
  EXPECT_EQ(
      Write(Sized(*records_.batch(), offsetof(destination_batch, reserved)).get()).items.size(),
      4u);
}

TEST_F(Writing, LongerBatchIsTakenWhereTheTailIsZero) {
  for (size_t size : {sizeof(destination_batch) + 1, sizeof(destination_batch) + 64}) {
    Sized sized(*records_.batch(), size);
    EXPECT_EQ(Write(sized.get()).items.size(), 2u) << size;
    sized.bytes().back() = 1;
    EXPECT_EQ(Write(sized.get()).answer.status, DESTINATION_INVALID_ARGUMENT) << size;
  }
  EXPECT_EQ(handle_.Stats().accepted, 4u);
}

TEST_F(Writing, StatsOfAnotherSizeAreFilledAsFarAsTheyGo) {
  ASSERT_EQ(handle_.Write(records_).items.size(), 2u);
  const destination_stats_data fresh = DESTINATION_STATS_INIT;
  EXPECT_EQ(destination_stats(handle_.get(), Sized(fresh, 0).get()), DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(destination_stats(handle_.get(), Sized(fresh, 3).get()), DESTINATION_INVALID_ARGUMENT);

  Sized shorter(fresh, offsetof(destination_stats_data, unchanged));
  EXPECT_EQ(destination_stats(handle_.get(), shorter.get()), DESTINATION_OK);
  EXPECT_EQ(shorter.get()->struct_size, offsetof(destination_stats_data, unchanged));
  EXPECT_EQ(shorter.get()->accepted, 2u);
  EXPECT_EQ(shorter.get()->delivered, 2u);

  Sized longer(fresh, sizeof(fresh) + 16, '\x55');
  EXPECT_EQ(destination_stats(handle_.get(), longer.get()), DESTINATION_OK);
  EXPECT_EQ(longer.get()->struct_size, sizeof(fresh) + 16);
  EXPECT_EQ(longer.get()->delivered, 2u);
  EXPECT_EQ(std::string(longer.bytes().data() + sizeof(fresh), 16), std::string(16, '\0'));
}

TEST_F(Writing, SummaryOfAnotherSizeIsFilledAsFarAsItGoes) {
  destination_result* result = nullptr;
  ASSERT_EQ(destination_write_batch(handle_.get(), records_.batch(), -1, &result, nullptr),
            DESTINATION_OK);
  const destination_summary fresh = DESTINATION_SUMMARY_INIT;
  EXPECT_EQ(destination_result_summary(result, Sized(fresh, 0).get()),
            DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(destination_result_summary(result, Sized(fresh, 3).get()),
            DESTINATION_INVALID_ARGUMENT);

  Sized shorter(fresh, offsetof(destination_summary, unchanged));
  EXPECT_EQ(destination_result_summary(result, shorter.get()), DESTINATION_OK);
  EXPECT_EQ(shorter.get()->count, 2u);
  EXPECT_EQ(shorter.get()->delivered, 2u);

  Sized longer(fresh, sizeof(fresh) + 16, '\x55');
  EXPECT_EQ(destination_result_summary(result, longer.get()), DESTINATION_OK);
  EXPECT_EQ(longer.get()->delivered, 2u);
  EXPECT_EQ(std::string(longer.bytes().data() + sizeof(fresh), 16), std::string(16, '\0'));
  destination_result_free(result);
}

}  // namespace
}  // namespace inflow::test
