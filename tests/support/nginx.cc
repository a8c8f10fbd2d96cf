// SPDX-License-Identifier: Apache-2.0
#include "tests/support/nginx.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string_view>

namespace inflow::testing {
namespace {

// Debian's place; /usr/sbin is not in every user's PATH.
constexpr const char* kProgram = "/usr/sbin/nginx";

void ReplaceAll(std::string* text, std::string_view what, const std::string& with) {
  for (size_t at = text->find(what); at != std::string::npos;
       at = text->find(what, at + with.size())) {
    text->replace(at, what.size(), with);
  }
}

// A listening socket on a free port. nginx takes it over by number, so that no one else can have
// the port in between, and connections are accepted from now on.
int Listen(int* port) {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      listen(listener, SOMAXCONN) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    throw std::runtime_error("could not listen on 127.0.0.1");
  }
  *port = ntohs(address.sin_port);
  return listener;
}

}  // namespace

Nginx::Nginx(std::string http, const std::vector<std::pair<std::string, std::string>>& files) {
  const int listener = Listen(&port_);
  const std::string folder = folder_.path().string();
  ReplaceAll(&http, "@LISTEN@", "127.0.0.1:" + std::to_string(port_));
  ReplaceAll(&http, "@FOLDER@", folder);
  for (const auto& [name, content] : files) folder_.Write(name, content);
  // With "master_process off", nginx 1.22 crashes over an inherited socket. Started by root, its
  // worker would be another user, who may not enter the folder; started by others, it ignores the
  // line.
  const std::string head =
      "daemon off;\nuser root;\nworker_processes 1;\npid " + folder + "/pid;\nerror_log " + folder +
      "/error.log;\nevents {}\nhttp {\naccess_log off;\nclient_body_temp_path " + folder +
      "/body;\nproxy_temp_path " + folder + "/proxy;\n";
  const std::string config = folder_.Write("nginx.conf", head + http + "}\n");
  std::string inherited = "NGINX=" + std::to_string(listener) + ";";
  std::array<char*, 2> environment{inherited.data(), nullptr};
  const std::string prefix = folder + "/";
  const std::string error_log = folder + "/error.log";
  std::array<const char*, 8> arguments{kProgram,       "-e", error_log.c_str(), "-p",
                                       prefix.c_str(), "-c", config.c_str(),    nullptr};
  const int error = posix_spawn(&process_, kProgram, nullptr, nullptr,
                                const_cast<char* const*>(arguments.data()), environment.data());
  close(listener);
  if (error != 0)
    throw std::runtime_error("could not start /usr/sbin/nginx; install the package nginx-light");
}

Nginx::~Nginx() {
  kill(process_, SIGTERM);
  waitpid(process_, nullptr, 0);
}

}  // namespace inflow::testing
