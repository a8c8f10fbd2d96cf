// SPDX-License-Identifier: Apache-2.0
//
// File: main.cc
//
// The campaign: many runs of the library against a hostile service, each drawn from a seed, and
// what the library says held against what the service saw.
//
//   campaign [--seed N] [--runs M] [--jobs J] [--stories K] [--spoil NAME]
//
// Run i has the seed N + i, so that `--seed N+i --runs 1` is that run again. Exit status: 0 nothing
// found, 1 something, 2 usage.
#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <set>
#include <thread>

#include "tests/campaign/host.h"
#include "tests/campaign/report.h"
#include "tests/campaign/server.h"
#include "tests/campaign/service.h"
#include "tests/campaign/spoil.h"
#include "tests/campaign/verdict.h"

namespace {

using namespace inflow::campaign;  // NOLINT(google-build-using-namespace): a program of one page

struct Options {
  uint64_t seed = 1;
  uint64_t runs = 100;
  uint64_t jobs = 4;
  uint64_t stories = 5;  // how many findings are told at most
  std::string_view spoil;
};

bool ReadNumber(const char* text, uint64_t* number) {
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), *number);
  return error == std::errc() && *end == '\0';
}

bool ReadOptions(int argc, char** argv, Options* options) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    bool read = false;
    if (name == "--seed") read = ReadNumber(argv[i + 1], &options->seed);
    if (name == "--runs") read = ReadNumber(argv[i + 1], &options->runs);
    if (name == "--jobs") read = ReadNumber(argv[i + 1], &options->jobs) && options->jobs > 0;
    if (name == "--stories") read = ReadNumber(argv[i + 1], &options->stories);
    if (name == "--spoil") read = Spoil(argv[i + 1]);
    if (!read) return false;
  }
  return argc % 2 == 1;
}

Evidence Run(uint64_t seed) {
  Evidence evidence{.plan = DrawPlan(seed)};
  Service service(evidence.plan);
  Server server(evidence.plan, &service);
  evidence.testimony = Drive(evidence.plan, &server);
  server.Stop();
  evidence.log = service.log();
  evidence.faults = service.faults();
  evidence.garbled = service.garbled();
  evidence.lost_requests = server.LostRequests();
  return evidence;
}

// Campaign shares the runs among threads: most of their time is waiting.
class Campaign {
 public:
  explicit Campaign(const Options& options) : options_(options) {}

  bool Go() {
    std::vector<std::thread> threads;
    for (uint64_t i = 0; i < options_.jobs; ++i) threads.emplace_back([this] { Work(); });
    for (std::thread& thread : threads) thread.join();
    std::printf("%s", tally_.Table().c_str());
    return tally_.clean();
  }

 private:
  void Work() {
    for (uint64_t i = next_++; i < options_.runs; i = next_++) {
      const Evidence evidence = Run(options_.seed + i);
      const std::vector<Finding> findings = Judge(evidence);
      const std::lock_guard lock(mutex_);
      tally_.Add(evidence, findings);
      Tell(evidence, findings);
    }
  }

  // The first finding of each kind: the others of a run mostly follow from it.
  void Tell(const Evidence& evidence, const std::vector<Finding>& findings) {
    std::set<Wrong> kinds;
    for (const Finding& finding : findings) {
      if (told_ >= options_.stories || !kinds.insert(finding.wrong).second) continue;
      ++told_;
      std::printf("%s\n", Story(evidence, finding).c_str());
    }
  }

  const Options options_;
  std::atomic<uint64_t> next_{0};
  std::mutex mutex_;
  Tally tally_;
  size_t told_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!ReadOptions(argc, argv, &options)) {
    std::fprintf(stderr,
                 "usage: %s [--seed N] [--runs M] [--jobs J] [--stories K] [--spoil NAME]\n",
                 argv[0]);
    return 2;
  }
  return Campaign(options).Go() ? 0 : 1;
}
