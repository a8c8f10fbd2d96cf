// SPDX-License-Identifier: Apache-2.0
//
// File: answered_entity.h
//
// Random entities of the published API for the property tests: as they are sent, as they are
// answered in other spellings, and with one thing that the service did to them.
#ifndef TESTS_PROPERTY_ANSWER_ANSWERED_ENTITY_H_
#define TESTS_PROPERTY_ANSWER_ANSWERED_ENTITY_H_

#include <rapidcheck.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>
#include <vector>

#include "plugin/catalog/object_schema.h"
#include "plugin/entity/note.h"

namespace inflow::answer_testing {

using Texts = std::vector<std::string>;

// Sample is a value as JSON: as it is sent, how it may come back, and what would be another value,
// or a rounded one.
struct Sample {
  std::string sent;
  Texts same, changed, rounded{};
};

inline std::vector<Sample> SamplesOf(const Field& field, const ObjectSchema& object) {
  switch (field.type) {
    case FieldType::kText:
      if (object.custom) {
        return {{R"("2026-01-31")",
                 {R"("01/31/2026 00:00:00")", R"("01\/31\/2026 00:00:00")"},
                 {R"("01/30/2026 00:00:00")"}},
                {R"("true")", {R"("True")", "true"}, {R"("False")", R"("yes")"}},
                {R"("Red")", {R"("Red")", R"("R\u0065d")"}, {R"("red")", R"("Blue")"}}};
      }
      return {{R"("Tea")", {R"("Tea")", R"("T\u0065a")"}, {R"("tea")", R"("Tea ")", R"("Te")"}},
              {R"("K\u00e4se \"x\"\r\ny")",
               {"\"K\xC3\xA4se \\\"x\\\"\\ny\"", R"("K\u00e4se \u0022x\u0022\r\ny")"},
               {R"("Kase")"}},
              {R"("10012")", {R"("10012")", "10012"}, {R"("10012.0")", R"("010012")"}}};
    case FieldType::kBoolean:
      return {{"true", {"true", R"("True")"}, {"false", "0"}},
              {"false", {"false", R"("false")"}, {"true"}}};
    case FieldType::kInteger:
      return {{"7", {"7", R"("7")", "7.0", "70e-1"}, {"8", "-7", "70"}},
              {"0", {"0", "-0", "0.00"}, {"1"}}};
    case FieldType::kDecimal:
      return {{R"("2.5")",
               {R"("2.5000")", "2.5", R"("25e-1")", R"("2.50")"},
               {R"("2.6")", R"("-2.5")", R"("25")"},
               {R"("3")", R"("2")"}},
              {R"("100")", {R"("100.00000")", "1e2", R"("1.00E+2")"}, {R"("101")", R"("10")"}},
              {R"("0.125")",
               {R"("0.125")", "0.125"},
               {R"("0.126")", R"("0.14")"},
               {R"("0.13")", R"("0.12")", R"("0.1")"}},
              {R"("0")", {R"("0.0000")", "0", "-0.0"}, {R"("0.0001")"}}};
    case FieldType::kGuid:
      return {
          {R"("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f")",
           {R"("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f")",
            R"("5B0F6F7E-3B2A-4c1d-9E8F-0A1B2C3D4E5F")",
            R"("{5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f}")", R"("5b0f6f7e3b2a4c1d9e8f0a1b2c3d4e5f")"},
           {R"("5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5e")", R"("none")"}}};
    case FieldType::kDate:
      return {{R"("2026-01-31")",
               {R"("2026-01-31")", R"("2026-01-31T00:00:00")", R"("2026-01-31T00:00:00+00:00")",
                R"("2026-01-31T00:00:00.000-08:00")", R"("2026-01-30T22:00:00Z")"},
               {R"("2026-02-01")", R"("2026-01-31T14:05:00Z")"}},
              {R"("2026-01-31T14:05:30Z")",
               {R"("2026-01-31T14:05:30+00:00")", R"("2026-01-31T16:05:30.0000000+02:00")",
                R"("2026-01-31 14:05:30Z")"},
               {R"("2026-01-31T14:05:31Z")", R"("2026-01-31")", R"("2026-01-31T14:05:30+01:00")"}}};
    case FieldType::kEnum: {
      std::vector<Sample> samples;
      for (size_t i = 0; i < field.values.size(); ++i) {
        std::string camel = field.values[i];
        camel[0] = static_cast<char>(std::tolower(camel[0]));
        const std::string spaced = camel.substr(0, 1) + " " + camel.substr(1);
        samples.push_back(
            {"\"" + field.values[i] + "\"",
             {"\"" + field.values[i] + "\"", "\"" + camel + "\"", "\"" + spaced + "\""},
             {"\"" + field.values[i] + "x\"", "\"other\""}});
      }
      return samples;
    }
    case FieldType::kTexts:
      return {{R"(["a","B"])",
               {R"(["a","B"])", R"(["B","\u0061"])"},
               {R"(["a","C"])", R"(["a","B","C"])"}}};
    default:
      return {};
  }
}

