// SPDX-License-Identifier: Apache-2.0
//
// File: service.h
//
// The model of the service: what it applies, what it answers, and which fault comes between. It
// writes down the truth that outcomes are judged by, and knows nothing of the library.
#ifndef TESTS_CAMPAIGN_SERVICE_H_
#define TESTS_CAMPAIGN_SERVICE_H_

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/campaign/fault.h"
#include "tests/campaign/plan.h"
#include "tests/campaign/random.h"

namespace inflow::campaign {

struct HttpMessage {
  std::string method;
  std::string path;
  std::string body;
};

// Carried is what a request's body holds: its items, and the records of each.
struct Carried {
  bool list = false;
  std::vector<nlohmann::json> bodies;
  std::vector<std::vector<size_t>> items;

  std::vector<size_t> Records() const;
};

// Answer is what the service makes of a request where no fault comes between.
struct Answer {
  int status = 200;
  std::string body{};
  std::vector<size_t> applied{};  // records
  std::vector<size_t> refused{};  // alone or by name
  bool open = false;              // of some other records nothing is said
};

// Exchanged is one request that carried records, as the service saw it.
struct Exchanged {
  size_t connection = 0;
  std::string method{};
  std::vector<size_t> records{};
  std::vector<size_t> applied{};
  std::vector<size_t> refused{};  // those that the answer refused, alone or by name
  Fault fault = Fault::kNone;
  int status = 0;     // of the answer; 0 without one
  bool open = false;  // nothing came, or what came does not tell what became of every record
};

// Reaction is what is done to the connection.
struct Reaction {
  enum class End : uint8_t {
    kKeep,
    kClose,
    kReset,
    kAwaitClient
  };  // kAwaitClient: until the client ends the connection
  std::string bytes{};
  End end = End::kKeep;
  bool bytewise = false;
  bool stray = false;              // `bytes` holds more than one answer
  Fault when_idle = Fault::kNone;  // kIdleAnswer or kIdle408
  bool cancel = false;             // the host cancels now
};

class Service {
 public:
  explicit Service(const Plan& plan) : plan_(plan) {}

  // React takes a request. `stale`: a stray answer lies in the connection, or it was ended, before
  // the request was written. `gone` says whether the client has ended the connection: asked in the
  // moment of applying, so that nothing is applied that the client had given up before it sent
  // something else.
  Reaction React(const HttpMessage& request, size_t connection, bool stale,
                 const std::function<bool()>& gone);

  // Read answers a request that only reads: with what was applied, or a fault.
  Reaction Read(const HttpMessage& request);

  // StrayBytes are those of kIdleAnswer and kIdle408.
  static std::string StrayBytes(Fault fault);

  // Count adds a fault that no request shows.
  void Count(Fault fault);

  // What is read once the server has stopped.
  const std::vector<Exchanged>& log() const { return log_; }
  const FaultTally& faults() const { return faults_; }
  // Requests whose body was none that the plan leads to, or that named another entity than before.
  size_t garbled() const { return garbled_; }

 private:
  bool NamesItsEntity(const HttpMessage& request, const Carried& carried);
  Fault DrawFault(const Carried& carried, Random* random) const;
  Answer Take(const Carried& carried, Random* random) const;
  Answer RefuseLone(const Carried& carried, Mark mark, Random* random) const;
  Answer RefuseSome(const Carried& carried, const std::vector<bool>& bad, Random* random) const;
  Answer AcceptAll(const Carried& carried, Random* random) const;
  // Strike lets seen->fault come between, and notes what was answered.
  static Reaction Strike(const Carried& carried, const Answer& answer, Exchanged* seen,
                         Random* random);
  void Keep(const HttpMessage& request, const Carried& carried, const std::vector<size_t>& applied);
  Mark MarkOf(const std::vector<size_t>& item) const;

  const Plan& plan_;
  std::mutex mutex_;
  std::vector<Exchanged> log_;
  FaultTally faults_{};
  std::map<std::string, size_t> seen_;  // how often a body has come
  std::vector<bool> applied_;
  std::map<std::string, std::string> ids_;   // by key or document, where a write names its entity
  std::map<std::string, std::string> keys_;  // the other way round
  std::vector<nlohmann::json> entities_;     // what was applied, each with its GUID
  size_t requests_ = 0;
  size_t garbled_ = 0;
};

}  // namespace inflow::campaign

#endif  // TESTS_CAMPAIGN_SERVICE_H_
