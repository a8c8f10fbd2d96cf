// SPDX-License-Identifier: Apache-2.0
//
// File: secret_shape.h
//
// Whether a text looks like a secret that was pasted where a name belongs.
#ifndef PLUGIN_CONFIG_INTERNAL_SECRET_SHAPE_H_
#define PLUGIN_CONFIG_INTERNAL_SECRET_SHAPE_H_

#include <string_view>

namespace inflow::config {

// IsTellingVariable tells whether a text looks so much like the name of a variable that a message
// may show it: capital letters, digits and underscores, under 64 bytes, without 16 hexadecimal
// digits in a row.
bool IsTellingVariable(std::string_view name);

// IsTellingPath tells it of a file's path: none of its parts is long and without a dot, or has 16
// hexadecimal digits in a row.
bool IsTellingPath(std::string_view path);

}  // namespace inflow::config

#endif  // PLUGIN_CONFIG_INTERNAL_SECRET_SHAPE_H_
