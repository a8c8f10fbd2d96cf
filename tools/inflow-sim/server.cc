// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/server.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <sys/socket.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "tools/inflow-sim/delivery.h"
#include "tools/inflow-sim/simulator.h"
#include "tools/inflow-sim/socket.h"
#include "tools/inflow-sim/workers.h"

namespace inflow::sim {
namespace {

constexpr int kKeepAliveMs = 120'000;
constexpr time_t kStallSeconds =
    300;  // how long a client may pause in the middle of a request or an answer
constexpr int kBacklog = 1024;  // the library listens with 5
constexpr size_t kMaxBody = 64u << 20;

// SocketStream lets the library read a request. What the library writes is kept back: the answer
// goes out by our own hand, so that a fault can have its way with it. Only what must come before
// the body (100 Continue) is passed on, at the next read.
class SocketStream : public httplib::Stream {
 public:
  explicit SocketStream(Socket* socket) : socket_(socket) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t read(char* to, size_t size) override {
    if (!socket_->WriteAll(TakeWritten())) return -1;
    return socket_->Read(to, size);
  }
  ssize_t write(const char* from, size_t size) override {
    written_.append(from, size);
    return static_cast<ssize_t>(size);
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override { Loopback(&ip, &port); }
  void get_local_ip_and_port(std::string& ip, int& port) const override { Loopback(&ip, &port); }
  socket_t socket() const override { return socket_->descriptor(); }

  std::string TakeWritten() { return std::exchange(written_, {}); }

 private:
  static void Loopback(std::string* ip, int* port) {
    *ip = "127.0.0.1";
    *port = 0;
  }
  Socket* socket_;
  std::string written_;
};

// TaskQueue gives the library our workers. The library deletes it.
class TaskQueue : public httplib::TaskQueue {
 public:
  void enqueue(std::function<void()> task) override { workers_.Run(std::move(task)); }
  void shutdown() override { workers_.Join(); }

 private:
  Workers workers_;
};

// Pending is the request that a connection's thread is working on: the library's handlers know only
// the request.
struct Pending {
  Message message;
  bool served = false;
  bool head_only = false;
  Exchange exchange;
};
thread_local Pending* pending = nullptr;

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeContext>;

absl::StatusOr<TlsContext> MakeTls(const Options& options) {
  TlsContext context;
  if (options.tls_certificate.empty()) return context;
  context.reset(SSL_CTX_new(TLS_server_method()));
  if (SSL_CTX_use_certificate_chain_file(context.get(), options.tls_certificate.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), options.tls_key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return absl::InvalidArgumentError(
        "--tls-cert and --tls-key: give a PEM certificate chain and its private key");
  }
  return context;
}

class HttpServer : public Server, private httplib::Server {
 public:
  HttpServer(const sim::Options& options, TlsContext tls)
      : simulator_(options), latency_ms_(options.latency_ms), tls_(std::move(tls)) {}

  ~HttpServer() override { HttpServer::Stop(); }

  absl::Status Listen(int port);
  int port() const override { return port_; }
  void Stop() override;

