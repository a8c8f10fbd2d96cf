// SPDX-License-Identifier: Apache-2.0
//
// File: text_template.h
//
// The template of a text body: placeholders as elsewhere, with escapes for what the text is made
// of.
//
//   <name>{record.name|xml}</name>     "{record.name|json}"
//
// Text is full of braces that mean something else, so what is no placeholder stays as it is: only
// {record.…}, {companyId}, {now…}, {message.json} and the names of parameters are.
#ifndef PLUGIN_REQUEST_TEXT_TEMPLATE_H_
#define PLUGIN_REQUEST_TEXT_TEMPLATE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "plugin/request/template.h"

namespace inflow {

class TextTemplate {
 public:
  // Compile refuses a placeholder with an unknown escape.
  static absl::StatusOr<TextTemplate> Compile(std::string_view text, const TemplateScope& scope);

  // Append renders into *out. InvalidArgument (and *out as far as it came) where the record lacks
  // an attribute, or without |json is null, an object or a list, or with |xml holds what XML cannot
  // carry.
  absl::Status Append(const RenderInput& input, std::string* out) const;

  // ForEachTemplate calls back with every placeholder, in order.
  void ForEachTemplate(absl::FunctionRef<void(const Template&)> f) const;

  // is_constant tells whether it renders the same for every record.
  bool is_constant() const;

 private:
  enum class Escape : uint8_t { kNone, kJson, kXml };
  struct Part {
    std::string literal;  // before the placeholder
    Template value;
    Escape escape = Escape::kNone;
    std::string name;  // for messages
  };
  static absl::Status AppendPart(const Part& part, const RenderInput& input, std::string* out);

  std::vector<Part> parts_;
  std::string tail_;
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_TEXT_TEMPLATE_H_
