// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/scalar.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "plugin/answer/internal/decimal.h"
#include "plugin/answer/internal/instant.h"
#include "plugin/entity/uuid.h"
#include "plugin/record/walker.h"
#include "plugin/text/absl_view.h"

namespace inflow::answer {
namespace {

bool IsWord(std::string_view text, std::string_view word) {
  return absl::EqualsIgnoreCase(Absl(text), Absl(word));
}

Likeness SameIf(bool same) { return same ? Likeness::kSame : Likeness::kOther; }

bool AreSameBooleans(std::string_view sent, std::string_view answered) {
  return IsWord(sent, answered) && (IsWord(sent, "true") || IsWord(sent, "false"));
}

// IsPadded tells whether a number is another with zeros behind it, which is the usual thing.
bool IsPadded(std::string_view number, std::string_view padded) {
  if (!padded.starts_with(number)) return false;
  bool digit = false;
  bool point = false;
  for (size_t i = 0; i < padded.size(); ++i) {
    const char c = padded[i];
    if (c == '.' && digit && !point) {
      point = true;
      digit = false;
    } else if (i < number.size() ? absl::ascii_isdigit(static_cast<unsigned char>(c))
                                 : point && c == '0') {
      digit = true;
    } else {
      return false;
    }
    if (i + 1 == number.size() && !digit) return false;
  }
  return digit && !number.empty();
}

// CompareNumbers is nothing where one of them is none.
std::optional<Likeness> CompareNumbers(std::string_view sent, std::string_view answered) {
  if (IsPadded(sent, answered)) return Likeness::kSame;
  const std::optional<Decimal> first = ParseDecimal(sent);
  const std::optional<Decimal> second = first ? ParseDecimal(answered) : std::nullopt;
  if (!second) return std::nullopt;
  return CompareDecimals(*first, *second);
}

bool AreSameGuids(std::string_view sent, std::string_view answered) {
  const std::optional<Uuid> first = ParseUuid(sent);
  return first && first == ParseUuid(answered);
}

Likeness CompareDates(std::string_view sent, std::string_view answered) {
  const std::optional<Instant> first = ParseInstant(sent);
  const std::optional<Instant> second = first ? ParseInstant(answered) : std::nullopt;
  return second ? CompareInstants(*first, *second) : Likeness::kOther;
}

bool PartsWords(char c) { return c == ' ' || c == '-' || c == '_'; }

// AreSameNames compares without case and without what parts words: "In Transit" is inTransit.
bool AreSameNames(std::string_view sent, std::string_view answered) {
  if (IsWord(sent, answered)) return true;
  size_t at = 0;
  const auto skip = [answered](size_t i) {
    while (i < answered.size() && PartsWords(answered[i])) ++i;
    return i;
  };
  for (const char c : sent) {
    if (PartsWords(c)) continue;
    at = skip(at);
    if (at == answered.size()) return false;
    if (absl::ascii_tolower(static_cast<unsigned char>(c)) !=
        absl::ascii_tolower(static_cast<unsigned char>(answered[at]))) {
      return false;
    }
    ++at;
  }
  return skip(at) == answered.size();
}

Likeness CompareAny(std::string_view sent, std::string_view answered) {
  if (sent == answered) return Likeness::kSame;
  if (const std::optional<Likeness> numbers = CompareNumbers(sent, answered)) return *numbers;
  if (AreSameNames(sent, answered) || AreSameGuids(sent, answered)) return Likeness::kSame;
  return CompareDates(sent, answered);
}

}  // namespace

std::string_view PlainText(std::string_view json, std::string* scratch) {
  if (json.front() != '"') return json;
  const std::string_view raw = json.substr(1, json.size() - 2);
  if (raw.find('\\') == std::string_view::npos) return raw;
  scratch->clear();
  Unescape(raw, scratch);
  // A bare control character cannot stand in JSON, so all of them have come from escapes.
  size_t to = scratch->find('\r');
  for (size_t from = to; from < scratch->size(); ++from) {
    const bool ends_line =
        (*scratch)[from] == '\r' && from + 1 < scratch->size() && (*scratch)[from + 1] == '\n';
    if (!ends_line) (*scratch)[to++] = (*scratch)[from];
  }
  if (to != std::string::npos) scratch->resize(to);
  return *scratch;
}

Likeness CompareScalars(Reading reading, std::string_view sent, std::string_view answered,
                        Scratch* scratch) {
  if (sent == answered) return Likeness::kSame;
  const std::string_view first = PlainText(sent, &scratch->sent);
  const std::string_view second = PlainText(answered, &scratch->answered);
  switch (reading) {
    case Reading::kText:
      return SameIf(first == second);
    case Reading::kBoolean:
      return SameIf(AreSameBooleans(first, second));
    case Reading::kNumber:
      return CompareNumbers(first, second).value_or(Likeness::kOther);
    case Reading::kGuid:
      return SameIf(AreSameGuids(first, second) || IsWord(first, second));
    case Reading::kDate:
      return CompareDates(first, second);
    case Reading::kEnum:
      return SameIf(AreSameNames(first, second));
    case Reading::kCustom:
      if (first == second || AreSameBooleans(first, second)) return Likeness::kSame;
      return CompareDates(first, second);
    case Reading::kAny:
      return CompareAny(first, second);
  }
  return Likeness::kOther;
}

}  // namespace inflow::answer
