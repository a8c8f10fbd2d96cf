// SPDX-License-Identifier: Apache-2.0
//
// File: sender.h
//
// Who makes calls: the delivery of records, the response webhook. A sender decides, and the runner,
// which alone waits, asks it what to send and hands back what came of it.
#ifndef PLUGIN_HTTP_SENDER_H_
#define PLUGIN_HTTP_SENDER_H_

#include <cstdint>
#include <optional>
#include <string>

#include "plugin/clock/clock.h"
#include "plugin/http/exchange.h"
#include "plugin/http/http_call.h"

namespace inflow {

struct Action {
  enum Kind : uint8_t {
    kSend,
    kNeedPermit,  // ask again once OnPermit was called
    kWait,        // until `until`, or until something in flight ends
    kStopped,     // nothing is sent before `until`, or before somebody acts
    kPaused,      // nothing is sent before somebody activates
  } kind = kWait;
  uint64_t id = 0;                   // kSend: of the exchange; unique among all senders
  const HttpCall* call = nullptr;    // kSend; lives until its exchange is handed in
  std::optional<TimePoint> until{};  // nullopt: nothing is due at any time
};

class Sender {
 public:
  virtual ~Sender() = default;

  // Next says what is to be done now. What it lets send is in flight from then on. May throw
  // std::bad_alloc; then nothing has changed.
  virtual Action Next(TimePoint now) = 0;
  virtual void OnPermit() {}
  // OnIdle comes before the runner waits.
  virtual void OnIdle(TimePoint) {}

  // OnExchange takes the end of a call. It returns a sentence for the log, or "".
  virtual std::string OnExchange(Exchange&& exchange, TimePoint now, WallMillis wall) = 0;
  // OnAbort takes the end of a call that was aborted before an answer came, since its records are
  // given back.
  virtual void OnAbort(const Exchange& exchange, TimePoint now, WallMillis wall) noexcept = 0;
};

}  // namespace inflow

#endif  // PLUGIN_HTTP_SENDER_H_
