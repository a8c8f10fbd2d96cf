// SPDX-License-Identifier: Apache-2.0
//
// File: shell_quote.h
//
// Words of commands that a person is told to run.
#ifndef TOOLS_INFLOW_TERMINAL_SHELL_QUOTE_H_
#define TOOLS_INFLOW_TERMINAL_SHELL_QUOTE_H_

#include <string>
#include <string_view>

namespace inflow::command {

// ShellQuote quotes a word where a shell would take it apart.
std::string ShellQuote(std::string_view word);

// QuotedPath quotes a file's name so that no program takes it for an option either.
std::string QuotedPath(std::string_view path);

// FilterAdvice says how to run `command`, which reads standard input and writes standard output,
// over an input first: "gzip -dc < 'my file.csv.gz' > 'my file.csv'", or for "-" where it belongs
// in the pipe.
std::string FilterAdvice(std::string_view command, std::string_view input, std::string_view result);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TERMINAL_SHELL_QUOTE_H_
