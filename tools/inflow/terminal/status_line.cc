// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/terminal/status_line.h"

namespace inflow::command {

StatusLine::StatusLine(std::ostream* out) : out_(out), stream_(static_cast<std::streambuf*>(this)) {
  stream_ << std::unitbuf;  // the line comes back behind every message, flushed or not
}

void StatusLine::Show(std::string_view line) {
  line_ = line;
  if (at_start_) Draw();
}

void StatusLine::Clear() {
  if (drawn_ > 0) {
    Erase();
    out_->flush();
  }
  line_.clear();
}

void StatusLine::Draw() {
  *out_ << '\r' << line_;
  if (drawn_ > line_.size()) *out_ << std::string(drawn_ - line_.size(), ' ');
  *out_ << std::flush;
  drawn_ = line_.size();
}

void StatusLine::Erase() {
  *out_ << '\r' << std::string(drawn_, ' ') << '\r';
  drawn_ = 0;
}

std::streamsize StatusLine::xsputn(const char* text, std::streamsize size) {
  if (size == 0) return 0;
  if (drawn_ > 0) Erase();
  out_->write(text, size);
  at_start_ = text[size - 1] == '\n';
  return out_->good() ? size : 0;
}

StatusLine::int_type StatusLine::overflow(int_type c) {
  if (traits_type::eq_int_type(c, traits_type::eof())) return traits_type::not_eof(c);
  const char one = traits_type::to_char_type(c);
  return xsputn(&one, 1) == 1 ? c : traits_type::eof();
}

int StatusLine::sync() {
  if (at_start_ && drawn_ == 0 && !line_.empty()) Draw();
  out_->flush();
  return out_->good() ? 0 : -1;
}

}  // namespace inflow::command
