// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>

#include "plugin/record/path.h"
#include "tests/property/record/document.h"

namespace inflow {
namespace {

using record_testing::Choices;
using record_testing::Document;
using record_testing::Value;

// Erase is the rule on parsed values.
void Erase(nlohmann::json* value, const std::string& path) {
  if (value->is_array()) {
    for (nlohmann::json& item : *value) Erase(&item, path);
  }
  if (!value->is_object()) return;
  value->erase(path);
  const size_t dot = path.find('.');
  if (dot == std::string::npos) return;
  if (const auto first = value->find(path.substr(0, dot)); first != value->end())
    Erase(&*first, path.substr(dot + 1));
}

// Filtered is the rule on bytes, from the places that the writer noted: between two members that
// stay stands what stood before the second one, and the white space at both brackets stays.
std::string Filtered(const Document& document, const Value& value,
                     const std::vector<std::string>& paths) {
  if (value.items.empty()) return std::string(document.At(value.span));
  const bool object = value.type == JsonType::kObject;
  const auto begin = [&](size_t i) {
    return object ? value.keys[i].begin : value.items[i].span.begin;
  };
  std::string out(document.At({value.span.begin, begin(0)}));
  bool first = true;
  for (size_t i = 0; i < value.items.size(); ++i) {
    std::vector<std::string> rests;
    if (object && std::find(paths.begin(), paths.end(), value.names[i]) != paths.end()) continue;
    for (const std::string& path : paths) {
      const size_t dot = path.find('.');
      if (object && dot != std::string::npos && path.substr(0, dot) == value.names[i])
        rests.push_back(path.substr(dot + 1));
    }
    if (!first) out += document.At({value.items[i - 1].span.end, begin(i)});
    first = false;
    out += document.At({begin(i), value.items[i].span.begin});
    out += Filtered(document, value.items[i], object ? rests : paths);
  }
  return out.append(document.At({value.items.back().span.end, value.span.end}));
}

struct Scene {
  Choices choices{*rc::gen::resize(1500, rc::gen::arbitrary<std::vector<uint8_t>>())};
  Choices more{*rc::gen::container<std::vector<uint8_t>>(60, rc::gen::arbitrary<uint8_t>())};
  Document document{&choices};
  std::vector<std::string> paths;
  RecordIndex index;

  Scene() {
    RC_LOG() << document.text << '\n';
    for (size_t left = more.Below(6); left > 0; --left) {
      const bool likely = !document.root.items.empty() && more.OneIn(2);
      paths.push_back(likely ? record_testing::PathInto(document.root, false, &more)
                             : record_testing::MakePath(&more));
      RC_LOG() << "exclude " << paths.back() << '\n';
    }
    RC_ASSERT(WalkRecord(document.text, &index).ok());
  }

  nlohmann::json Expected() const {
    nlohmann::json expected = nlohmann::json::parse(document.text);
    for (const std::string& path : paths) Erase(&expected, path);
    return expected;
  }
};

RC_GTEST_PROP(ExclusionProperty, DropsWhatTheModelErasesAndKeepsEveryOtherByte, ()) {
  const Scene scene;
  std::string out;
  Exclusion(scene.paths).AppendObject(scene.index, &out);
  RC_ASSERT(nlohmann::json::parse(out) == scene.Expected());
  RC_ASSERT(out == Filtered(scene.document, scene.document.root, scene.paths));
  RC_CLASSIFY(out.size() < scene.index.object.size(), "something dropped");
}

RC_GTEST_PROP(ExclusionProperty, DropsTheSameMemberByMember, ()) {
  const Scene scene;
  const Exclusion exclusion(scene.paths);
  std::string out = "{";
  for (const Member& member : scene.index.members) {
    if (exclusion.DropsTopLevel(member)) continue;
    ((((out += out.size() == 1 ? "" : ",") += '"') += member.key) += "\":");
    exclusion.AppendValue(member, &out);
  }
  out += '}';
  RC_ASSERT(nlohmann::json::parse(out) == scene.Expected());
}

}  // namespace
}  // namespace inflow
