// SPDX-License-Identifier: Apache-2.0
//
// File: quoted.h
#ifndef PLUGIN_TEXT_QUOTED_H_
#define PLUGIN_TEXT_QUOTED_H_

#include <string>
#include <string_view>

namespace inflow {

// Quoted returns text in quotes for a message: escaped as in JSON, cut where it is long. Never give
// it a secret.
std::string Quoted(std::string_view text);

}  // namespace inflow

#endif  // PLUGIN_TEXT_QUOTED_H_
