// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tools/inflow/terminal/wrap.h"

namespace inflow::command {
namespace {

// WordsIn leaves out the backslashes with which commands go on.
std::vector<std::string> WordsIn(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) {
    if (word != "\\") words.push_back(word);
  }
  return words;
}

// A paragraph of words, with runs of blanks and wide characters among them.
rc::Gen<std::string> Paragraphs() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
          std::vector<std::string>{"a", "tea", "緑茶", "e\xcc\x81", " ", "    ", "\n", "products",
                                   "f6d9453c-a4dd-5f4c-9e38-954f9a909733", "inflow"})),
      [](const std::vector<std::string>& parts) {
        std::string text;
        for (const std::string& part : parts) text.append(part).append(part == "\n" ? "" : " ");
        return text;
      });
}

RC_GTEST_PROP(Wrap, KeepsEveryWordAndNoLineIsWiderThanItsWordOrTheScreen, ()) {
  const std::string text = *Paragraphs();
  const auto width = *rc::gen::inRange<size_t>(20, 90);
  const auto hanging = *rc::gen::inRange<size_t>(0, 12);
  const std::string wrapped = Wrap(text, width, hanging);
  RC_ASSERT(WordsIn(wrapped) == WordsIn(text));
  std::istringstream lines(wrapped);
  for (std::string line; std::getline(lines, line);)
    RC_ASSERT(ColumnsOf(line) <= width || WordsIn(line).size() == 1);
  RC_ASSERT(Wrap(text, 10'000, hanging) == text);
}

}  // namespace
}  // namespace inflow::command
