// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/header_cache.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

// Routes are few; only headers that differ from record to record get this far, and those are not
// worth keeping.
constexpr size_t kMaxEntries = 64;

bool IsTokenCharacter(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool HasName(const std::string& line, std::string_view name) {
  return line.size() > name.size() && line[name.size()] == ':' &&
         absl::EqualsIgnoreCase(absl::string_view(line).substr(0, name.size()), Absl(name));
}

// libcurl drops a header whose line has no value, unless the line ends in a semicolon instead of
// the colon.
std::string AsLibcurlWants(const std::string& line) {
  const size_t colon = line.find(':');
  const bool has_value = line.find_first_not_of(" \t", colon + 1) != std::string::npos;
  return has_value ? line : line.substr(0, colon) + ";";
}

}  // namespace

bool IsHeaderLine(std::string_view line) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                     IsTokenCharacter) &&
         std::none_of(line.begin(), line.end(), [](char c) {
           return c != '\t' && absl::ascii_iscntrl(static_cast<unsigned char>(c));
         });
}

bool HeaderList::Append(const std::string& line) {
  curl_slist* longer = curl_slist_append(list_, line.c_str());
  if (longer == nullptr) return false;
  list_ = longer;
  return true;
}

absl::Status HeaderCache::Get(const HeaderLines& lines, std::shared_ptr<const HeaderList>* list) {
  if (const auto found = entries_.find(lines.get()); found != entries_.end()) {
    *list = found->second.list;
    return absl::OkStatus();
  }
  static const std::vector<std::string> kNone;
  const std::vector<std::string>& all = lines != nullptr ? *lines : kNone;

  auto made = std::make_shared<HeaderList>();
  // A name without value takes away what libcurl would add by itself.
  bool whole = made->Append("Expect:");
  if (std::none_of(all.begin(), all.end(),
                   [](const std::string& line) { return HasName(line, "Content-Type"); })) {
    whole = whole && made->Append("Content-Type:");
  }
  for (size_t i = 0; i < all.size(); ++i) {
    if (!IsHeaderLine(all[i])) {
      return absl::InvalidArgumentError(
          absl::StrCat("header line ", i + 1, " of the request is not \"Name: value\" without ",
                       "control characters; correct request_headers"));
    }
    whole = whole && made->Append(AsLibcurlWants(all[i]));
  }
  if (!whole) return absl::ResourceExhaustedError("no memory for the request's headers");
  if (entries_.size() >= kMaxEntries) entries_.clear();
  entries_.emplace(lines.get(), Entry{lines, made});
  *list = std::move(made);
  return absl::OkStatus();
}

}  // namespace inflow
