// SPDX-License-Identifier: Apache-2.0
//
// File: quota_log.h
//
// Where the command keeps what it has spent of a company's quota, for its next run and for those
// beside it: the user's state folder, unless the configuration says otherwise.
#ifndef TOOLS_INFLOW_CONFIG_QUOTA_LOG_H_
#define TOOLS_INFLOW_CONFIG_QUOTA_LOG_H_

#include <functional>
#include <string>

namespace inflow::command {

// QuotaFolder is $XDG_STATE_HOME/inflow/, without that $HOME/.local/state/inflow/. Empty where
// neither is an absolute path that a configuration can name.
std::string QuotaFolder(const std::function<const char*(const char*)>& environment);

// SaysQuotaLog tells whether a configuration has rate_limit.log, be it null; also where it is none,
// and the destination refuses it.
bool SaysQuotaLog(const std::string& config);

// WithQuotaLog is the configuration with a rate_limit.log.
std::string WithQuotaLog(const std::string& config, const std::string& log);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_CONFIG_QUOTA_LOG_H_
