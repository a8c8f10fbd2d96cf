// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/listing.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <string>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "tools/inflow-sim/filter.h"
#include "tools/inflow-sim/reading.h"

namespace inflow::sim {
namespace {

constexpr size_t kDefaultCount = 20;
constexpr size_t kMaxCount = 100;

using Entities = std::vector<const Entity*>;

// What is absent comes first, then numbers by size, then texts without regard to case.
std::tuple<int, double, std::string> SortKey(const Value& entity, std::string_view property) {
  const Value* value = Find(entity, property);
  if (value == nullptr || value->kind == Value::Kind::kNull) return {0, 0, ""};
  if (value->kind == Value::Kind::kBoolean) return {1, value->boolean ? 1 : 0, ""};
  double number = 0;
  const bool digits = value->text.find_first_not_of("0123456789.-") == std::string::npos;
  if (digits && absl::SimpleAtod(value->text, &number)) return {1, number, ""};
  return {2, 0, absl::AsciiStrToLower(value->text)};
}

Entities InOrder(const Collection& collection, const Target& target, const Store& store) {
  Entities entities;
  for (const Entity& entity : store.All(collection)) entities.push_back(&entity);
  const std::string_view property = target.Query("sort").value_or("");
  if (!ReadingOf(collection).sortable) return entities;
  if (!property.empty()) {
    std::stable_sort(entities.begin(), entities.end(), [&](const Entity* a, const Entity* b) {
      return SortKey(a->value, property) < SortKey(b->value, property);
    });
  }
  if (absl::EqualsIgnoreCase(std::string(target.Query("sortDesc").value_or("")), "true"))
    std::reverse(entities.begin(), entities.end());
  return entities;
}

bool TakeNumber(const Target& target, std::string_view name, size_t* number) {
  const std::optional<std::string_view> text = target.Query(name);
  return !text || absl::SimpleAtoi(std::string(*text), number);
}

}  // namespace

std::variant<Listing, Refusal> List(const Collection& collection, const Target& target,
                                    const Store& store) {
  size_t count = kDefaultCount, skip = 0;
  if (!TakeNumber(target, "count", &count) || !TakeNumber(target, "skip", &skip)) {
    return Refusal{Reason::kInvalid, "InvalidRequest", "count and skip must be whole numbers"};
  }
  count =
      ReadingOf(collection).paged ? std::min(count, kMaxCount) : std::numeric_limits<size_t>::max();
  std::variant<Filters, Refusal> parsed = Filters::Parse(collection, target);
  if (Refusal* refusal = std::get_if<Refusal>(&parsed)) return std::move(*refusal);
  const Filters& filters = std::get<Filters>(parsed);
  const Entities entities = InOrder(collection, target, store);
  size_t from = 0, to = entities.size();
  for (const std::string_view name : {"after", "start", "before"}) {
    const std::string_view id = target.Query(name).value_or("");
    if (id.empty()) continue;
    const Entity* bound = store.Find(collection, id);
    if (bound == nullptr) {
      return Refusal{
          Reason::kInvalid, "InvalidRequest",
          absl::StrCat(std::string(name), " must be the id of an entity of this collection")};
    }
    const auto at =
        static_cast<size_t>(std::find(entities.begin(), entities.end(), bound) - entities.begin());
    if (name == "before") {
      to = std::min(to, at);
    } else {
      from = std::max(from, name == "after" ? at + 1 : at);
    }
  }
  Listing listing;
  for (size_t i = 0; i < entities.size(); ++i) {
    if (!filters.Leave(entities[i]->value, store)) continue;
    ++listing.total;
    if (i < from || i >= to || listing.page.size() == count) continue;
    if (skip > 0) {
      --skip;
    } else {
      listing.page.push_back(entities[i]);
    }
  }
  return listing;
}

}  // namespace inflow::sim
