// SPDX-License-Identifier: Apache-2.0
//
// The record layer alone: walk, drop one attribute, copy. One iteration is one record of 351 bytes.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "plugin/record/path.h"
#include "plugin/record/walker.h"

namespace inflow {
namespace {

constexpr size_t kRecordBytes = 351;

// MakeRecords makes twelve-member products that differ in their numbers and are padded to
// kRecordBytes.
std::vector<std::string> MakeRecords(size_t count) {
  std::vector<std::string> records;
  for (size_t i = 0; i < count; ++i) {
    std::string record = absl::StrCat(
        "{\"productId\":\"", absl::Hex(0x10000000 + i),
        "-5717-4562-b3fc-2c963f66afa6\",\"name\":\"Bracket, steel ", i, "\",\"sku\":\"BR-",
        100000 + i,
        "\",\"description\":\"Wall bracket for shelves of 30 cm\",\"itemType\":\"stockedProduct\",",
        "\"isActive\":true,\"unitPrice\":12.50,\"cost\":", 100 + i % 900,
        ".25,\"reorderPoint\":null,\"internal_note\":\"bought by ", i % 10,
        "\",\"dimensions\":{\"length\":30.5,\"width\":4,\"height\":2.25},\"remarks\":\"\"}");
    record.insert(record.size() - 2, std::string(kRecordBytes - record.size(), 'x'));
    records.push_back(std::move(record));
  }
  return records;
}

// Checksum is FNV-1a: what was made must be the same in every run.
uint64_t Checksum(std::string_view text) {
  uint64_t sum = 0xCBF29CE484222325u;
  for (const char c : text) sum = (sum ^ static_cast<uint8_t>(c)) * 0x100000001B3u;
  return sum;
}

constexpr size_t kRecords = 1000;

void BM_Walk(benchmark::State& state) {
  const std::vector<std::string> records = MakeRecords(kRecords);
  RecordIndex index;
  size_t i = 0;
  for ([[maybe_unused]] auto _ : state) {
    if (!WalkRecord(records[i], &index).ok()) state.SkipWithError("a record was refused");
    benchmark::DoNotOptimize(index.members.data());
    if (++i == kRecords) i = 0;
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(kRecordBytes));
}
BENCHMARK(BM_Walk);

void BM_WalkAndExclude(benchmark::State& state, const std::vector<std::string>& excluded,
                       uint64_t checksum) {
  const std::vector<std::string> records = MakeRecords(kRecords);
  const Exclusion exclusion(excluded);
  RecordIndex index;
  std::string body;
  const auto append = [&](size_t i) {
    if (!WalkRecord(records[i], &index).ok()) state.SkipWithError("a record was refused");
    exclusion.AppendObject(index, &body);
  };
  for (size_t i = 0; i < kRecords; ++i) append(i);
  if (Checksum(body) != checksum)
    state.SkipWithError(absl::StrCat("the checksum is ", Checksum(body)).c_str());
  size_t i = 0;
  for ([[maybe_unused]] auto _ : state) {
    if (i == kRecords) {
      i = 0;
      body.clear();
    }
    append(i++);
    benchmark::DoNotOptimize(body.data());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(BM_WalkAndExclude, none, {}, 5582290167601759761u);
BENCHMARK_CAPTURE(BM_WalkAndExclude, top_level, {"internal_note"}, 3951200449336653615u);
BENCHMARK_CAPTURE(BM_WalkAndExclude, nested, {"dimensions.width"}, 16705977735490999217u);

// Records that were made to be slow: their cost a byte must stay near that of honest ones.
void BM_WalkHostile(benchmark::State& state, const std::string& record) {
  RecordIndex index;
  for ([[maybe_unused]] auto _ : state) {
    if (!WalkRecord(record, &index).ok()) state.SkipWithError("the record was refused");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(record.size()));
}

std::string ManyMembers(size_t count) {
  std::string record = "{";
  for (size_t i = 0; i < count; ++i)
    absl::StrAppend(&record, i == 0 ? "" : ",", "\"key", absl::Hex(i, absl::kZeroPad8), "y\":0");
  return record + "}";
}
BENCHMARK_CAPTURE(BM_WalkHostile, members_32, ManyMembers(32));
BENCHMARK_CAPTURE(BM_WalkHostile, members_1000, ManyMembers(1000));
BENCHMARK_CAPTURE(BM_WalkHostile, members_100000, ManyMembers(100000));

std::string Repeated(std::string_view piece, size_t count) {
  std::string record = "{\"text\":\"";
  for (size_t i = 0; i < count; ++i) record += piece;
  return record + "\"}";
}
BENCHMARK_CAPTURE(BM_WalkHostile, ascii, Repeated("abcdefgh", 10000));
BENCHMARK_CAPTURE(BM_WalkHostile, cyrillic, Repeated("\xD0\xB6", 10000));
BENCHMARK_CAPTURE(BM_WalkHostile, mixed, Repeated("e\xC3\xA9", 10000));
BENCHMARK_CAPTURE(BM_WalkHostile, escapes, Repeated("\\u00e9", 10000));

}  // namespace
}  // namespace inflow

BENCHMARK_MAIN();