// Fields that no schema knows.
inline std::vector<Sample> UnknownSamples() {
  return {{"1.50", {"1.5", R"("1.5000")"}, {"1.6", "-1.5"}, {"2", "1"}},
          {"true", {"true", R"("True")"}, {"false"}},
          {R"("InTransit")", {R"("inTransit")", R"("In Transit")"}, {R"("Open")"}},
          {R"("2026-01-31")", {R"("2026-01-31T00:00:00Z")"}, {R"("2026-02-28")"}}};
}

template <typename T>
const T& OneOf(const std::vector<T>& list) {
  return list[*rc::gen::inRange<size_t>(0, list.size())];
}

inline bool OneIn(int n) { return *rc::gen::inRange(0, n) == 0; }

// Node is a member of an entity, or a row.
struct Node {
  enum class Kind : uint8_t { kScalar, kNothing, kUntold, kObject, kRows } kind = Kind::kScalar;
  std::string name;
  Sample sample;            // kScalar; kNothing and kUntold, which is not compared: only `sent`
  std::vector<Node> nodes;  // kObject and kRows
  std::string id;           // of a row
};

class EntityMaker {
 public:
  std::vector<Node> Members(const ObjectSchema& object, int depth) {
    std::vector<Node> members;
    for (const Field& field : object.fields) {
      if (field.name == object.id || OneIn(2)) continue;
      const bool container = field.type == FieldType::kObject || field.type == FieldType::kRows;
      if (container && depth > 2) continue;
      Node node;
      node.name = field.name;
      if (field.read_only || field.unanswered || field.type == FieldType::kRelated ||
          field.type == FieldType::kRowversion) {
        node.kind = Node::Kind::kUntold;
        node.sample.sent = R"("0000000000310AB6")";
      } else if (OneIn(8)) {
        node.kind = Node::Kind::kNothing;
        node.sample.sent = OneOf(Texts{"null", container ? "null" : R"("")"});
      } else if (field.type == FieldType::kObject) {
        node.kind = Node::Kind::kObject;
        node.nodes = Members(*field.object, depth + 1);
        if (node.nodes.empty()) continue;
      } else if (field.type == FieldType::kRows) {
        node.kind = Node::Kind::kRows;
        for (int rows = *rc::gen::inRange(1, 4); rows > 0; --rows)
          node.nodes.push_back(Row(*field.object, depth + 1));
      } else {
        const std::vector<Sample> samples = SamplesOf(field, object);
        if (samples.empty()) continue;
        node.sample = OneOf(samples);
      }
      members.push_back(std::move(node));
    }
    if (!object.custom && OneIn(3)) {
      Node unknown;
      unknown.name = "shadeOf" + object.name;
      unknown.sample = OneOf(UnknownSamples());
      members.push_back(std::move(unknown));
    }
    return members;
  }

  std::string NewId() {
    const std::string digits = std::to_string(++ids_);
    return "00000000-3b2a-4c1d-9e8f-" + std::string(12 - digits.size(), '0') + digits;
  }

 private:
  Node Row(const ObjectSchema& object, int depth) {
    Node row;
    row.kind = Node::Kind::kObject;
    row.id = NewId();
    row.nodes = Members(object, depth);
    row.name = object.id;  // a row's name is that of its id
    return row;
  }

  int ids_ = 0;
};

// What the service did: to one node, by itself.
struct Deed {
  const Node* node = nullptr;
  NoteKind kind = NoteKind::kDroppedField;
  bool to_row = false;  // it dropped the row, or (unconfirmed) gave it another id
  std::string path;
};

// Deeds lists all that could be done to an entity.
inline void ListDeeds(const std::vector<Node>& members, const std::string& path,
                      std::vector<Deed>* deeds) {
  for (const Node& node : members) {
    const std::string here = path + node.name;
    if (node.kind == Node::Kind::kScalar) {
      const bool list = node.sample.sent[0] == '[';
      deeds->push_back(
          {&node, list ? NoteKind::kUnconfirmedField : NoteKind::kDroppedField, false, here});
      deeds->push_back({&node, NoteKind::kChangedField, false, here});
      if (!node.sample.rounded.empty())
        deeds->push_back({&node, NoteKind::kRoundedField, false, here});
    } else if (node.kind == Node::Kind::kObject) {
      deeds->push_back({&node, NoteKind::kUnconfirmedField, false, here});
      ListDeeds(node.nodes, here + ".", deeds);
    } else if (node.kind == Node::Kind::kRows) {
      deeds->push_back({&node, NoteKind::kUnconfirmedField, false, here});
      for (const Node& row : node.nodes) {
        deeds->push_back({&row, NoteKind::kDroppedField, true, here});
        deeds->push_back({&row, NoteKind::kUnconfirmedField, true, here});
        ListDeeds(row.nodes, here + ".", deeds);
      }
    }
  }
}

inline std::string Joined(char open, const Texts& parts, char close) {
  std::string text(1, open);
  for (const std::string& part : parts) text.append(text.size() > 1 ? "," : "").append(part);
  return text + close;
}

