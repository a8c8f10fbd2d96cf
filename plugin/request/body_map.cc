// SPDX-License-Identifier: Apache-2.0
#include "inflow/request/body_map.h"

namespace inflow {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

}  // namespace

absl::StatusOr<BodyMap> BodyMap::Compile(std::string_view json, MapRest rest, const TemplateScope& scope) {
  BodyMap map;
  map.rest_ = rest;
  RecordIndex index;
  if (absl::Status s = WalkRecord(json, &index); !s.ok()) return s;
  for (const Member& member : index.members) Unescape(member.key, &map.names_.emplace_back());
  if (absl::Status s = map.CompileObject(index.object, 0, scope); !s.ok()) return s;
  map.tail_.pop_back();
  map.open_ = true;
  return map;
}

absl::StatusOr<BodyMap> BodyMap::CompileBody(std::string_view json, const TemplateScope& scope) {
  BodyMap map;
  json = Trim(json);
  if (absl::Status s = map.CompileValue(json, 0, scope); !s.ok()) return s;
  return map;
}

absl::Status BodyMap::CompileObject(std::string_view json, int depth, const TemplateScope& scope) {
  RecordIndex index;
  if (absl::Status s = WalkRecord(json, &index); !s.ok()) return s;
  tail_.push_back('{');
  for (size_t i = 0; i < index.members.size(); ++i) {
    const Member& member = index.members[i];
    if (i > 0) tail_.push_back(',');
    tail_.append("\"").append(member.key).append("\":");
    if (absl::Status s = CompileValue(member.value, depth + 1, scope); !s.ok()) {
      return absl::InvalidArgumentError(depth == 0 ? "\"" + std::string(member.key) + "\": " + std::string(s.message())
                                                   : std::string(s.message()));
    }
  }
  tail_.push_back('}');
  return absl::OkStatus();
}

absl::Status BodyMap::CompileArray(std::string_view json, int depth, const TemplateScope& scope) {
  tail_.push_back('[');
  std::string_view rest = Trim(json.substr(1, json.size() - 2));
  while (!rest.empty()) {
    const char* end = SkipValue(rest.data(), rest.data() + rest.size());
    const auto length = static_cast<size_t>(end - rest.data());
    if (absl::Status s = CompileValue(rest.substr(0, length), depth + 1, scope); !s.ok()) return s;
    rest = Trim(rest.substr(length));
    if (rest.empty()) break;
    tail_.push_back(',');
    rest = Trim(rest.substr(1));
  }
  tail_.push_back(']');
  return absl::OkStatus();
}

absl::Status BodyMap::CompileValue(std::string_view json, int depth, const TemplateScope& scope) {
  if (json[0] == '{') return CompileObject(json, depth, scope);
  if (json[0] == '[') return CompileArray(json, depth, scope);
  if (json[0] != '"') {
    tail_.append(json);
    return absl::OkStatus();
  }
  std::string text;
  Unescape(json.substr(1, json.size() - 2), &text);
  if (text.find_first_of("{}") == std::string::npos) {
    tail_.append(json);
    return absl::OkStatus();
  }
  absl::StatusOr<Template> value = Template::Compile(text, scope);
  if (!value.ok()) return value.status();
  if (value->is_constant()) {
    // Rendered, not copied as written: {companyId} is constant too.
    RecordIndex none;
    return value->AppendJson({none, 0}, &tail_);
  }
  pieces_.push_back({std::move(tail_), *std::move(value)});
  tail_.clear();
  return absl::OkStatus();
}

bool BodyMap::Maps(const Member& member) const {
  for (const std::string& name : names_) {
    if (KeyIs(member, name)) return true;
  }
  return false;
}

absl::Status BodyMap::Append(const RenderInput& input, std::string* out) const {
  for (const Piece& piece : pieces_) {
    out->append(piece.literal);
    if (absl::Status s = piece.value.AppendJson(input, out); !s.ok()) return s;
  }
  out->append(tail_);
  if (rest_ == MapRest::kKeep) {
    bool first = names_.empty();
    for (const Member& member : input.record.members) {
      if (Maps(member)) continue;
      if (!first) out->push_back(',');
      first = false;
      out->append("\"").append(member.key).append("\":").append(member.value);
    }
  }
  if (open_) out->push_back('}');
  return absl::OkStatus();
}

}  // namespace inflow
