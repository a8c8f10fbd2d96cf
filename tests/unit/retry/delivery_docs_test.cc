// SPDX-License-Identifier: Apache-2.0
//
// The table of statuses in docs/delivery.md against the one in the code.
#include <cctype>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "plugin/retry/classify.h"

namespace inflow {
namespace {

struct Row {
  std::string answer, repeatable, other;
};

// Rows returns the lines of the table whose first cell names statuses.
std::vector<Row> Rows() {
  std::ifstream file(INFLOW_SOURCE_DIR "/docs/delivery.md");
  std::vector<Row> rows;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.find("| answer | repeatable | not repeatable |") == 0) inside = true;
    if (inside && line.empty()) break;
    if (!inside || line.find("| ") != 0) continue;
    std::stringstream cells(line.substr(2));
    Row row;
    std::getline(cells, row.answer, '|');
    std::getline(cells, row.repeatable, '|');
    std::getline(cells, row.other, '|');
    rows.push_back(row);
  }
  return rows;
}

// Words returns the words of three characters in a cell that begin with a digit: "404", "4xx".
std::vector<std::string> Words(const std::string& cell) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : cell + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      word += c;
      continue;
    }
    if (word.size() == 3 && std::isdigit(static_cast<unsigned char>(word[0])) != 0)
      words.push_back(word);
    word.clear();
  }
  return words;
}

Verdict Meaning(const std::string& cell) {
  static const std::map<std::string, Verdict> kWords = {{"read, as above", Verdict::kDelivered},
                                                        {"REJECTED", Verdict::kRefused},
                                                        {"stop: AUTH", Verdict::kUnauthorized},
                                                        {"one or all", Verdict::kOneOrAll},
                                                        {"again", Verdict::kAgain},
                                                        {"stop: CONFIG", Verdict::kNoRoute},
                                                        {"read back, breaker", Verdict::kUnknown}};
  for (const auto& [word, verdict] : kWords) {
    if (cell.find(" " + word) == 0) return verdict;
  }
  ADD_FAILURE() << "no verdict begins the cell \"" << cell << "\"";
  return Verdict::kRefused;
}

TEST(DeliveryDocument, ItsTableIsTheOneThatIsUsed) {
  std::map<int, Row> told;
  for (const bool hundreds : {true, false}) {  // what is named by itself is an exception
    for (const Row& row : Rows()) {
      for (const std::string& word : Words(row.answer)) {
        if ((word.substr(1) == "xx") != hundreds) continue;
        const int first = hundreds ? (word[0] - '0') * 100 : std::stoi(word);
        for (int status = first; status < first + (hundreds ? 100 : 1); ++status)
          told[status] = row;
      }
    }
  }
  EXPECT_EQ(told.size(), 400u);
  for (const auto& [status, row] : told) {
    // What these mean depends on more than the status; the tests beside this one say on what.
    if (status == 404 || status == 429 || status == 503) continue;
    Exchange exchange;
    exchange.status = status;
    exchange.wrote = true;
    EXPECT_EQ(Classify(exchange, {.idempotent = true}, 0).verdict, Meaning(row.repeatable))
        << status;
    EXPECT_EQ(Classify(exchange, {}, 0).verdict, Meaning(row.other)) << status;
  }
}

}  // namespace
}  // namespace inflow
