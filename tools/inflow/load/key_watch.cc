// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/load/key_watch.h"

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/documents/identity_text.h"
#include "tools/inflow/load/identified.h"
#include "tools/inflow/terminal/human.h"

namespace inflow::command {
namespace {

uint64_t TextHash(std::string_view text) { return absl::HashOf(Absl(text)); }

}  // namespace

bool KeyWatch::Differs(uint64_t name, uint64_t kind, uint64_t line, Firsts* firsts,
                       uint64_t* first) {
  auto found = firsts->find(name);
  if (found == firsts->end()) {
    if (firsts->size() >= most_keys_) {
      all_held_ = false;
      return false;
    }
    firsts->emplace(name, First{kind, line});
    return false;
  }
  *first = found->second.line;
  return found->second.kind != kind;
}

void KeyWatch::Look(const RecordBlock& block, const std::string& input) {
  if (!able_) return;
  std::string texts;
  for (size_t i = 0; i < block.size(); ++i) {
    if (i > 0) texts.push_back(',');
    texts.append(block.text(i));
  }
  std::vector<Identified> records;
  if (!Identify(texts, route_, destination_, &records) || records.size() != block.size()) {
    // One that is no JSON object hides the others of its block; none at all are told where the
    // plugin is too old.
    able_ = Identify("", route_, destination_, &records);
    return;
  }
  for (size_t i = 0; i < records.size(); ++i) {
    const Identified& record = records[i];
    if (record.refused || record.key == 0) continue;
    const uint64_t line = block.lines[i];
    uint64_t first = 0;
    if (Differs(record.key, TextHash(block.text(i)), line, &contents_, &first) &&
        other_content_++ == 0) {
      note_(absl::StrCat(input, " lines ", first, " and ", line,
                         " have one key and different content; both are sent, in their order"));
    }
    if (record.name.empty()) continue;
    if (Differs(TextHash(PlainIdentity(record.name)), record.key, line, &keys_, &first) &&
        other_key_++ == 0) {
      note_(absl::StrCat(
          input, " lines ", first, " and ", line,
          " have keys that look alike: only case, spaces, the composition of letters or an exponent tells them apart; "
          "they are sent as records of different keys"));
    }
    if (IsShortened(record.name) && shortened_++ == 0) {
      note_(absl::StrCat(
          input, " line ", line,
          " has a key that a spreadsheet has shortened, as it writes 1.23E+12; different ones may have become one"));
    }
  }
}

void KeyWatch::Finish() {
  const char* const least = all_held_ ? "" : "at least ";
  if (other_content_ > 1) {
    note_(absl::StrCat(least, HumanCount(other_content_),
                       " records had the key of an earlier one, and other content"));
  }
  if (other_key_ > 1)
    note_(absl::StrCat(least, HumanCount(other_key_), " records had keys that look like another"));
  if (shortened_ > 1)
    note_(
        absl::StrCat(HumanCount(shortened_), " records had keys that a spreadsheet has shortened"));
}

}  // namespace inflow::command
