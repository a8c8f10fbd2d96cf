// SPDX-License-Identifier: Apache-2.0
#include "tests/abi/support/responder.h"

#include <cstdlib>
#include <limits>
#include <utility>

namespace inflow::test {

Responder::Responder(size_t connections) {
  answerer_ = [](const Arrival&, httplib::Response& response) {
    response.set_content("{}", "application/json");
  };
  server_.new_task_queue = [connections] { return new httplib::ThreadPool(connections); };
  server_.set_keep_alive_max_count(std::numeric_limits<int>::max());
  server_.set_keep_alive_timeout(60);
  server_.set_tcp_nodelay(true);
  const auto handle = [this](const httplib::Request& request, httplib::Response& response) {
    Handle(request, response);
  };
  server_.Get(".*", handle)
      .Post(".*", handle)
      .Put(".*", handle)
      .Patch(".*", handle)
      .Delete(".*", handle);
  port_ = server_.bind_to_any_port("127.0.0.1");
  if (port_ <= 0) std::abort();
  thread_ = std::thread([this] { server_.listen_after_bind(); });
  while (!server_.is_running()) std::this_thread::yield();  // stop() before that would be forgotten
}

Responder::~Responder() {
  Release();
  server_.stop();
  thread_.join();
}

std::string Responder::base_url() const { return "http://127.0.0.1:" + std::to_string(port_); }

void Responder::Answer(Answerer answerer) {
  std::lock_guard lock(mutex_);
  answerer_ = std::move(answerer);
}

void Responder::Hold() {
  std::lock_guard lock(mutex_);
  held_ = true;
}

void Responder::Release() {
  std::lock_guard lock(mutex_);
  held_ = false;
  changed_.notify_all();
}

void Responder::WaitForArrivals(size_t count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return arrivals_.size() >= count; });
}

std::vector<Arrival> Responder::arrivals() {
  std::lock_guard lock(mutex_);
  return arrivals_;
}

void Responder::Handle(const httplib::Request& request, httplib::Response& response) {
  Answerer answerer;
  Arrival arrival{0, request.method, request.path, request.body, request.remote_port};
  {
    std::unique_lock lock(mutex_);
    arrival.number = arrivals_.size();
    arrivals_.push_back(arrival);
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
    answerer = answerer_;
  }
  answerer(arrival, response);
}

}  // namespace inflow::test
