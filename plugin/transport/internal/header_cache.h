// SPDX-License-Identifier: Apache-2.0
//
// File: header_cache.h
//
// A route's header lines in the form that libcurl wants, made once and shared by all requests of
// the route.
//
//   HeaderCache cache;
//   std::shared_ptr<const HeaderList> list;
//   absl::Status status = cache.Get(request.headers, &list);
#ifndef PLUGIN_TRANSPORT_INTERNAL_HEADER_CACHE_H_
#define PLUGIN_TRANSPORT_INTERNAL_HEADER_CACHE_H_

#include <curl/curl.h>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/status.h"
#include "plugin/transport/transport.h"

namespace inflow {

// IsHeaderLine accepts "Name: value" where the name is an HTTP token and the value has no control
// characters but tab: a line break in it would begin another header.
bool IsHeaderLine(std::string_view line);

// HeaderList owns one curl_slist.
class HeaderList {
 public:
  HeaderList() = default;
  ~HeaderList() { curl_slist_free_all(list_); }
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;

  // Append returns false without memory; the list is then as it was.
  bool Append(const std::string& line);
  curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

class HeaderCache {
 public:
  // Get finds the list by the address of `lines`, or makes it. `lines` may be null: no headers of
  // the caller's. InvalidArgument for a line that is no header, ResourceExhausted without memory. A
  // list stays valid for who holds it, also after it left the cache.
  absl::Status Get(const HeaderLines& lines, std::shared_ptr<const HeaderList>* list);

 private:
  struct Entry {
    HeaderLines lines;  // keeps the address from being used again while it is a key
    std::shared_ptr<const HeaderList> list;
  };

  std::unordered_map<const void*, Entry> entries_;
};

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_INTERNAL_HEADER_CACHE_H_