 private:
  void AddHandlers();
  void ServeRequest(const httplib::Request& request, std::string body, bool complete);
  bool process_and_close_socket(socket_t descriptor) override;
  void ServeConnection(Socket* socket, uint64_t connection);
  bool Deliver(Socket* socket, Pending* request, bool close);
  bool WriteSlowly(Socket* socket, std::string_view bytes, const Fault& fault) const;
  Instant Now() const {
    return std::chrono::duration_cast<Instant>(std::chrono::steady_clock::now() - start_);
  }

  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::mutex mutex_;  // over simulator_
  Simulator simulator_;
  const int64_t latency_ms_;
  const TlsContext tls_;
  int port_ = 0;
  std::thread listener_;
  std::atomic<uint64_t> connections_ = 0;
  std::mutex open_mutex_;  // over the two below
  std::set<int> open_;
  bool stopping_ = false;
};

absl::Status HttpServer::Listen(int port) {
  absl::Status prepared = simulator_.Prepare();
  if (!prepared.ok()) return prepared;
  new_task_queue = [] { return new TaskQueue; };
  set_tcp_nodelay(true);
  // The library's own default shares a port between servers, and each gets a part of the requests.
  set_socket_options([](socket_t descriptor) {
    const int on = 1;
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  });
  set_payload_max_length(kMaxBody);
  set_read_timeout(kStallSeconds);
  set_write_timeout(kStallSeconds);
  AddHandlers();
  port_ = port == 0 ? bind_to_any_port("127.0.0.1") : bind_to_port("127.0.0.1", port) ? port : -1;
  if (port_ < 0 || ::listen(svr_sock_, kBacklog) != 0) {
    return absl::UnavailableError(absl::StrCat(
        "--port ", port, ": cannot listen on 127.0.0.1; another program may have the port"));
  }
  listener_ = std::thread([this] { listen_after_bind(); });
  // The kernel queues connections already; but stop() does nothing before the library's loop has
  // begun.
  while (!is_running()) std::this_thread::yield();
  return absl::OkStatus();
}

void HttpServer::Stop() {
  {
    const std::lock_guard lock(open_mutex_);
    if (stopping_) return;
    stopping_ = true;
    for (const int descriptor : open_) shutdown(descriptor, SHUT_RDWR);
  }
  if (!listener_.joinable()) return;
  stop();
  listener_.join();
}

void HttpServer::AddHandlers() {
  const auto without_body = [this](const httplib::Request& request, httplib::Response&) {
    ServeRequest(request, {}, true);
  };
  const auto with_body = [this](const httplib::Request& request, httplib::Response&,
                                const httplib::ContentReader& reader) {
    std::string body;
    const bool complete = reader([&](const char* bytes, size_t size) {
      body.append(bytes, size);
      return true;
    });
    ServeRequest(request, std::move(body), complete);
  };
  constexpr const char* kAll = R"([\s\S]*)";
  Get(kAll, without_body).Options(kAll, without_body);
  Post(kAll, with_body).Put(kAll, with_body).Patch(kAll, with_body).Delete(kAll, with_body);
}

void HttpServer::ServeRequest(const httplib::Request& request, std::string body, bool complete) {
  Message& message = pending->message;
  message.method = request.method;
  message.target = request.target;
  message.body = std::move(body);
  message.complete = complete;
  for (const auto& [name, value] : request.headers) {
    // The library's own additions.
    if (name != "REMOTE_ADDR" && name != "REMOTE_PORT" && name != "LOCAL_ADDR" &&
        name != "LOCAL_PORT") {
      message.headers.emplace_back(name, value);
    }
  }
  pending->head_only = request.method == "HEAD";
  pending->served = true;
  const std::lock_guard lock(mutex_);
  pending->exchange = simulator_.Serve(message, Now());
}

bool HttpServer::process_and_close_socket(socket_t descriptor) {
  {
    const std::lock_guard lock(open_mutex_);
    open_.insert(descriptor);
    if (stopping_) shutdown(descriptor, SHUT_RDWR);
  }
  Socket socket(descriptor, tls_.get());
  if (socket.Handshake()) ServeConnection(&socket, ++connections_);
  // Before the descriptor is closed, and with it free for another connection.
  const std::lock_guard lock(open_mutex_);
  open_.erase(descriptor);
  return true;
}

void HttpServer::ServeConnection(Socket* socket, uint64_t connection) {
  SocketStream stream(socket);
  for (uint64_t k = 1; socket->AwaitData(kKeepAliveMs); ++k) {
    Pending request;
    request.message.connection = connection;
    request.message.on_connection = k;
    pending = &request;
    bool close = false;
    const bool read = process_request(stream, /*close_connection=*/false, close, nullptr);
    pending = nullptr;
    const std::string written = stream.TakeWritten();
    if (!request.served) {
      // The library could not read a request; what it wrote is its refusal.
      socket->WriteAll(written);
      return;
    }
    if (!Deliver(socket, &request, close || !request.message.complete) || !read) return;
  }
}

bool HttpServer::Deliver(Socket* socket, Pending* request, bool close) {
  Exchange& exchange = request->exchange;
  const Fault fault = exchange.fault.value_or(Fault());
  const int64_t delay = exchange.entry == nullptr ? 0 : latency_ms_ + fault.delay_ms;
  if (delay > 0) socket->Linger(delay);
  const Delivery plan = PlanDelivery(exchange.answer, fault, request->head_only, close);
  if (plan.hang) socket->Linger(-1);
  bool sent = fault.slow_bytes == 0 || WriteSlowly(socket, plan.bytes, fault);
  {
    // Before the last bytes go out: who has the answer finds the request ended in the log.
    const std::lock_guard lock(mutex_);
    simulator_.End(&exchange, plan.status, Now());
  }
  if (fault.slow_bytes == 0) sent = socket->WriteAll(plan.bytes);
  if (plan.reset) socket->Reset();
  return sent && !plan.close;
}

bool HttpServer::WriteSlowly(Socket* socket, std::string_view bytes, const Fault& fault) const {
  for (size_t at = 0; at < bytes.size(); at += fault.slow_bytes) {
    if (at > 0) socket->Linger(fault.slow_ms);
    if (!socket->WriteAll(bytes.substr(at, fault.slow_bytes))) return false;
  }
  return true;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Options& options) {
  absl::StatusOr<TlsContext> tls = MakeTls(options);
  if (!tls.ok()) return tls.status();
  auto server = std::make_unique<HttpServer>(options, *std::move(tls));
  absl::Status status = server->Listen(options.port);
  if (!status.ok()) return status;
  return server;
}

}  // namespace inflow::sim
