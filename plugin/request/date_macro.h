// SPDX-License-Identifier: Apache-2.0
//
// File: date_macro.h
//
// The macro {now}, {now-5d}, {now+2h:%Y-%m-%d}: the moment at which a record was accepted, shifted
// and formatted, always in UTC.
#ifndef PLUGIN_REQUEST_DATE_MACRO_H_
#define PLUGIN_REQUEST_DATE_MACRO_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "plugin/clock/clock.h"

namespace inflow {

class DateMacro {
 public:
  // Parse reads what stands between the braces: "now", an optional shift (+ or -, digits, one of s
  // m h d w), an optional
  // ":" and a strftime format. Without a format: RFC 3339 with seconds, "2026-11-25T03:18:00Z".
  static absl::StatusOr<DateMacro> Parse(std::string_view text);

  // Append writes the formatted moment; it is printable ASCII unless the format's own text is not.
  void Append(WallMillis accepted_at, std::string* out) const;

 private:
  int64_t shift_seconds_ = 0;
  std::string format_ = "%Y-%m-%dT%H:%M:%SZ";
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_DATE_MACRO_H_
