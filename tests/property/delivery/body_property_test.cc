// SPDX-License-Identifier: Apache-2.0
//
// Bodies of random records under every algorithm and content format: they are well-formed, halving
// keeps every record's bytes, and what is rolled back leaves no trace.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/property/record/document.h"
#include "tests/support/groups.h"
#include "tests/support/packer.h"
#include "tests/support/routes.h"

namespace inflow {
namespace {

struct Setting {
  std::string format, batching;
};

// SharesRequests tells whether several folded documents are one request.
bool SharesRequests(std::string_view batching) {
  return batching.find(R"("fold","size")") != batching.npos;
}

// FoldsAlone tells whether a folded document is one request.
bool FoldsAlone(std::string_view batching) {
  return batching.find("\"fold\"") != batching.npos && !SharesRequests(batching);
}

const std::vector<Setting>& Settings() {
  static const auto* const settings = [] {
    auto* all = new std::vector<Setting>;
    for (const char* format : {"json", "xml", "form"}) {
      const bool form = std::string_view(format) == "form";
      for (
          const char* algorithm :
          {"", R"("algorithm":"array")", R"("algorithm":"wrapped_array","key":"x.y")",
           R"("algorithm":"envelope","key":"x","fields":{"of":"{record.k}","one":1})",
           R"("algorithm":"item_wrapper","key":"x","item_key":"v")",
           R"("algorithm":"group_by","attributes":["k"],"key":"x")",
           R"("algorithm":"fold","by":["k"],"lines":"x","line_attributes":["id","a","b","sku"],"on_conflict":"first")",
           R"("algorithm":"fold","size":2,"by":["k"],"lines":"x","line_attributes":["id","a","b","sku"],"on_conflict":"first")",
           R"("algorithm":"keyed","by":["k"])",
           R"("algorithm":"template","body":["{records}",1],"item":{"i":"{record.id}","r":"{message.json}"})"}) {
        const std::string_view name(algorithm);
        if (form && (name.find("\"array\"") != name.npos || name.find("template") != name.npos ||
                     SharesRequests(name)))
          continue;
        all->push_back({format, algorithm});
      }
    }
    return all;
  }();
  return *settings;
}

std::unique_ptr<const Route> RouteOf(const Setting& setting) {
  std::string document =
      R"("endpoint":"create_product","content_format":")" + setting.format + "\"";
  const bool folds = setting.batching.find("fold") != std::string::npos;
  if (!setting.batching.empty()) {
    document += std::string(R"(,"batching":{"enabled":true,)")
                    .append(folds ? "" : R"("size":5,)")
                    .append(setting.batching)
                    .append("}");
  }
  return testing::CompileRoute(document);
}

// Equal names below the top level leave as they came, so they would hide what the bodies themselves
// repeat.
bool RepeatsAName(const record_testing::Value& value) {
  const std::set<std::string> names(value.names.begin(), value.names.end());
  return names.size() < value.names.size() ||
         std::any_of(value.items.begin(), value.items.end(), RepeatsAName);
}

std::vector<std::string> SomeRecords(int most) {
  std::vector<std::string> records;
  const int count = *rc::gen::inRange(0, most);
  for (int i = 0; i < count; ++i) {
    record_testing::Choices choices(*rc::gen::arbitrary<std::vector<uint8_t>>());
    record_testing::Value object = record_testing::MakeObject(&choices, 0, false);
    if (RepeatsAName(object)) {
      object = record_testing::Value();
      object.type = JsonType::kObject;
    }
    const bool empty = object.items.empty();
    std::string text = record_testing::Writer(&choices).Write(&object);
    const std::string key = *rc::gen::element<std::string>("A", "B", "b c", "1");
    text.insert(text.find('{') + 1,
                R"("k":")" + key + R"(","id":)" + std::to_string(i) + (empty ? "" : ","));
    records.push_back(text);
  }
  return records;
}

// Adds every record; returns how many were taken.
size_t AddAll(const Route& route, const std::vector<std::string>& records,
              testing::Packer* packer) {
  size_t taken = 0;
  for (const std::string& record : records) {
    RecordIndex index;
    RC_ASSERT(WalkRecord(record, &index).ok());
    taken += packer->Add(route, {index, 0}, taken, TimePoint()).ok() ? 1 : 0;
  }
  return taken;
}

// IsXml checks that tags match, that names begin as names do, and that text holds no markup and no
// forbidden control character.
bool IsXml(std::string_view text) {
  std::vector<std::string> open;
  size_t roots = 0;
  while (!text.empty()) {
    const size_t tag = text.find('<');
    const std::string_view content = text.substr(0, tag);
    if (open.empty() && !content.empty()) return false;
    for (size_t i = 0; i < content.size(); ++i) {
      const auto c = static_cast<unsigned char>(content[i]);
      if (c == '>' || (c < ' ' && c != '\t' && c != '\n')) return false;
      if (c != '&') continue;
      bool known = false;
      for (const char* entity : {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#13;"})
        known = known || content.substr(i).starts_with(entity);
      if (!known) return false;
    }
    if (tag == text.npos) break;
    const size_t end = text.find('>', tag);
    if (end == text.npos) return false;
    std::string name(text.substr(tag + 1, end - tag - 1));
    text.remove_prefix(end + 1);
    const bool closes = name.starts_with('/');
    const bool alone = name.ends_with('/');
    if (closes) name.erase(0, 1);
    if (alone) name.pop_back();
    if (name.empty() || name.find_first_of(" \t\r\n\"'&/<=:;!?\\") != name.npos ||
        std::string_view("0123456789-.").find(name[0]) != std::string_view::npos)
      return false;
    if (closes) {
      if (open.empty() || open.back() != name) return false;
      open.pop_back();
      continue;
    }
    if (open.empty() && ++roots > 1) return false;
    if (!alone) open.push_back(name);
  }
  return open.empty() && roots == 1;
}

// IsForm checks that all is encoded and that no name comes twice or reads as another's beginning.
bool IsForm(std::string_view text) {
  std::set<std::string> names;
  while (true) {
    const std::string_view pair = text.substr(0, text.find('&'));
    const size_t equals = pair.find('=');
    if (equals == pair.npos || equals == 0 || pair.find('=', equals + 1) != pair.npos) return false;
    for (const char c : pair) {
      if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) > '~' ||
          std::string_view("[]\"<>#").find(c) != std::string_view::npos)
        return false;
    }
    if (!names.emplace(pair.substr(0, equals)).second) return false;
    if (pair.size() == text.size()) return true;
    text.remove_prefix(pair.size() + 1);
  }
}

bool IsWellFormed(const std::string& format, const std::string& body) {
  if (format == "json") return nlohmann::json::accept(body);
  return format == "xml" ? IsXml(body) : IsForm(body);
}

RC_GTEST_PROP(BodyProperty, BodiesAreWellFormed, ()) {
  const Setting& setting = *rc::gen::elementOf(Settings());
  const auto route = RouteOf(setting);
  testing::Packer packer;
  const size_t taken = AddAll(*route, SomeRecords(12), &packer);
  size_t records = 0;
  packer.Commit();
  for (const Group& group : packer.Drain()) {
    const std::string body = testing::BodyOf(group);
    records += testing::IdsOf(group.items).size();
    RC_LOG() << setting.format << " " << setting.batching << " " << body << "\n";
    RC_ASSERT(IsWellFormed(setting.format, body));
    RC_ASSERT(group.LentBody().data() == nullptr || group.LentBody() == body);
  }
  records += testing::IdsOf(packer.TakeRefused()).size();
  RC_ASSERT(records == taken);
}

RC_GTEST_PROP(BodyProperty, HalvesAreWellFormedAndKeepEveryRecord, ()) {
  const Setting& setting = *rc::gen::elementOf(Settings());
  const auto route = RouteOf(setting);
  testing::Packer packer;
  AddAll(*route, SomeRecords(12), &packer);
  packer.Commit();
  for (Group& group : packer.Drain()) {
    if (!group.divisible()) continue;
    const std::string whole = testing::BodyOf(group);
    std::vector<uint64_t> ids = testing::IdsOf(group.items);
    std::vector<std::string> payloads = testing::PayloadsOf(group.items);
    const size_t items = group.items.size();
    const auto [first, second] = testing::Halve(&group);
    RC_ASSERT(first.items.size() + second.items.size() == items);
    RC_LOG() << setting.format << " " << setting.batching << " " << whole << " halved "
             << testing::BodyOf(first) << " and " << testing::BodyOf(second) << "\n";
    std::vector<uint64_t> halved_ids;
    std::vector<std::string> halved_payloads;
    for (const Group* half : {&first, &second}) {
      const std::string body = testing::BodyOf(*half);
      RC_ASSERT(IsWellFormed(setting.format, body));
      RC_ASSERT(body.size() < whole.size());
      for (const uint64_t id : testing::IdsOf(half->items)) halved_ids.push_back(id);
      for (std::string& payload : testing::PayloadsOf(half->items))
        halved_payloads.push_back(std::move(payload));
    }
    RC_ASSERT(halved_ids == ids);
    RC_ASSERT(halved_payloads == payloads);
  }
}

RC_GTEST_PROP(BodyProperty, WhatIsRolledBackLeavesNoTrace, ()) {
  const Setting& setting = *rc::gen::elementOf(Settings());
  const auto route = RouteOf(setting);
  const std::vector<std::string> before = SomeRecords(6);
  const std::vector<std::string> undone = SomeRecords(6);
  const std::vector<std::string> after = SomeRecords(6);
  testing::Packer plain;
  testing::Packer tried;
  AddAll(*route, before, &plain);
  AddAll(*route, before, &tried);
  plain.Commit();
  tried.Commit();
  AddAll(*route, undone, &tried);
  tried.Rollback();
  RC_ASSERT(tried.bytes() == 0U);
  AddAll(*route, after, &plain);
  AddAll(*route, after, &tried);
  std::multiset<std::string> expected;
  std::multiset<std::string> actual;
  size_t records = 0;
  plain.Commit();
  for (const Group& group : plain.Drain()) {
    if (FoldsAlone(setting.batching)) expected.insert(testing::BodyOf(group));
    records += testing::IdsOf(group.items).size();
  }
  tried.Commit();
  for (const Group& group : tried.Drain()) {
    // A group that the undone records closed stays closed, so only folded documents are the same.
    const std::string body = testing::BodyOf(group);
    if (FoldsAlone(setting.batching)) actual.insert(body);
    records -= testing::IdsOf(group.items).size();
    RC_LOG() << setting.format << " " << setting.batching << " " << body << "\n";
    RC_ASSERT(IsWellFormed(setting.format, body));
  }
  RC_ASSERT(records == 0U);
  RC_ASSERT(actual == expected);
}

}  // namespace
}  // namespace inflow
