// SPDX-License-Identifier: Apache-2.0
//
// File: ca_file.h
//
// The file of the authorities to trust, looked at before anything depends on it: libcurl would find
// its faults at the first connection, and call every server untrusted.
#ifndef PLUGIN_TRANSPORT_INTERNAL_CA_FILE_H_
#define PLUGIN_TRANSPORT_INTERNAL_CA_FILE_H_

#include <string>

#include "absl/status/status.h"

namespace inflow {

// CheckCaFile returns InvalidArgument where the file cannot be read, holds no certificate, or holds
// one that is broken: it names which, counting from 1.
absl::Status CheckCaFile(const std::string& path);

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_INTERNAL_CA_FILE_H_
