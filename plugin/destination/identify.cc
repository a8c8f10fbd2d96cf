// SPDX-License-Identifier: Apache-2.0
//
// The command "identify": what names each of some records, or why it would be refused by itself.
#include "absl/hash/hash.h"
#include "absl/strings/str_format.h"
#include "plugin/destination/destination.h"
#include "plugin/destination/internal/batch_argument.h"
#include "plugin/destination/internal/key_hash.h"
#include "plugin/entity/reference_mark.h"
#include "plugin/record/cursor.h"
#include "plugin/text/absl_view.h"
#include "plugin/text/escaped.h"

namespace inflow {
namespace {

constexpr char kUsage[] = "\"identify\" takes {\"route\": \"\", \"records\": [{\"sku\": \"A-1\"}]}";

// Identifier is what is reused from record to record.
class Identifier {
 public:
  Identifier(const Route& route, WallMillis now) : route_(route), now_(now) {}

  // Append appends what is known of a record, as one JSON object.
  void Append(std::string_view record, std::string* json) {
    name_.clear();
    key_.clear();
    keyed_name_.clear();
    uint64_t key = 0;
    const absl::Status status = Look(record, &key);
    if (!status.ok()) {
      json->append("{\"refused\":\"");
      AppendEscaped({status.message().data(), status.message().size()}, json);
      json->append("\"}");
      return;
    }
    char before = '{';
    if (!key_.empty()) {
      json->append(absl::StrFormat("{\"key\":\"%016x\"", key));
      before = ',';
    }
    if (!name_.empty()) {
      json->append(",\"name\":\"");
      AppendEscaped(name_, json);
      json->push_back('"');
    }
    if (!lookups_.empty()) {
      json->append({before, '"'}).append("lookups\":[").append(lookups_).append("]");
      before = ',';
    }
    json->append(before == '{' ? "{}" : "}");
  }

 private:
  // Look does what delivering the record would do first.
  absl::Status Look(std::string_view record, uint64_t* key) {
    if (absl::Status s = WalkRecord(record, &index_); !s.ok()) return s;
    const RenderInput input{index_, now_};
    if (absl::Status s = route_.target().Render(input, &target_); !s.ok()) return s;
    if (absl::Status s = route_.payload().Map(input, &mapped_); !s.ok()) return s;
    if (absl::Status s = Render(input); !s.ok()) return s;
    // The lines of a document have one key, and are no two records of it.
    if (route_.folds()) return absl::OkStatus();
    route_.record_key().Append(input, mapped_, target_, &key_, &keyed_name_);
    if (!key_.empty()) *key = KeyHash(route_, key_);
    return key_.empty() ? absl::OkStatus() : route_.AppendNameOf(mapped_, target_, &name_);
  }

  absl::Status Render(const RenderInput& input) {
    body_.clear();
    lookups_.clear();
    if (route_.folds()) {
      if (absl::Status s = route_.envelope().AppendName(mapped_, &body_); !s.ok()) return s;
      if (absl::Status s = route_.payload().AppendDocument(&mapped_, &body_); !s.ok()) return s;
      AppendLookups();
      body_.clear();
      return mapped_.blank_line ? absl::OkStatus() : RenderItem(input);
    }
    if (route_.envelope().constant() == nullptr) {
      if (absl::Status s = route_.envelope().AppendEnvelopeName(input, mapped_, &body_); !s.ok())
        return s;
      if (absl::Status s = route_.envelope().Make(input, mapped_).status(); !s.ok()) return s;
      body_.clear();
    }
    return RenderItem(input);
  }

  absl::Status RenderItem(const RenderInput& input) {
    absl::Status status = route_.payload().AppendItem(input, &mapped_, 0, &body_);
    AppendLookups();
    return status;
  }

  // AppendLookups notes what of the body has to be looked up, as hashes of what would be asked for.
  void AppendLookups() {
    if (!route_.payload().looks_up()) return;
    for (MarkCursor marks(body_); marks.Next();) {
      const ReferenceMark& mark = marks.mark();
      const std::string_view name = mark.derived.empty() ? mark.names.front().second : mark.derived;
      lookups_.append(lookups_.empty() ? "\"" : ",\"")
          .append(absl::StrFormat("%016x", absl::HashOf(Absl(mark.collection), Absl(name))))
          .append("\"");
    }
  }

  const Route& route_;
  const WallMillis now_;
  RecordIndex index_;
  RenderedTarget target_;
  MappedRecord mapped_;
  std::string body_, name_, key_, keyed_name_;
  std::string lookups_;  // a JSON list without its brackets
};

}  // namespace

CallStatus Destination::Identify(std::string_view arguments, std::string* json) const {
  BatchArgument batch;
  if (CallStatus s = ReadBatchArgument(arguments, kUsage, {}, &batch); !s.ok()) return s;
  const Route* route = nullptr;
  if (CallStatus s = FindRoute(batch.route, &route); !s.ok()) return s;
  Identifier identifier(*route, parts_.clock->Wall());
  json->append("{\"records\":[");
  ItemCursor items(batch.records);
  for (bool first = true; items.Next(); first = false) {
    if (!first) json->push_back(',');
    identifier.Append(items.item().bytes, json);
  }
  json->append("]}");
  redactor_->Redact(json);
  return {};
}

}  // namespace inflow
