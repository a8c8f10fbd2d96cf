// SPDX-License-Identifier: Apache-2.0
//
// File: quota_header.h
//
// What the service says of its quota: `x-inflow-api-rate-limit: N/60` and `x-ratelimit-limit:
// N/1000`. Whether N counts requests used or requests left is disputed, so it is learned from how N
// moves while our own requests are counted.
//
//   if (auto reading = ParseQuota("12/60")) learner.Observe(reading->count, ours);
#ifndef PLUGIN_QUOTA_QUOTA_HEADER_H_
#define PLUGIN_QUOTA_QUOTA_HEADER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace inflow {

// QuotaReading is one header's value, `count`/`total`.
struct QuotaReading {
  size_t count = 0;
  size_t total = 0;
  bool operator==(const QuotaReading&) const = default;
};

// kMaxQuotaTotal bounds what is believed of a header.
inline constexpr size_t kMaxQuotaTotal = 1'000'000;

// ParseQuota reads "12/60", with blanks around either number. nullopt for anything else, for a
// total of zero or above kMaxQuotaTotal, and for a count above the total.
std::optional<QuotaReading> ParseQuota(std::string_view value);

// QuotaDirection is which way a header counts.
enum class QuotaDirection : uint8_t { kUnknown, kUsed, kLeft };

// DirectionLearner finds the direction: while our own requests add up, `used` rises and `left`
// falls. Two answers are enough where the second request began after the first answer. Where others
// were in flight, their answers may come in any order, so the count must have moved the same way
// for more answers than these. One misleading move (the service's window begins anew, many of
// others' requests expire) is outweighed by the following ones.
class DirectionLearner {
 public:
  // Ours is what we have sent as an answer comes. The service counted a little before, so the
  // requests that ended within the window are known within bounds.
  struct Ours {
    size_t at_least = 0;   // ended within the window for certain
    size_t at_most = 0;    // may have been in the service's count
    uint64_t ended = 0;    // ended ever
    size_t in_flight = 0;  // not ended
  };

  // Observe takes an answer's count.
  void Observe(size_t count, const Ours& ours);

  // Believe takes over what another learner has found, where this one has found nothing yet.
  void Believe(QuotaDirection direction);

  // Begin compares the next answer with one that another learner has had, as `own` requests were in
  // the window and none in flight, unless this one has had one itself.
  void Begin(size_t count, size_t own, uint64_t ended);

  QuotaDirection direction() const;

 private:
  // The answer that later ones are compared with.
  struct Base {
    size_t count = 0;
    Ours ours;
    size_t rises = 0;
    size_t falls = 0;
  };
  std::optional<Base> base_;
  int score_ = 0;  // evidence for used above zero, for left below
};

}  // namespace inflow

#endif  // PLUGIN_QUOTA_QUOTA_HEADER_H_
