// SPDX-License-Identifier: Apache-2.0
//
// File: file_kind.h
//
// What a file is that cannot be read as records, told by its first bytes, with what to do about it.
#ifndef TOOLS_INFLOW_FILES_FILE_KIND_H_
#define TOOLS_INFLOW_FILES_FILE_KIND_H_

#include <string>
#include <string_view>

#include "tools/inflow/input/input_format.h"

namespace inflow::command {

// kHeadBytes is how much of a file's beginning is worth looking at.
inline constexpr size_t kHeadBytes = 512;

// WhyNotText is a sentence where a file that begins so is no text in UTF-8: a spreadsheet, an
// archive, a document, a page, UTF-16 or UTF-32 with a byte order mark or without. Empty where
// nothing speaks against it. `name` is the input's, "-" for standard input.
std::string WhyNotText(std::string_view head, const std::string& name);

// WhyOtherFormat is a sentence where a text (without its byte order mark) that begins so is of
// another format than it was to be read in. Empty where it is of that one, or bad in it.
std::string WhyOtherFormat(std::string_view head, InputFormat format, const std::string& name);

// WhyNul is the sentence for a CSV header, from the file's first byte on, that holds a NUL: UTF-16
// without its mark, or no text.
std::string WhyNul(std::string_view header, const std::string& name);

// NotUtf8 is the sentence for a text that has a byte that is not UTF-8; `where` is for example
// "line 2". With beyond_ascii there are characters before it that are UTF-8, so that the whole file
// is not of another encoding.
std::string NotUtf8(const std::string& name, const std::string& where, char byte,
                    bool beyond_ascii);

// BareName is the last part of a path.
std::string_view BareName(std::string_view path);

}  // namespace inflow::command

#endif  // TOOLS_INFLOW_FILES_FILE_KIND_H_
