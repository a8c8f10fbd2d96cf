// SPDX-License-Identifier: Apache-2.0
#include "plugin/lookup/directory.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

#include "absl/strings/ascii.h"
#include "plugin/text/nearest.h"

namespace inflow {
namespace {

constexpr size_t kMostCandidates = 20'000;  // looking for what is spelled alike takes its time

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

std::string FoldedName(std::string_view name) {
  if (IsAscii(name)) return absl::AsciiStrToLower({name.data(), name.size()});
  utf8proc_uint8_t* folded = nullptr;
  const utf8proc_ssize_t size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(name.data()),
      static_cast<utf8proc_ssize_t>(name.size()), &folded,
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
  if (size == UTF8PROC_ERROR_NOMEM) throw std::bad_alloc();
  if (size < 0) return std::string(name);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(folded, &std::free);
  return {reinterpret_cast<const char*>(folded), static_cast<size_t>(size)};
}

void Directory::Add(size_t field, std::string_view name, const Uuid& id) {
  if (names_.size() <= field) names_.resize(field + 1);
  std::string folded = FoldedName(name);
  Named named{.exact = folded == name ? std::string() : std::string(name), .id = id};
  const auto [first, last] = names_[field].equal_range(folded);
  const bool known = std::any_of(first, last, [&](const auto& one) {
    return one.second.id == id && one.second.exact == named.exact;
  });
  if (!known) names_[field].emplace(std::move(folded), std::move(named));
}

Finding Directory::Find(size_t field, std::string_view name) const {
  Finding exact;
  Finding cased;
  if (field >= names_.size()) return exact;
  const auto put = [](const Uuid& id, Finding* finding) {
    if (finding->kind == Finding::kOne && finding->id != id) {
      finding->kind = Finding::kTwo;
      finding->other = id;
    } else if (finding->kind == Finding::kNone) {
      finding->kind = Finding::kOne;
      finding->id = id;
    }
  };
  const auto [first, last] = names_[field].equal_range(FoldedName(name));
  for (auto it = first; it != last; ++it) {
    const std::string& text = it->second.exact.empty() ? it->first : it->second.exact;
    if (text == name) {
      put(it->second.id, &exact);
    } else {
      put(it->second.id, &cased);
      cased.name = text;
    }
  }
  if (exact.kind != Finding::kNone) return exact;
  cased.cased = cased.kind != Finding::kNone;
  return cased;
}

std::string Directory::Nearest(size_t field, std::string_view name) const {
  if (field >= names_.size() || names_[field].size() > kMostCandidates) return "";
  std::vector<std::string_view> candidates;
  candidates.reserve(names_[field].size());
  for (const auto& [folded, named] : names_[field])
    candidates.push_back(named.exact.empty() ? folded : named.exact);
  std::sort(candidates.begin(), candidates.end());
  return std::string(NearestKey(name, candidates));
}

}  // namespace inflow
