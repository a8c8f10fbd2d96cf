// SPDX-License-Identifier: Apache-2.0
//
// Any bytes as a template (the first line) and a record (the rest): what is rendered can stand
// where it is put.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "plugin/record/walker.h"
#include "plugin/request/template.h"
#include "plugin/request/text_template.h"
#include "plugin/text/escaped.h"

namespace {

using inflow::Placement;

void Require(bool holds) {
  if (!holds) std::abort();
}

bool HoldsControls(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

std::string Escaped(std::string_view text) {
  std::string escaped;
  inflow::AppendEscaped(text, &escaped);
  return escaped;
}

void RequireFits(const inflow::Template& compiled, std::string_view text,
                 const inflow::RenderInput& input) {
  std::string path, header, json, plain;
  if (compiled.Append(input, Placement::kHeader, &header).ok())
    Require(HoldsControls(text) || !HoldsControls(header));
  if (compiled.Append(input, Placement::kPath, &path).ok()) {
    const auto slashes = [](std::string_view where) {
      return std::count(where.begin(), where.end(), '/');
    };
    Require(slashes(path) <= slashes(text));
  }
  // A template comes out of a configuration, which is UTF-8.
  const bool utf8 = nlohmann::json::accept("[\"" + Escaped(text) + "\"]");
  if (utf8 && compiled.AppendJson(input, &json).ok()) Require(nlohmann::json::accept(json));
  if (compiled.Append(input, Placement::kText, &plain).ok() && compiled.is_constant())
    Require(!compiled.NamesRecord());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const size_t line = std::min(bytes.find('\n'), bytes.size());
  const std::string_view text = bytes.substr(0, line);
  const std::string_view record = bytes.substr(std::min(line + 1, size));
  inflow::RecordIndex index;
  if (!inflow::WalkRecord(record, &index).ok()) return 0;
  const inflow::RenderInput input{index, {}};
  const inflow::TemplateScope scope{.company_id = "01234567-89ab-4def-8123-456789abcdef"};
  if (const auto compiled = inflow::Template::Compile(text, scope); compiled.ok())
    RequireFits(*compiled, text, input);
  std::string body;
  if (const auto compiled = inflow::TextTemplate::Compile(text, scope); compiled.ok())
    (void)compiled->Append(input, &body);
  return 0;
}
