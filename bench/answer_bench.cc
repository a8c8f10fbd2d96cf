// SPDX-License-Identifier: Apache-2.0
//
// The answer layer alone: an entity is read, and compared with what was sent. One iteration is one
// answer.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "plugin/answer/answer.h"
#include "plugin/answer/item_errors.h"
#include "plugin/catalog/catalog.h"

namespace inflow {
namespace {

constexpr char kId[] = "5b0f6f7e-3b2a-4c1d-9e8f-0a1b2c3d4e5f";

// A product as it is sent, in about 400 bytes, and as the service spells it.
std::string SentProduct() {
  return absl::StrCat(
      R"({"productId":")", kId,
      R"(","name":"Bracket, steel 100017","sku":"BR-100017","description":"Wall bracket for shelves of 30 cm",)",
      R"("itemType":"StockedProduct","isActive":true,"weight":"2.5","width":"4","height":"2.25","length":"30.5",)",
      R"("remarks":"bought by the dozen","standardUomName":"pc.","originCountry":"NO","hsTariffNumber":"7326.90"})");
}

std::string AnsweredProduct() {
  return absl::StrCat(
      R"({"productId":")", kId,
      R"(","name":"Bracket, steel 100017","sku":"BR-100017","description":"Wall bracket for shelves of 30 cm",)",
      R"("itemType":"stockedProduct","isActive":true,"weight":"2.5000","width":"4.0000","height":"2.2500",)",
      R"("length":"30.5000","remarks":"bought by the dozen","standardUomName":"pc.","originCountry":"NO",)",
      R"("hsTariffNumber":"7326.90","timestamp":"0000000000310AB6"})");
}

// A sales order of about 2 kB, with four lines.
std::string Order(bool answered) {
  std::string order = absl::StrCat(
      R"({"salesOrderId":")", kId,
      R"(","customerId":"7d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e11","source":"web shop",)",
      R"("orderDate":"2026-01-31)", answered ? "T00:00:00+00:00" : "",
      R"(","email":"someone@example.com","phone":"555 0100",)",
      R"("billingAddress":{"address1":"1 Long Road","city":"Oslo","country":"Norway","postalCode":"0150"},)",
      R"("currencyId":"1d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e12","locationId":"2d9c2d0e-3a5f-4b55-9a53-2f7a6b1c0e13","lines":[)");
  for (int i = 0; i < 4; ++i) {
    absl::StrAppend(
        &order, i == 0 ? "" : ",", R"({"salesOrderLineId":"00000000-3b2a-4c1d-9e8f-00000000000)", i,
        R"(","productId":"10000000-3b2a-4c1d-9e8f-00000000000)", i,
        R"(","description":"Bracket of steel for shelves","quantity":{"standardQuantity":"12)",
        answered ? ".0000" : "", R"(","uomQuantity":"12)", answered ? ".0000" : "",
        R"(","uom":"pc."},"unitPrice":"19.9)", answered ? "0000" : "",
        R"(","discount":{"value":"0)", answered ? ".00" : "", R"(","isPercent":true})",
        answered ? R"(,"timestamp":"0000000000310AB6"})" : "}");
  }
  return absl::StrCat(order, "]", answered ? R"(,"timestamp":"0000000000310AB6"})" : "}");
}

void Read(benchmark::State& state, const Endpoint& endpoint, const std::string& sent,
          const std::string& answered, size_t notes) {
  Exchange exchange;
  exchange.status = 200;
  exchange.headers = {{"date", "Sun, 29 Nov 2026 12:00:00 GMT"},
                      {"content-type", "application/json; charset=utf-8"}};
  exchange.body = answered;
  const AnswerContext context{Confirm::kEntity, endpoint.object, endpoint.answer_id, true, true};
  for ([[maybe_unused]] auto _ : state) {
    const AnswerReading reading = ReadAnswer(exchange, sent, context);
    if (reading.kind != AnswerKind::kEntity || reading.notes.size() != notes)
      state.SkipWithError("it was read as another");
    benchmark::DoNotOptimize(reading.notes.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(answered.size()));
  state.counters["sent"] = static_cast<double>(sent.size());
  state.counters["answered"] = static_cast<double>(answered.size());
}

void BM_Product(benchmark::State& state) {
  Read(state, *FindEndpoint("upsert_product"), SentProduct(), AnsweredProduct(), 0);
}
BENCHMARK(BM_Product);

void BM_SalesOrder(benchmark::State& state) {
  Read(state, *FindEndpoint("upsert_sales_order"), Order(false), Order(true), 0);
}
BENCHMARK(BM_SalesOrder);

// Rows that come back in another order, as many as a request may have.
void BM_ReversedRows(benchmark::State& state) {
  const auto order = [](bool reversed) {
    constexpr int kRows = 100'000;
    std::string text = absl::StrCat(R"({"salesOrderId":")", kId, R"(","lines":[)");
    for (int i = 0; i < kRows; ++i) {
      const int row = reversed ? kRows - 1 - i : i;
      absl::StrAppend(&text, i == 0 ? "" : ",", R"({"salesOrderLineId":"00000000-3b2a-4c1d-9e8f-)",
                      absl::Dec(row, absl::kZeroPad12), R"(","unitPrice":"1"})");
    }
    return text + "]}";
  };
  Read(state, *FindEndpoint("upsert_sales_order"), order(false), order(true), 0);
}
BENCHMARK(BM_ReversedRows)->Unit(benchmark::kMillisecond);

// An answer that was made to be slow: its cost a byte must stay near that of honest ones.
void BM_ManyNames(benchmark::State& state) {
  std::string answered = absl::StrCat(R"({"productId":")", kId, "\"");
  for (int i = 0; i < 100'000; ++i) absl::StrAppend(&answered, ",\"name", i, "\":0");
  Read(state, *FindEndpoint("upsert_product"),
       absl::StrCat(R"({"productId":")", kId, R"(","a":1,"b":2})"), answered + R"(,"a":1,"b":2})",
       0);
}
BENCHMARK(BM_ManyNames)->Unit(benchmark::kMillisecond);

// Is it JSON at all?
void BM_TypeOnly(benchmark::State& state) {
  Exchange exchange;
  exchange.status = 200;
  exchange.headers = {{"content-type", "application/json"}};
  exchange.body = "[" + Order(true);
  while (exchange.body.size() < (1u << 20)) exchange.body += "," + Order(true);
  exchange.body += "]";
  for ([[maybe_unused]] auto _ : state) {
    const AnswerReading reading = ReadAnswer(exchange, "[]", {});
    if (reading.kind != AnswerKind::kEntity) state.SkipWithError("it was read as another");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(exchange.body.size()));
}
BENCHMARK(BM_TypeOnly)->Unit(benchmark::kMicrosecond);

void BM_ItemErrors(benchmark::State& state) {
  Exchange exchange;
  exchange.status = 200;
  exchange.body = R"({"errors":[)";
  for (int i = 0; i < 100; ++i)
    absl::StrAppend(&exchange.body, i == 0 ? "" : ",", R"({"index":)", i,
                    R"(,"message":"no such SKU"})");
  exchange.body += "]}";
  const ResponseConfig response{"errors", "index", "message"};
  for ([[maybe_unused]] auto _ : state) {
    const ItemAnswer answer = ReadItemErrors(exchange, response, 100);
    if (!answer.whole || answer.errors.size() != 100) state.SkipWithError("it was read as another");
  }
  state.SetItemsProcessed(state.iterations() * 100);
}
BENCHMARK(BM_ItemErrors)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace inflow

BENCHMARK_MAIN();
