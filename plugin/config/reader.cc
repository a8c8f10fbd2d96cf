// SPDX-License-Identifier: Apache-2.0
#include "plugin/config/internal/reader.h"

#include <algorithm>
#include <cmath>

#include "plugin/config/internal/document.h"
#include "plugin/config/internal/later.h"
#include "plugin/config/internal/message.h"
#include "plugin/config/internal/secret_shape.h"

namespace inflow::config {
namespace {

using nlohmann::json;

// WholeNumber returns a number without a fraction; one that no range allows where it is beyond 64
// bits.
std::optional<int64_t> WholeNumber(const json& value) {
  if (value.is_number_unsigned()) {
    return static_cast<int64_t>(std::min<uint64_t>(value.get<uint64_t>(), INT64_MAX));
  }
  if (value.is_number_integer()) return value.get<int64_t>();
  if (!value.is_number_float()) return std::nullopt;
  const auto number = value.get<double>();
  if (number != std::trunc(number)) return std::nullopt;
  constexpr double kBeyond = 9.2e18;
  if (std::abs(number) > kBeyond) return number > 0 ? INT64_MAX : INT64_MIN;
  return static_cast<int64_t>(number);
}

}  // namespace

Reader::Reader(const json& object, Place place, std::vector<Fault>* faults, Origins* origins)
    : object_(object), place_(std::move(place)), faults_(faults), origins_(origins) {
  if (!WalkRecord(place_.raw, &raw_).ok()) raw_ = {};
}

const json* Reader::Take(const Key& key) {
  known_.push_back(key.name);
  const auto it = object_.find(key.name);
  if (it != object_.end()) {
    SetOrigin(PointerTo(key.name), Origin::kNamed);
    return &*it;
  }
  if (key.required) Wrong(key.name, "is missing: " + PlainMeaning(key));
  return nullptr;
}

std::string Reader::PointerTo(std::string_view key) const {
  return JoinPointer(place_.pointer, key);
}

std::string_view Reader::Raw(std::string_view key) const {
  const Member* member = raw_.Find(key);
  return member == nullptr ? std::string_view() : member->value;
}

void Reader::SetOrigin(const std::string& pointer, Origin origin) {
  if (origins_ != nullptr) origins_->Set(pointer.substr(place_.base), origin);
}

void Reader::AddFault(const std::string& pointer, std::string message) {
  SetOrigin(pointer, Origin::kFaulty);
  faults_->push_back({pointer, std::move(message)});
}

void Reader::Wrong(std::string_view key, const std::string& problem) {
  AddFault(PointerTo(key), Quoted(key) + " " + problem);
}

void Reader::WrongType(std::string_view key, std::string_view wanted, const json& value) {
  Wrong(key, "must be " + std::string(wanted) + ", not " + std::string(TypeName(value)));
}

void Reader::Finish(const std::vector<std::string_view>& elsewhere) {
  for (const auto& [name, value] : object_.items()) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    if (const Later* later = FindLater(place_.section, name); later != nullptr) {
      Wrong(name, "is not in this version: " + std::string(later->instead));
      continue;
    }
    if (std::find(elsewhere.begin(), elsewhere.end(), name) != elsewhere.end()) {
      Wrong(name, "is no key of " + place_.name +
                      ": it belongs to the document itself, and holds for all routes");
      continue;
    }
    const std::string nearest = DidYouMean(name, known_);
    Wrong(name, "is no key of " + place_.name +
                    (nearest.empty() ? "; its keys are " + Listed(known_, "and") : nearest));
  }
}

void Reader::Boolean(const Key& key, bool* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  if (found->is_boolean()) {
    *value = found->get<bool>();
  } else {
    WrongType(key.name, "true or false", *found);
  }
}

void Reader::Integer(const Key& key, IntegerRange range, IntegerField value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  const std::string wanted =
      "a whole number from " + std::to_string(range.least) + " to " + std::to_string(range.most);
  if (!found->is_number()) {
    WrongType(key.name, wanted, *found);
    return;
  }
  const std::optional<int64_t> number = WholeNumber(*found);
  if (number.has_value() && *number >= range.least && *number <= range.most) {
    SetInteger(value, *number);
  } else {
    Wrong(key.name, "must be " + wanted + ", not " + found->dump());
  }
}

void Reader::Share(const Key& key, double* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  constexpr std::string_view kWanted = "a number above 0 and at most 1";
  if (!found->is_number()) {
    WrongType(key.name, kWanted, *found);
  } else if (const auto number = found->get<double>(); number > 0 && number <= 1) {
    *value = number;
  } else {
    Wrong(key.name, "must be " + std::string(kWanted) + ", not " + found->dump());
  }
}

void Reader::Text(const Key& key, const TextRule& rule, std::string* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  if (found->is_null() && rule.nullable) {
    value->clear();
    return;
  }
  if (!found->is_string()) {
    WrongType(key.name, rule.nullable ? "text or null" : "text", *found);
    return;
  }
  std::string text = *TextOf(*found);
  if (const std::string problem = rule.problem(&text); !problem.empty()) {
    Wrong(key.name, problem);
  } else {
    *value = std::move(text);
  }
}

