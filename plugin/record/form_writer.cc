// SPDX-License-Identifier: Apache-2.0
#include "plugin/record/form_writer.h"

#include "plugin/record/path_step.h"
#include "plugin/record/reader.h"
#include "plugin/record/walker.h"
#include "plugin/text/quoted.h"

namespace inflow {
namespace {

bool IsPlain(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '*' ||
         c == '-' || c == '.' || c == '_';
}

// PairWriter walks a value; name_ is the present pair's, encoded, and path_ its place in the value,
// for people.
class PairWriter {
 public:
  PairWriter(std::string_view prefix, std::string* out) : name_(prefix), out_(*out) {}

  absl::Status Write(std::string_view json) {
    if (json.front() == '{' || json.front() == '[')
      return WriteContainer(json, json.front() == '{');
    if (!first_) out_.push_back('&');
    first_ = false;
    out_.append(name_).append("=");
    if (json.front() == '"') {
      text_.clear();
      Unescape(json.substr(1, json.size() - 2), &text_);
      AppendFormText(text_, &out_);
    } else if (json.front() != 'n') {
      AppendFormText(json, &out_);
    }
    return absl::OkStatus();
  }

 private:
  absl::Status WriteContainer(std::string_view json, bool object) {
    const char* at = json.data();
    const char* const end = at + json.size();
    const size_t length = name_.size();
    size_t count = 0;
    for (bool more = record_internal::EnterContainer(&at, end); more;
         more = record_internal::NextItem(&at, end), ++count) {
      const char* value = at;
      text_ = std::to_string(count);
      if (object) {
        Member member;
        value = record_internal::ReadKey(at, end, &member);
        text_.clear();
        Unescape(member.key, &text_);
        if (text_.empty())
          return Wrong(
              "has an attribute with an empty name, which a form cannot carry; map it to another name");
      }
      const record_internal::PathStep step(&path_, text_);
      if (object && text_.find_first_of("[]") != std::string::npos) {
        return Wrong(
            "has brackets in its name, which mean nesting in a form; map it to another name");
      }
      at = SkipValue(value, end);
      if (length > 0) name_.append("%5B");
      AppendFormText(text_, &name_);
      if (length > 0) name_.append("%5D");
      if (absl::Status s = Write({value, static_cast<size_t>(at - value)}); !s.ok()) return s;
      name_.resize(length);
    }
    if (count > 0) return absl::OkStatus();
    return Wrong(object ? "is an empty object, which a form cannot carry; exclude it"
                        : "is an empty list, which a form cannot carry; exclude it");
  }

  absl::Status Wrong(std::string_view what) const {
    const std::string where = path_.empty() ? "the record" : "the attribute " + Quoted(path_);
    return absl::InvalidArgumentError(where + " " + std::string(what));
  }

  std::string name_;
  std::string path_;
  std::string text_;
  std::string& out_;
  bool first_ = true;
};

}  // namespace

absl::Status AppendForm(std::string_view prefix, std::string_view json, std::string* out) {
  return PairWriter(prefix, out).Write(json);
}

void AppendFormText(std::string_view text, std::string* out) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  for (const char ch : text) {
    const auto c = static_cast<unsigned char>(ch);
    if (IsPlain(c)) {
      out->push_back(ch);
    } else if (c == ' ') {
      out->push_back('+');
    } else {
      out->push_back('%');
      out->push_back(kHex[c >> 4]);
      out->push_back(kHex[c & 15]);
    }
  }
}

}  // namespace inflow
