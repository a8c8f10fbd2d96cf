// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/value.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace inflow::sim {
namespace {

// Builder receives nlohmann's parse events. The tree itself would lose how a number was written;
// the events do not.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return Add({}); }
  bool boolean(bool value) override {
    Value truth = MakeEmpty(Value::Kind::kBoolean);
    truth.boolean = value;
    return Add(std::move(truth));
  }
  // The event is for tokens that begin with a minus sign, so that a zero here was written as -0.
  bool number_integer(number_integer_t value) override {
    return AddNumber(value == 0 ? "-0" : std::to_string(value));
  }
  bool number_unsigned(number_unsigned_t value) override {
    return AddNumber(std::to_string(value));
  }
  bool number_float(number_float_t, const string_t& written) override { return AddNumber(written); }
  bool string(string_t& text) override { return AddText(Value::Kind::kString, std::move(text)); }
  bool binary(binary_t&) override { return false; }

  bool start_object(size_t) override { return Open(Value::Kind::kObject); }
  bool key(string_t& name) override {
    open_.back()->members.push_back({std::move(name), {}});
    return true;
  }
  bool end_object() override {
    KeepLastOfEqualNames(&open_.back()->members);
    open_.pop_back();
    return true;
  }
  bool start_array(size_t) override { return Open(Value::Kind::kArray); }
  bool end_array() override {
    open_.pop_back();
    return true;
  }

  bool parse_error(size_t, const std::string&, const nlohmann::json::exception& error) override {
    // The library's own prefix, "[json.exception.parse_error.101] ", says nothing to a reader.
    std::string_view words = error.what();
    words.remove_prefix(std::min(words.find("] ") + 2, words.size()));
    error_ = words;
    return false;
  }

  const std::string& error() const { return error_; }
  Value Take() { return std::move(root_); }

 private:
  static void KeepLastOfEqualNames(std::vector<Member>* members) {
    absl::flat_hash_set<absl::string_view> seen;
    for (const Member& member : *members) seen.insert(member.name);
    if (seen.size() == members->size()) return;
    seen.clear();
    std::vector<Member> kept;
    for (auto member = members->rbegin(); member != members->rend(); ++member) {
      if (seen.insert(member->name).second) kept.push_back(*member);
    }
    members->assign(std::make_move_iterator(kept.rbegin()), std::make_move_iterator(kept.rend()));
  }

  bool AddNumber(std::string written) { return AddText(Value::Kind::kNumber, std::move(written)); }

  bool AddText(Value::Kind kind, std::string text) {
    Value value = MakeEmpty(kind);
    value.text = std::move(text);
    return Add(std::move(value));
  }

  bool Add(Value value) {
    Place(std::move(value));
    return true;
  }

  Value* Place(Value value) {
    if (open_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Value& parent = *open_.back();
    if (parent.is_array()) return &parent.items.emplace_back(std::move(value));
    return &(parent.members.back().value = std::move(value));
  }

  bool Open(Value::Kind kind) {
    if (open_.size() == kMaxDepth) {
      error_ = absl::StrCat("arrays and objects nest deeper than ", kMaxDepth);
      return false;
    }
    // The pointer stays good: a parent gets no further element before this one is closed.
    open_.push_back(Place(MakeEmpty(kind)));
    return true;
  }

  Value root_;
  std::vector<Value*> open_;
  std::string error_;
};

void AppendString(std::string_view text, std::string* out) {
  out->append(nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

template <typename Elements, typename AppendOne>
void AppendList(char open, const Elements& elements, char close, std::string* out,
                AppendOne append_one) {
  out->push_back(open);
  for (const auto& element : elements) {
    if (&element != &elements.front()) out->push_back(',');
    append_one(element);
  }
  out->push_back(close);
}

}  // namespace

absl::StatusOr<Value> ParseValue(std::string_view text) {
  Builder builder;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder))
    return absl::InvalidArgumentError(builder.error());
  return builder.Take();
}

Value MakeEmpty(Value::Kind kind) {
  Value value;
  value.kind = kind;
  return value;
}

Value MakeString(std::string_view text) {
  Value value = MakeEmpty(Value::Kind::kString);
  value.text = text;
  return value;
}

const Value* Find(const Value& object, std::string_view name) {
  for (const Member& member : object.members) {
    if (absl::EqualsIgnoreCase(member.name, {name.data(), name.size()})) return &member.value;
  }
  return nullptr;
}

void Put(Value* object, std::string_view name, Value value) {
  for (Member& member : object->members) {
    if (absl::EqualsIgnoreCase(member.name, {name.data(), name.size()})) {
      member.value = std::move(value);
      return;
    }
  }
  object->members.push_back({std::string(name), std::move(value)});
}

void AppendJson(const Value& value, std::string* out) {
  switch (value.kind) {
    case Value::Kind::kNull:
      out->append("null");
      return;
    case Value::Kind::kBoolean:
      out->append(value.boolean ? "true" : "false");
      return;
    case Value::Kind::kNumber:
      out->append(value.text);
      return;
    case Value::Kind::kString:
      AppendString(value.text, out);
      return;
    case Value::Kind::kArray:
      AppendList('[', value.items, ']', out, [&](const Value& item) { AppendJson(item, out); });
      return;
    case Value::Kind::kObject:
      AppendList('{', value.members, '}', out, [&](const Member& member) {
        AppendString(member.name, out);
        out->push_back(':');
        AppendJson(member.value, out);
      });
      return;
  }
}

std::string ToJson(const Value& value) {
  std::string out;
  AppendJson(value, &out);
  return out;
}

}  // namespace inflow::sim
