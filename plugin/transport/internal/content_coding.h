// SPDX-License-Identifier: Apache-2.0
//
// File: content_coding.h
//
// Undoes what the header Content-Encoding names. libcurl can do that too, but takes a body that
// breaks off for a whole one.
//
//   std::string body = …;
//   switch (Decode("gzip", max_bytes, &body)) …
#ifndef PLUGIN_TRANSPORT_INTERNAL_CONTENT_CODING_H_
#define PLUGIN_TRANSPORT_INTERNAL_CONTENT_CODING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace inflow {

enum class Decoding : uint8_t {
  kWhole,
  kCut,      // the body broke off; what came is decoded
  kBroken,   // the body is not what was named, or goes on behind its end; what could be read before
             // is decoded
  kUnknown,  // a coding that is not known, or too many; the body is then empty
  kTooLarge,  // decoded, it is over the cap; it is then as long as that
};

// Decode replaces *body. `codings` is the header's value: gzip, x-gzip, deflate (with or without
// its zlib header), br and identity, several in the order in which they were applied. An empty body
// is whole in any coding. May throw std::bad_alloc.
Decoding Decode(std::string_view codings, size_t max_bytes, std::string* body);

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_INTERNAL_CONTENT_CODING_H_
