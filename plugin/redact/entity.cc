// SPDX-License-Identifier: Apache-2.0
#include "plugin/redact/internal/entity.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "plugin/text/absl_view.h"

namespace inflow {
namespace {

struct Entity {
  std::string_view name;
  char32_t code;
};
constexpr Entity kEntities[] = {
    {"amp", '&'},
    {"apos", '\''},
    {"ast", '*'},
    {"bsol", '\\'},
    {"colon", ':'},
    {"comma", ','},
    {"commat", '@'},
    {"diacriticalgrave", '`'},
    {"dollar", '$'},
    {"equals", '='},
    {"excl", '!'},
    {"grave", '`'},
    {"gt", '>'},
    {"hat", '^'},
    {"lbrace", '{'},
    {"lbrack", '['},
    {"lcub", '{'},
    {"lowbar", '_'},
    {"lpar", '('},
    {"lsqb", '['},
    {"lt", '<'},
    {"midast", '*'},
    {"newline", '\n'},
    {"num", '#'},
    {"percnt", '%'},
    {"period", '.'},
    {"plus", '+'},
    {"quest", '?'},
    {"quot", '"'},
    {"rbrace", '}'},
    {"rbrack", ']'},
    {"rcub", '}'},
    {"rpar", ')'},
    {"rsqb", ']'},
    {"semi", ';'},
    {"sol", '/'},
    {"tab", '\t'},
    {"underbar", '_'},
    {"verbar", '|'},
    {"vert", '|'},
    {"verticalline", '|'},
    // Nothing that is seen.
    {"af", 0x2061},
    {"applyfunction", 0x2061},
    {"emsp", 0x2003},
    {"ensp", 0x2002},
    {"hairsp", 0x200A},
    {"ic", 0x2063},
    {"invisiblecomma", 0x2063},
    {"invisibletimes", 0x2062},
    {"it", 0x2062},
    {"lrm", 0x200E},
    {"nbsp", 0xA0},
    {"negativemediumspace", 0x200B},
    {"negativethickspace", 0x200B},
    {"negativethinspace", 0x200B},
    {"negativeverythinspace", 0x200B},
    {"nobreak", 0x2060},
    {"nonbreakingspace", 0xA0},
    {"numsp", 0x2007},
    {"puncsp", 0x2008},
    {"rlm", 0x200F},
    {"shy", 0xAD},
    {"thinsp", 0x2009},
    {"thinspace", 0x2009},
    {"verythinspace", 0x200A},
    {"zerowidthspace", 0x200B},
    {"zwj", 0x200D},
    {"zwnj", 0x200C},
};

std::optional<char32_t> NumberCode(std::string_view digits, int base) {
  uint32_t code = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, base);
  if (error != std::errc() || end != digits.data() + digits.size() || code > 0x10FFFF)
    return std::nullopt;
  return code;
}

}  // namespace

std::optional<char32_t> EntityCode(std::string_view name) {
  if (name.substr(0, 1) == "#") {
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    return NumberCode(name.substr(hex ? 2 : 1), hex ? 16 : 10);
  }
  const auto* const entity = std::find_if(
      std::begin(kEntities), std::end(kEntities),
      [name](const Entity& one) { return absl::EqualsIgnoreCase(Absl(one.name), Absl(name)); });
  if (entity == std::end(kEntities)) return std::nullopt;
  return entity->code;
}

}  // namespace inflow
