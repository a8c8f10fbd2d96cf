// SPDX-License-Identifier: Apache-2.0
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

#include "tools/inflow/commands.h"

namespace {

std::string OwnPath() {
  std::array<char, PATH_MAX> path{};
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  return length > 0 ? std::string(path.data(), static_cast<size_t>(length)) : std::string("./inflow");
}

size_t TerminalWidth() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 80;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    // A reader that goes away (| head) ends our output, not the load.
    std::signal(SIGPIPE, SIG_IGN);
    inflow::command::Surroundings surroundings;
    surroundings.out = &std::cout;
    surroundings.err = &std::cerr;
    surroundings.environment = [](const char* name) { return std::getenv(name); };
    surroundings.in_is_terminal = isatty(STDIN_FILENO) == 1;
    surroundings.out_is_terminal = isatty(STDOUT_FILENO) == 1;
    surroundings.err_is_terminal = isatty(STDERR_FILENO) == 1;
    surroundings.terminal_width = TerminalWidth();
    surroundings.own_path = OwnPath();
    return inflow::command::RunCommand({argv + 1, argv + argc}, surroundings);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "inflow: a defect of this program: %s\n", error.what());
  } catch (...) {
    std::fputs("inflow: a defect of this program\n", stderr);
  }
  return inflow::command::kExitInternal;
}
