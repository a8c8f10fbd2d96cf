// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/progress.h"

#include <algorithm>
#include <cmath>
#include <utility>

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

// SettledNow leaves out what was settled before and came back in no time.
uint64_t SettledNow(const ProgressFacts& facts) { return facts.tally.records - facts.before; }

// LeftMs is the longer of what the quota asks for the rest and what the rate so far promises.
int64_t LeftMs(const ProgressFacts& facts, const ConfigFigures& figures) {
  const double by_rate = static_cast<double>(facts.elapsed_ms) /
                         static_cast<double>(std::max<uint64_t>(SettledNow(facts), 1)) *
                         static_cast<double>(Left(facts));
  return std::max(QuotaLeftMs(facts, figures), static_cast<int64_t>(by_rate));
}

ProgressPart CountPart(const ProgressFacts& facts) {
  std::string count = HumanCount(facts.tally.records);
  if (facts.total == 0) return {{count + " records", count}};
  absl::StrAppend(&count, " of ", HumanCount(facts.total));
  const uint64_t percent =
      facts.tally.records >= facts.total
          ? 100
          : static_cast<uint64_t>(100.0 * static_cast<double>(facts.tally.records) /
                                  static_cast<double>(facts.total));
  return {{count + " records", count, absl::StrCat(percent, "%")}};
}

// Unwell counts what did not end well: "2 refused, 1 ambiguous".
std::string Unwell(const Tally& tally) {
  std::string text;
  for (const auto& [count, word] :
       {std::pair(tally.rejected, "refused"), std::pair(tally.failed, "failed"),
        std::pair(tally.ambiguous, "ambiguous"), std::pair(tally.dropped, "dropped")}) {
    if (count > 0) absl::StrAppend(&text, text.empty() ? "" : ", ", HumanCount(count), " ", word);
  }
  return text;
}

}  // namespace

int64_t QuotaLeftMs(const ProgressFacts& facts, const ConfigFigures& figures) {
  if (facts.total == 0) return 0;
  const double part = static_cast<double>(Left(facts)) / static_cast<double>(facts.total);
  const auto of = [part](uint64_t whole) {
    return static_cast<uint64_t>(std::ceil(static_cast<double>(whole) * part));
  };
  if (facts.total_requests) return LimitMs(of(*facts.total_requests), facts.stats);
  return LimitMs(CallsFor(figures.folds ? of(facts.total_documents) : Left(facts),
                          of(facts.total_bytes), figures),
                 facts.stats);
}

std::string FitProgress(const std::vector<ProgressPart>& parts, const std::vector<size_t>& shorten,
                        size_t room) {
  std::vector<size_t> forms(parts.size());
  auto next = shorten.begin();
  while (true) {
    std::string text;
    for (size_t i = 0; i < parts.size(); ++i) {
      if (parts[i].forms.empty() || parts[i].forms[forms[i]].empty()) continue;
      absl::StrAppend(&text, text.empty() ? "" : ", ", parts[i].forms[forms[i]]);
    }
    if (text.size() <= room || next == shorten.end()) return text;
    if (forms[*next] + 1 < parts[*next].forms.size()) ++forms[*next];
    ++next;
  }
}

ProgressPart QuotaPart(const destination_stats_data& stats) {
  std::string text;
  for (uint32_t i = 0; i < std::min<uint32_t>(stats.window_count, DESTINATION_MAX_WINDOWS); ++i) {
    const destination_quota& window = stats.windows[i];
    absl::StrAppend(&text, text.empty() ? "" : ", ", "quota ", window.used, " of ", window.requests,
                    " per ", HumanDuration(window.per_ms));
  }
  return {{std::move(text), ""}};
}

std::string DescribeProgress(const ProgressFacts& facts, const ConfigFigures& figures,
                             size_t room) {
  enum Part : size_t { kCount, kDocuments, kRate, kQuota, kUnwell, kLeft, kParts };
  const Tally& tally = facts.tally;
  std::vector<ProgressPart> parts(kParts);
  parts[kCount] = CountPart(facts);
  if (facts.total_documents > 0) {
    parts[kDocuments] = {{absl::StrCat(HumanCount(facts.documents), " of ",
                                       Plural(facts.total_documents, "document"), " delivered"),
                          ""}};
  }
  const uint64_t now = SettledNow(facts);
  if (now > 0) parts[kRate] = {{Rate(now, facts.elapsed_ms), ""}};
  parts[kQuota] = QuotaPart(facts.stats);
  if (const std::string unwell = Unwell(tally); !unwell.empty())
    parts[kUnwell] = {{unwell + " so far", unwell, ""}};
  if (facts.total > 0 && now > 0 && tally.records < facts.total) {
    const std::string left = HumanDuration(LeftMs(facts, figures)) + " left";
    parts[kLeft] = {{"about " + left, left}};
    parts[kCount].forms.emplace_back();
  }
  return FitProgress(
      parts, {kQuota, kRate, kDocuments, kCount, kLeft, kUnwell, kCount, kUnwell, kCount}, room);
}

bool Progress::Due(int64_t now_ms) const {
  return style_ != ProgressStyle::kNone && now_ms >= next_ms_;
}

void Progress::Draw(std::string line, int64_t now_ms) {
  if (style_ == ProgressStyle::kLines) {
    *line_->stream() << line << '\n' << std::flush;
    next_ms_ = now_ms + kLineMs;
    return;
  }
  if (line.size() >= width_) line.resize(width_ - 1);
  line_->Show(line);
  next_ms_ = now_ms + kRedrawMs;
}

}  // namespace inflow::command
