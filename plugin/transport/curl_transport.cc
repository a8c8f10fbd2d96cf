// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/curl_transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>
#include <new>
#include <unordered_map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "plugin/transport/internal/ca_file.h"
#include "plugin/transport/internal/curl_call.h"
#include "plugin/transport/internal/curl_url.h"
#include "plugin/transport/internal/header_cache.h"
#include "plugin/transport/internal/low_descriptors.h"
#include "plugin/transport/internal/sigpipe_guard.h"

namespace inflow {
namespace {

// A pass takes at most 6.6 MB from a connection. A service that sends without end must not keep
// Drive for ever.
constexpr int kMaxPasses = 8;

constexpr Duration kLongestWait = std::chrono::hours(1);

// libcurl's set-up is for the process and never undone: other parts of the host may use libcurl as
// well.
bool InitOnce() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  return code == CURLE_OK;
}

CURLM* MakeMulti() {
  const LowDescriptorsHeld held;
  return InitOnce() ? curl_multi_init() : nullptr;
}

class CurlTransport final : public Transport {
 public:
  CurlTransport();
  ~CurlTransport() override;

  absl::Status Configure(const TransportSettings& settings) override;
  absl::Status Start(const HttpRequest& request) override;
  void Drive(std::vector<Exchange>* done) override;
  void Wait(Duration at_most) override;
  void Wakeup() override { curl_multi_wakeup(multi_); }
  bool CanBeWoken() override {
    return multi_ == nullptr || curl_multi_wakeup(multi_) != CURLM_WAKEUP_FAILURE;
  }
  Exchange Abort(uint64_t id) override;
  bool Wrote(uint64_t id) const override;
  void Abandon() override;

 private:
  using Calls = std::unordered_map<uint64_t, std::unique_ptr<CurlCall>>;

  absl::Status Begin(const HttpRequest& request);
  bool TakeEnded(std::vector<Exchange>* done);
  bool AddOnceMore(CurlCall* call, CURLcode code);
  Exchange Finish(CurlCall* call, CURLcode code, bool aborted) noexcept;

  std::shared_ptr<const TransportSettings> settings_;
  HeaderCache headers_;
  Network network_;
  Calls active_;
  std::vector<std::unique_ptr<CurlCall>> idle_;
  // All of libcurl's functions accept a null multi handle and do nothing: it is null without memory
  // and after Abandon.
  CURLM* multi_;  // made last: nothing after it can throw and leak it
};

CurlTransport::CurlTransport()
    : settings_(std::make_shared<const TransportSettings>()), multi_(MakeMulti()) {
  // One request at a time on a connection: what shares a connection shares its end.
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
}

CurlTransport::~CurlTransport() {
  const SigpipeGuard guard;
  for (const auto& [id, call] : active_) curl_multi_remove_handle(multi_, call->easy());
  active_.clear();
  idle_.clear();
  curl_multi_cleanup(multi_);
}

absl::Status CurlTransport::Configure(const TransportSettings& settings) {
  if (multi_ == nullptr) return absl::ResourceExhaustedError("libcurl could not be set up");
  if (!settings.ca_file.empty()) {
    if (absl::Status status = CheckCaFile(settings.ca_file); !status.ok()) return status;
  }
  if (!settings.proxy.empty() && !IsProxyUrl(settings.proxy)) {
    return absl::InvalidArgumentError(
        "the proxy is not \"host:port\" or a URL with the scheme http, https, socks4, socks4a, socks5 or socks5h; correct proxy");
  }
  settings_ = std::make_shared<const TransportSettings>(settings);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS,
                    static_cast<long>(std::max<size_t>(settings.max_in_flight, 4)));
  return absl::OkStatus();
}

absl::Status CurlTransport::Start(const HttpRequest& request) {
  try {
    return Begin(request);
  } catch (const std::bad_alloc&) {
    return absl::ResourceExhaustedError("no memory for another request");
  }
}

