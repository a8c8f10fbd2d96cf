// SPDX-License-Identifier: Apache-2.0
//
// File: responder.h
//
// A service in a thread of the test: listens on a free port of 127.0.0.1, answers every request by
// one function, and keeps what came.
//
//     Responder service;                                    // answers 200 {}
//     service.Answer([](const Arrival& arrival, httplib::Response& response) { response.status =
//     500; });
//     ... work against service.base_url() ...
//     EXPECT_EQ(service.arrivals().size(), 1u);
//
// Close every handle that talks to it before it goes: it waits for its connections to end.
#ifndef TESTS_ABI_SUPPORT_RESPONDER_H_
#define TESTS_ABI_SUPPORT_RESPONDER_H_

#include <httplib.h>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace inflow::test {

struct Arrival {
  size_t number = 0;  // how many came before it
  std::string method;
  std::string path;
  std::string body;
  int connection = 0;  // the client's port: equal for requests on one connection
};

class Responder {
 public:
  using Answerer = std::function<void(const Arrival&, httplib::Response&)>;

  // `connections` is how many may be open at once.
  explicit Responder(size_t connections = 8);
  Responder(const Responder&) = delete;
  Responder& operator=(const Responder&) = delete;
  ~Responder();

  std::string base_url() const;

  // Answer sets the function for requests that come from now on.
  void Answer(Answerer answerer);

  // Hold makes requests wait, after they were noted, until Release.
  void Hold();
  void Release();

  // WaitForArrivals returns when `count` requests in all have come.
  void WaitForArrivals(size_t count);
  std::vector<Arrival> arrivals();

 private:
  void Handle(const httplib::Request& request, httplib::Response& response);

  httplib::Server server_;
  int port_ = 0;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Arrival> arrivals_;  // these three under mutex_
  Answerer answerer_;
  bool held_ = false;
  std::thread thread_;
};

}  // namespace inflow::test

#endif  // TESTS_ABI_SUPPORT_RESPONDER_H_
