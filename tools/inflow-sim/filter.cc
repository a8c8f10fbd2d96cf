// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/filter.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tools/inflow-sim/reading.h"

namespace inflow::sim {
namespace {

constexpr std::string_view kFrom = "fromDate";  // of ranges of numbers too
constexpr std::string_view kTo = "toDate";

std::string LowerCase(std::string_view text) {
  return absl::AsciiStrToLower({text.data(), text.size()});
}

// The text of a scalar in lower case; "" where it has none.
std::string ScalarText(const Value* value) {
  if (value == nullptr) return "";
  if (value->kind == Value::Kind::kBoolean) return value->boolean ? "true" : "false";
  return LowerCase(value->text);
}

// What the service assumes where nothing was said.
std::string TextOrDefault(const Value& entity, std::string_view name) {
  const std::string text = ScalarText(Find(entity, name));
  if (!text.empty()) return text;
  if (name == "isActive") return "true";
  if (name == "isPrioritized") return "false";
  return name == "itemType" ? "stockedproduct" : "";
}

void AppendTextsOfRows(const Value& entity, std::string_view rows, std::string_view object,
                       std::initializer_list<std::string_view> names,
                       std::vector<std::string>* texts) {
  const Value* array = Find(entity, rows);
  if (array == nullptr) return;
  for (const Value& row : array->items) {
    const Value* holder = object.empty() ? &row : Find(row, object);
    for (const std::string_view name : names) {
      if (holder != nullptr) texts->push_back(ScalarText(Find(*holder, name)));
    }
  }
}

// The texts that a filter looks into.
std::vector<std::string> TextsFor(std::string_view filter, const Value& entity) {
  std::vector<std::string> texts = {ScalarText(Find(entity, filter))};
  if (filter == "barcode") {
    AppendTextsOfRows(entity, "productBarcodes", "", {"barcode"}, &texts);
  } else if (filter == "address") {
    AppendTextsOfRows(entity, "addresses", "address", {"address1", "address2"}, &texts);
  } else if (filter == "city" || filter == "state" || filter == "postalCode" ||
             filter == "country") {
    AppendTextsOfRows(entity, "addresses", "address", {filter}, &texts);
  } else if (const Value* attributes = Find(entity, "attributes")) {
    texts.push_back(ScalarText(Find(*attributes, filter)));
  }
  return texts;
}

std::string NameAt(const Value& entity, std::string_view id_field, std::string_view collection,
                   const Store& store) {
  const Value* id = Find(entity, id_field);
  if (id == nullptr || !id->is_string()) return "";
  const Entity* other = store.Find(*FindCollection(collection), id->text);
  return other == nullptr ? "" : ScalarText(Find(other->value, "name"));
}

std::vector<std::string> SmartTexts(const Collection& collection, const Value& entity,
                                    const Store& store) {
  std::vector<std::string> texts = TextsFor("barcode", entity);
  for (const std::string_view name : {"name", "contactName", "sku", "description"})
    texts.push_back(ScalarText(Find(entity, name)));
  texts.push_back(ScalarText(Find(entity, ReadingOf(collection).number_field)));
  texts.push_back(NameAt(entity, "categoryId", "categories", store));
  texts.push_back(NameAt(entity, "customerId", "customers", store));
  texts.push_back(NameAt(entity, "vendorId", "vendors", store));
  return texts;
}

bool AnyContains(const std::vector<std::string>& texts, const std::string& part) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return absl::StrContains(text, part); });
}

bool TakeDigits(std::string_view* text, size_t digits, char after, int* number) {
  if (text->size() < digits || !absl::SimpleAtoi(LowerCase(text->substr(0, digits)), number))
    return false;
  text->remove_prefix(digits);
  if (after == 0) return true;
  if (text->empty() || text->front() != after) return false;
  text->remove_prefix(1);
  return true;
}

// The part of an instant behind the day: "T10:00:00.5+01:00".
std::optional<double> SecondsOf(std::string_view text) {
  if (text.empty()) return 0;
  int hour = 0, minute = 0, second = 0, offset_hour = 0, offset_minute = 0;
  text.remove_prefix(1);
  if (!TakeDigits(&text, 2, ':', &hour) || !TakeDigits(&text, 2, ':', &minute) ||
      !TakeDigits(&text, 2, 0, &second))
    return std::nullopt;
  double seconds = hour * 3600 + minute * 60 + second;
  if (text.starts_with('.')) {
    const size_t end = std::min(text.find_first_not_of("0123456789", 1), text.size());
    double fraction = 0;
    if (end == 1 || !absl::SimpleAtod("0" + std::string(text.substr(0, end)), &fraction))
      return std::nullopt;
    seconds += fraction;
    text.remove_prefix(end);
  }
  if (text.empty() || text == "Z" || text == "z") return seconds;
  const char sign = text.front();
  text.remove_prefix(1);
  if ((sign != '+' && sign != '-') || !TakeDigits(&text, 2, ':', &offset_hour) ||
      !TakeDigits(&text, 2, 0, &offset_minute) || !text.empty())
    return std::nullopt;
  const int offset = offset_hour * 3600 + offset_minute * 60;
  return seconds + (sign == '+' ? -offset : offset);
}

