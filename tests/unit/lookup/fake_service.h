// SPDX-License-Identifier: Apache-2.0
//
// File: fake_service.h
//
// The names of one service under made-up collections and times.
#ifndef TESTS_UNIT_LOOKUP_FAKE_SERVICE_H_
#define TESTS_UNIT_LOOKUP_FAKE_SERVICE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plugin/entity/reference_mark.h"
#include "plugin/lookup/names.h"

namespace inflow {

// GuidOf makes GUIDs that ascend with n.
inline std::string GuidOf(uint64_t n) {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "00000000-0000-4000-8000-%012llx",
                static_cast<unsigned long long>(n));
  return text.data();
}

inline std::string Quote(std::string_view text) {
  return std::string("\"").append(text).append("\"");
}

// Entity makes one: Entity("productId", 7, {{"sku", "A-1"}}).
inline std::string Entity(std::string_view id_field, uint64_t n,
                          const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string entity = "{" + Quote(id_field) + ":" + Quote(GuidOf(n));
  for (const auto& [field, text] : fields) entity += "," + Quote(field) + ":" + Quote(text);
  return entity + "}";
}

inline std::string ListOf(const std::vector<std::string>& entities) {
  std::string list = "[";
  for (const std::string& entity : entities) list += (list.size() > 1 ? "," : "") + entity;
  return list + "]";
}

inline Exchange Answer200(std::string body, std::optional<int64_t> total = {}) {
  Exchange exchange;
  exchange.status = 200;
  exchange.wrote = true;
  exchange.body = std::move(body);
  exchange.headers.emplace_back("content-type", "application/json");
  if (total) exchange.headers.emplace_back("x-listcount", std::to_string(*total));
  return exchange;
}

class NamesTest : public ::testing::Test {
 protected:
  void SetUp() override { names_.Configure(config_); }

  // Payload makes a text that names a record.
  static std::string Named(std::string_view collection, std::string_view name) {
    return Mark({.kind = ReferenceKind::kName,
                 .collection = collection,
                 .derived = {},
                 .names = {{{}, name}}});
  }
  static std::string Checked(std::string_view collection, std::string_view guid) {
    return Mark({.kind = ReferenceKind::kId,
                 .collection = collection,
                 .derived = {},
                 .names = {{{}, guid}}});
  }
  static std::string Mark(const ReferenceMark& mark) {
    std::string text;
    AppendMark(mark, &text);
    return text;
  }

  // Wait interns a text and lets a record with it wait; what became of it is Told.
  std::string& Wait(std::string text) {
    names_.Intern(&text);
    texts_.push_back(std::make_unique<std::string>(std::move(text)));
    Told(*texts_.back());
    return *texts_.back();
  }

  // Told fills a text: what it is then, "waits", or "REJECTED: why".
  std::string Told(std::string& text) {
    const Names::Filling filling = names_.Fill(text.data(), text.size(), ++place_);
    switch (filling.kind) {
      case Names::Filling::kFull:
        return text;
      case Names::Filling::kWaits:
        return "waits";
      case Names::Filling::kRefused:
        return std::string(filling.failed ? "FAILED: " : "REJECTED: ").append(filling.why);
    }
    return "";
  }
  std::string TellNew(std::string text) { return Told(Wait(std::move(text))); }

  // Ask returns the path that is asked for; "" where nothing is.
  std::string Ask() {
    if (!names_.place()) return "";
    question_ = names_.Ask();
    return question_.path;
  }
  Answered Answer(const Exchange& exchange) { return names_.Answer(question_, exchange); }

  // Serve answers all that is asked, out of lists of entities, as the service does: pages in the
  // order of ids, filters that find what contains their text. It returns the paths.
  std::vector<std::string> Serve(size_t most = 1000) {
    std::vector<std::string> paths;
    for (std::string path = Ask(); !path.empty(); path = Ask()) {
      paths.push_back(path);
      if (paths.size() > most) {
        ADD_FAILURE() << "asked more than " << most << " times";
        break;
      }
      const Answered answered = Answer(AnswerTo(path));
      EXPECT_EQ(answered.kind, Answered::kRead) << answered.why;
    }
    return paths;
  }

  Exchange AnswerTo(const std::string& path) const {
    const size_t query = std::min(path.find('?'), path.size());
    const std::string collection = path.substr(1, query - 1);
    std::vector<std::string> fitting;
    for (const std::string& entity : service_.at(collection)) {
      if (Fits(entity, Value(path, "&filter%5B"))) fitting.push_back(entity);
    }
    const auto total = static_cast<int64_t>(fitting.size());
    std::vector<std::string> page;
    const std::string after = Value(path, "&after=");
    for (const std::string& entity : fitting) {
      if (page.size() < 100 && (after.empty() || IdIn(entity) > after)) page.push_back(entity);
    }
    return Answer200(ListOf(page), total);
  }

  // Many makes so many entities, named n1, n2...
  static std::vector<std::string> Many(std::string_view id_field, const std::string& field,
                                       uint64_t count) {
    std::vector<std::string> entities;
    for (uint64_t n = 1; n <= count; ++n)
      entities.push_back(Entity(id_field, n, {{field, "n" + std::to_string(n) + "."}}));
    return entities;
  }

  ReferencesConfig config_;
  Names names_;
  Question question_;
  uint64_t place_ = 0;
  std::map<std::string, std::vector<std::string>> service_;

 private:
  static std::string IdIn(const std::string& entity) {
    return entity.substr(entity.find(':') + 2, 36);
  }
  // Value is what stands behind a part of the query; of filters what is behind the name's "]=".
  static std::string Value(const std::string& path, const std::string& what) {
    size_t at = path.find(what);
    if (at == std::string::npos) return "";
    at = path.find('=', at) + 1;
    return path.substr(at, path.find('&', at) - at);
  }
  static bool Fits(const std::string& entity, const std::string& text) {
    return entity.find(text) != std::string::npos;
  }

  std::vector<std::unique_ptr<std::string>> texts_;
};

}  // namespace inflow

#endif  // TESTS_UNIT_LOOKUP_FAKE_SERVICE_H_
