// SPDX-License-Identifier: Apache-2.0
//
// File: json_array_reader.h
//
// The elements of one JSON array, each found by following its brackets and strings. What an element
// holds inside is for the destination to judge; where its end cannot be found the rest of the file
// cannot be read.
#ifndef TOOLS_INFLOW_INPUT_JSON_ARRAY_READER_H_
#define TOOLS_INFLOW_INPUT_JSON_ARRAY_READER_H_

#include <memory>
#include <string>

#include "tools/inflow/input/reader.h"
#include "tools/inflow/input/reserved_attribute.h"

namespace inflow::command {

class JsonArrayReader : public Reader {
 public:
  JsonArrayReader(std::unique_ptr<ByteSource> source, std::string name, size_t max_record_bytes)
      : Reader(std::move(source), std::move(name)), max_record_bytes_(max_record_bytes) {}

  ReadStep Next(ReadItem* item) override;

 private:
  enum class Place : uint8_t {
    kBeforeArray,
    kFirst,
    kElement,
    kInside,
    kAfterElement,
    kAfterArray
  };
  enum class Scan : uint8_t { kComplete, kNeedMore, kMismatch };

  // StepOver handles one byte outside of elements; kRecord means "go on".
  ReadStep StepOver(char c, ReadItem* item);
  ReadStep StepBeforeArray(char c, ReadItem* item);
  ReadStep StepAfterElement(char c, ReadItem* item);
  void BeginElement();
  Scan ScanElement(size_t* length);
  bool Follow(const char** at, const char* end);
  ReadStep Deliver(size_t length, ReadItem* item);
  ReadStep AtEnd(ReadItem* item);
  ReadStep Break(std::string message, ReadItem* item);

  size_t max_record_bytes_;
  ReservedAttribute reserved_;
  Place place_ = Place::kBeforeArray;
  uint64_t line_ = 1;
  uint64_t element_line_ = 0;
  size_t scanned_ = 0;  // bytes of the element that were followed
  std::string open_;    // the brackets that are open inside the element
  bool in_string_ = false;
  bool escaped_ = false;
  bool too_long_ = false;
  bool beyond_ascii_ = false;  // a character above U+007F was seen
  std::string shown_;
};

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_INPUT_JSON_ARRAY_READER_H_