void Reader::TextList(const Key& key, const TextsRule& rule, std::vector<std::string>* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  value->clear();
  if (!found->is_array()) return WrongType(key.name, "an array of texts", *found);
  if (found->size() > rule.most)
    return Wrong(key.name, "holds more than " + std::to_string(rule.most) + " texts: remove some");
  for (size_t i = 0; i < found->size(); ++i) {
    const std::string pointer = JoinPointer(PointerTo(key.name), std::to_string(i));
    const std::string* text = TextOf((*found)[i]);
    std::string normal = text == nullptr ? "" : *text;
    const std::string problem = text == nullptr
                                    ? "must be text, not " + std::string(TypeName((*found)[i]))
                                    : rule.each.problem(&normal);
    if (problem.empty()) {
      value->push_back(std::move(normal));
    } else {
      AddFault(pointer, "an entry of " + Quoted(key.name) + " " + problem);
    }
  }
}

void Reader::Choice(const Key& key, const ChoiceField& field) {
  const json* found = Take(key);
  if (found == nullptr) return;
  const std::string wanted = OneOf(field.names);
  const std::string* text = TextOf(*found);
  if (text == nullptr) {
    WrongType(key.name, wanted, *found);
    return;
  }
  const auto it = std::find(field.names.begin(), field.names.end(), *text);
  if (it != field.names.end()) {
    field.set(static_cast<size_t>(it - field.names.begin()));
  } else {
    Wrong(key.name,
          "must be " + wanted + ", not " + Quoted(*text) + DidYouMean(*text, field.names));
  }
}

void Reader::Secret(const Key& key, SecretSource* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  if (found->is_object()) {
    ReadSecretSource(key, *found, value);
  } else if (!found->is_string()) {
    WrongType(key.name, R"(text, {"env": "NAME"} or {"file": "path"})", *found);
  } else if (TextOf(*found)->empty()) {
    Wrong(key.name, R"(is empty: write its value, {"env": "NAME"} or {"file": "path"})");
  } else {
    *value = {SecretSource::Kind::kLiteral, *TextOf(*found)};
  }
}

void Reader::ReadSecretSource(const Key& key, const json& value, SecretSource* secret) {
  const std::string pointer = PointerTo(key.name);
  for (const auto& [name, text] : value.items()) {
    const std::string at = JoinPointer(pointer, name);
    if (name != "env" && name != "file" && !IsTellingPath(name)) {
      Wrong(
          key.name,
          R"(takes "env" or "file", and has a key that is neither; it may be a secret, so it is not shown)");
    } else if (name != "env" && name != "file") {
      AddFault(at, Quoted(name) + " is no key of " + Quoted(key.name) +
                       R"(, which takes "env" or "file")");
    } else if (!text.is_string()) {
      AddFault(at, Quoted(name) + " must be text, not " + std::string(TypeName(text)));
    } else if (name == "env" && !IsVariableName(*TextOf(text))) {
      AddFault(
          at,
          "\"env\" must be the name of an environment variable: letters, digits and underscores, no digit first");
    } else if (name == "file" && (TextOf(text)->empty() || HasControls(*TextOf(text)))) {
      AddFault(at, "\"file\" must be the path of a file, not empty and without control characters");
    } else {
      *secret = {name == "env" ? SecretSource::Kind::kEnvironment : SecretSource::Kind::kFile,
                 *TextOf(text)};
    }
  }
  if (value.contains("env") == value.contains("file")) {
    Wrong(key.name, R"(must have one of "env" and "file")");
  }
}

void Reader::Windows(const Key& key, std::vector<WindowConfig>* value) {
  const json* found = Take(key);
  if (found == nullptr) return;
  value->clear();
  if (!found->is_array()) {
    WrongType(key.name, R"(an array of windows, such as [{"requests": 60, "per_ms": 60000}])",
              *found);
    return;
  }
  if (found->size() > kMaxWindows) {
    Wrong(key.name, "holds " + std::to_string(found->size()) + " windows; at most " +
                        std::to_string(kMaxWindows) + " are kept: remove some");
    return;
  }
  for (size_t i = 0; i < found->size(); ++i) {
    const std::string pointer = JoinPointer(PointerTo(key.name), std::to_string(i));
    if (!(*found)[i].is_object()) {
      AddFault(pointer, "a window must be an object with \"requests\" and \"per_ms\", not " +
                            std::string(TypeName((*found)[i])));
      continue;
    }
    Reader reader((*found)[i], {pointer, {}, "windows", "a window"}, faults_, /*origins=*/nullptr);
    VisitWindow(reader, &value->emplace_back());
    reader.Finish({});
  }
}

void Reader::Ignored(const Key& key) {
  known_.push_back(key.name);
  const auto found = object_.find(key.name);
  if (found != object_.end() && !found->is_string()) WrongType(key.name, "text", *found);
}

void Reader::Object(const Key& key, const Visit& visit) {
  const json* found = Take(key);
  if (found == nullptr) return;
  const bool null = found->is_null() && !key.null_means.empty();
  if (!null && !found->is_object()) {
    WrongType(key.name, key.null_means.empty() ? "an object" : "an object or null", *found);
    return;
  }
  const json meant = null ? json::parse(key.null_means) : json();
  Reader reader(null ? meant : *found,
                {PointerTo(key.name), null ? key.null_means : Raw(key.name), key.name,
                 Quoted(key.name), place_.base},
                faults_, origins_);
  visit(reader);
  reader.Finish({});
}

}  // namespace inflow::config
