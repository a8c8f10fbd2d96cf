// SPDX-License-Identifier: Apache-2.0
//
// Arbitrary bytes as a record: acceptance agrees with nlohmann (see judge.h), messages are clean
// text, what an accepted record is copied into without some of its attributes or its nulls is a
// record again, and it can be written as a form and as XML.
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "plugin/record/form_writer.h"
#include "plugin/record/null_omission.h"
#include "plugin/record/path.h"
#include "plugin/record/walker.h"
#include "plugin/record/xml_writer.h"
#include "plugin/text/escaped.h"
#include "tests/property/record/judge.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void RequireReadable(const inflow::RecordIndex& index, std::string_view bytes) {
  const char* const end = bytes.data() + bytes.size();
  for (const inflow::Member& member : index.members) {
    Require(inflow::SkipValue(member.value.data(), end) ==
            member.value.data() + member.value.size());
    std::string name;
    inflow::Unescape(member.key, &name);
    Require(inflow::KeyIs(member, name));
    Require(index.Find(name) == &member);
    std::string escaped, back;
    inflow::AppendEscaped(name, &escaped);
    inflow::Unescape(escaped, &back);
    Require(back == name);
  }
}

void RequireCuttable(const inflow::RecordIndex& index) {
  std::vector<std::string> paths = {"a", "b.c", "a.b.c", "lines.cost"};
  if (!index.members.empty()) {
    const std::string_view name = index.members[index.members.size() / 2].key;
    paths.insert(paths.end(), {std::string(name), std::string(name) + ".a"});
  }
  std::string copy;
  inflow::Exclusion(paths).AppendObject(index, &copy);
  Require(copy.size() <= index.object.size());
  inflow::RecordIndex copied;
  Require(inflow::WalkRecord(copy, &copied).ok());
  for (const std::string& path : paths) Require(copied.Find(path) == nullptr);
}

void RequireWritable(const inflow::RecordIndex& index) {
  std::string form, xml, without;
  (void)inflow::AppendForm("", index.object, &form);
  Require(form.find_first_of("\"{}[] \n") == std::string::npos);
  (void)inflow::AppendXmlElement("record", index.object, "item", &xml);
  Require(xml.find('\0') == std::string::npos);
  inflow::AppendWithoutNulls(index.object, &without);
  inflow::RecordIndex walked;
  Require(inflow::WalkRecord(without, &walked).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Neither bytes before nor behind belong to the record, and the sanitizer sees a read of either.
  const auto exact = std::make_unique<char[]>(size);
  std::copy(data, data + size, exact.get());
  const std::string_view bytes(exact.get(), size);
  inflow::RecordIndex index;
  const absl::Status status = inflow::WalkRecord(bytes, &index);
  Require(status.ok() == inflow::record_testing::Judge::Accepts(std::string(bytes)));
  if (!status.ok()) {
    Require(inflow::record_testing::IsCleanText(std::string(status.message())));
    return 0;
  }
  RequireReadable(index, bytes);
  RequireCuttable(index);
  RequireWritable(index);
  return 0;
}
