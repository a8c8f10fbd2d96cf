// SPDX-License-Identifier: Apache-2.0
//
// File: mapped_record.h
//
// A record after its map, before anything is excluded: what bodies are made of. Reused from record
// to record.
#ifndef PLUGIN_REQUEST_MAPPED_RECORD_H_
#define PLUGIN_REQUEST_MAPPED_RECORD_H_

#include <string>
#include <string_view>
#include <vector>

#include "plugin/entity/binder.h"
#include "plugin/entity/note.h"
#include "plugin/entity/values.h"
#include "plugin/record/walker.h"

namespace inflow {

struct MappedRecord {
  std::string_view value;               // one JSON value; without a map the record's own bytes
  const RecordIndex* index = nullptr;   // its members; null where it is no object
  std::string text;                     // holds the bytes where a map made them
  RecordIndex own;                      // likewise
  const RecordIndex* source = nullptr;  // the record that was mapped: as it came, but for the
                                        // identity's texts, which are trimmed
  std::string trimmed;                  // holds its bytes where something was trimmed
  RecordIndex trimmed_own;              // likewise
  bool line = false;                    // fold: the map has a value for something of the line
  bool blank_line = false;              // fold: the line has no value and is left out
  std::vector<Span> spans;              // of the text, what stands there as the record has it
  std::string read;                     // holds the bytes where "values" was applied
  EntityId id;                          // published endpoints: of the entity
  std::string mark;                     // holds its mark, where it is looked for
  EntityId line_parent;                 // likewise, fold: of what the list of lines belongs to
  std::vector<Note> notes;              // likewise: what its user should know
};

}  // namespace inflow

#endif  // PLUGIN_REQUEST_MAPPED_RECORD_H_
