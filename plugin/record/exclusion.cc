// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "plugin/record/path.h"
#include "plugin/record/reader.h"

namespace inflow {
namespace {

const char* Begin(std::string_view view) { return view.data(); }
const char* End(std::string_view view) { return view.data() + view.size(); }

}  // namespace

// Copier copies a text but for what it is told to cut, in runs as long as the cuts allow.
class Exclusion::Copier {
 public:
  Copier(std::string_view text, std::string* out)
      : from_(Begin(text)), end_(End(text)), out_(out) {}

  // Cut leaves out a part behind the last one.
  void Cut(const char* begin, const char* end) {
    out_->append(from_, begin);
    from_ = end;
  }

  void Finish() { out_->append(from_, end_); }

  // Filter cuts what the node excludes inside the value at `at` and returns the value's end. It
  // calls itself at most kMaxRecordDepth times deep, since the record has been walked.
  const char* Filter(const char* at, const Node& node);

 private:
  const char* from_;
  const char* const end_;
  std::string* const out_;
};

// MemberCuts knows which comma goes with a dropped member: the one before it, or, while no member
// before it stays, the one behind it.
class Exclusion::MemberCuts {
 public:
  explicit MemberCuts(Copier* copier) : copier_(copier) {}

  // Each member begins at its key's quote and is then kept or dropped up to its value's end.
  void Begin(const char* at) {
    if (leading_) copier_->Cut(begin_, at);
    leading_ = false;
    begin_ = at;
  }
  void Keep(const char* end) {
    kept_ = true;
    end_ = end;
  }
  void Drop(const char* end) {
    if (kept_) copier_->Cut(end_, end);
    leading_ = !kept_;
    end_ = end;
  }
  void Close() {
    if (leading_) copier_->Cut(begin_, end_);
  }

 private:
  Copier* const copier_;
  const char* begin_ = nullptr;
  const char* end_ = nullptr;
  bool kept_ = false;
  bool leading_ = false;  // the last member was dropped, and none before it stays
};

const char* Exclusion::Copier::Filter(const char* at, const Node& node) {
  if (*at == '[') {
    for (bool more = record_internal::EnterContainer(&at, end_); more;
         more = record_internal::NextItem(&at, end_)) {
      at = Filter(at, node);
    }
    return at;
  }
  if (*at != '{') return SkipValue(at, end_);
  MemberCuts cuts(this);
  for (bool more = record_internal::EnterContainer(&at, end_); more;
       more = record_internal::NextItem(&at, end_)) {
    cuts.Begin(at);
    Member member;
    at = record_internal::ReadKey(at, end_, &member);
    const Node* child = node.Child(member);
    const bool drop = child != nullptr && child->drop;
    at = child == nullptr || drop ? SkipValue(at, end_) : Filter(at, *child);
    drop ? cuts.Drop(at) : cuts.Keep(at);
  }
  cuts.Close();
  return at;
}

const Exclusion::Node* Exclusion::Node::FindChild(const Member& member) const {
  std::string plain;
  if (member.key_escaped) Unescape(member.key, &plain);
  const auto child = member.key_escaped ? children.find(plain) : children.find(member.key);
  return child == children.end() ? nullptr : &child->second;
}

Exclusion::Node* Exclusion::Node::Add(std::string_view child) {
  sizes |= SizeBit(child);
  return &children.try_emplace(std::string(child)).first->second;
}

Exclusion::Exclusion(const std::vector<std::string>& dotted_paths) {
  for (const std::string& dotted : dotted_paths) {
    const AttributePath path(dotted);
    // At every level the whole rest of the path may be one name. No record is deeper than
    // kMaxRecordDepth.
    const size_t levels = std::min<size_t>(path.names().size(), kMaxRecordDepth);
    std::string_view rest = path.text();
    Node* node = &root_;
    for (size_t level = 0; level < levels; ++level) {
      node->Add(rest)->drop = true;
      const std::string& name = path.names()[level];
      if (name.size() == rest.size()) break;
      node = node->Add(name);
      rest.remove_prefix(name.size() + 1);
    }
  }
}

void Exclusion::AppendObject(const RecordIndex& record, std::string* out) const {
  Copier copier(record.object, out);
  MemberCuts cuts(&copier);
  if (!empty()) {
    for (const Member& member : record.members) {
      cuts.Begin(Begin(member.key) - 1);
      const Node* child = root_.Child(member);
      if (child != nullptr && child->drop) {
        cuts.Drop(End(member.value));
        continue;
      }
      if (child != nullptr) copier.Filter(Begin(member.value), *child);
      cuts.Keep(End(member.value));
    }
    cuts.Close();
  }
  copier.Finish();
}

bool Exclusion::DropsTopLevel(const Member& member) const {
  const Node* child = root_.Child(member);
  return child != nullptr && child->drop;
}

void Exclusion::AppendValue(const Member& member, std::string* out) const {
  Copier copier(member.value, out);
  if (const Node* child = root_.Child(member)) copier.Filter(Begin(member.value), *child);
  copier.Finish();
}

}  // namespace inflow
