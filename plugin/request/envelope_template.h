// SPDX-License-Identifier: Apache-2.0
//
// File: envelope_template.h
//
// How the records of a group become one body: content format and grouping algorithm, compiled. A
// group's body is made in its wire form from the first record on: the envelope's prefix, the
// records with separators between them, the envelope's suffix.
#ifndef PLUGIN_REQUEST_ENVELOPE_TEMPLATE_H_
#define PLUGIN_REQUEST_ENVELOPE_TEMPLATE_H_

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "plugin/config/config.h"
#include "plugin/config/parse.h"
#include "plugin/request/body_map.h"
#include "plugin/request/envelope.h"
#include "plugin/request/mapped_record.h"
#include "plugin/request/text_template.h"

namespace inflow {

// ContentType is the value of the header.
std::string_view ContentType(ContentFormat format);

class EnvelopeTemplate {
 public:
  // Compile adds a fault for every template that is wrong, and returns null if there was one.
  static std::unique_ptr<const EnvelopeTemplate> Compile(const RouteConfig& route,
                                                         const TemplateScope& scope,
                                                         std::vector<Fault>* faults);

  // constant is the one of all groups, or null where it depends on the record.
  const SharedEnvelope& constant() const { return constant_; }
  // AppendEnvelopeName appends what tells the envelopes of different records apart. Date macros do
  // not.
  absl::Status AppendEnvelopeName(const RenderInput& input, const MappedRecord& record,
                                  std::string* name) const;
  // Make makes the envelope of a group that this record opens.
  absl::StatusOr<SharedEnvelope> Make(const RenderInput& input, const MappedRecord& record) const;
  // MakeDocument makes the envelope of a folded document with these attributes, a JSON object's
  // bytes, and a further member, which holds the mark in place of its list (skeleton.h).
  absl::StatusOr<SharedEnvelope> MakeDocument(std::string_view attributes,
                                              const std::string& list) const;
  // MakeBareDocument makes that of a document without a list: the whole of it is the prefix.
  absl::StatusOr<SharedEnvelope> MakeBareDocument(std::string_view attributes) const;

  // documents is the envelope of folded documents; that of one alone is empty.
  const SharedEnvelope& documents() const { return documents_; }

  // ForEachTemplate calls back with every placeholder text of it.
  void ForEachTemplate(absl::FunctionRef<void(const Template&)> f) const;

  // is_plain: a record stands in the body as its JSON, and AppendItem is not needed.
  bool is_plain() const { return plain_; }
  // AppendItem appends the record's payload (body.h). `json` is the record as it is sent.
  absl::Status AppendItem(const RenderInput& input, const MappedRecord& record,
                          std::string_view json, std::string* out) const;

  // AppendName appends what names the record, for keyed. InvalidArgument where the attribute is
  // absent, or no text or number.
  absl::Status AppendName(const MappedRecord& record, std::string* name) const;

 private:
  explicit EnvelopeTemplate(const RouteConfig& route) : route_(route) {}
  static absl::StatusOr<TextTemplate> CompileText(std::string_view json,
                                                  const TemplateScope& scope);
  void CompileEnvelope(const TemplateScope& scope, std::vector<Fault>* faults);
  void CompileDocuments(std::vector<Fault>* faults);
  void CompileTemplate(const TemplateScope& scope, std::vector<Fault>* faults);
  void CompileTextTemplate(const TemplateScope& scope, std::vector<Fault>* faults);
  void CompileSkeleton(const std::string& json, const char* pointer, const TemplateScope& scope,
                       std::vector<Fault>* faults);
  absl::StatusOr<SharedEnvelope> Split(std::string_view skeleton) const;
  absl::Status AppendGroupName(const MappedRecord& record, std::string* name) const;
  std::string Hoisted(const MappedRecord& record) const;
  absl::Status AppendJsonItem(const MappedRecord& record, std::string_view json,
                              std::string* out) const;
  absl::Status AppendXmlItem(const MappedRecord& record, std::string_view json,
                             std::string* out) const;
  absl::Status AppendFormItem(const MappedRecord& record, std::string_view json,
                              std::string* out) const;
  bool Is(Algorithm algorithm) const {
    return route_.batching.enabled && route_.batching.algorithm == algorithm;
  }

  RouteConfig route_;
  bool plain_ = false;
  SharedEnvelope constant_;  // null where it depends on the record
  SharedEnvelope documents_;
  std::optional<BodyMap>
      skeleton_;  // the body with a mark in place of the list, where it has placeholders
  std::optional<BodyMap> item_;                 // template
  std::optional<TextTemplate> before_, after_;  // template in text: around the records
  std::optional<TextTemplate> text_;            // text: one record
  std::vector<AttributePath> by_;
  Exclusion exclusion_;  // group_by: of what is written once
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_ENVELOPE_TEMPLATE_H_
