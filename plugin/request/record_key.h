// SPDX-License-Identifier: Apache-2.0
//
// File: record_key.h
//
// What names a record within its collection, so that records of one key go out one after the other,
// and whether sending it twice does no harm.
#ifndef PLUGIN_REQUEST_RECORD_KEY_H_
#define PLUGIN_REQUEST_RECORD_KEY_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/config/config.h"
#include "plugin/record/path.h"
#include "plugin/request/envelope_template.h"
#include "plugin/request/mapped_record.h"
#include "plugin/request/shape.h"
#include "plugin/request/target.h"

namespace inflow {

// HashOfKey is that of collection and key; 0 where the key is empty.
uint32_t HashOfKey(const Shape& shape, std::string_view key);

class RecordKey {
 public:
  RecordKey() = default;
  // Shape, envelope and what is excluded of records are those of the route, which owns this.
  // `binds`: records are those of the published API.
  RecordKey(const RouteConfig& route, const Shape* shape, const EnvelopeTemplate* envelope,
            const Exclusion* exclusion, bool binds);

  // Append appends the key of a mapped record, exact and canonical for GUIDs; nothing where nothing
  // names it. In a keyed body it appends the name there to *name where that is not the key. It
  // returns whether sending the record twice does no harm.
  bool Append(const RenderInput& input, const MappedRecord& record, const RenderedTarget& target,
              std::string* key, std::string* name) const;

  // attributes are those that the configuration names.
  const std::vector<AttributePath>& attributes() const { return attributes_; }

 private:
  bool AppendId(const MappedRecord& record, const RenderedTarget& target, std::string* key) const;
  void AppendAttributes(const RecordIndex& record, std::string* key) const;

  const Shape* shape_ = nullptr;
  const EnvelopeTemplate* envelope_ = nullptr;
  const Exclusion* exclusion_ = nullptr;
  std::string id_field_;
  std::vector<AttributePath> attributes_;
  bool keyed_ = false;
  bool binds_ = false;
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_RECORD_KEY_H_
