// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/internal/skeleton.h"

#include "plugin/record/form_writer.h"
#include "plugin/record/path.h"
#include "plugin/record/walker.h"
#include "plugin/record/xml_writer.h"
#include "plugin/text/escaped.h"

namespace inflow {
namespace {

// Private-use characters, so that no ordinary text holds it.
constexpr std::string_view kMark = "\uE000records\uE001";
constexpr std::string_view kMarkInForm = "%EE%80%80records%EE%80%81";

absl::Status Ambiguous() {
  return absl::InvalidArgumentError(
      "a value of the body's envelope holds the character U+E000, which is reserved there");
}

absl::StatusOr<Envelope> SplitJson(std::string_view skeleton, bool named) {
  const auto around = Around(skeleton, SkeletonMark());
  if (!around) return Ambiguous();
  return Envelope{std::string(around->first) + (named ? '{' : '['), ",",
                  (named ? '}' : ']') + std::string(around->second), ""};
}

absl::StatusOr<Envelope> SplitXml(std::string_view skeleton, const Carrier& carrier) {
  std::string text;
  if (absl::Status s = AppendXmlElement(carrier.root, skeleton, carrier.item, &text); !s.ok())
    return s;
  const auto around = Around(text, kMark);
  if (!around) return Ambiguous();
  return Envelope{std::string(around->first), "", std::string(around->second), ""};
}

absl::StatusOr<Envelope> SplitForm(std::string_view skeleton) {
  std::string text;
  if (absl::Status s = AppendForm("", skeleton, &text); !s.ok()) return s;
  const auto around = Around(text, kMarkInForm);
  if (!around) return Ambiguous();
  // Before the mark: "source=x&data%5Bitems%5D=". The list's name is what every record begins with.
  const std::string_view before = around->first;
  const size_t pair = before.rfind('&') == std::string_view::npos ? 0 : before.rfind('&') + 1;
  const std::string_view list = before.substr(pair, before.size() - 1 - pair);
  return Envelope{std::string(before.substr(0, pair)), "&", std::string(around->second),
                  std::string(list)};
}

}  // namespace

std::string JsonString(std::string_view text) {
  std::string quoted = "\"";
  AppendEscaped(text, &quoted);
  return quoted + "\"";
}

std::string SkeletonMark() { return JsonString(kMark); }

std::string SkeletonList(const std::string& path) {
  const AttributePath names(path);
  std::string text;
  for (const std::string& name : names.names())
    text.append(text.empty() ? "" : "{").append(JsonString(name)).append(":");
  text.append(SkeletonMark());
  return text.append(names.names().size() - 1, '}');
}

std::string WithMember(std::string_view object, const std::string& member) {
  object = object.substr(0, object.rfind('}'));
  const bool none = object.find_first_not_of("{ \t\r\n") == std::string_view::npos;
  return std::string(object).append(none ? "" : ",").append(member).append("}");
}

std::optional<std::string> MarkRecords(std::string_view json) {
  const auto around = Around(json, "\"{records}\"");
  if (!around) return std::nullopt;
  const size_t next = around->second.find_first_not_of(" \t\r\n");
  if (next != std::string_view::npos && around->second[next] == ':')
    return std::nullopt;  // it is a name there
  return std::string(around->first).append(SkeletonMark()).append(around->second);
}

std::optional<std::pair<std::string_view, std::string_view>> Around(std::string_view text,
                                                                    std::string_view part) {
  const size_t at = text.find(part);
  if (at == std::string_view::npos || text.find(part, at + 1) != std::string_view::npos)
    return std::nullopt;
  return std::pair(text.substr(0, at), text.substr(at + part.size()));
}

absl::StatusOr<Envelope> SplitSkeleton(std::string_view skeleton, const Carrier& carrier) {
  if (carrier.format == ContentFormat::kXml) return SplitXml(skeleton, carrier);
  if (carrier.format == ContentFormat::kJson) return SplitJson(skeleton, carrier.named);
  return carrier.named ? Envelope{"", "&", "", ""} : SplitForm(skeleton);
}

}  // namespace inflow
