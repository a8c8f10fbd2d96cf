// SPDX-License-Identifier: Apache-2.0
//
// File: template.h
//
// Text with placeholders, compiled once a configuration and rendered once a record:
//
//   {companyId}             the credential's company
//   {record.path.to.it}     an attribute of the record
//   {name}                  the endpoint's parameter of that name, else the record's attribute
//   {record.region?}        the same where the record may lack it: null as a JSON value, otherwise
//   an empty text {record.'In stock?'}    a name that ends in the mark, as it is
//   (named_attribute.h) {now-5d:%Y-%m-%d}       when the record was accepted, in UTC (date_macro.h)
//   {guid:customers:code}   the GUID that identity.from ["code"] gives a record of customers;
//   several attributes with commas.
//                           With code? as for an attribute, where the record may lack it
//   {message.json}          the whole record
#ifndef PLUGIN_REQUEST_TEMPLATE_H_
#define PLUGIN_REQUEST_TEMPLATE_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugin/catalog/collection.h"
#include "plugin/clock/clock.h"
#include "plugin/entity/identity.h"
#include "plugin/record/named_attribute.h"
#include "plugin/request/date_macro.h"

namespace inflow {

class Template;

// TemplateScope is what names in a template may refer to. Borrowed during Compile only.
struct TemplateScope {
  std::string_view company_id;
  const std::map<std::string, Template>* parameters = nullptr;  // nullptr: none
  // Fields by which the record of a {guid:…} is first looked for in inFlow; nullptr: it is not.
  const std::vector<std::string>* adopt = nullptr;
};

// RenderInput is one record on its way into a request.
struct RenderInput {
  const RecordIndex& record;
  WallMillis accepted_at;
};

// Placement says where rendered text goes, and so how values are guarded.
enum class Placement : uint8_t {
  kText,        // as it is
  kPath,        // percent-encoded; an empty value is refused
  kHeader,      // control characters are refused
  kJsonString,  // escaped, without the quotes
};

class Template {
 public:
  // Compile refuses unbalanced braces, empty and unknown placeholders, in a sentence.
  static absl::StatusOr<Template> Compile(std::string_view text, const TemplateScope& scope);

  // Append renders into *out. InvalidArgument (and *out as far as it came) where the record lacks
  // an attribute, or its value cannot stand there: null, an object or an array in text; see
  // Placement.
  absl::Status Append(const RenderInput& input, Placement placement, std::string* out) const;

  // AppendJson renders as one JSON value: a template that is exactly one placeholder keeps the
  // value's type and bytes, any other is a string.
  absl::Status AppendJson(const RenderInput& input, std::string* out) const;

  // NamesRecord tells whether it holds anything of the record.
  bool NamesRecord() const;

  // IsAbsent tells whether it names the record, and nothing that it names is there with a value.
  bool IsAbsent(const RecordIndex& record) const;

  // HasOptionalGuid tells whether it holds the GUID of another record that the record need not
  // name.
  bool HasOptionalGuid() const;

  // LooksUp tells whether it holds the GUID of another record that is first looked for in inFlow by
  // one of these fields. In a scope that has them it is rendered inside JSON as a mark
  // (reference_mark.h).
  bool LooksUp(const std::vector<std::string>& fields) const;

  // lone_attribute is the attribute that it is made of and nothing else; null where there is none.
  const NamedAttribute* lone_attribute() const;

  // Wraps tells whether the attribute of this name stands in it with something else.
  bool Wraps(std::string_view name) const;

  // attributes lists those of the record that it names, also through parameters and GUIDs.
  std::vector<const NamedAttribute*> attributes() const;

  // is_constant tells whether it renders the same for every record.
  bool is_constant() const;

  // is_of_record tells whether AppendJson appends the record's own bytes: it is one placeholder,
  // which names the record.
  bool is_of_record() const {
    return parts_.size() == 1 &&
           (parts_[0].kind == Kind::kAttribute || parts_[0].kind == Kind::kMessage);
  }

 private:
  enum class Kind : uint8_t { kLiteral, kAttribute, kDate, kGuid, kMessage, kParameter };
  struct Part {
    Kind kind;
    std::string literal;  // kLiteral; else the placeholder as written, for messages
    NamedAttribute attribute = AttributePath("");
    DateMacro date{};
    std::shared_ptr<const Identity> identity{};  // kGuid
    const Collection* collection = nullptr;      // kGuid
    std::vector<std::string> fields{};           // kGuid: by which it is looked for there
    std::vector<Part> nested{};                  // kParameter
  };
  static absl::StatusOr<Part> CompileGuid(std::string_view name, const TemplateScope& scope);
  static absl::StatusOr<Part> CompilePlaceholder(std::string_view name, const TemplateScope& scope);
  static absl::Status AppendGuid(const Part& part, const RecordIndex& record, const Uuid& uuid,
                                 Placement placement, std::string* out);
  static absl::Status AppendPart(const Part& part, const RenderInput& input, Placement placement,
                                 std::string* out);
  static absl::Status AppendAttribute(const Part& part, const RenderInput& input,
                                      Placement placement, std::string* out);
  static bool NamesRecord(const Part& part);
  static bool IsAbsent(const Part& part, const RecordIndex& record);
  static void AddAttributes(const Part& part, std::vector<const NamedAttribute*>* attributes);

  std::vector<Part> parts_;
};

// AppendGuarded appends plain text as the placement wants it; `name` names its source in the
// refusal.
absl::Status AppendGuarded(std::string_view text, std::string_view name, Placement placement,
                           std::string* out);

}  // namespace inflow

#endif  // PLUGIN_REQUEST_TEMPLATE_H_
