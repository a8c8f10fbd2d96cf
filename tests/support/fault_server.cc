// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fault_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include "tests/support/http2_frames.h"

namespace inflow::testing {
namespace {

// The length of the header with its empty line, or npos.
size_t HeaderLength(std::string_view bytes) {
  const size_t end = bytes.find("\r\n\r\n");
  return end == std::string_view::npos ? end : end + 4;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return std::tolower(c); });
  return lower;
}

// The length of a whole request, or npos while it is not all there.
size_t RequestLength(std::string_view bytes) {
  const size_t header = HeaderLength(bytes);
  if (header == std::string_view::npos) return header;
  const std::string lower = Lower(bytes.substr(0, header));
  if (lower.find("\r\ntransfer-encoding: chunked\r\n") != std::string::npos) {
    const size_t end = bytes.find("0\r\n\r\n", header);
    return end == std::string_view::npos ? end : end + 5;
  }
  constexpr std::string_view kLength = "\r\ncontent-length:";
  const size_t at = lower.find(kLength);
  const size_t length =
      at == std::string::npos ? 0 : std::strtoull(lower.c_str() + at + kLength.size(), nullptr, 10);
  return bytes.size() >= header + length ? header + length : std::string_view::npos;
}

}  // namespace

std::string Answer(int status, std::string_view body, const std::vector<std::string>& headers) {
  std::string answer = "HTTP/1.1 " + std::to_string(status) +
                       " Said\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  for (const std::string& line : headers) answer += line + "\r\n";
  return answer.append("\r\n").append(body);
}

