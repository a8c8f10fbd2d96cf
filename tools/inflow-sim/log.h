// SPDX-License-Identifier: Apache-2.0
//
// File: log.h
//
// The requests that arrived and what became of them: in memory up to a number of bytes, and as
// NDJSON lines in a file.
//
//   RequestLog log(/*max_bytes=*/64 << 20, /*api_key=*/"k");
//   auto entry = log.Arrive(message, now);
//   entry->status = 201;
//   log.End(*entry, later);
#ifndef TOOLS_INFLOW_SIM_LOG_H_
#define TOOLS_INFLOW_SIM_LOG_H_

#include <cstdint>
#include <cstdio>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "tools/inflow-sim/message.h"
#include "tools/inflow-sim/quota.h"

namespace inflow::sim {

struct LogEntry {
  uint64_t number = 0;  // from 1, in order of arrival
  Message message;      // the key masked in its headers
  Instant arrived{};    // when the whole request was there
  std::optional<Instant>
      ended;       // when the last byte of the answer was handed over, or the connection was ended
  int status = 0;  // as sent; 0: none was
  bool applied = false;  // it changed the state
  bool throttled = false;
  std::optional<size_t> rule;  // of the fault script
};

// RequestLog is not thread-safe.
class RequestLog {
 public:
  // The oldest entries go when those kept hold more than max_bytes; with 0 none is kept. Counts go
  // on.
  RequestLog(size_t max_bytes, std::string api_key)
      : max_bytes_(max_bytes), api_key_(std::move(api_key)) {}

  // OpenFile appends a line an ended request to a file.
  absl::Status OpenFile(const std::string& path);

  // Arrive notes a request. The entry is the caller's to fill in until End.
  std::shared_ptr<LogEntry> Arrive(const Message& message, Instant now);
  void End(LogEntry* entry, Instant now);

  // ToJson renders {"counts":{…},"dropped":N,"requests":[…]}: those kept from number `from` on.
  std::string ToJson(uint64_t from) const;

 private:
  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  const size_t max_bytes_;
  const std::string api_key_;
  std::deque<std::shared_ptr<LogEntry>> kept_;
  size_t kept_bytes_ = 0;
  uint64_t arrived_ = 0;
  uint64_t throttled_ = 0;
  uint64_t applied_ = 0;
  absl::flat_hash_set<uint64_t> connections_;
  std::map<int, uint64_t> statuses_;
  std::unique_ptr<std::FILE, CloseFile> file_;
};

// IsUtf8 tells whether bytes are valid UTF-8.
bool IsUtf8(const std::string& bytes);

}  // namespace inflow::sim

#endif  // TOOLS_INFLOW_SIM_LOG_H_