// One end of a range; an absent one is open.
bool TakeEnd(const Value* end, bool dates, std::optional<double>* to) {
  if (end == nullptr || end->kind == Value::Kind::kNull) return true;
  double number = 0;
  if (dates) {
    *to = InstantOf(end->text);
    return to->has_value();
  }
  if (!absl::SimpleAtod(end->text, &number)) return false;
  *to = number;
  return true;
}

}  // namespace

std::optional<double> InstantOf(std::string_view text) {
  int year = 0, month = 0, day = 0;
  if (!TakeDigits(&text, 4, '-', &year) || !TakeDigits(&text, 2, '-', &month) ||
      !TakeDigits(&text, 2, 0, &day))
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok() || (!text.empty() && text.front() != 'T' && text.front() != ' '))
    return std::nullopt;
  const std::optional<double> seconds = SecondsOf(text);
  if (!seconds) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return static_cast<double>(days) * 86'400 + *seconds;
}

Filters::Kind Filters::KindOf(std::string_view name) {
  if (name == "smart") return Kind::kSmart;
  if (name == "lastOrder") return Kind::kIgnored;  // counts days from a today that there is not
  if (name == "isActive" || name == "isPrioritized") return Kind::kBoolean;
  if (name == "total" || name == "balance") return Kind::kNumbers;
  if (name == "itemType" || name == "status" || name.ends_with("Status")) return Kind::kWord;
  if (name == "assignedTo" || name.ends_with("Id")) return Kind::kId;
  if (name.ends_with("Date") || name.ends_with("DateTime")) return Kind::kDates;
  return Kind::kText;
}

bool Filters::TakeRange(const Value& range, Filter* filter) {
  const bool dates = filter->kind == Kind::kDates;
  return range.is_object() && TakeEnd(Find(range, kFrom), dates, &filter->from) &&
         TakeEnd(Find(range, kTo), dates, &filter->to);
}

// Takes what stands behind filter[name] (a key such as "[]" or "[fromDate]") and its text.
bool Filters::Take(std::string_view key, const std::string& text, Filter* filter) {
  if (filter->kind == Kind::kDates || filter->kind == Kind::kNumbers) {
    if (key.empty()) {
      const absl::StatusOr<Value> range = ParseValue(text);
      return range.ok() && TakeRange(*range, filter);
    }
    Value range = MakeEmpty(Value::Kind::kObject);
    sim::Put(&range, key.substr(1, key.size() - 2), MakeString(text));
    return TakeRange(range, filter);
  }
  const absl::StatusOr<Value> array = filter->kind == Kind::kWord && text.starts_with('[')
                                          ? ParseValue(text)
                                          : absl::StatusOr<Value>(Value());
  if (array.ok() && array->is_array()) {
    for (const Value& item : array->items) filter->values.push_back(ScalarText(&item));
  } else {
    filter->values.push_back(LowerCase(text));
  }
  return filter->kind != Kind::kBoolean || filter->values.back() == "true" ||
         filter->values.back() == "false";
}

std::variant<Filters, Refusal> Filters::Parse(const Collection& collection, const Target& target) {
  Filters filters;
  filters.collection_ = &collection;
  for (const std::string& name : ReadingOf(collection).filters) {
    const std::string prefix = absl::StrCat("filter[", name, "]");
    Filter filter{.name = name, .kind = KindOf(name)};
    bool given = false;
    for (const auto& [key, text] : target.query) {
      if (!key.starts_with(prefix) || filter.kind == Kind::kIgnored) continue;
      const std::string_view rest = std::string_view(key).substr(prefix.size());
      if (!rest.empty() && (!rest.starts_with('[') || !rest.ends_with(']'))) continue;
      given = true;
      if (!Take(rest, text, &filter)) {
        return Refusal{Reason::kInvalid, "InvalidRequest",
                       absl::StrCat(key, " cannot be \"", text, "\"")};
      }
    }
    if (given) filters.filters_.push_back(std::move(filter));
  }
  return filters;
}

bool Filters::LeavesOne(const Filter& filter, const Value& entity, const Store& store) const {
  const auto any = [&](auto test) {
    return std::any_of(filter.values.begin(), filter.values.end(), test);
  };
  switch (filter.kind) {
    case Kind::kIgnored:
      return true;
    case Kind::kSmart:
      return any([&](const std::string& part) {
        return AnyContains(SmartTexts(*collection_, entity, store), part);
      });
    case Kind::kText:
      return any([&](const std::string& part) {
        return AnyContains(TextsFor(filter.name, entity), part);
      });
    case Kind::kBoolean:
    case Kind::kWord:
    case Kind::kId: {
      const std::string text = TextOrDefault(
          entity, filter.name == "assignedTo" ? "assignedToTeamMemberId" : filter.name);
      return any([&](const std::string& value) { return value == text; });
    }
    case Kind::kDates:
    case Kind::kNumbers: {
      const Value* value = Find(entity, filter.name);
      std::optional<double> at;
      if (value == nullptr || !TakeEnd(value, filter.kind == Kind::kDates, &at) || !at)
        return false;
      return (!filter.from || *filter.from <= *at) && (!filter.to || *at <= *filter.to);
    }
  }
  return true;
}

bool Filters::Leave(const Value& entity, const Store& store) const {
  return std::all_of(filters_.begin(), filters_.end(),
                     [&](const Filter& filter) { return LeavesOne(filter, entity, store); });
}

}  // namespace inflow::sim