class FaultServer::Impl {
 public:
  Impl(std::vector<Script> scripts, const std::optional<Identity>& identity,
       std::vector<std::string> protocols)
      : scripts_(std::move(scripts)),
        tls_(identity.has_value()
                 ? std::make_unique<const TlsServer>(*identity, std::move(protocols))
                 : nullptr),
        listener_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
        listen(listener_, SOMAXCONN) != 0 ||
        getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
      throw std::runtime_error("could not listen on 127.0.0.1");
    }
    port_ = ntohs(address.sin_port);
    acceptor_ = std::thread([this] { Accept(); });
  }

  ~Impl() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      for (const auto& stream : streams_) stream->Shutdown();
    }
    shutdown(listener_, SHUT_RDWR);
    for (const Script& script : scripts_) {
      for (const Script::Step& step : script.steps_) {
        if (step.latch != nullptr) step.latch->Open();
      }
    }
    acceptor_.join();
    for (std::thread& thread : threads_) thread.join();
    close(listener_);
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  int port() const { return port_; }
  bool secure() const { return tls_ != nullptr; }

  void Observe(std::function<void()> changed) {
    const std::lock_guard lock(mutex_);
    observer_ = std::move(changed);
  }

  template <typename Read>
  auto Look(Read read) const {
    const std::lock_guard lock(mutex_);
    return read(records_, requests_);
  }

  template <typename Condition>
  void Await(Condition condition) const {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return condition(records_, requests_); });
  }

 private:
  void Accept() {
    BlockSigpipe();
    for (;;) {
      const int accepted = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      const std::lock_guard lock(mutex_);
      if (stopping_ || accepted < 0) {
        if (accepted >= 0) close(accepted);
        return;
      }
      const size_t index = records_.size();
      records_.emplace_back();
      streams_.push_back(
          std::make_unique<ServerStream>(accepted, secure() ? tls_->context() : nullptr));
      threads_.emplace_back(
          [this, index, stream = streams_.back().get()] { Serve(index, stream); });
      Changed();
    }
  }

  // The server's own writes must not end the test program; its main thread keeps SIGPIPE, as a host
  // has it.
  static void BlockSigpipe() {
    sigset_t sigpipe;
    sigemptyset(&sigpipe);
    sigaddset(&sigpipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &sigpipe, nullptr);
  }

  void Serve(size_t index, ServerStream* stream) {
    BlockSigpipe();
    if (index < scripts_.size() && (!secure() || Secure(index, stream))) {
      std::string unread;
      const std::vector<Script::Step>& steps = scripts_[index].steps_;
      for (size_t i = 0; i < steps.size() && Do(steps[i], index, stream, &unread);)
        i = steps[i].kind == Script::Kind::kRepeat ? 0 : i + 1;
    }
    const std::lock_guard lock(mutex_);
    stream->Close();
    records_[index].over = true;
    Changed();
  }

  bool Secure(size_t index, ServerStream* stream) {
    const bool secured = stream->Secure();
    const std::lock_guard lock(mutex_);
    records_[index].secured = secured;
    Changed();
    return secured;
  }

  // Do returns false where the script must end.
  bool Do(const Script::Step& step, size_t index, ServerStream* stream, std::string* unread) {
    switch (step.kind) {
      case Script::Kind::kReadRequest:
        return ReadUntil(index, stream, unread, RequestLength, /*request=*/true);
      case Script::Kind::kReadHeader:
        return ReadUntil(index, stream, unread, HeaderLength, /*request=*/false);
      case Script::Kind::kReadStream:
        return ReadUntil(index, stream, unread, http2::StreamLength, /*request=*/true);
      case Script::Kind::kRelay:
        stream->Relay(step.port);
        return false;
      case Script::Kind::kTicket:
        return stream->SendTicket();
      case Script::Kind::kKeyUpdate:
        return stream->SendKeyUpdate();
      case Script::Kind::kCloseNotify:
        return stream->SendCloseNotify();
      case Script::Kind::kSend:
        return stream->Write(step.bytes);
      case Script::Kind::kSendBytewise:
        return std::all_of(step.bytes.begin(), step.bytes.end(), [stream](const char& c) {
          return stream->Write({&c, 1});
        });
      case Script::Kind::kAwait:
        step.latch->Await();
        return true;
      case Script::Kind::kOpen:
        step.latch->Open();
        return true;
      case Script::Kind::kHang:
        while (Read(index, stream, unread)) {
        }
        return false;
      case Script::Kind::kReset:
        stream->Reset();
        return false;
      case Script::Kind::kRepeat:
        return true;
    }
    return false;
  }

  bool Read(size_t index, ServerStream* stream, std::string* unread) {
    std::string bytes;
    const PeerEnd end = stream->Read(&bytes);
    unread->append(bytes);
    const std::lock_guard lock(mutex_);
    records_[index].received.append(bytes);
    records_[index].peer_end = end;
    Changed();
    return end == PeerEnd::kNone;
  }

  bool ReadUntil(size_t index, ServerStream* stream, std::string* unread,
                 size_t (*length_of)(std::string_view), bool request) {
    size_t length = length_of(*unread);
    for (; length == std::string::npos; length = length_of(*unread)) {
      if (!Read(index, stream, unread)) return false;
    }
    if (request) {
      const std::lock_guard lock(mutex_);
      records_[index].requests.push_back(unread->substr(0, length));
      requests_.push_back(records_[index].requests.back());
      Changed();
    }
    unread->erase(0, length);
    return true;
  }

  // With the lock held.
  void Changed() {
    changed_.notify_all();
    if (observer_) observer_();
  }

  const std::vector<Script> scripts_;
  const std::unique_ptr<const TlsServer> tls_;
  const int listener_;
  int port_ = 0;
  std::thread acceptor_;

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::function<void()> observer_;
  bool stopping_ = false;
  std::vector<std::unique_ptr<ServerStream>> streams_;
  std::vector<std::thread> threads_;
  std::vector<ConnectionRecord> records_;
  std::vector<std::string> requests_;
};

FaultServer::FaultServer(std::vector<Script> scripts, const std::optional<Identity>& identity,
                         std::vector<std::string> protocols)
    : impl_(std::make_unique<Impl>(std::move(scripts), identity, std::move(protocols))) {}

FaultServer::~FaultServer() = default;

int FaultServer::port() const { return impl_->port(); }

std::string FaultServer::Url(std::string_view path) const {
  return std::string(impl_->secure() ? "https" : "http") +
         "://127.0.0.1:" + std::to_string(port()) + std::string(path);
}

void FaultServer::Observe(std::function<void()> changed) { impl_->Observe(std::move(changed)); }

size_t FaultServer::ConnectionCount() const {
  return impl_->Look([](const auto& records, const auto&) { return records.size(); });
}

std::vector<ConnectionRecord> FaultServer::Connections() const {
  return impl_->Look([](const auto& records, const auto&) { return records; });
}

std::vector<std::string> FaultServer::Requests() const {
  return impl_->Look([](const auto&, const auto& requests) { return requests; });
}

void FaultServer::AwaitConnections(size_t count) const {
  impl_->Await([count](const auto& records, const auto&) { return records.size() >= count; });
}

void FaultServer::AwaitRequests(size_t count) const {
  impl_->Await([count](const auto&, const auto& requests) { return requests.size() >= count; });
}

void FaultServer::AwaitOver(size_t connection) const {
  impl_->Await([connection](const auto& records, const auto&) {
    return records.size() > connection && records[connection].over;
  });
}

}  // namespace inflow::testing
