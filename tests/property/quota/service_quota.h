// SPDX-License-Identifier: Apache-2.0
//
// File: service_quota.h
//
// How a service may count requests, written apart from the governor: plain integers and plain
// counting. A request is known by when it started and ended on our side; it arrived somewhere in
// between.
#ifndef TESTS_PROPERTY_QUOTA_SERVICE_QUOTA_H_
#define TESTS_PROPERTY_QUOTA_SERVICE_QUOTA_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace inflow::testing {

// All times in nanoseconds.
struct Sent {
  int64_t start = 0;
  int64_t end = 0;
  int64_t arrival = 0;
};

// MostInSlidingWindow is the largest number of arrivals within any [t, t + per).
inline size_t MostInSlidingWindow(const std::vector<Sent>& sent, int64_t per) {
  std::vector<int64_t> arrivals;
  for (const Sent& request : sent) arrivals.push_back(request.arrival);
  std::sort(arrivals.begin(), arrivals.end());
  size_t most = 0;
  size_t first = 0;
  for (size_t last = 0; last < arrivals.size(); ++last) {
    while (arrivals[last] - arrivals[first] >= per) ++first;
    most = std::max(most, last - first + 1);
  }
  return most;
}

// MostInFixedWindow is the largest number of arrivals within any [phase + k × per, phase + (k + 1)
// × per).
inline size_t MostInFixedWindow(const std::vector<Sent>& sent, int64_t per, int64_t phase) {
  std::map<int64_t, size_t> buckets;
  size_t most = 0;
  for (const Sent& request : sent)
    most = std::max(most, ++buckets[(request.arrival + per - phase) / per]);
  return most;
}

// MostPossible is the largest number of requests that could have arrived within any [t, t + per),
// had each chosen its arrival to that end: those that overlap it. It is enough to look at windows
// that begin with an end.
inline size_t MostPossible(const std::vector<Sent>& sent, int64_t per) {
  size_t most = 0;
  for (const Sent& first : sent) {
    const auto overlaps = [begin = first.end, per](const Sent& request) {
      return request.end >= begin && request.start < begin + per;
    };
    most = std::max(most, static_cast<size_t>(std::count_if(sent.begin(), sent.end(), overlaps)));
  }
  return most;
}

}  // namespace inflow::testing

#endif  // TESTS_PROPERTY_QUOTA_SERVICE_QUOTA_H_
