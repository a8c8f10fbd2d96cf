// SPDX-License-Identifier: Apache-2.0
//
// What a record is written as can be read back: as a form, as XML, and without its nulls.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "plugin/record/form_writer.h"
#include "plugin/record/null_omission.h"
#include "plugin/record/xml_writer.h"
#include "tests/property/record/document.h"

namespace inflow {
namespace {

using record_testing::Choices;
using record_testing::Document;
using record_testing::PlainUtf8;
using record_testing::Value;

// SomeDocument is a document that `mend` has changed; every third time it is as it came.
Document SomeDocument(void (*mend)(Value*)) {
  Choices choices(*rc::gen::resize(1500, rc::gen::arbitrary<std::vector<uint8_t>>()));
  Value object = record_testing::MakeObject(&choices, 1, false);
  if (!choices.OneIn(3)) mend(&object);
  Document document(std::move(object), &choices);
  RC_LOG() << document.text << '\n';
  return document;
}

// The record as WalkRecord hands it on, without white space around it.
std::string_view ObjectOf(const Document& document) { return document.At(document.root.span); }

bool IsContainer(const Value& value) {
  return value.type == JsonType::kObject || value.type == JsonType::kArray;
}

// TextOf is what stands for a value that holds no others.
std::string TextOf(const Value& value) {
  switch (value.type) {
    case JsonType::kString:
      return PlainUtf8(value.text);
    case JsonType::kNumber:
      return value.number;
    case JsonType::kNull:
      return "";
    default:
      return value.type == JsonType::kTrue ? "true" : "false";
  }
}

// MendForForm fills what is empty.
void MendForForm(Value* value) {
  std::replace(value->names.begin(), value->names.end(), std::string(), std::string("empty"));
  for (Value& item : value->items) MendForForm(&item);
  if (IsContainer(*value) && value->items.empty()) value->type = JsonType::kTrue;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

// Flatten is the rule of the form; false where the form cannot carry the value.
bool Flatten(const Value& value, const std::string& name, Pairs* pairs) {
  if (!IsContainer(value)) {
    pairs->emplace_back(name, TextOf(value));
    return true;
  }
  for (size_t i = 0; i < value.items.size(); ++i) {
    const bool object = value.type == JsonType::kObject;
    const std::string part = object ? value.names[i] : std::to_string(i);
    if (part.empty() || part.find_first_of("[]") != std::string::npos) return false;
    if (!Flatten(value.items[i], name.empty() ? part : name + "[" + part + "]", pairs))
      return false;
  }
  return !value.items.empty();
}

std::string Decoded(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      plain += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
      i += 2;
    } else {
      plain += text[i] == '+' ? ' ' : text[i];
    }
  }
  return plain;
}

Pairs ReadForm(std::string_view form) {
  Pairs pairs;
  while (!form.empty()) {
    const std::string_view pair = form.substr(0, form.find('&'));
    const size_t equals = pair.find('=');
    pairs.emplace_back(Decoded(pair.substr(0, equals)), Decoded(pair.substr(equals + 1)));
    form.remove_prefix(std::min(pair.size() + 1, form.size()));
  }
  return pairs;
}

RC_GTEST_PROP(WriterProperty, AFormHoldsEveryValueUnderItsPath, ()) {
  const Document document = SomeDocument(&MendForForm);
  Pairs expected;
  const bool carried = Flatten(document.root, "", &expected);
  std::string form;
  RC_ASSERT(AppendForm("", ObjectOf(document), &form).ok() == carried);
  if (carried) RC_ASSERT(ReadForm(form) == expected);
  RC_CLASSIFY(carried, "carried");
}

struct Element {
  std::string name;
  std::string text;
  std::vector<Element> children;
  bool operator==(const Element& other) const {
    return name == other.name && text == other.text && children == other.children;
  }
};

bool XmlCarries(uint32_t c) {
  return (c >= 0x20 || c == '\t' || c == '\n' || c == '\r') && c != 0xFFFE && c != 0xFFFF;
}

void MendForXml(Value* value) {
  std::replace_if(
      value->text.begin(), value->text.end(), [](uint32_t c) { return !XmlCarries(c); }, '&');
  for (Value& item : value->items) MendForXml(&item);
}

// ElementOf is the rule of XML; false where XML cannot carry the value.
bool ElementOf(const Value& value, const std::string& name, Element* element) {
  element->name = name;
  if (!IsContainer(value)) {
    element->text = TextOf(value);
    return std::all_of(value.text.begin(), value.text.end(), &XmlCarries);
  }
  bool carried = true;
  for (size_t i = 0; i < value.items.size(); ++i) {
    std::string child = "item";
    if (value.type == JsonType::kObject) AppendXmlName(value.names[i], &(child = ""));
    carried = ElementOf(value.items[i], child, &element->children.emplace_back()) && carried;
  }
  return carried;
}

std::string TakeUntil(std::string_view* text, std::string_view end) {
  const size_t at = std::min(text->find_first_of(end), text->size());
  std::string taken(text->substr(0, at));
  text->remove_prefix(at);
  return taken;
}

std::string Unentitied(std::string text) {
  static const std::vector<std::pair<std::string, std::string>> kEntities = {
      {"&lt;", "<"},   {"&gt;", ">"},   {"&quot;", "\""},
      {"&apos;", "'"}, {"&#13;", "\r"}, {"&amp;", "&"}};
  for (const auto& [entity, character] : kEntities) {
    for (size_t at = text.find(entity); at != std::string::npos; at = text.find(entity, at + 1)) {
      text.replace(at, entity.size(), character);
    }
  }
  return text;
}

// ReadElement reads an element and steps behind it.
Element ReadElement(std::string_view* xml) {
  Element element;
  RC_ASSERT(xml->substr(0, 1) == "<");
  xml->remove_prefix(1);
  element.name = TakeUntil(xml, "/>");
  const bool empty = xml->front() == '/';
  xml->remove_prefix(empty ? 2 : 1);
  if (empty) return element;
  element.text = Unentitied(TakeUntil(xml, "<"));
  while (xml->substr(0, 2) != "</") element.children.push_back(ReadElement(xml));
  const std::string end = "</" + element.name + ">";
  RC_ASSERT(xml->substr(0, end.size()) == end);
  xml->remove_prefix(end.size());
  return element;
}

RC_GTEST_PROP(WriterProperty, XmlHoldsEveryValueInItsElement, ()) {
  const Document document = SomeDocument(&MendForXml);
  Element expected;
  const bool carried = ElementOf(document.root, "record", &expected);
  std::string xml;
  RC_ASSERT(AppendXmlElement("record", ObjectOf(document), "item", &xml).ok() == carried);
  RC_CLASSIFY(carried, "carried");
  if (!carried) return;
  std::string_view rest = xml;
  RC_ASSERT(ReadElement(&rest) == expected);
  RC_ASSERT(rest.empty());
}

// Rendered is the rule for nulls: all that is written in a value, without white space.
std::string Rendered(const Document& document, const Value& value) {
  if (!IsContainer(value)) return std::string(document.At(value.span));
  const bool object = value.type == JsonType::kObject;
  std::string out;
  for (size_t i = 0; i < value.items.size(); ++i) {
    if (object && value.items[i].type == JsonType::kNull) continue;
    if (!out.empty()) out += ',';
    if (object) out.append(document.At(value.keys[i])).append(":");
    out += Rendered(document, value.items[i]);
  }
  return (object ? '{' : '[') + out + (object ? '}' : ']');
}

std::string WithoutSpace(std::string_view json) {
  std::string out;
  bool quoted = false;
  for (size_t i = 0; i < json.size(); ++i) {
    const bool escape = quoted && json[i] == '\\';
    if (escape) out += json[i++];
    if (json[i] == '"' && !escape) quoted = !quoted;
    if (quoted || std::string_view(" \n\t\r").find(json[i]) == std::string_view::npos)
      out += json[i];
  }
  return out;
}

RC_GTEST_PROP(WriterProperty, WithoutNullsEveryOtherByteStays, ()) {
  const Document document = SomeDocument([](Value*) {});
  std::string out;
  AppendWithoutNulls(ObjectOf(document), &out);
  RC_ASSERT(WithoutSpace(out) == Rendered(document, document.root));
}

}  // namespace
}  // namespace inflow
