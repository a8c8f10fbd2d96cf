// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/record_key.h"

#include <optional>

#include "absl/hash/hash.h"
#include "absl/strings/match.h"
#include "plugin/entity/uuid.h"
#include "plugin/record/cursor.h"

namespace inflow {
namespace {

bool CarriesTimestamp(const RecordIndex& body) {
  for (const Member& member : body.members) {
    const absl::string_view name(member.key.data(), member.key.size());
    if (absl::EqualsIgnoreCase(name, "timestamp") && member.type != JsonType::kNull) return true;
  }
  return false;
}

// AppendCanonical appends a key: however a GUID is written, it is one.
void AppendCanonical(std::string_view text, std::string* key) {
  if (const std::optional<Uuid> uuid = ParseUuid(text)) return AppendUuid(*uuid, key);
  key->append(text);
}

}  // namespace

uint32_t HashOfKey(const Shape& shape, std::string_view key) {
  if (key.empty()) return 0;
  const auto hash = static_cast<uint32_t>(
      absl::HashOf(absl::string_view(shape.collection), absl::string_view(key.data(), key.size())));
  return hash == 0 ? 1 : hash;
}

RecordKey::RecordKey(const RouteConfig& route, const Shape* shape, const EnvelopeTemplate* envelope,
                     const Exclusion* exclusion, bool binds)
    : shape_(shape),
      envelope_(envelope),
      exclusion_(exclusion),
      id_field_(route.endpoint->id_field),
      keyed_(route.batching.enabled && route.batching.algorithm == Algorithm::kKeyed),
      binds_(binds) {
  for (const std::string& attribute : route.key) attributes_.emplace_back(attribute);
}

bool RecordKey::Append(const RenderInput& input, const MappedRecord& record,
                       const RenderedTarget& target, std::string* key, std::string* name) const {
  if (keyed_ && record.index != nullptr) {
    name->assign(".");  // so that an empty name is a key too
    if (!envelope_->AppendName(record, name).ok()) name->clear();
  }
  const bool repeatable = AppendId(record, target, key);
  if (!key->empty()) return repeatable;
  AppendAttributes(input.record, key);
  if (key->empty()) key->swap(*name);
  return repeatable;
}

// AppendId appends the id under which the service has the record, if it has one.
bool RecordKey::AppendId(const MappedRecord& record, const RenderedTarget& target,
                         std::string* key) const {
  const RecordIndex* const body = record.index;
  if (shape_->id_in_path) {
    AppendCanonical(target.path_id, key);
    return shape_->method != HttpMethod::kPost &&
           (!shape_->has_body || (body != nullptr && !CarriesTimestamp(*body)));
  }
  const bool puts = shape_->method == HttpMethod::kPut && body != nullptr;
  if (binds_ && record.id.uuid) {
    AppendUuid(*record.id.uuid, key);
    return puts && !CarriesTimestamp(*body);
  }
  const Member* const id = body == nullptr || id_field_.empty() ? nullptr : body->Find(id_field_);
  if (id == nullptr || id->type != JsonType::kString || exclusion_->DropsTopLevel(*id))
    return false;
  constexpr size_t kGuidLength = 36;
  std::string guid;
  Unescape(id->value.substr(1, id->value.size() - 2), &guid);
  AppendCanonical(guid, key);
  return guid.size() == kGuidLength && puts && !CarriesTimestamp(*body);
}

void RecordKey::AppendAttributes(const RecordIndex& record, std::string* key) const {
  std::string text;
  for (const AttributePath& path : attributes_) {
    const std::optional<JsonValue> value = Lookup(record, path);
    if (!value) return;
    text.append(value->bytes).push_back('\n');
  }
  key->append(text);
}

}  // namespace inflow
