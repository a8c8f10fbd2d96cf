// SPDX-License-Identifier: Apache-2.0
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <ostream>
#include <string>

#include "tools/inflow/commands/commands.h"
#include "tools/inflow/terminal/standard_streams.h"

namespace {

std::string OwnPath() {
  std::array<char, PATH_MAX> path{};
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  return length > 0 ? std::string(path.data(), static_cast<size_t>(length))
                    : std::string("./inflow");
}

// TerminalWidth is that of whichever standard stream is a terminal.
size_t TerminalWidth() {
  for (const int fd : {STDERR_FILENO, STDOUT_FILENO, STDIN_FILENO}) {
    winsize size{};
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 1) return size.ws_col;
  }
  return 80;
}

// ExitWith is the exit code of a command whose output may not have arrived. A reader that went away
// had enough of it.
int ExitWith(int exit, int output_error, const inflow::command::Surroundings& surroundings) {
  if (output_error == 0 || output_error == EPIPE) return exit;
  inflow::command::Complain(surroundings, std::string("standard output cannot be written to: ") +
                                              std::strerror(output_error));
  const bool said_well = exit == inflow::command::kExitOk || exit == inflow::command::kExitSomeNot;
  return said_well ? inflow::command::kExitStopped : exit;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    inflow::command::HoldStandardStreams();
    // A reader that goes away (| head) ends our output, not the load.
    std::signal(SIGPIPE, SIG_IGN);
    inflow::command::Surroundings surroundings;
    inflow::command::OutputBuffer output(STDOUT_FILENO);
    std::ostream out(&output);
    surroundings.out = &out;
    surroundings.err = &std::cerr;
    surroundings.environment = [](const char* name) { return std::getenv(name); };
    surroundings.in_is_terminal = isatty(STDIN_FILENO) == 1;
    surroundings.out_is_terminal = isatty(STDOUT_FILENO) == 1;
    surroundings.err_is_terminal = isatty(STDERR_FILENO) == 1;
    surroundings.terminal_width = TerminalWidth();
    surroundings.own_path = OwnPath();
    const int exit = inflow::command::RunCommand({argv + 1, argv + argc}, surroundings);
    out.flush();
    return ExitWith(exit, output.error(), surroundings);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "inflow: a defect of this program: %s\n", error.what());
  } catch (...) {
    std::fputs("inflow: a defect of this program\n", stderr);
  }
  return inflow::command::kExitInternal;
}
