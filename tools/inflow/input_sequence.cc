// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input_sequence.h"

#include <sys/stat.h>

#include <utility>

namespace inflow::command {
namespace {

std::string UnknownEnding(const std::string& input) {
  return input +
         ": the format is told by the name's ending, which must be .ndjson, .jsonl, .json (an array) or .csv; "
         "\"-\" reads NDJSON from standard input";
}

}  // namespace

std::string WhyUnreadable(const std::string& input) {
  if (!FormatOf(input)) return UnknownEnding(input);
  struct stat facts {};
  // Opening a pipe only to leave it again would end its writer.
  if (input == "-" || (stat(input.c_str(), &facts) == 0 && S_ISFIFO(facts.st_mode))) return {};
  std::string why;
  FileSource::Open(input, &why);
  return why;
}

bool InputSequence::OpenInput(ReadItem* item) {
  const std::string& name = settings_.inputs[input_];
  item->line = 0;
  const std::optional<InputFormat> format = FormatOf(name);
  if (!format) {
    item->message = UnknownEnding(name);
    return false;
  }
  std::unique_ptr<FileSource> source = FileSource::Open(name, &item->message);
  if (!source) return false;
  reader_ = MakeReader(*format, std::move(source), name, settings_.reader);
  read_of_input_ = 0;
  noted_ = false;
  return true;
}

// WhyHeldBack is empty for a record that may be sent.
std::string InputSequence::WhyHeldBack(const ReadItem& item) const {
  if (item.ambiguous && !settings_.include_ambiguous) {
    return "it was sent before and its outcome is not known, so that sending it again might duplicate it; look for it in inFlow, "
           "then load again with --include-ambiguous or take it out";
  }
  if (item.older && !settings_.include_older) {
    return "a newer record of its key was delivered before, and this one would overwrite it; compare it with what inFlow has, "
           "then "
           "load again with --include-older or take it out";
  }
  return {};
}

ReadStep InputSequence::Next(ReadItem* item) {
  while (read_ < settings_.first && input_ < settings_.inputs.size()) {
    if (!reader_ && !OpenInput(item)) return ReadStep::kUnreadable;
    item->older = false;
    const ReadStep step = reader_->Next(item);
    if (!noted_ && step != ReadStep::kWait) {
      noted_ = true;
      if (const std::string note = reader_->note(); !note.empty()) note_(note);
    }
    if (step == ReadStep::kWait || step == ReadStep::kUnreadable) return step;
    if (step == ReadStep::kEnd) {
      reader_.reset();
      ++input_;
      continue;
    }
    ++read_of_input_;
    if (to_skip_ > 0) {
      --to_skip_;
      continue;
    }
    ++read_;
    if (step != ReadStep::kRecord) return step;
    item->message = WhyHeldBack(*item);
    return item->message.empty() ? step : ReadStep::kRefused;
  }
  return ReadStep::kEnd;
}

}  // namespace inflow::command
