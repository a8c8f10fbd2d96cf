// SPDX-License-Identifier: Apache-2.0
#include "plugin/quota/quota_header.h"

#include <algorithm>
#include <charconv>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

constexpr int kEnough = 2;
constexpr int kMaxScore = 4;

// Only digits: no sign, no fraction.
std::optional<size_t> ParseCount(std::string_view text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(Absl(text));
  const char* end = trimmed.data() + trimmed.size();
  size_t value = 0;
  const auto [rest, error] = std::from_chars(trimmed.data(), end, value);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return value;
}

}  // namespace

std::optional<QuotaReading> ParseQuota(std::string_view value) {
  const size_t slash = value.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::optional<size_t> count = ParseCount(value.substr(0, slash));
  const std::optional<size_t> total = ParseCount(value.substr(slash + 1));
  if (!count || !total || *total == 0 || *total > kMaxQuotaTotal || *count > *total)
    return std::nullopt;
  return QuotaReading{*count, *total};
}

void DirectionLearner::Observe(size_t count, const Ours& ours) {
  const auto added = [&ours](const Base& base) { return ours.ended - base.ours.ended; };
  // Where own requests may have left the window since, the count may fall although it counts what
  // is used.
  if (!base_ || added(*base_) == 0 || ours.at_least != base_->ours.at_most + added(*base_)) {
    base_ = Base{count, ours};
    return;
  }
  if (count > base_->count) ++base_->rises;
  if (count < base_->count) ++base_->falls;
  const bool rises = base_->rises > base_->ours.in_flight;
  const bool falls = base_->falls > base_->ours.in_flight;
  if (!rises && !falls) return;
  const size_t moved = count > base_->count ? count - base_->count : base_->count - count;
  const bool explained =
      moved <= added(*base_) + base_->ours.in_flight;  // by our own requests alone
  const int weight = explained ? kEnough : kEnough / 2;
  score_ = std::clamp(score_ + (rises ? weight : -weight), -kMaxScore, kMaxScore);
  base_ = Base{count, ours};
}

void DirectionLearner::Believe(QuotaDirection found) {
  if (direction() != QuotaDirection::kUnknown || found == QuotaDirection::kUnknown) return;
  score_ = found == QuotaDirection::kUsed ? kEnough : -kEnough;
}

void DirectionLearner::Begin(size_t count, size_t own, uint64_t ended) {
  if (!base_) base_ = Base{count, {own, own, ended, 0}};
}

QuotaDirection DirectionLearner::direction() const {
  if (score_ >= kEnough) return QuotaDirection::kUsed;
  if (score_ <= -kEnough) return QuotaDirection::kLeft;
  return QuotaDirection::kUnknown;
}

}  // namespace inflow
