// SPDX-License-Identifier: Apache-2.0
//
// File: ending.h
//
// What a transfer's end means: the failure, and a sentence about it for people.
#ifndef PLUGIN_TRANSPORT_INTERNAL_ENDING_H_
#define PLUGIN_TRANSPORT_INTERNAL_ENDING_H_

#include <curl/curl.h>

#include <string>
#include <string_view>

#include "plugin/transport/internal/answer_reader.h"
#include "plugin/transport/internal/unasked.h"
#include "plugin/transport/transport.h"

namespace inflow {

// Ending is all that is known when a transfer is over.
struct Ending {
  CURLcode code = CURLE_OK;
  bool aborted = false;                 // by Abort; `code` says nothing then
  bool wrote = false;                   // and the service may have read it
  bool refused = false;                 // the service said that it left the request unread
  bool out_of_memory = false;           // in a callback of ours
  Unasked unasked = Unasked::kNothing;  // what had come on a new connection before the request was
                                        // written, which it then was not
  int os_error = 0;                     // errno of a connection that failed, or 0
  std::string_view words{};             // libcurl's, or empty
  std::string_view url{};               // of the request
  std::string_view proxy{};             // empty: none
  const AnswerReader* answer = nullptr;
};

// FailureOf follows from how far the exchange got; which error code libcurl chose matters only to
// tell an untrusted server.
Failure FailureOf(const Ending& ending);

// IsCut tells whether an answer whose status line came is not whole.
bool IsCut(const Ending& ending);

// DetailOf is the sentence for people; empty for a whole answer. It names host and port, never
// headers or user information.
std::string DetailOf(const Ending& ending);

}  // namespace inflow

#endif  // PLUGIN_TRANSPORT_INTERNAL_ENDING_H_
