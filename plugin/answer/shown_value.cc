// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/shown_value.h"

#include "inflow/record/quoted.h"
#include "inflow/retry/clean_text.h"
#include "plugin/answer/scalar.h"

namespace inflow::answer {

std::string ShownValue(std::string_view json) {
  constexpr size_t kMostNumber = 60;
  switch (json.front()) {
    case '{':
      return "an object";
    case '[':
      return "a list";
    case '"': {
      std::string scratch;
      return Quoted(PlainText(json, &scratch));
    }
    default:
      return CleanText(json, kMostNumber);
  }
}

}  // namespace inflow::answer
