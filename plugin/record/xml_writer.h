// SPDX-License-Identifier: Apache-2.0
//
// File: xml_writer.h
//
// JSON as XML, by one rule: the members of an object are elements in their order, the elements of a
// list are elements of one name, a text or number is an element's content as it is, null and what
// is empty are empty elements.
//
//   {"sku":"A<1","lines":[{"n":2}]}   ->
//   <record><sku>A&lt;1</sku><lines><record><n>2</n></record></lines></record>
#ifndef PLUGIN_RECORD_XML_WRITER_H_
#define PLUGIN_RECORD_XML_WRITER_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace inflow {

// AppendXmlElement appends <name>…</name> for JSON bytes that WalkRecord has accepted (or a value
// of them). Members are named as AppendXmlName does; `name` and `item` must be XML names and are
// written as they are. InvalidArgument (and *out as far as it came) for a text with a character
// that XML 1.0 cannot carry.
absl::Status AppendXmlElement(std::string_view name, std::string_view json, std::string_view item,
                              std::string* out);

// AppendXmlName appends any text as an XML name. What may not stand there is written _xHHHH_, as
// ECMA-376 does, with the hexadecimal digits of its UTF-16 code units; so is the underscore of what
// looks like that, a beginning "xml", and a colon. Different texts have different names; the empty
// one is _x_.
void AppendXmlName(std::string_view text, std::string* out);

// AppendXmlText appends a text as an element's or attribute's content. InvalidArgument as above;
// `name` says whose it is.
absl::Status AppendXmlText(std::string_view text, std::string_view name, std::string* out);

}  // namespace inflow

#endif  // PLUGIN_RECORD_XML_WRITER_H_
