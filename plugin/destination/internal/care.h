// SPDX-License-Identifier: Apache-2.0
//
// File: care.h
//
// The commands "journal_backup", "journal_check", "journal_salvage", "journal_move" and
// "journal_take_over": what a person does with a journal's file. They need no configuration.
#ifndef PLUGIN_DESTINATION_INTERNAL_CARE_H_
#define PLUGIN_DESTINATION_INTERNAL_CARE_H_

#include <string>
#include <string_view>

#include "plugin/destination/call.h"

namespace inflow {

// CareCommand runs one of them (IsCareCommand).
CallStatus CareCommand(std::string_view name, std::string_view arguments, std::string* json);

}  // namespace inflow

#endif  // PLUGIN_DESTINATION_INTERNAL_CARE_H_
