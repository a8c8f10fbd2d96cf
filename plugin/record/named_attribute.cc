// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/named_attribute.h"

namespace inflow {
namespace {

constexpr char kQuote = '\'';

// WithoutRecord drops what may stand before any attribute.
std::string_view WithoutRecord(std::string_view text) {
  constexpr std::string_view kRecord = "record.";
  return text.substr(0, kRecord.size()) == kRecord ? text.substr(kRecord.size()) : text;
}

bool IsQuoted(std::string_view text) {
  return text.size() > 2 && text.front() == kQuote && text.back() == kQuote;
}

// EndOfQuoted returns the place behind a quoted name and its mark; npos where the text does not
// begin with one.
size_t EndOfQuoted(std::string_view text) {
  if (text.empty() || text.front() != kQuote) return std::string_view::npos;
  for (size_t at = text.find(kQuote, 2); at != std::string_view::npos;
       at = text.find(kQuote, at + 1)) {
    const size_t behind = text.substr(at + 1, 1) == "?" ? at + 2 : at + 1;
    if (behind == text.size() || text[behind] == ',') return behind;
  }
  return std::string_view::npos;
}

}  // namespace

NamedAttribute NamedAttribute::Parse(std::string_view text) {
  text = WithoutRecord(text);
  if (IsQuoted(text)) return AttributePath(text.substr(1, text.size() - 2));
  if (text.size() < 2 || text.back() != '?') return AttributePath(text);
  const std::string_view name = text.substr(0, text.size() - 1);
  const bool quoted = IsQuoted(name);
  NamedAttribute attribute(AttributePath(quoted ? name.substr(1, name.size() - 2) : name));
  attribute.optional_ = true;
  if (!quoted) attribute.marked_.emplace(text);
  return attribute;
}

std::vector<NamedAttribute> NamedAttribute::ParseList(std::string_view text) {
  std::vector<NamedAttribute> attributes;
  while (true) {
    const std::string_view name = WithoutRecord(text);
    const size_t quoted = EndOfQuoted(name);
    const size_t end = quoted == std::string_view::npos ? name.find(',') : quoted;
    attributes.push_back(Parse(name.substr(0, end)));
    if (end >= name.size()) return attributes;
    text = name.substr(end + 1);
  }
}

absl::Status NamedAttribute::Find(const RecordIndex& record,
                                  std::optional<JsonValue>* value) const {
  *value = Lookup(record, path_);
  if (!optional_) {
    return *value ? absl::OkStatus()
                  : absl::InvalidArgumentError("the record lacks the attribute \"" + name() + "\"");
  }
  if (marked_) {
    const std::optional<JsonValue> other = Lookup(record, *marked_);
    if (*value && other) {
      return absl::InvalidArgumentError("the record has both \"" + name() + "\" and \"" +
                                        marked_->text() + "\": write {record.'" + name() +
                                        "'?} for the first, or {record.'" + marked_->text() +
                                        "'?} for the second");
    }
    if (other) *value = other;
  }
  if (*value && (*value)->type == JsonType::kNull) value->reset();
  return absl::OkStatus();
}

}  // namespace inflow
