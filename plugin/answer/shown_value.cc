// SPDX-License-Identifier: Apache-2.0
#include "plugin/answer/internal/shown_value.h"

#include "plugin/answer/internal/scalar.h"
#include "plugin/retry/clean_text.h"
#include "plugin/text/quoted.h"

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