absl::Status CurlTransport::Begin(const HttpRequest& request) {
  if (multi_ == nullptr)
    return absl::FailedPreconditionError("the transport was abandoned or could not be set up");
  if (active_.contains(request.id))
    return absl::InvalidArgumentError(
        absl::StrCat("request ", request.id, " is already in flight"));
  std::shared_ptr<const HeaderList> headers;
  if (absl::Status status = headers_.Get(request.headers, &headers); !status.ok()) return status;

  // Whatever ends must find room without asking for memory.
  idle_.reserve(active_.size() + idle_.size() + 1);
  if (idle_.empty()) idle_.push_back(std::make_unique<CurlCall>(&network_));
  CurlCall* call = idle_.back().get();
  if (!call->ok()) {
    idle_.pop_back();
    return absl::ResourceExhaustedError("no memory for another request");
  }
  if (absl::Status status = call->Prepare(request, std::move(headers), settings_); !status.ok())
    return status;
  const auto place = active_.emplace(request.id, nullptr).first;
  if (curl_multi_add_handle(multi_, call->easy()) != CURLM_OK) {
    active_.erase(place);
    return absl::ResourceExhaustedError("no memory for another request");
  }
  place->second = std::move(idle_.back());
  idle_.pop_back();
  return absl::OkStatus();
}

void CurlTransport::Drive(std::vector<Exchange>* done) {
  const SigpipeGuard guard;
  long due_ms = 0;
  for (int passes = 0; passes < kMaxPasses && due_ms == 0; ++passes) {
    int running = 0;
    // Its errors (no memory) leave every request in flight, to go on or to be aborted by the
    // runner.
    curl_multi_perform(multi_, &running);
    while (TakeEnded(done)) {
    }
    // Zero where libcurl left off with more to do: what lies in a socket must be read before the
    // runner may call a request late.
    if (curl_multi_timeout(multi_, &due_ms) != CURLM_OK) break;
  }
  network_.resolving.reset();
}

bool CurlTransport::TakeEnded(std::vector<Exchange>* done) {
  // Room first: a message that was taken cannot be given back.
  if (done->size() == done->capacity()) done->reserve(std::max<size_t>(8, 2 * done->size()));
  int left = 0;
  const CURLMsg* message = curl_multi_info_read(multi_, &left);
  if (message == nullptr) return false;
  const CURLcode code = message->data.result;
  CurlCall* call = nullptr;
  curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &call);
  if (!AddOnceMore(call, code)) done->push_back(Finish(call, code, /*aborted=*/false));
  return true;
}

bool CurlTransport::AddOnceMore(CurlCall* call, CURLcode code) {
  curl_multi_remove_handle(multi_, call->easy());
  return call->StartAgain(code) && curl_multi_add_handle(multi_, call->easy()) == CURLM_OK;
}

Exchange CurlTransport::Finish(CurlCall* call, CURLcode code, bool aborted) noexcept {
  curl_multi_remove_handle(multi_, call->easy());
  auto node = active_.extract(call->id());
  Exchange exchange = call->Conclude(code, aborted);
  if (!call->IsSpent()) idle_.push_back(std::move(node.mapped()));
  return exchange;
}

void CurlTransport::Wait(Duration at_most) {
  const int64_t ms = ToMillis(std::clamp(at_most, Duration::zero(), kLongestWait));
  curl_multi_poll(multi_, nullptr, 0, static_cast<int>(ms), nullptr);
}

Exchange CurlTransport::Abort(uint64_t id) {
  const auto found = active_.find(id);
  if (found == active_.end()) {
    Exchange none;
    none.id = id;
    none.failure = Failure::kUnreachable;
    none.detail = absl::StrCat("request ", id, " is not in flight");
    return none;
  }
  const SigpipeGuard guard;
  return Finish(found->second.get(), CURLE_OK, /*aborted=*/true);
}

bool CurlTransport::Wrote(uint64_t id) const {
  const auto found = active_.find(id);
  return found != active_.end() && found->second->wrote();
}

void CurlTransport::Abandon() {
  // Lost on purpose: cleaning up would write to connections that the parent still uses.
  multi_ = nullptr;
  for (auto& [id, call] : active_) static_cast<void>(call.release());
  for (auto& call : idle_) static_cast<void>(call.release());
  active_.clear();
  idle_.clear();
}

}  // namespace

std::unique_ptr<Transport> MakeCurlTransport() { return std::make_unique<CurlTransport>(); }

}  // namespace inflow
