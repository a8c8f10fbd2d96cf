// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/first_pass.h"

#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "plugin/text/absl_view.h"
#include "tools/inflow/column_check.h"
#include "tools/inflow/human.h"
#include "tools/inflow/identity_text.h"

namespace inflow::command {
namespace {

constexpr size_t kWaitingRecords = 1'000;
constexpr size_t kWaitingBytes = 1 << 20;

uint64_t HashOf(std::string_view text) { return absl::HashOf(Absl(text)); }

// LookupsNotice says "about", since a large collection's first page may be read besides, and a name
// may be looked for in two fields.
std::string LookupsNotice(uint64_t names) {
  if (names == 1) return "1 name is looked up in inFlow first, in a request or two more";
  return absl::StrCat(Plural(names, "name"), " are looked up in inFlow first, in at most about ",
                      Plural(names, "request"), " more: one reads up to 100 of them");
}

}  // namespace

std::string PlaceText(const std::vector<std::string>& inputs, const RecordPlace& place) {
  return absl::StrCat(inputs[place.input], " line ", place.line);
}

FirstPass::FirstPass(std::vector<std::string> inputs, std::string route, host::Destination* handle)
    : inputs_(std::move(inputs)), route_(std::move(route)), destination_(handle) {}

std::string FirstPass::CompareColumns(size_t input, const std::vector<std::string>& columns) {
  ColumnCheck check = CheckColumns(inputs_[input], columns, route_, destination_);
  for (std::string& notice : check.notices) notices_.push_back(std::move(notice));
  return check.fault;
}

void FirstPass::Add(RecordPlace place, std::string_view text, uint64_t document) {
  if (!able_) return;
  if (!block_.empty()) block_.push_back(',');
  block_.append(text);
  waiting_.push_back({place, HashOf(text), document, block_.size()});
  if (waiting_.size() >= kWaitingRecords || block_.size() >= kWaitingBytes) Look();
}

void FirstPass::Look() {
  std::vector<Identified> records;
  if (Identify(block_, route_, destination_, &records) && records.size() == waiting_.size()) {
    for (size_t i = 0; i < records.size(); ++i) Take(waiting_[i], records[i]);
  } else if (std::vector<Identified> none; Identify("", route_, destination_, &none)) {
    LookAlone();
  } else {
    able_ = false;
  }
  block_.clear();
  waiting_.clear();
}

// LookAlone is for a block with a record that is no JSON object: it is refused, and the others are
// not.
void FirstPass::LookAlone() {
  size_t begin = 0;
  for (const Waiting& waiting : waiting_) {
    std::vector<Identified> one;
    Identify(std::string_view(block_).substr(begin, waiting.end - begin), route_, destination_,
             &one);
    Take(waiting, one.size() == 1 ? one.front() : Identified{true, 0, {}, {}});
    begin = waiting.end + 1;
  }
}

void FirstPass::Take(const Waiting& waiting, const Identified& record) {
  if (record.refused) {
    ++refused_;
    if (waiting.document != 0) refused_documents_.insert(waiting.document);
    return;
  }
  lookups_.insert(record.lookups.begin(), record.lookups.end());
  contents_.Add(record.key, waiting.content, waiting.place);
  if (record.name.empty()) return;
  const uint64_t looks = HashOf(PlainIdentity(record.name));
  keys_.Add(looks == 0 ? 1 : looks, record.key, waiting.place);
  if (IsShortened(record.name) && shortened_++ == 0) first_shortened_ = waiting.place;
}

void FirstPass::Finish() {
  if (!waiting_.empty()) Look();
  other_content_ = contents_.Finish();
  other_key_ = keys_.Finish();
}

std::string FirstPass::Places(const RecordPlace& first, const RecordPlace& second) const {
  if (first.input != second.input)
    return absl::StrCat("(first: ", PlaceText(inputs_, first), " and ", PlaceText(inputs_, second),
                        ")");
  return absl::StrCat("(first: ", inputs_[first.input], " lines ", first.line, " and ", second.line,
                      ")");
}

std::vector<std::string> FirstPass::Notices() const {
  std::vector<std::string> notices = notices_;
  if (!lookups_.empty()) notices.push_back(LookupsNotice(lookups_.size()));
  if (other_content_.count > 0) {
    const bool one = other_content_.count == 1;
    notices.push_back(absl::StrCat(Plural(other_content_.count, "record"), one ? " has" : " have",
                                   " the key of an earlier one, and other content ",
                                   Places(other_content_.first, other_content_.second),
                                   "; all are sent, in their order"));
  }
  if (other_key_.count > 0) {
    const bool one = other_key_.count == 1;
    notices.push_back(absl::StrCat(
        Plural(other_key_.count, "record"), one ? " has a key" : " have keys", " that look",
        one ? "s" : "",
        " like another, and only case, spaces, the composition of letters or an exponent ",
        "tells them apart ", Places(other_key_.first, other_key_.second),
        "; they are sent as records of different keys"));
  }
  if (shortened_ > 0) {
    notices.push_back(
        absl::StrCat(Plural(shortened_, "record"), shortened_ == 1 ? " has a key" : " have keys",
                     " that a spreadsheet has shortened, as it writes 1.23E+12 (first: ",
                     PlaceText(inputs_, first_shortened_),
                     "); different ones may have become one: format the column as text there"));
  }
  if (!other_content_.whole || !other_key_.whole) {
    notices.push_back(
        "there was no room for temporary files, so that not all records were compared with each other");
  }
  return notices;
}

}  // namespace inflow::command
