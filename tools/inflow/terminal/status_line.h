// SPDX-License-Identifier: Apache-2.0
//
// File: status_line.h
//
// A line at the end of what a stream shows, which is drawn again and again. Whatever else is
// written goes above it: the line is taken away before and drawn again behind it.
//
//   StatusLine line(&std::cerr);
//   line.Show("3 of 5 records");
//   *line.stream() << "inflow: the service asks for a pause\n";
//   line.Clear();
#ifndef TOOLS_INFLOW_TERMINAL_STATUS_LINE_H_
#define TOOLS_INFLOW_TERMINAL_STATUS_LINE_H_

#include <ostream>
#include <streambuf>
#include <string>
#include <string_view>

namespace inflow::command {

class StatusLine final : private std::streambuf {
 public:
  // `out` must outlive the line.
  explicit StatusLine(std::ostream* out);
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  ~StatusLine() override { Clear(); }

  // stream is where all others write, in whole lines.
  std::ostream* stream() { return &stream_; }

  // Show draws the line in place of the one before. It has no line end, and must be shorter than
  // the terminal is wide: one that wraps cannot be taken away.
  void Show(std::string_view line);
  // Clear takes it away for good.
  void Clear();

 private:
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int_type overflow(int_type c) override;
  int sync() override;
  void Draw();
  void Erase();

  std::ostream* out_;
  std::ostream stream_;
  std::string line_;
  size_t drawn_ = 0;      // columns of it that are on the screen
  bool at_start_ = true;  // what others wrote ended with a line end
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_TERMINAL_STATUS_LINE_H_
