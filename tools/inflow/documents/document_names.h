// SPDX-License-Identifier: Apache-2.0
//
// File: document_names.h
//
// What names the document to which a line belongs, where lines are folded: read from the record as
// it came, so that a line which the destination refuses has its document too.
//
//   const DocumentNames names(settings.json);
//   if (names.folds()) DocumentName name = names.Of(R"({"orderNumber":"7","sku":"A"})");
#ifndef TOOLS_INFLOW_DOCUMENTS_DOCUMENT_NAMES_H_
#define TOOLS_INFLOW_DOCUMENTS_DOCUMENT_NAMES_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inflow::command {

// DocumentName is a hash: two documents of one are as good as impossible, and would be refused
// rather than sent.
struct DocumentName {
  uint64_t high = 0;
  uint64_t low = 0;  // both 0: no name

  bool empty() const { return high == 0 && low == 0; }
  friend bool operator==(const DocumentName& a, const DocumentName& b) {
    return a.high == b.high && a.low == b.low;
  }
  friend bool operator<(const DocumentName& a, const DocumentName& b) {
    return a.high != b.high ? a.high < b.high : a.low < b.low;
  }
};

class DocumentNames {
 public:
  // settings are those of the route, as JSON (settings.h).
  explicit DocumentNames(std::string_view settings);

  // folds tells whether lines make documents at all.
  bool folds() const { return folds_; }

  // by is the attributes as the configuration writes them, for sentences: `"orderNumber", "shop"`.
  const std::string& by() const { return by_; }

  // Of is empty for a record that does not say to which document it belongs: an attribute is
  // missing, null, a list or an object, or all are blank. White space around a value does not
  // count, nor whether a number is written as one or as text.
  DocumentName Of(std::string_view record) const;

 private:
  struct Part {
    std::string attribute;  // of the record, a dotted path
    bool may_lack = false;
  };

  void AddTemplate(const std::string& text, const nlohmann::json& parameters);

  bool folds_ = false;
  bool unnamed_ = false;   // the map leaves out what names documents
  bool constant_ = false;  // a map gives names something that stands in no record
  std::string by_;
  std::vector<Part> parts_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_DOCUMENTS_DOCUMENT_NAMES_H_
