// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/body_map.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/container/inlined_vector.h"

namespace inflow {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string_view Trim(std::string_view text) {
  const size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

// LeaveBehind drops what was taken back since.
void LeaveBehind(size_t size, std::vector<Span>* spans) {
  while (!spans->empty() && spans->back().second > size) spans->pop_back();
}

}  // namespace

// Marks knows of each part that may be left out where it begins, and whether it has a value.
class BodyMap::Marks {
 public:
  explicit Marks(std::string* out) : out_(out) {}

  void Open() { begun_.push_back({out_->size(), std::exchange(present_, false)}); }
  // Close returns whether the part had a value.
  bool Close() {
    const bool present = present_;
    present_ = present || begun_.back().outer;
    begun_.pop_back();
    return present;
  }
  // Leave takes back what was written since the last Open, if it had no value.
  void Leave() {
    if (!present_) out_->resize(begun_.back().size);
    Close();
  }
  void Note(const Piece& piece, const RecordIndex& record) {
    if (begun_.empty() || present_ || !piece.names_record) return;
    present_ = !piece.value.IsAbsent(record);
  }

 private:
  struct Mark {
    size_t size;
    bool outer;  // the part around it has a value
  };
  std::string* out_;
  bool present_ = false;
  absl::InlinedVector<Mark, 8> begun_;
};

absl::StatusOr<BodyMap> BodyMap::Compile(std::string_view json, Options options,
                                         const TemplateScope& scope) {
  BodyMap map;
  map.options_ = std::move(options);
  RecordIndex index;
  if (absl::Status s = WalkRecord(json, &index); !s.ok()) return s;
  for (const Member& member : index.members) Unescape(member.key, &map.names_.emplace_back());
  if (absl::Status s = map.CompileObject(index.object, 0, scope); !s.ok()) return s;
  map.tail_.pop_back();
  map.open_ = true;
  return map;
}

absl::StatusOr<BodyMap> BodyMap::CompileBody(std::string_view json, const TemplateScope& scope,
                                             Blanks blanks) {
  BodyMap map;
  map.options_.blanks = blanks;
  bool all_may_go = false;
  if (absl::Status s = map.CompileValue(Trim(json), 0, scope, &all_may_go); !s.ok()) return s;
  return map;
}

void BodyMap::Push(Piece::Kind kind) { pieces_.push_back({std::exchange(tail_, {}), kind}); }

// Unpush takes out a piece that has turned out to be needless.
void BodyMap::Unpush(size_t place) {
  std::string* const next = place + 1 < pieces_.size() ? &pieces_[place + 1].literal : &tail_;
  next->insert(0, pieces_[place].literal);
  pieces_.erase(pieces_.begin() + static_cast<std::ptrdiff_t>(place));
}

bool BodyMap::NamesRecordFrom(size_t place) const {
  return std::any_of(pieces_.begin() + static_cast<std::ptrdiff_t>(place), pieces_.end(),
                     [](const Piece& piece) { return piece.names_record; });
}

absl::Status BodyMap::CompileObject(std::string_view json, int depth, const TemplateScope& scope) {
  RecordIndex index;
  if (absl::Status s = WalkRecord(json, &index); !s.ok()) return s;
  tail_.push_back('{');
  Items items;
  for (const Member& member : index.members) {
    const bool of_line = depth == 0 && std::any_of(options_.line.begin(), options_.line.end(),
                                                   [&member](const std::string& name) {
                                                     return KeyIs(member, name);
                                                   });
    const size_t place = pieces_.size();
    if (of_line) Push(Piece::Kind::kOpenLine);
    if (absl::Status s = CompileItem("\"" + std::string(member.key) + "\":", member.value,
                                     depth + 1, scope, &items);
        !s.ok()) {
      return absl::InvalidArgumentError(depth == 0 ? "\"" + std::string(member.key) +
                                                         "\": " + std::string(s.message())
                                                   : std::string(s.message()));
    }
    if (!of_line) continue;
    if (!NamesRecordFrom(place)) {
      Unpush(place);
    } else {
      Push(Piece::Kind::kCloseLine);
      line_names_record_ = true;
    }
    sets_line_ = true;
  }
  tail_.push_back('}');
  return absl::OkStatus();
}

absl::Status BodyMap::CompileArray(std::string_view json, int depth, const TemplateScope& scope,
                                   bool* all_may_go) {
  tail_.push_back('[');
  Items items;
  std::string_view rest = Trim(json.substr(1, json.size() - 2));
  while (!rest.empty()) {
    const char* end = SkipValue(rest.data(), rest.data() + rest.size());
    const auto length = static_cast<size_t>(end - rest.data());
    if (absl::Status s = CompileItem("", rest.substr(0, length), depth + 1, scope, &items); !s.ok())
      return s;
    rest = Trim(rest.substr(length));
    if (rest.empty()) break;
    rest = Trim(rest.substr(1));
  }
  tail_.push_back(']');
  *all_may_go = items.all_may_go;
  return absl::OkStatus();
}

// CompileItem compiles a member of an object, or an element of a list where `key` is empty, with
// the comma before it.
absl::Status BodyMap::CompileItem(std::string_view key, std::string_view json, int depth,
                                  const TemplateScope& scope, Items* items) {
  const bool leaves = options_.blanks != Blanks::kKeep;
  const size_t place = pieces_.size();
  if (leaves) Push(Piece::Kind::kOpen);
  if (items->some_may_go) {
    Push(Piece::Kind::kComma);
  } else if (items->any) {
    tail_.push_back(',');
  }
  tail_.append(key);
  bool all_may_go = false;
  if (absl::Status s = CompileValue(json, depth, scope, &all_may_go); !s.ok()) return s;
  items->any = true;
  const bool is_list = json.front() == '[';
  const bool is_object = json.front() == '{';
  const bool wanted =
      is_list ? all_may_go : key.empty() && (is_object || options_.blanks == Blanks::kItems);
  const bool may_go = leaves && wanted && NamesRecordFrom(place);
  items->some_may_go = items->some_may_go || may_go;
  items->all_may_go = items->all_may_go && may_go;
  if (may_go) {
    Push(Piece::Kind::kClose);
  } else if (leaves) {
    Unpush(place);
  }
  return absl::OkStatus();
}

absl::Status BodyMap::CompileValue(std::string_view json, int depth, const TemplateScope& scope,
                                   bool* all_may_go) {
  if (json[0] == '{') return CompileObject(json, depth, scope);
  if (json[0] == '[') return CompileArray(json, depth, scope, all_may_go);
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
  const bool names_record = value->NamesRecord();
  pieces_.push_back(
      {std::exchange(tail_, {}), Piece::Kind::kValue, *std::move(value), names_record});
  return absl::OkStatus();
}

bool BodyMap::Sets(const Member& member) const {
  return std::any_of(names_.begin(), names_.end(),
                     [&member](const std::string& name) { return KeyIs(member, name); });
}

bool BodyMap::KeepsOwn(std::string_view name) const {
  const std::string_view first = name.substr(0, name.find('.'));
  return options_.rest == MapRest::kKeep &&
         std::none_of(names_.begin(), names_.end(),
                      [&](const std::string& one) { return one == name || one == first; });
}

absl::Status BodyMap::Append(const RenderInput& input, std::string* out, bool* line,
                             std::vector<Span>* spans) const {
  Marks marks(out);
  if (line != nullptr) *line = false;
  for (const Piece& piece : pieces_) {
    if (spans != nullptr) LeaveBehind(out->size(), spans);
    out->append(piece.literal);
    const size_t begin = out->size();
    switch (piece.kind) {
      case Piece::Kind::kValue:
        if (absl::Status s = piece.value.AppendJson(input, out); !s.ok()) return s;
        marks.Note(piece, input.record);
        if (spans != nullptr && piece.value.is_of_record()) spans->emplace_back(begin, out->size());
        break;
      case Piece::Kind::kComma:
        if (out->back() != '{' && out->back() != '[') out->push_back(',');
        break;
      case Piece::Kind::kOpen:
      case Piece::Kind::kOpenLine:
        marks.Open();
        break;
      case Piece::Kind::kClose:
        marks.Leave();
        break;
      case Piece::Kind::kCloseLine:
        if (marks.Close() && line != nullptr) *line = true;
        break;
    }
  }
  if (spans != nullptr) LeaveBehind(out->size(), spans);
  out->append(tail_);
  const size_t rest = out->size();
  if (options_.rest == MapRest::kKeep) AppendRest(input.record, out);
  if (spans != nullptr) spans->emplace_back(rest, out->size());
  if (open_) out->push_back('}');
  return absl::OkStatus();
}

void BodyMap::AppendRest(const RecordIndex& record, std::string* out) const {
  for (const Member& member : record.members) {
    if (Sets(member)) continue;
    if (out->back() != '{') out->push_back(',');
    out->append("\"").append(member.key).append("\":").append(member.value);
  }
}

void BodyMap::ForEachTemplate(absl::FunctionRef<void(const Template&)> f) const {
  for (const Piece& piece : pieces_) {
    if (piece.kind == Piece::Kind::kValue) f(piece.value);
  }
}

}  // namespace inflow
