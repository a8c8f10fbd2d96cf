// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "plugin/record/path.h"
#include "tests/property/record/document.h"

namespace inflow {
namespace {

using record_testing::Choices;
using record_testing::Document;
using record_testing::Value;

const Value* Child(const Value& value, const std::string& name) {
  if (value.type == JsonType::kObject) {
    const auto last = std::find(value.names.rbegin(), value.names.rend(), name);
    return last == value.names.rend()
               ? nullptr
               : &value.items[static_cast<size_t>(value.names.rend() - last) - 1];
  }
  if (value.type != JsonType::kArray) return nullptr;
  for (size_t i = 0; i < value.items.size(); ++i) {
    if (std::to_string(i) == name) return &value.items[i];
  }
  return nullptr;
}

// LookupInTree is the rule, said recursively: the whole path as one name, else the first name and
// the rest in what it names.
const Value* LookupInTree(const Value& value, const std::string& path) {
  if (const Value* whole = Child(value, path)) return whole;
  const size_t dot = path.find('.');
  if (dot == std::string::npos) return nullptr;
  const Value* first = Child(value, path.substr(0, dot));
  return first == nullptr ? nullptr : LookupInTree(*first, path.substr(dot + 1));
}

RC_GTEST_PROP(LookupProperty, FindsTheBytesThatTheTreeHas, ()) {
  Choices choices(*rc::gen::resize(1500, rc::gen::arbitrary<std::vector<uint8_t>>()));
  const Document document(&choices);
  Choices more(*rc::gen::container<std::vector<uint8_t>>(500, rc::gen::arbitrary<uint8_t>()));
  RC_PRE(!document.root.items.empty());
  RC_LOG() << document.text;
  RecordIndex index;
  RC_ASSERT(WalkRecord(document.text, &index).ok());
  int found = 0;
  for (int round = 0; round < 40; ++round) {
    const std::string path = round % 4 == 0 ? record_testing::MakePath(&more)
                                            : record_testing::PathInto(document.root, true, &more);
    RC_LOG() << "path " << path << '\n';
    const auto value = Lookup(index, AttributePath(path));
    const Value* expected = LookupInTree(document.root, path);
    RC_ASSERT(value.has_value() == (expected != nullptr));
    if (expected == nullptr) continue;
    ++found;
    RC_ASSERT(value->bytes.data() == document.text.data() + expected->span.begin);
    RC_ASSERT(value->bytes.size() == expected->span.end - expected->span.begin);
    RC_ASSERT(value->type == expected->type);
    if (expected->type == JsonType::kString) {
      std::string text;
      Unescape(value->bytes.substr(1, value->bytes.size() - 2), &text);
      RC_ASSERT(text == record_testing::PlainUtf8(expected->text));
    }
  }
  RC_CLASSIFY(found >= 20, "half of the paths lead to something");
}

}  // namespace
}  // namespace inflow
