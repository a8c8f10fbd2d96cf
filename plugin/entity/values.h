// SPDX-License-Identifier: Apache-2.0
//
// File: values.h
//
// What the configuration's "values" makes of texts of the record, before a published endpoint's
// fields are checked: decimals with a point and without what stands around them, dates as ISO 8601,
// values of enumerations. Digits are never touched.
//
//   {"unitPrice": "1.234,50 kr", "orderDate": "31.01.2026"}   ->   {"unitPrice": "1234.50",
//   "orderDate": "2026-01-31"}
#ifndef PLUGIN_ENTITY_VALUES_H_
#define PLUGIN_ENTITY_VALUES_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "plugin/catalog/object_schema.h"
#include "plugin/clock/date_format.h"
#include "plugin/clock/time_zone.h"
#include "plugin/config/config.h"
#include "plugin/record/walker.h"

namespace inflow {

// Span is a part of a rendered text, from its first byte to behind its last one, that stands there
// as the record has it.
using Span = std::pair<size_t, size_t>;

class Values {
 public:
  // `config` is as ParseConfig accepts it; texts under `excluded` dotted paths are not sent, so
  // that they may be anything.
  Values(const ValuesConfig& config, std::vector<std::string> excluded);

  // Source is an object on its way into a body.
  struct Source {
    const RecordIndex& object;
    // What of object.object comes from the record, in order; null: everything.
    const std::vector<Span>* spans = nullptr;
    // The schema that a top-level member belongs to.
    absl::FunctionRef<const ObjectSchema*(const Member&)> schema_of;
  };

  // Append appends the object, its texts read. InvalidArgument (and *out as far as it came) lists
  // what cannot be read, in sentences that name paths.
  absl::Status Append(const Source& source, std::string* out) const;

 private:
  class Run;
  // Outcome of reading one text: what it is, or why it is none; neither where it is left to the
  // field's own check.
  struct Reading {
    std::optional<std::string> value{};
    std::string problem{};
  };
  Reading Read(const Field& field, std::string_view text) const;
  Reading ReadNumber(const Field& field, std::string_view text) const;
  Reading ReadDate(std::string_view text) const;
  Reading ReadCivil(const CivilTime& time) const;
  Reading ReadEnum(const Field& field, std::string_view text) const;
  std::string Stripped(std::string_view text, std::string* ungrouped) const;
  size_t StripAt(std::string_view text) const;
  std::string Mark() const { return comma_ ? "," : "."; }

  std::vector<DateFormat> dates_;
  std::string formats_;  // as they are written, for messages
  std::optional<TimeZone> zone_;
  std::string zone_name_;
  bool comma_ = false;
  std::vector<std::string> strip_;  // the longest first
  std::map<std::string, std::map<std::string, std::string, std::less<>>>
      enums_;  // by field in lower case
  std::vector<std::string> excluded_;
};

// ValuesHint is the end of a sentence about a value that a field refuses: which key of "values" may
// make sense of it; "" where none can.
std::string ValuesHint(const Field& field, std::string_view json);

}  // namespace inflow

#endif  // PLUGIN_ENTITY_VALUES_H_
