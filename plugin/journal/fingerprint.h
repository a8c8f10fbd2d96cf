// SPDX-License-Identifier: Apache-2.0
//
// File: fingerprint.h
//
// What two configurations have in common that send the same of a record.
#ifndef PLUGIN_JOURNAL_FINGERPRINT_H_
#define PLUGIN_JOURNAL_FINGERPRINT_H_

#include <string>
#include <string_view>

namespace inflow {

// Counted up where the same record and configuration make another request than before.
inline constexpr std::string_view kRenderVersion = "1";

// Fingerprint is of a company's configuration, of which `rendered` is all that says what is sent of
// a record; it depends on how this version renders records, too. 64 hexadecimal digits. Throws only
// std::bad_alloc.
std::string Fingerprint(std::string_view company, std::string_view rendered);

}  // namespace inflow

#endif  // PLUGIN_JOURNAL_FINGERPRINT_H_
