// SPDX-License-Identifier: Apache-2.0
//
// File: answer.h
//
// A success is read, not believed: whether a 2xx is the service's answer to what was sent, and what
// it says of it.
//
//   const AnswerReading reading = ReadAnswer(exchange, body_as_sent, {Confirm::kEntity,
//   endpoint.object, endpoint.answer_id}); if (reading.kind == AnswerKind::kAnotherId) ...
#ifndef PLUGIN_ANSWER_ANSWER_H_
#define PLUGIN_ANSWER_ANSWER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/catalog/object_schema.h"
#include "plugin/config/config.h"
#include "plugin/entity/note.h"
#include "plugin/http/exchange.h"

namespace inflow {

enum class AnswerKind : uint8_t {
  kNone,    // nothing to read, or nothing is to be read: no body, 204, 205, Confirm::kOff
  kEntity,  // what was asked of it is there: the entity, or, where no id or only the type is looked
            // at, no sign against it
  kAnotherId,  // the entity has another id than was sent
  kNoEntity,   // JSON, but no entity with an id
  kError,      // an error in a success's place
  kForeign,    // not the service's answer: a page of a proxy, or no JSON where JSON was asked for
  kUnread,  // the rest of it did not arrive, or it is nested too deep to be read; what came is no
            // sign against it
};

// AnswerContext is what the request says of its answer. The views must outlive the reading.
struct AnswerContext {
  Confirm confirm = Confirm::kType;
  const ObjectSchema* object =
      nullptr;  // the fields of what was sent; null where nobody knows them
  std::string_view
      answer_id{};         // Endpoint::answer_id; empty: the answer names nothing that was sent
  bool json_asked = true;  // the content format is JSON
  bool one_entity = true;  // the body is one entity; otherwise only the type is looked at
};

struct AnswerReading {
  AnswerKind kind = AnswerKind::kNone;
  // A sentence for people that needs none before it: "the service answered 200 with the product
  // 2f0c… instead of 7b1e…". At most 500 bytes of clean UTF-8. Empty where there is nothing to say;
  // for kEntity it shows the first value that was changed.
  std::string message;
  std::vector<Note> notes;  // kEntity: what became of what was sent, in order, each once; at most
                            // NoteCounts::kMostNotes
};

// ReadAnswer reads an exchange that ended with a 2xx. `sent` is the JSON body of the request, as a
// walk has accepted it; empty where there was none. The answer is hostile input: time and memory
// are in proportion to it and to what was sent, whatever it holds, and no more stack is used for a
// deep one. Throws only std::bad_alloc.
AnswerReading ReadAnswer(const Exchange& exchange, std::string_view sent,
                         const AnswerContext& context);

}  // namespace inflow

#endif  // PLUGIN_ANSWER_ANSWER_H_
