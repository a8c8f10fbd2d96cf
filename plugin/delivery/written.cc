// SPDX-License-Identifier: Apache-2.0
#include "plugin/delivery/written.h"

#include <optional>
#include <utility>

#include "plugin/record/cursor.h"
#include "plugin/request/body.h"

namespace inflow {
namespace {

// ObjectIn is the JSON object that a text is; empty where it is none.
std::string_view ObjectIn(const std::string& text) {
  const JsonWalk walk = WalkJson(text);
  const bool object = walk.end == JsonWalk::End::kWhole && walk.value.type == JsonType::kObject;
  return object ? walk.value.bytes : std::string_view();
}

// OnlyObject is the object that is an object's only member; empty where it is another one.
std::string_view OnlyObject(std::string_view object) {
  MemberCursor members(object);
  if (!members.Next() || members.member().type != JsonType::kObject) return {};
  const std::string_view value = members.member().value;
  return members.Next() ? std::string_view() : value;
}

// EntityIn is the entity in what stands in a body for an item: itself, behind its key, or, where
// items are wrapped, in its wrapper. Empty where it is none of these.
std::string EntityIn(const std::string& text, bool wrapped) {
  if (const std::string_view object = ObjectIn(text); !object.empty())
    return std::string(wrapped ? OnlyObject(object) : object);
  const std::string keyed = "{" + text + "}";
  const std::string_view object = ObjectIn(keyed);
  return std::string(object.empty() ? object : OnlyObject(object));
}

// PathOf is what stands behind the company in a URL of the service; empty for another one.
std::string_view PathOf(std::string_view url, std::string_view service) {
  const bool below =
      !service.empty() && url.starts_with(service) && url.substr(service.size()).starts_with('/');
  return below ? url.substr(service.size()) : std::string_view();
}

}  // namespace

Written WrittenOf(const Item& item, const Lane& lane, std::string_view service) {
  Written written;
  const Shape& shape = lane.shape();
  if (shape.method == HttpMethod::kDelete || !shape.has_body) {
    written.why = "nothing is sent of it that could be compared";
    return written;
  }
  std::optional<WrittenTo> to;
  if (const std::string_view path = PathOf(*lane.to.url, service);
      shape.with_credential && !path.empty()) {
    to = FindWrittenTo(path);
  }
  if (!to) {
    written.why = "it is sent to an address where nobody knows how to read it";
    return written;
  }
  if (shape.writes_json) {  // so that its place in the body changes nothing
    std::string text;
    AppendItemAt(item, lane.envelope(), 0, &text);
    written.json = EntityIn(text, shape.wraps_items);
  }
  if (written.json.empty()) written.why = "what is sent of it is no JSON object";
  written.to = *std::move(to);
  written.object = shape.object;
  return written;
}

}  // namespace inflow
