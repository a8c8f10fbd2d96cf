// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>

#include "tools/inflow-sim/options.h"
#include "tools/inflow-sim/server.h"

namespace {

constexpr int kUsage = 2;

// A reader of the file never sees it half written.
bool WritePortFile(const std::string& path, int port) {
  const std::string half = path + ".part";
  {
    std::ofstream file(half);
    file << port << "\n";
    if (!file.flush()) return false;
  }
  return std::rename(half.c_str(), path.c_str()) == 0;
}

int Complain(const std::string& message) {
  std::cerr << "inflow-sim: " << message << "\n";
  return kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  const absl::StatusOr<inflow::sim::Options> options =
      inflow::sim::ParseOptions({argv + 1, argv + argc});
  if (!options.ok()) return Complain(std::string(options.status().message()));
  if (!options->help.empty()) {
    std::cout << options->help;
    return 0;
  }

  // All threads inherit the mask, so that the signals wait here and a handler is not needed.
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGINT);
  sigaddset(&ends, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  signal(SIGPIPE, SIG_IGN);

  absl::StatusOr<std::unique_ptr<inflow::sim::Server>> server =
      inflow::sim::Server::Start(*options);
  if (!server.ok()) return Complain(std::string(server.status().message()));
  const int port = (*server)->port();
  if (!options->port_file.empty() && !WritePortFile(options->port_file, port)) {
    return Complain("--port-file " + options->port_file + ": cannot be written");
  }
  std::cout << "inflow-sim listens on " << (options->tls_certificate.empty() ? "http" : "https")
            << "://127.0.0.1:" << port << " for the company " << options->company << std::endl;

  int signal_number = 0;
  sigwait(&ends, &signal_number);
  (*server)->Stop();
  return 0;
}
