// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/shell_quote.h"

#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"

namespace inflow::command {
std::string ShellQuote(std::string_view word) {
  constexpr char kSafe[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./=:,@%+-";
  if (!word.empty() && word.find_first_not_of(kSafe) == std::string_view::npos)
    return std::string(word);
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

std::string QuotedPath(std::string_view path) {
  return ShellQuote(path.substr(0, 1) == "-" ? absl::StrCat("./", Absl(path)) : std::string(path));
}

std::string FilterAdvice(std::string_view command, std::string_view input,
                         std::string_view result) {
  if (input == "-") return absl::StrCat("put this before it in the pipe: ", Absl(command));
  return absl::StrCat(Absl(command), " < ", ShellQuote(input), " > ", ShellQuote(result));
}

}  // namespace inflow::command
