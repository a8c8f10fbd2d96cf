// SPDX-License-Identifier: Apache-2.0
//
// What a dry run is measured by: reads a file as the command does and renders every request of it,
// and nothing else.
//
//   render-rows CONFIG INPUT     prints how many requests there are, and the bytes of their bodies
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "bench/instant_transport.h"
#include "plugin/destination/destination.h"
#include "tools/inflow/input/input_sequence.h"

namespace inflow {
namespace {

constexpr size_t kBatchRecords = 1'000;

class Renderer {
 public:
  explicit Renderer(const char* config) {
    auto transport = std::make_unique<InstantTransport>();
    transport_ = transport.get();
    Destination::Parts parts;
    parts.transport = std::move(transport);
    parts.clock = std::make_unique<SystemClock>();
    destination_ = std::make_unique<Destination>(std::move(parts));
    std::ostringstream text;
    text << std::ifstream(config).rdbuf();
    why_ = destination_->Configure(text.str()).message;
  }
  const std::string& why() const { return why_; }

  void Add(std::string_view record) {
    data_.append(record);
    offsets_.push_back(data_.size());
    if (offsets_.size() > kBatchRecords) Write();
  }
  bool End() {
    Write();
    return destination_->Flush(-1).ok() && destination_->pending() == 0;
  }
  const InstantTransport& transport() const { return *transport_; }

 private:
  void Write() {
    HostBatch batch;
    batch.records = {
        .data = data_.data(), .offsets = offsets_.data(), .count = offsets_.size() - 1};
    destination_->WriteBatch(batch, -1);
    destination_->ClearSettled();
    data_.clear();
    offsets_.assign(1, 0);
  }

  InstantTransport* transport_;
  std::unique_ptr<Destination> destination_;
  std::string why_;
  std::string data_;
  std::vector<uint64_t> offsets_ = {0};
};

int Main(const char* config, const char* input) {
  Renderer renderer(config);
  command::InputSettings settings;
  settings.inputs = {input};
  command::InputSequence sequence(settings, [](const std::string&) {});
  command::ReadItem item;
  std::string why = renderer.why();
  while (why.empty()) {
    const command::ReadStep step = sequence.Next(&item);
    if (step == command::ReadStep::kEnd) break;
    if (step == command::ReadStep::kRecord) {
      renderer.Add(item.text);
    } else if (step != command::ReadStep::kLook) {
      why = item.message;
    }
  }
  if (why.empty() && !renderer.End()) why = "not all was delivered";
  if (!why.empty()) return std::fprintf(stderr, "%s\n", why.c_str()), 1;
  std::printf("%llu %llu\n", static_cast<unsigned long long>(renderer.transport().requests),
              static_cast<unsigned long long>(renderer.transport().bytes));
  return 0;
}

}  // namespace
}  // namespace inflow

int main(int argc, char** argv) { return argc == 3 ? inflow::Main(argv[1], argv[2]) : 2; }
