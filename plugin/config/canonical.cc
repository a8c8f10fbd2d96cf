// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/canonical.h"

#include <algorithm>
#include <map>

#include "plugin/config/internal/value_writer.h"
#include "plugin/record/walker.h"
#include "plugin/text/escaped.h"

namespace inflow::config {
namespace {

constexpr std::string_view kChangeable[] = {"credential", "active", "rate_limit", "retry",
                                            "stop_after", "limits", "csv"};

constexpr std::string_view kOfTheHandle[] = {
    "allowed_hosts", "capture_responses", "fold", "journal", "proxy",
    "queue",         "response_webhook",  "tls"};

void AppendCanonical(std::string_view value, std::string* out);

void AppendCanonicalObject(std::string_view object, std::string* out) {
  RecordIndex index;
  if (!WalkRecord(object, &index).ok()) return;  // not reached: the document was read before
  std::map<std::string, std::string_view> members;
  for (const Member& member : index.members) {
    std::string key;
    Unescape(member.key, &key);
    members[key] = member.value;
  }
  char before = '{';
  for (const auto& [key, value] : members) {
    out->append({before, '"'});
    AppendEscaped(key, out);
    out->append("\":");
    AppendCanonical(value, out);
    before = ',';
  }
  out->append(before == '{' ? "{}" : "}");
}

void AppendCanonicalArray(std::string_view array, std::string* out) {
  constexpr std::string_view kBetween = " \t\r\n,";
  *out += '[';
  const char* const end = array.data() + array.size() - 1;
  const char* at = array.data() + 1;
  bool first = true;
  for (;;) {
    while (at < end && kBetween.find(*at) != std::string_view::npos) ++at;
    if (at == end) break;
    const char* const after = SkipValue(at, end);
    if (!first) *out += ',';
    first = false;
    AppendCanonical({at, static_cast<size_t>(after - at)}, out);
    at = after;
  }
  *out += ']';
}

// AppendCanonical drops white space, sorts keys and writes strings in one way; numbers stay as they
// are, since they are sent so.
void AppendCanonical(std::string_view value, std::string* out) {
  if (value.front() == '{') {
    AppendCanonicalObject(value, out);
  } else if (value.front() == '[') {
    AppendCanonicalArray(value, out);
  } else if (value.front() == '"') {
    std::string text;
    Unescape(value.substr(1, value.size() - 2), &text);
    *out += '"';
    AppendEscaped(text, out);
    *out += '"';
  } else {
    out->append(value);
  }
}

bool IsChangeable(const Key& key) {
  return std::find(std::begin(kChangeable), std::end(kChangeable), key.name) !=
         std::end(kChangeable);
}

bool SaysNothingOfRequests(const Key& key) {
  return IsChangeable(key) || std::find(std::begin(kOfTheHandle), std::end(kOfTheHandle),
                                        key.name) != std::end(kOfTheHandle);
}

std::string Part(const Config& config, bool (*leaves_out)(const Key&)) {
  Config copy = config;
  copy.references.ttl = ReferencesConfig().ttl;
  ValueWriter writer({.leaves_out = leaves_out});
  VisitDocument(writer, &copy);
  std::string canonical;
  AppendCanonical(writer.Text(), &canonical);
  return canonical;
}

}  // namespace

std::string FixedPart(const Config& config) { return Part(config, IsChangeable); }

std::string RenderedPart(const Config& config) { return Part(config, SaysNothingOfRequests); }

}  // namespace inflow::config
