// SPDX-License-Identifier: Apache-2.0
//
// File: draft.h
//
// The configuration as far as it was answered, and what the questions about it need.
#ifndef TOOLS_INFLOW_INIT_DRAFT_H_
#define TOOLS_INFLOW_INIT_DRAFT_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tools/inflow/config/session.h"
#include "tools/inflow/init/endpoint_fields.h"
#include "tools/inflow/init/file_look.h"
#include "tools/inflow/init/questions.h"
#include "tools/inflow/json/json_tree.h"
#include "tools/inflow/terminal/clock.h"

namespace inflow::command {

struct Draft {
  JsonTree config = JsonTree::object();
  std::string path;                      // where it is written
  std::shared_ptr<const FileLook> look;  // null without a file of records
  EndpointFields fields;                 // of the catalogue's endpoint
  bool folds = false;                    // rows become lines
  std::string preset;                    // whose map was taken
  std::string key;                       // the API key that was typed, for key_path
  std::string key_path;

  std::vector<std::string> columns() const {
    return look ? look->columns() : std::vector<std::string>();
  }
};

// Asking is what every question is asked with.
struct Asking {
  const host::Library& library;
  const JsonTree& description;
  Questions* questions;
  Clock* clock;
  const Surroundings& surroundings;
  std::map<std::string, std::shared_ptr<const FileLook>>* looks;  // by path, of this interview
};

// JudgedText is the draft as the library is shown it: with the key itself, and with a stand-in
// where the credential was not asked for yet.
std::string JudgedText(const Draft& draft);

// FaultsIn are what the library finds at or below a JSON pointer, a sentence a line; "" where it
// finds nothing there.
std::string FaultsIn(const Asking& asking, const Draft& draft, const std::string& pointer);

// Take puts a value at a key of the draft where the library takes it; otherwise the key stays as it
// was, and why is returned.
std::string Take(const Asking& asking, const std::string& key, const JsonTree& value, Draft* draft);

// ReadingOf is how the draft's file is read: with what the configuration says of it, as far as it
// is one yet.
InputSettings ReadingOf(const Asking& asking, const Draft& draft);

// Property is a part of the configuration's schema, null where this library has none of it.
JsonTree Property(const Asking& asking, std::initializer_list<const char*> path);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INIT_DRAFT_H_
