// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/item_errors.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "inflow/record/path.h"
#include "inflow/retry/clean_text.h"

namespace inflow {
namespace {

using nlohmann::json;

constexpr size_t kMaxMessage = 500;

// At returns what stands at a dotted path, or nullptr. The empty path is the value itself.
const json* At(const json& value, const std::string& path) {
  const json* at = &value;
  if (path.empty()) return at;
  const AttributePath names(path);
  for (const std::string& name : names.names()) {
    if (!at->is_object()) return nullptr;
    const auto it = at->find(name);
    if (it == at->end()) return nullptr;
    at = &*it;
  }
  return at;
}

bool SaysNothing(const json* value) {
  return value == nullptr || value->is_null() || *value == false || *value == "" || (value->is_structured() && value->empty());
}

std::string Words(const json& value) {
  const auto* text = value.get_ptr<const std::string*>();
  return CleanText(text != nullptr ? *text : value.dump(-1, ' ', false, json::error_handler_t::replace), kMaxMessage);
}

// PlaceOf returns which record an entry is about.
std::optional<size_t> PlaceOf(const json& entry, const std::string& path, size_t position) {
  if (path.empty()) return position;
  const json* index = At(entry, path);
  if (index == nullptr || !index->is_number_unsigned()) return std::nullopt;
  return index->get<size_t>();
}

}  // namespace

std::vector<ItemError> ReadItemErrors(std::string_view answer, const ResponseConfig& response, size_t count) {
  if (response.item_errors.empty()) return {};
  const json body = json::parse(answer.begin(), answer.end(), nullptr, /*allow_exceptions=*/false);
  const json* list = body.is_discarded() ? nullptr : At(body, response.item_errors == "." ? "" : response.item_errors);
  if (list == nullptr || !list->is_array()) return {};
  std::map<size_t, SharedText> errors;
  for (size_t i = 0; i < list->size(); ++i) {
    const json& entry = (*list)[i];
    const json* message = At(entry, response.item_message);
    const std::optional<size_t> place = PlaceOf(entry, response.item_index, i);
    if (!place || *place >= count) continue;
    if (response.item_index.empty() && SaysNothing(message)) continue;
    const json& words = SaysNothing(message) ? entry : *message;
    errors.try_emplace(*place, std::make_shared<const std::string>("the service refused this record: " + Words(words)));
  }
  std::vector<ItemError> result;
  for (auto& [index, message] : errors) result.push_back({index, std::move(message)});
  return result;
}

}  // namespace inflow
