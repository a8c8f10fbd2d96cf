// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/text_template.h"

#include <algorithm>

#include "plugin/record/xml_writer.h"

namespace inflow {
namespace {

bool StartsWith(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

bool IsPlaceholder(std::string_view name, const TemplateScope& scope) {
  if (name == "companyId" || name == "message.json" || name == "now" || StartsWith(name, "record."))
    return true;
  if (StartsWith(name, "guid:")) return true;
  if (StartsWith(name, "now") && name.find_first_of("+-:") == 3) return true;
  return scope.parameters != nullptr && scope.parameters->count(std::string(name)) > 0;
}

}  // namespace

absl::StatusOr<TextTemplate> TextTemplate::Compile(std::string_view text,
                                                   const TemplateScope& scope) {
  TextTemplate result;
  while (true) {
    const size_t open = text.find('{');
    const size_t close = open == std::string_view::npos ? open : text.find_first_of("{}", open + 1);
    if (close == std::string_view::npos) break;
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    const size_t bar = inside.rfind('|');
    const std::string name(inside.substr(0, bar));
    absl::StatusOr<Template> value = absl::NotFoundError("");
    if (text[close] == '}' && IsPlaceholder(name, scope))
      value = Template::Compile("{" + name + "}", scope);
    if (!value.ok()) {  // braces of the text's own
      result.tail_.append(text.substr(0, open + 1));
      text.remove_prefix(open + 1);
      continue;
    }
    const std::string_view escape = bar == std::string_view::npos ? "" : inside.substr(bar + 1);
    if (bar != std::string_view::npos && escape != "json" && escape != "xml") {
      return absl::InvalidArgumentError("{" + std::string(inside) +
                                        "} has an unknown escape; |json and |xml are known");
    }
    result.tail_.append(text.substr(0, open));
    text.remove_prefix(close + 1);
    const Escape kind = escape == "json"  ? Escape::kJson
                        : escape == "xml" ? Escape::kXml
                                          : Escape::kNone;
    result.parts_.push_back({std::move(result.tail_), *std::move(value), kind, name});
    result.tail_.clear();
  }
  result.tail_.append(text);
  return result;
}

absl::Status TextTemplate::AppendPart(const Part& part, const RenderInput& input,
                                      std::string* out) {
  std::string text;
  switch (part.escape) {
    case Escape::kNone:
      return part.value.Append(input, Placement::kText, out);
    case Escape::kJson:
      if (absl::Status s = part.value.AppendJson(input, &text); !s.ok()) return s;
      out->append(text.front() == '"' ? std::string_view(text).substr(1, text.size() - 2)
                                      : std::string_view(text));
      return absl::OkStatus();
    case Escape::kXml:
      if (absl::Status s = part.value.Append(input, Placement::kText, &text); !s.ok()) return s;
      return AppendXmlText(text, part.name, out);
  }
  return absl::InternalError("unknown escape");
}

absl::Status TextTemplate::Append(const RenderInput& input, std::string* out) const {
  for (const Part& part : parts_) {
    out->append(part.literal);
    if (absl::Status s = AppendPart(part, input, out); !s.ok()) return s;
  }
  out->append(tail_);
  return absl::OkStatus();
}

void TextTemplate::ForEachTemplate(absl::FunctionRef<void(const Template&)> f) const {
  for (const Part& part : parts_) f(part.value);
}

bool TextTemplate::is_constant() const {
  return std::all_of(parts_.begin(), parts_.end(),
                     [](const Part& part) { return part.value.is_constant(); });
}

}  // namespace inflow
