// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/ending.h"

#include <algorithm>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "plugin/transport/internal/curl_url.h"

namespace inflow {
namespace {

bool IsUntrusted(CURLcode code) {
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
         code == CURLE_SSL_ISSUER_ERROR || code == CURLE_SSL_INVALIDCERTSTATUS;
}

constexpr size_t kMaxLineBytes = CURL_MAX_HTTP_HEADER;

// libcurl reports a header line over its own limit as memory that it could not get.
bool IsLineTooLong(const Ending& ending) {
  return ending.code == CURLE_OUT_OF_MEMORY && !ending.out_of_memory && ending.wrote &&
         !ending.answer->header_ended();
}

bool IsTooLarge(const Ending& ending) {
  return ending.answer->too_large() || IsLineTooLong(ending);
}

// libcurl itself decodes what is coded for the transfer alone (Transfer-Encoding), and then cannot
// write what goes wrong. With the header read, our own callbacks refuse a body only for its length.
bool IsUndecodable(const Ending& ending) {
  if (ending.code == CURLE_OK) return ending.answer->decoding() != Decoding::kWhole;
  return ending.code == CURLE_BAD_CONTENT_ENCODING ||
         (ending.code == CURLE_WRITE_ERROR && ending.answer->header_ended() &&
          !ending.answer->too_large());
}

std::string OneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
  return text;
}

// Coding is what the answer calls its coding, as far as it fits in a sentence.
std::string Coding(const AnswerReader& answer) {
  constexpr size_t kMaxBytes = 60;
  const char* const name =
      answer.decoding() != Decoding::kWhole ? "content-encoding" : "transfer-encoding";
  return absl::StrCat(name, ": ", OneLine(answer.Values(name).substr(0, kMaxBytes)));
}

// Words are libcurl's, in one line: a certificate's names may be among them. Where a callback of
// ours stopped it, it knows less than we do.
std::string Words(const Ending& ending) {
  if (ending.code == CURLE_WRITE_ERROR) return "what came is not an HTTP answer";
  // By closing in the header of an answer, or before it, after which the repeat was refused.
  if (ending.code == CURLE_OK || ending.code == CURLE_ABORTED_BY_CALLBACK)
    return "the connection was closed";
  return OneLine(std::string(
      ending.words.empty() ? std::string_view(curl_easy_strerror(ending.code)) : ending.words));
}

std::string AbortedDetail(const Ending& ending, const std::string& server) {
  if (ending.answer->status() != 0)
    return absl::StrCat("the answer of ", server, " was not whole when its time was up");
  if (ending.wrote) return absl::StrCat("no answer came from ", server, " in time");
  return absl::StrCat("no connection to ", server, " was made in time");
}

std::string UnreachableDetail(const Ending& ending, const std::string& server) {
  if (ending.refused) return absl::StrCat(server, " refused the request without reading it");
  if (ending.unasked == Unasked::kEnd)
    return absl::StrCat(server, " ended the connection before the request was written");
  if (ending.unasked != Unasked::kNothing) {
    return absl::StrCat(
        server,
        " spoke before the request was written, so what it said was no answer; check that it is an HTTP ",
        "service");
  }
  switch (ending.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return absl::StrCat("could not find the address of ", server,
                          "; check the host's name and this machine's DNS");
    case CURLE_COULDNT_RESOLVE_PROXY:
      return absl::StrCat("could not find the address of the proxy ", ProxyName(ending.proxy),
                          "; check proxy");
    case CURLE_COULDNT_CONNECT: {
      const std::string whom =
          ending.proxy.empty() ? server : absl::StrCat("the proxy ", ProxyName(ending.proxy));
      const std::string why =
          ending.os_error != 0 ? std::generic_category().message(ending.os_error) : Words(ending);
      return absl::StrCat("could not connect to ", whom, ": ", why);
    }
    default:
      return absl::StrCat("could not set up the connection to ", server, ": ", Words(ending));
  }
}

std::string TooLargeDetail(const Ending& ending, const std::string& server) {
  if (ending.answer->header_ended()) {
    return absl::StrCat("the answer of ", server, " is longer than the ",
                        ending.answer->max_body_bytes(), " bytes that are allowed");
  }
  if (IsLineTooLong(ending)) {
    return absl::StrCat("one header line of the answer of ", server, " is longer than the ",
                        kMaxLineBytes, " bytes that are allowed for a line");
  }
  return absl::StrCat("the header of the answer of ", server, " is longer than the ",
                      AnswerReader::kMaxHeaderBytes, " bytes or ", AnswerReader::kMaxHeaderLines,
                      " lines that are allowed");
}

}  // namespace

Failure FailureOf(const Ending& ending) {
  if (ending.aborted) {
    if (ending.answer->status() != 0) return Failure::kNone;
    return ending.wrote ? Failure::kTimedOut : Failure::kUnreachable;
  }
  if (IsTooLarge(ending)) return Failure::kTooLarge;
  if (ending.answer->status() != 0) return Failure::kNone;
  if (ending.wrote) return Failure::kLost;
  return IsUntrusted(ending.code) ? Failure::kUntrusted : Failure::kUnreachable;
}

bool IsCut(const Ending& ending) {
  const bool whole = !ending.aborted && !ending.out_of_memory && ending.code == CURLE_OK &&
                     ending.answer->header_ended() && ending.answer->decoding() == Decoding::kWhole;
  return ending.answer->status() != 0 && !whole;
}

std::string DetailOf(const Ending& ending) {
  const Failure failure = FailureOf(ending);
  if (failure == Failure::kNone && !IsCut(ending)) return {};
  if (ending.out_of_memory) return "out of memory while the answer was read";
  const std::string server = ServerName(ending.url);
  if (ending.aborted) return AbortedDetail(ending, server);
  switch (failure) {
    case Failure::kUnreachable:
      return UnreachableDetail(ending, server);
    case Failure::kUntrusted:
      return absl::StrCat("the certificate of ", server, " was refused: ", Words(ending),
                          "; check base_url, or tls.ca_file where the service has a CA of its own");
    case Failure::kTooLarge:
      return TooLargeDetail(ending, server);
    case Failure::kNone:
      if (IsUndecodable(ending))
        return absl::StrCat("the body of the answer of ", server, " cannot be decoded (",
                            Coding(*ending.answer), ")");
      return absl::StrCat("the answer of ", server, " is not whole: ", Words(ending));
    default:
      return absl::StrCat("the request to ", server,
                          " was left without an HTTP answer: ", Words(ending));
  }
}

}  // namespace inflow
