// SPDX-License-Identifier: Apache-2.0
//
// File: wrapper_use.cc
//
// Every part of destination.hpp in a host that is compiled as C++17 without exceptions and without
// run-time types. Compiled, not run.
#include "inflow/destination.hpp"

namespace inflow::host {

size_t UseAll(const std::string& path) {
  std::string why;
  std::optional<Library> library = Library::Load(path, &why);
  if (!library) library = Library::FromTable(nullptr, &why);
  if (!library) return why.size();
  Buffer buffer;
  Destination destination;
  if (library->Describe(&buffer)) return 0;
  if (library->Open(&destination, [](int32_t, std::string_view, std::string_view) {})) return 0;
  Batch batch;
  batch.Add(R"({"name":"Bolt"})", 7);
  batch.set_route("orders");
  batch.set_token("t");
  batch.set_flags(DESTINATION_BATCH_CLOSE);
  Result result;
  for (const Error& error :
       {destination.Configure("{}"), destination.SetActive(true),
        destination.Check(kNoWait, &buffer), destination.Preview(batch, &buffer),
        destination.SendTest("{}", kNoLimit, &buffer),
        destination.WriteBatch(batch, kNoLimit, &result), destination.Poll(kNoLimit, &result),
        destination.Flush(kNoLimit, &result), destination.Discard(&result),
        destination.Command("quota", "{}", &buffer)}) {
    if (error)
      return error.message().size() + error.detail().size() +
             library->StatusName(error.status()).size();
  }
  size_t bytes = buffer.view().size() + result.message().size() + result.summary().count;
  for (const destination_item& item : result) {
    bytes +=
        Message(item).size() + Response(item).size() + library->OutcomeName(item.outcome).size();
  }
  destination.Cancel();
  destination.CancelClear();
  Destination other = std::move(destination);
  return bytes + other.Stats().pending + batch.bytes() + batch.size() + library->abi_version();
}

}  // namespace inflow::host
