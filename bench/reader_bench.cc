// SPDX-License-Identifier: Apache-2.0
//
// The command's readers alone: the same products as NDJSON, as a JSON array and as CSV, from
// memory. One iteration is one record.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "tools/inflow/input/reader.h"

namespace inflow::command {
namespace {

constexpr size_t kRecords = 20'000;
constexpr size_t kRecordBytes = 350;

// Product is one record in the forms that are read: its JSON, and its row under kHeader.
struct Product {
  std::string json;
  std::string row;
};

constexpr char kHeader[] =
    "productId,name,sku,description,itemType,isActive,unitPrice,cost,internal_note,length,width,remarks\n";

Product MakeProduct(size_t number, bool quoted) {
  const std::string id =
      absl::StrCat(absl::Hex(0x10000000 + number), "-5717-4562-b3fc-2c963f66afa6");
  const std::string description = quoted ? "Wall bracket, \"strong\", for shelves of 30 cm"
                                         : "Wall bracket for shelves of 30 cm";
  std::string escaped = description;
  std::string doubled = description;
  for (size_t at = 0; (at = escaped.find('"', at)) != std::string::npos; at += 2)
    escaped.insert(at, "\\");
  for (size_t at = 0; (at = doubled.find('"', at)) != std::string::npos; at += 2)
    doubled.insert(at, "\"");
  Product product;
  product.json = absl::StrCat("{\"productId\":\"", id, "\",\"name\":\"Bracket, steel ", number,
                              "\",\"sku\":\"BR-", 100000 + number, "\",\"description\":\"", escaped,
                              "\",\"itemType\":\"stockedProduct\",\"isActive\":\"true\",",
                              "\"unitPrice\":\"12.50\",\"cost\":\"", 100 + number % 900,
                              ".25\",\"internal_note\":\"bought by ", number % 10,
                              "\",\"length\":\"30.5\",\"width\":\"4\",\"remarks\":\"\"}");
  const std::string padding(kRecordBytes - product.json.size(), 'x');
  product.json.insert(product.json.size() - 2, padding);
  product.row =
      absl::StrCat(id, ",\"Bracket, steel ", number, "\",BR-", 100000 + number, ",",
                   quoted ? "\"" : "", doubled, quoted ? "\"" : "", ",stockedProduct,true,12.50,",
                   100 + number % 900, ".25,bought by ", number % 10, ",30.5,4,", padding);
  return product;
}

std::string MakeInput(InputFormat format, bool quoted) {
  std::string input = format == InputFormat::kCsv         ? kHeader
                      : format == InputFormat::kJsonArray ? "["
                                                          : "";
  for (size_t i = 0; i < kRecords; ++i) {
    const Product product = MakeProduct(i, quoted);
    absl::StrAppend(&input, format == InputFormat::kCsv ? product.row : product.json);
    input += format == InputFormat::kJsonArray ? i + 1 < kRecords ? ",\n" : "]" : "\n";
  }
  return input;
}

class MemorySource : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : left_(bytes) {}
  SourceStep Read(char* to, size_t room, size_t* got) override {
    *got = std::min(room, left_.size());
    if (*got == 0) return SourceStep::kEnd;
    std::memcpy(to, left_.data(), *got);
    left_.remove_prefix(*got);
    return SourceStep::kData;
  }

 private:
  std::string_view left_;
};

void BM_Read(benchmark::State& state, InputFormat format, bool quoted) {
  const std::string input = MakeInput(format, quoted);
  std::unique_ptr<Reader> reader;
  ReadItem item;
  uint64_t bytes = 0;
  for ([[maybe_unused]] auto _ : state) {
    ReadStep step = reader ? reader->Next(&item) : ReadStep::kEnd;
    if (step == ReadStep::kEnd) {
      reader = MakeReader(format, std::make_unique<MemorySource>(input), "products", {});
      step = reader->Next(&item);
    }
    if (step != ReadStep::kRecord) state.SkipWithError("a record was refused");
    benchmark::DoNotOptimize(item.text.data());
    bytes += item.text.size();
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
}
BENCHMARK_CAPTURE(BM_Read, ndjson, InputFormat::kNdjson, false);
BENCHMARK_CAPTURE(BM_Read, json_array, InputFormat::kJsonArray, false);
BENCHMARK_CAPTURE(BM_Read, csv, InputFormat::kCsv, false);
BENCHMARK_CAPTURE(BM_Read, ndjson_quotes, InputFormat::kNdjson, true);
BENCHMARK_CAPTURE(BM_Read, csv_quotes, InputFormat::kCsv, true);

}  // namespace
}  // namespace inflow::command

BENCHMARK_MAIN();
