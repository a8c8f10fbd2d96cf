// SPDX-License-Identifier: Apache-2.0
//
// File: read_back.h
//
// What the service has of an entity that was sent, or would be: how it is read, and what the answer
// shows. Without I/O.
//
//   const ReadBack read({.collection = "products", .object = object, .id = guid, .json = payload});
//   if (read.path().empty()) ...  read.why() says why nobody can read it
//   GET /{companyId} + read.path()
//   const FoundEntity found = read.Read(exchange);
#ifndef PLUGIN_READBACK_READ_BACK_H_
#define PLUGIN_READBACK_READ_BACK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/answer/differences.h"
#include "plugin/catalog/object_schema.h"
#include "plugin/http/exchange.h"
#include "plugin/readback/entity_place.h"

namespace inflow {

// SentEntity is what is looked for. `object` and `json` must outlive the ReadBack.
struct SentEntity {
  std::string_view collection;           // where it is read: "products"
  const ObjectSchema* object = nullptr;  // null: that of the published endpoint of the collection
  std::string_view id{};                 // its GUID where the URL names it; else that of the JSON
  std::string_view json;                 // one entity as sent: an object that a walk has accepted
};

enum class FoundState : uint8_t {
  kEqual,
  kDifferent,
  kAbsent,
  kUnreadable,  // nobody can tell
};

// FoundStateName returns "equal" and so on.
std::string_view FoundStateName(FoundState state);

struct FoundEntity {
  FoundState state = FoundState::kUnreadable;
  std::string id;    // its GUID; empty where nobody knows it
  std::string twin;  // the GUID of another one that is found by the same name; empty: none is
  std::string name;  // ReadBack::name
  std::vector<Difference> differences;
  std::string message;  // why it is unreadable, or what of it could not be compared; empty: nothing
};

class ReadBack {
 public:
  // Throws only std::bad_alloc, as everything here.
  explicit ReadBack(const SentEntity& sent);

  // path is what to get below /{companyId}; empty: it cannot be read, and why says why.
  const std::string& path() const { return path_; }
  const std::string& why() const { return why_; }
  // id is the GUID that it was sent under; name is what people call it, its SKU or number. Empty:
  // none.
  const std::string& id() const { return id_; }
  const std::string& name() const { return name_; }

  // Read tells what an answer, whatever its status, shows. The answer is hostile input.
  FoundEntity Read(const Exchange& exchange) const;

 private:
  void FindIncludes();
  void SetPath();
  bool IsIncluded(std::string_view field) const;
  FoundEntity Judge(const Exchange& exchange) const;
  FoundEntity ReadEntity(const Exchange& exchange, std::string_view body) const;
  FoundEntity ReadList(const Exchange& exchange, std::string_view body) const;
  FoundEntity Compare(std::string_view entity) const;

  const EntityPlace* place_;
  const ObjectSchema* object_;
  std::string_view json_;
  std::string id_;
  std::string name_;                     // of the first unique field that was sent
  const UniqueField* unique_ = nullptr;  // by which it is looked for; null: by its GUID
  std::vector<std::string> includes_;    // paths of rows that the answer has only where it is asked
  std::vector<std::string> unasked_;     // what it may lack, since it cannot be asked for
  std::string path_;
  std::string why_;
};

}  // namespace inflow

#endif  // PLUGIN_READBACK_READ_BACK_H_
