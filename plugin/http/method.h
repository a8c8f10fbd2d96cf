// SPDX-License-Identifier: Apache-2.0
//
// File: method.h
#ifndef PLUGIN_HTTP_METHOD_H_
#define PLUGIN_HTTP_METHOD_H_

#include <cstdint>
#include <string_view>

namespace inflow {

enum class HttpMethod : uint8_t { kGet, kPost, kPut, kPatch, kDelete };
std::string_view MethodName(HttpMethod method);  // "GET" …

}  // namespace inflow

#endif  // PLUGIN_HTTP_METHOD_H_
