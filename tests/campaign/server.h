// SPDX-License-Identifier: Apache-2.0
//
// File: server.h
//
// The sockets of the service: 127.0.0.1, a thread a connection. It does to a connection what the
// service says.
//
//   Server server(plan, &service);
//   ... write to server.BaseUrl() ...
//   server.LeaveStrays();   // between two calls of the host, when nothing is being written
//   server.Stop();          // once the handle is closed; then service.log() is the whole truth
#ifndef TESTS_CAMPAIGN_SERVER_H_
#define TESTS_CAMPAIGN_SERVER_H_

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/campaign/service.h"

namespace inflow::campaign {

class Server {
 public:
  Server(const Plan& plan, Service* service);
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server();

  std::string BaseUrl() const;

  // OnCancel sets what is called, on a thread of the server's, where a reaction says so; empty:
  // nothing, and no call is running.
  void OnCancel(std::function<void()> cancel);

  // LeaveStrays puts the stray answers that are due into connections in which no request is on its
  // way.
  void LeaveStrays();

  void Stop();

  // LostRequests is how many requests may have been written that no exchange shows.
  size_t LostRequests() const { return lost_; }

 private:
  struct Connection;

  void Accept();
  void Serve(Connection* connection);
  bool Perform(Connection* connection, const Reaction& reaction);
  void Lost();

  const Plan& plan_;
  Service* service_;
  int listener_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> connections_;  // under mutex_, as all below
  size_t lost_ = 0;
  std::mutex cancel_mutex_;
  std::function<void()> cancel_;
  std::thread acceptor_;
};

}  // namespace inflow::campaign

#endif  // TESTS_CAMPAIGN_SERVER_H_
