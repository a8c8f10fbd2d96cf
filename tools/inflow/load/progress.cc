// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/progress.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "tools/inflow/load/estimate.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

constexpr int64_t kRedrawMs = 250;
constexpr int64_t kLineMs = 5'000;

std::string Rate(uint64_t records, int64_t elapsed_ms) {
  const double per_second =
      static_cast<double>(records) * 1000 / static_cast<double>(std::max<int64_t>(elapsed_ms, 1));
  if (per_second >= 10) return absl::StrCat(HumanCount(static_cast<uint64_t>(per_second)), "/s");
  return absl::StrCat(static_cast<uint64_t>(per_second * 60), "/min");
}

uint64_t Left(const ProgressFacts& facts) {
  return facts.total - std::min(facts.total, facts.tally.records);
}

// LeftMs is the longer of what the quota asks for the rest and what the rate so far promises.
int64_t LeftMs(const ProgressFacts& facts, const ConfigFigures& figures) {
  const double by_rate = static_cast<double>(facts.elapsed_ms) /
                         static_cast<double>(facts.tally.records) *
                         static_cast<double>(Left(facts));
  return std::max(QuotaLeftMs(facts, figures), static_cast<int64_t>(by_rate));
}

}  // namespace

int64_t QuotaLeftMs(const ProgressFacts& facts, const ConfigFigures& figures) {
  if (facts.total == 0) return 0;
  const double part = static_cast<double>(Left(facts)) / static_cast<double>(facts.total);
  const auto bytes = static_cast<uint64_t>(static_cast<double>(facts.total_bytes) * part);
  const auto documents =
      static_cast<uint64_t>(std::ceil(static_cast<double>(facts.total_documents) * part));
  return LimitMs(CallsFor(figures.folds ? documents : Left(facts), bytes, figures), facts.stats);
}

std::string DescribeProgress(const ProgressFacts& facts, const ConfigFigures& figures) {
  const Tally& tally = facts.tally;
  std::string text = HumanCount(tally.records);
  if (facts.total > 0) absl::StrAppend(&text, " of ", HumanCount(facts.total));
  absl::StrAppend(&text, " records");
  if (facts.total_documents > 0) {
    absl::StrAppend(&text, ", ", HumanCount(facts.documents), " of ",
                    Plural(facts.total_documents, "document"), " delivered");
  }
  if (tally.records > 0) absl::StrAppend(&text, ", ", Rate(tally.records, facts.elapsed_ms));
  for (uint32_t i = 0; i < std::min<uint32_t>(facts.stats.window_count, DESTINATION_MAX_WINDOWS);
       ++i) {
    const destination_quota& window = facts.stats.windows[i];
    absl::StrAppend(&text, ", quota ", window.used, " of ", window.requests, " per ",
                    HumanDuration(window.per_ms));
  }
  const uint64_t unwell = tally.records - tally.delivered - tally.unchanged - tally.superseded;
  if (unwell > 0) absl::StrAppend(&text, ", ", HumanCount(unwell), " not delivered");
  if (facts.total > 0 && tally.records > 0 && tally.records < facts.total) {
    absl::StrAppend(&text, ", about ", HumanDuration(LeftMs(facts, figures)), " left");
  }
  return text;
}

bool Progress::Due(int64_t now_ms) const {
  return style_ != ProgressStyle::kNone && now_ms >= next_ms_;
}

void Progress::Draw(std::string line, int64_t now_ms) {
  if (style_ == ProgressStyle::kLines) {
    *out_ << line << '\n' << std::flush;
    next_ms_ = now_ms + kLineMs;
    return;
  }
  if (line.size() >= width_) line.resize(width_ - 1);
  *out_ << '\r' << line;
  if (drawn_ > line.size()) *out_ << std::string(drawn_ - line.size(), ' ');
  *out_ << std::flush;
  drawn_ = line.size();
  next_ms_ = now_ms + kRedrawMs;
}

void Progress::Clear() {
  if (drawn_ > 0) *out_ << '\r' << std::string(drawn_, ' ') << '\r' << std::flush;
  drawn_ = 0;
}

}  // namespace inflow::command
