// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/attribute_use.h"

#include "plugin/request/route.h"

namespace inflow {
namespace {

void Add(const Template& text, const std::string& pointer, std::vector<AttributeUse>* uses) {
  for (const NamedAttribute* attribute : text.attributes())
    uses->push_back({*attribute, pointer, !attribute->optional()});
}

}  // namespace

std::vector<AttributeUse> Route::AttributeUses() const {
  std::vector<AttributeUse> uses;
  const auto add = [&](const std::string& key) {
    return [&uses, pointer = pointer_ + key](const Template& text) { Add(text, pointer, &uses); };
  };
  target_.ForEachTemplate(
      [&](const std::string& place, const Template& text) { Add(text, pointer_ + place, &uses); });
  if (const BodyMap* const map = payload_.map())
    map->ForEachTemplate(add(payload_.is_body() ? "/body" : "/map"));
  envelope_->ForEachTemplate(add("/batching"));
  for (const AttributePath& path : record_key_.attributes())
    uses.push_back({path, pointer_ + "/key"});
  if (const Identity* const identity = payload_.identity()) {
    for (const NamedAttribute& one : identity->attributes())
      uses.push_back({one, pointer_ + "/identity/from", true, payload_.own_id()});
  }
  if (!batching_.enabled) return uses;
  // These name what the map makes; where it does not make it, the record's own attribute stands
  // there.
  const auto own = [&](const std::vector<std::string>& names, const char* key, bool needed) {
    for (const std::string& name : names) {
      if (payload_.map() != nullptr && !payload_.map()->KeepsOwn(name)) continue;
      uses.push_back({AttributePath(name), pointer_ + key, needed});
    }
  };
  own(batching_.by, "/batching/by", true);
  own(batching_.attributes, "/batching/attributes", true);
  own(batching_.line_attributes, "/batching/line_attributes", false);
  return uses;
}

absl::Status Route::AppendNameOf(const MappedRecord& record, const RenderedTarget& target,
                                 std::string* name) const {
  if (shape_->id_in_path) {
    name->append(target.path_id);
  } else if (payload_.identity() != nullptr && !record.id.own) {
    return payload_.identity()->AppendName(*record.source, name);
  } else if (!payload_.binds() || !record.id.uuid) {
    for (const AttributePath& path : record_key_.attributes()) {
      const std::optional<JsonValue> value = Lookup(*record.source, path);
      if (value) name->append(name->empty() ? "" : ",").append(value->bytes);
    }
  }
  return absl::OkStatus();
}

}  // namespace inflow
