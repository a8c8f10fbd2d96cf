// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/fault.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tools/inflow-sim/random.h"
#include "tools/inflow-sim/route.h"

namespace inflow::sim {

namespace {

// SetConfusion knows the kinds by their names. Half of an answer is one that is closed in its
// middle.
bool SetConfusion(std::string_view kind, Fault* fault) {
  if (kind == "half") {
    fault->close = Moment::kDuring;
  } else if (kind == "html") {
    fault->confusion = Confusion::kHtml;
  } else if (kind == "other-id") {
    fault->confusion = Confusion::kOtherId;
  } else if (kind == "error") {
    fault->confusion = Confusion::kError;
  } else {
    return false;
  }
  return true;
}

}  // namespace

// Reader turns a script into rules. The first fault of the script is kept; what comes after it is
// read for nothing.
class FaultScript::Reader {
 public:
  absl::StatusOr<FaultScript> Read(const nlohmann::json& json) {
    FaultScript script;
    if (!json.is_object())
      return absl::InvalidArgumentError("a fault script must be a JSON object with \"rules\"");
    for (const auto& [key, value] : json.items()) {
      where_ = key;
      if (key == "seed") {
        script.seed_ = Whole(value);
      } else if (key == "rules" && value.is_array()) {
        for (size_t i = 0; i < value.size(); ++i) script.rules_.push_back(ReadRule(value[i], i));
      } else {
        Fail("the keys are seed (a number) and rules (an array)");
      }
    }
    if (!status_.ok()) return status_;
    return script;
  }

 private:
  Rule ReadRule(const nlohmann::json& json, size_t index) {
    Rule rule;
    rule.fault.rule = index;
    where_ = absl::StrCat("rules[", index, "]");
    if (!json.is_object()) Fail("must be an object");
    std::optional<bool> apply;
    for (const auto& [key, value] : json.items()) {
      where_ = absl::StrCat("rules[", index, "].", key);
      if (key == "apply") {
        apply = Flag(value);
      } else if (!ReadMatch(key, value, &rule) && !ReadAnswer(key, value, &rule.fault) &&
                 !ReadWay(key, value, &rule.fault)) {
        Fail("there is no such key; docs/simulator.md lists them");
      }
    }
    rule.fault.apply = apply.value_or(AppliesByDefault(rule.fault));
    return rule;
  }

  // A request takes effect where at least a part of the service's own answer reaches the client.
  static bool AppliesByDefault(const Fault& fault) {
    return !fault.status && !fault.raw && !fault.hang && fault.reset != Moment::kBefore &&
           fault.close != Moment::kBefore;
  }

  bool ReadMatch(const std::string& key, const nlohmann::json& value, Rule* rule) {
    if (key == "method") {
      for (const nlohmann::json& method : value.is_array() ? value : nlohmann::json::array({value}))
        rule->methods.push_back(Text(method));
    } else if (key == "path") {
      rule->path = Text(value);
    } else if (key == "body_contains") {
      rule->body_contains = Text(value);
    } else if (key == "reused") {
      rule->reused = Flag(value);
    } else if (key == "nth") {
      for (const nlohmann::json& k : value.is_array() ? value : nlohmann::json::array({value}))
        rule->nth.push_back(Whole(k));
    } else if (key == "every") {
      rule->every = Whole(value);
    } else if (key == "times") {
      rule->times = Whole(value);
    } else if (key == "share") {
      if (!value.is_number() || value.get<double>() < 0 || value.get<double>() > 1)
        Fail("must be a number from 0 to 1");
      rule->share = value.is_number() ? value.get<double>() : 0;
    } else {
      return false;
    }
    return true;
  }

  bool ReadAnswer(const std::string& key, const nlohmann::json& value, Fault* fault) {
    if (key == "status") {
      fault->status = static_cast<int>(Whole(value));
      if (*fault->status < 200 || *fault->status > 599)
        Fail("must be from 200 to 599; use raw for anything else");
    } else if (key == "headers") {
      if (!value.is_object()) Fail("must be an object of texts");
      for (const auto& [name, text] : value.items()) fault->headers.emplace_back(name, Text(text));
    } else if (key == "body") {
      fault->body = value.is_string() ? value.get<std::string>() : value.dump();
    } else if (key == "raw") {
      fault->raw = Text(value);
    } else if (key == "malformed") {
      fault->malformed = Flag(value);
    } else if (key == "confuse") {
      if (!SetConfusion(Text(value), fault)) Fail("must be html, other-id, error or half");
    } else if (key == "length_off_by") {
      if (!value.is_number_integer()) Fail("must be a whole number");
      fault->length_off_by = value.is_number_integer() ? value.get<int64_t>() : 0;
    } else {
      return false;
    }
    return true;
  }