inline std::string Sent(const std::vector<Node>& members, const std::string& id_field,
                        const std::string& id) {
  Texts parts;
  if (!id.empty()) parts.push_back("\"" + id_field + "\":\"" + id + "\"");
  for (const Node& node : members) {
    std::string value = node.sample.sent;
    if (node.kind == Node::Kind::kObject) value = Sent(node.nodes, "", "");
    if (node.kind == Node::Kind::kRows) {
      Texts rows;
      for (const Node& row : node.nodes) rows.push_back(Sent(row.nodes, row.name, row.id));
      value = Joined('[', rows, ']');
    }
    parts.push_back("\"" + node.name + "\":" + value);
  }
  return Joined('{', parts, '}');
}

template <typename T>
void Shuffle(std::vector<T>* list) {
  for (size_t i = list->size(); i > 1; --i)
    std::swap((*list)[i - 1], (*list)[*rc::gen::inRange<size_t>(0, i)]);
}

// AnswerWriter writes an entity as a service might answer it.
class AnswerWriter {
 public:
  AnswerWriter(EntityMaker* maker, Deed deed) : maker_(maker), deed_(std::move(deed)) {}

  std::string Object(const std::vector<Node>& members, const std::string& id_field,
                     const std::string& id) {
    Texts parts;
    if (!id.empty()) parts.push_back(Key(id_field) + "\"" + Recased(id) + "\"");
    for (const Node& node : members) {
      const std::string value = Value(node);
      if (!value.empty()) parts.push_back(Key(node.name) + value);
    }
    for (int more = *rc::gen::inRange(0, 3); more > 0; --more) {
      parts.push_back("\"answered" + std::to_string(more) +
                      "\":" + OneOf(Texts{"1", "null", R"({"a":[{}]})", R"("\u0000")"}));
    }
    Shuffle(&parts);
    return Joined('{', parts, '}');
  }

  // added_rows tells whether the answer has rows that were not sent.
  bool added_rows() const { return added_rows_; }

 private:
  // Value is empty where the answer does not have it.
  std::string Value(const Node& node) {
    const bool target = deed_.node == &node;
    switch (node.kind) {
      case Node::Kind::kScalar:
        if (target && deed_.kind == NoteKind::kChangedField) return OneOf(node.sample.changed);
        if (target && deed_.kind == NoteKind::kRoundedField) return OneOf(node.sample.rounded);
        if (target) return Nothing();
        return OneOf(node.sample.same);
      case Node::Kind::kNothing:
        return OneOf(Texts{"null", R"("")", ""});
      case Node::Kind::kUntold:
        return OneOf(Texts{"7", "null", R"({"a":1})", ""});
      case Node::Kind::kObject:
        return target ? Nothing() : Object(node.nodes, "", "");
      case Node::Kind::kRows:
        return target ? Nothing() : Rows(node);
    }
    return "";
  }

  std::string Nothing() { return OneOf(Texts{"null", ""}); }

  // RenamedRows have other ids, and stand in their order.
  std::string RenamedRows(const Node& rows) {
    Texts texts;
    for (const Node& row : rows.nodes)
      texts.push_back(Object(row.nodes, row.name, maker_->NewId()));
    return Joined('[', texts, ']');
  }

  std::string Rows(const Node& rows) {
    Texts texts;
    bool dropped = false;
    const bool touched = std::any_of(rows.nodes.begin(), rows.nodes.end(),
                                     [this](const Node& row) { return deed_.node == &row; });
    if (!touched && OneIn(4)) return RenamedRows(rows);
    for (const Node& row : rows.nodes) {
      const bool target = deed_.node == &row;
      dropped = dropped || (target && deed_.kind == NoteKind::kDroppedField);
      if (target && deed_.kind == NoteKind::kDroppedField) continue;
      texts.push_back(Object(row.nodes, row.name, target ? maker_->NewId() : row.id));
    }
    const bool renamed = touched && !dropped && rows.nodes.size() == 1;  // would be compared
    if (!dropped && (renamed || OneIn(4))) {
      texts.push_back(Object({}, rows.nodes[0].name, maker_->NewId()));
      added_rows_ = true;
    }
    Shuffle(&texts);
    return Joined('[', texts, ']');
  }

  std::string Recased(std::string text) {
    for (char& c : text) {
      if (OneIn(8))
        c = static_cast<char>(std::isupper(static_cast<unsigned char>(c)) != 0 ? std::tolower(c)
                                                                               : std::toupper(c));
    }
    return text;
  }

  std::string Key(const std::string& name) {
    std::string key = OneIn(4) ? Recased(name) : name;
    if (OneIn(10))
      key = std::string("\\u00") + "0123456789abcdef"[key[0] >> 4] +
            "0123456789abcdef"[key[0] & 15] + key.substr(1);
    return "\"" + key + "\"" + OneOf(Texts{":", " : ", ":\n"});
  }

  EntityMaker* maker_;
  Deed deed_;
  bool added_rows_ = false;
};

}  // namespace inflow::answer_testing

#endif  // TESTS_PROPERTY_ANSWER_ANSWERED_ENTITY_H_
