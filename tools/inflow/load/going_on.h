// SPDX-License-Identifier: Apache-2.0
//
// File: going_on.h
//
// What a person can do about records that were not delivered, as commands that can be copied.
#ifndef TOOLS_INFLOW_LOAD_GOING_ON_H_
#define TOOLS_INFLOW_LOAD_GOING_ON_H_

#include <string>

#include "tools/inflow/load/load_report.h"
#include "tools/inflow/load/load_settings.h"
#include "tools/inflow/load/loader.h"

namespace inflow::command {

// GoingOn says how a load that stopped is gone on with, and how records are looked at that a load
// holds back; lines with their ends, empty where there is nothing to say.
std::string GoingOn(const LoadSettings& settings, const LoadEnd& end, const LoadReport& report);

// AfterMending is the line with the one command that loads rejects again, where all of them lie as
// CSV; empty elsewhere.
std::string AfterMending(const LoadSettings& settings, const LoadReport& report);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_LOAD_GOING_ON_H_