  bool ReadWay(const std::string& key, const nlohmann::json& value, Fault* fault) {
    if (key == "delay_ms") {
      fault->delay_ms = static_cast<int64_t>(Whole(value));
    } else if (key == "hang") {
      fault->hang = Flag(value);
    } else if (key == "reset") {
      fault->reset = When(value);
    } else if (key == "close") {
      fault->close = When(value);
    } else if (key == "cut") {
      fault->cut = Whole(value);
    } else if (key == "slow") {
      ReadSlow(value, fault);
    } else {
      return false;
    }
    return true;
  }

  void ReadSlow(const nlohmann::json& value, Fault* fault) {
    if (!value.is_object() || value.size() != 2 || !value.contains("bytes") ||
        !value.contains("every_ms")) {
      Fail("must be an object {\"bytes\": N, \"every_ms\": N}");
      return;
    }
    fault->slow_bytes = Whole(value["bytes"]);
    fault->slow_ms = static_cast<int64_t>(Whole(value["every_ms"]));
    if (fault->slow_bytes == 0) Fail("bytes must be 1 at least");
  }

  Moment When(const nlohmann::json& value) {
    if (value == "before") return Moment::kBefore;
    if (value == "during") return Moment::kDuring;
    if (value == "after") return Moment::kAfter;
    Fail("must be before, during or after (the answer)");
    return Moment::kNever;
  }

  std::string Text(const nlohmann::json& value) {
    if (value.is_string()) return value.get<std::string>();
    Fail("must be a text");
    return {};
  }

  bool Flag(const nlohmann::json& value) {
    if (!value.is_boolean()) Fail("must be true or false");
    return value == true;
  }

  uint64_t Whole(const nlohmann::json& value) {
    constexpr uint64_t kMost = 1'000'000'000'000;
    if (value.is_number_unsigned() && value.get<uint64_t>() <= kMost) return value.get<uint64_t>();
    Fail("must be a whole number from 0");
    return 0;
  }

  void Fail(std::string_view rule) {
    if (status_.ok()) {
      status_ = absl::InvalidArgumentError(absl::StrCat(
          "fault script, ", where_, ": ", absl::string_view(rule.data(), rule.size())));
    }
  }

  std::string where_;
  absl::Status status_;
};

absl::StatusOr<FaultScript> FaultScript::Parse(std::string_view json) {
  const nlohmann::json parsed = nlohmann::json::parse(
      json.begin(), json.end(), nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  if (parsed.is_discarded()) return absl::InvalidArgumentError("the fault script is no JSON");
  return Reader().Read(parsed);
}

absl::Status FaultScript::AddConfusion(const std::string& text) {
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
  Rule rule;
  rule.fault.rule = rules_.size();
  const bool counted = parts.second.find('.') == std::string::npos;
  bool good = SetConfusion(parts.first, &rule.fault);
  if (counted && parts.first != text) {
    good = good && absl::SimpleAtoi(parts.second, &rule.times);
  } else if (parts.first != text) {
    good =
        good && absl::SimpleAtod(parts.second, &rule.share) && rule.share >= 0 && rule.share <= 1;
  }
  if (!good) {
    return absl::InvalidArgumentError(
        absl::StrCat("--confuse ", text,
                     ": give html, other-id, error or half, and if wanted a number of requests "
                     "(html=3) or a share of them (html=0.1)"));
  }
  rules_.push_back(std::move(rule));
  return absl::OkStatus();
}

bool FaultScript::IsFor(const Rule& rule, const Subject& subject) {
  if (!rule.methods.empty() &&
      std::find(rule.methods.begin(), rule.methods.end(), subject.method) == rule.methods.end()) {
    return false;
  }
  // The simulator's own routes are for looking at it: only a rule that names them may disturb them.
  if (subject.path.starts_with("/_sim") && !rule.path.starts_with("/_sim")) return false;
  return MatchesGlob(rule.path, subject.path) && (!rule.reused || *rule.reused == subject.reused) &&
         subject.body.find(rule.body_contains) != std::string_view::npos;
}

bool FaultScript::Chosen(const Rule& rule) const {
  if (rule.struck >= rule.times) return false;
  if (!rule.nth.empty() && std::find(rule.nth.begin(), rule.nth.end(), rule.seen) == rule.nth.end())
    return false;
  if (rule.every != 0 && rule.seen % rule.every != 0) return false;
  // 2^53 steps between 0 and 1, as many as a double holds exactly.
  const uint64_t random = Mix(seed_ ^ Mix(rule.fault.rule ^ Mix(rule.seen)));
  return static_cast<double>(random >> 11) * 0x1p-53 < rule.share;
}

const Fault* FaultScript::Strike(const Subject& subject) {
  Rule* striking = nullptr;
  for (Rule& rule : rules_) {
    if (!IsFor(rule, subject)) continue;
    ++rule.seen;
    if (striking == nullptr && Chosen(rule)) striking = &rule;
  }
  if (striking == nullptr) return nullptr;
  ++striking->struck;
  return &striking->fault;
}

}  // namespace inflow::sim
