// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/writes.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/inflow-sim/binding.h"
#include "tools/inflow-sim/references.h"
#include "tools/inflow-sim/rows.h"
#include "tools/inflow-sim/stock.h"

namespace inflow::sim {
namespace {

Refusal Invalid(std::string message) {
  return {.reason = Reason::kInvalid, .code = "InvalidRequest", .message = std::move(message)};
}

std::string Text(std::string_view view) { return std::string(view); }

// A text that can name something; nullptr where the attribute is absent, null, no text or empty.
const std::string* TextOf(const Value& object, std::string_view name) {
  const Value* value = Find(object, name);
  return value != nullptr && value->is_string() && !value->text.empty() ? &value->text : nullptr;
}

bool IsAbsent(const Value& object, std::string_view name) {
  const Value* value = Find(object, name);
  return value == nullptr || value->kind == Value::Kind::kNull;
}

// The published API binds names in any case and answers in camelCase.
void LowerFirstLetters(Value* object) {
  for (Member& member : object->members) {
    if (!member.name.empty())
      member.name[0] = absl::ascii_tolower(static_cast<unsigned char>(member.name[0]));
  }
}

// A product of which nothing was said is a stocked one without serial numbers.
bool IsAsCreated(std::string_view name, const Value& given, const Value* before) {
  if (given.kind == Value::Kind::kNull) return true;
  if (before != nullptr)
    return given.boolean == before->boolean && absl::EqualsIgnoreCase(given.text, before->text);
  if (name == "itemType") return given.text == "stockedProduct";
  return name == "trackSerials" ? !given.boolean : false;
}

// The rows of some entities are known by ids of the service's own.
void DropRowIds(const ObjectType& type, Value* entity) {
  for (Member& member : entity->members) {
    const Field* field = type.Find(member.name);
    if (field == nullptr || field->type != Field::Type::kRows) continue;
    for (Value& row : member.value.items) {
      std::erase_if(row.members, [&](const Member& one) {
        return absl::EqualsIgnoreCase(one.name, field->object->id);
      });
    }
  }
}

// What a write leaves out stays as it was.
Value Merge(const Value& before, Value change) {
  Value after = before;
  for (Member& member : change.members) Put(&after, member.name, std::move(member.value));
  return after;
}

}  // namespace

WriteResult Writes::Apply(std::string_view method, const Place& place, const Asked& asked,
                          const std::string& body) {
  if (std::optional<Refusal> refusal = FindNoRoute(method, place)) return *std::move(refusal);
  if (method == "DELETE") return Delete(place);
  absl::StatusOr<Value> value = ParseValue(body);
  if (!value.ok())
    return Refusal{Reason::kMalformed, "InvalidJson",
                   absl::StrCat("The body is no JSON: ", value.status().message())};
  const bool array = value->is_array() && place.kind == Place::Kind::kCollection;
  if (!value->is_object() && !array)
    return Refusal{Reason::kMalformed, "InvalidJson", "The body must be a JSON object"};
  if (method == "POST") return CreateAll(*place.collection, asked, *std::move(value));
  if (place.kind == Place::Kind::kEntity) {
    std::vector<Value> bodies;
    bodies.push_back(*std::move(value));
    return Each(std::move(bodies), /*array=*/false, /*created=*/false,
                [&](Value one, Transaction* transaction) {
                  return Update(place, asked, std::move(one), /*replace=*/method == "PUT",
                                transaction);
                });
  }
  return PutAll(place, asked, *std::move(value));
}

std::optional<Refusal> Writes::FindNoRoute(std::string_view method, const Place& place) const {
  const Collection& collection = *place.collection;
  const bool document = options_.routes != Routes::kPublished;
  const bool published = options_.routes != Routes::kDocument;
  bool known = false, served = false;
  if (place.kind == Place::Kind::kCollection && method == "POST") {
    known = collection.document_create;
    served = known && document;
  } else if (place.kind == Place::Kind::kCollection && method == "PUT") {
    known = collection.published_put;
    served = known && published;
  } else if (place.kind == Place::Kind::kEntity && (method == "PUT" || method == "PATCH")) {
    known = collection.document_update;
    served = known && document;
  } else if (place.kind == Place::Kind::kEntity && method == "DELETE") {
    known = collection.document_update || collection.published_delete;
    served = (collection.document_update && document) || (collection.published_delete && published);
  } else if (place.kind == Place::Kind::kSheetOfCount ||
             place.kind == Place::Kind::kSheetOfCountById) {
    known = method == (place.kind == Place::Kind::kSheetOfCount ? "PUT" : "DELETE");
    served = known && published;
  }
  if (served) return std::nullopt;
  const std::string what = absl::StrCat(Text(method), " is not served for ", Text(collection.name));
  if (!known) return Refusal{Reason::kMethod, "MethodNotAllowed", what};
  return Refusal{
      place.kind == Place::Kind::kEntity ? Reason::kNoUpdateRoute : Reason::kNoCreateRoute,
      "NoSuchRoute", what + " by this simulator's --routes"};
}

WriteResult Writes::Delete(const Place& place) {
  if (store_->Remove(*place.collection, place.id)) return Written{};
  return Refusal{Reason::kNotFound, "NotFound",
                 absl::StrCat("There is no ", place.id, " in ", Text(place.collection->name))};
}

// Runs `write_one` over the bodies; the first refusal takes back those before it.
template <typename WriteOne>
WriteResult Writes::Each(std::vector<Value> bodies, bool array, bool created, WriteOne write_one) {
  Transaction transaction(store_);
  Value stored = MakeEmpty(Value::Kind::kArray);
  for (size_t i = 0; i < bodies.size(); ++i) {
    One one = bodies[i].is_object() ? write_one(std::move(bodies[i]), &transaction)
                                    : One(Invalid("It must be a JSON object"));
    if (Refusal* refusal = std::get_if<Refusal>(&one)) {
      if (array) {
        refusal->index = i;
        refusal->message = absl::StrCat(
            "Element ", i,
            " (counted from 0), and with it the whole array, is refused: ", refusal->message);
        if (options_.strictness == Strictness::kKnown) refusal->reason = Reason::kInvalid;
      }
      return std::move(*refusal);
    }
    stored.items.push_back(std::get<Value>(std::move(one)));
  }
  transaction.Commit();
  return Written{.created = created, .body = ToJson(array ? stored : stored.items.front())};
}

WriteResult Writes::CreateAll(const Collection& collection, const Asked& asked, Value body) {
  const bool array = body.is_array();
  std::vector<Value> bodies;
  if (array) {
    bodies = std::move(body.items);
  } else {
    bodies.push_back(std::move(body));
  }
  if (bodies.empty()) return Invalid("The array holds no element");
  return Each(std::move(bodies), array, /*created=*/true, [&](Value one, Transaction* transaction) {
    return Create(collection, asked, std::move(one), transaction);
  });
}

WriteResult Writes::PutAll(const Place& place, const Asked& asked, Value body) {
  bool array = body.is_array();
  std::vector<Value> bodies;
  if (!array) {
    bodies.push_back(std::move(body));
  } else if (options_.array_put == ArrayPut::kReject) {
    return Refusal{Reason::kMalformed, "InvalidRequest",
                   "The body must be one JSON object, not an array"};
  } else if (body.items.empty()) {
    return Invalid("The array holds no element");
  } else if (options_.array_put == ArrayPut::kFirstOnly) {
    bodies.push_back(std::move(body.items.front()));
    array = false;
  } else {
    bodies = std::move(body.items);
  }
  return Each(std::move(bodies), array, /*created=*/false,
              [&](Value one, Transaction* transaction) {
                return Upsert(place, asked, std::move(one), transaction);
              });
}

Writes::One Writes::Create(const Collection& collection, const Asked& asked, Value value,
                           Transaction* transaction) {
  std::string id;
  if (IsAbsent(value, collection.id_field)) {
    id = store_->NewId();
    std::erase_if(value.members, [&](const Member& m) {
      return absl::EqualsIgnoreCase(m.name, Text(collection.id_field));
    });
    value.members.insert(value.members.begin(), {Text(collection.id_field), MakeString(id)});
  } else {
    const std::string* given = TextOf(value, collection.id_field);
    if (given == nullptr)
      return Invalid(absl::StrCat(Text(collection.id_field), " must be a text that is not empty"));
    if (options_.strictness == Strictness::kHarsh && !IsGuid(*given)) {
      return Invalid(absl::StrCat(Text(collection.id_field), " \"", *given, "\" is no GUID"));
    }
    id = *given;
    if (store_->Find(collection, id) != nullptr) {
      return Refusal{Reason::kConflict, "DuplicateId",
                     absl::StrCat(Text(collection.id_field), " \"", id, "\" is taken")};
    }
  }
  if (std::optional<Refusal> refusal = FindMissing(collection.document_needs, value))
    return *std::move(refusal);
  if (std::optional<Refusal> refusal = FindClash(collection, value, id)) return *std::move(refusal);
  return Keep(collection, asked, id, value, value, /*published=*/false, transaction);
}

Writes::One Writes::Update(const Place& place, const Asked& asked, Value value, bool replace,
                           Transaction* transaction) {
  const Collection& collection = *place.collection;
  const Entity* entity = store_->Find(collection, place.id);
  if (entity == nullptr) {
    return Refusal{Reason::kNotFound, "NotFound",
                   absl::StrCat("There is no \"", place.id, "\" in ", Text(collection.name))};
  }
  if (!IsAbsent(value, collection.id_field)) {
    const std::string* given = TextOf(value, collection.id_field);
    if (given == nullptr || !absl::EqualsIgnoreCase(*given, entity->id)) {
      return Invalid(absl::StrCat(Text(collection.id_field), " in the body differs from \"",
                                  place.id, "\" in the path"));
    }
  }
  Value after = Merge(replace ? MakeEmpty(Value::Kind::kObject) : entity->value, value);
  Put(&after, collection.id_field, MakeString(entity->id));
  if (std::optional<Refusal> refusal = FindMissing(collection.document_needs, after))
    return *std::move(refusal);
  if (std::optional<Refusal> refusal = FindClash(collection, after, entity->id))
    return *std::move(refusal);
  return Keep(collection, asked, Text(entity->id), value, std::move(after), /*published=*/false,
              transaction);
}

Writes::One Writes::Upsert(const Place& place, const Asked& asked, Value value,
                           Transaction* transaction) {
  const Collection& collection = *place.collection;
  std::variant<std::string, Refusal> id = IdForUpsert(place, value);
  if (Refusal* refusal = std::get_if<Refusal>(&id)) return std::move(*refusal);
  const std::string& key = std::get<std::string>(id);
  const Entity* entity = store_->Find(collection, key);
  const ObjectType& type = *FindObjectType(collection.object);
  if (options_.accept_any) {
    LowerFirstLetters(&value);
  } else {
    std::variant<Value, Refusal> bound = Bind(type, value, options_.strictness, asked.version);
    if (Refusal* refusal = std::get_if<Refusal>(&bound)) return std::move(*refusal);
    value = std::get<Value>(std::move(bound));
    if (std::optional<Refusal> refusal = FindForbidden(collection, entity, value))
      return *std::move(refusal);
  }
  Put(&value, collection.id_field, MakeString(entity == nullptr ? key : entity->id));
  if (place.kind == Place::Kind::kSheetOfCount)
    Put(&value, "stockCountId", MakeString(place.parent));
  if (collection.renews_row_ids && !options_.accept_any) DropRowIds(type, &value);
  Value after = entity == nullptr ? value : Merge(entity->value, value);
  if (!options_.accept_any) {
    after = Settle(type, entity == nullptr ? nullptr : &entity->value, std::move(after), store_);
    if (std::optional<Refusal> refusal =
            FindClash(collection, after, entity == nullptr ? key : entity->id))
      return *std::move(refusal);
  }
  return Keep(collection, asked, key, value, std::move(after), /*published=*/true, transaction);
}

// Keep stores an entity of which `change` was given. An entity may point at itself and at its rows,
// so that what is wrong with its references and with the stock is looked at when it is there.
Writes::One Writes::Keep(const Collection& collection, const Asked& asked, const std::string& id,
                         const Value& change, Value after, bool published,
                         Transaction* transaction) {
  const bool watches_stock = options_.negative_stock != NegativeStock::kAllow &&
                             !asked.negative_allowed && !options_.accept_any && options_.store;
  const Entity* entity = watches_stock ? store_->Find(collection, id) : nullptr;
  const std::optional<Value> before =
      entity == nullptr ? std::nullopt : std::optional<Value>(entity->value);
  const ObjectType& type = *FindObjectType(collection.object);
  transaction->Put(collection, id, after);
  PutRowsOfTheirOwn(type, change, after, transaction);
  if (options_.accept_any || !options_.store) return after;
  const bool checks = options_.references == References::kAll ||
                      (options_.references == References::kPublished && published);
  if (checks) {
    if (std::optional<Refusal> refusal = FindDangling(type, change, *store_))
      return *std::move(refusal);
  }
  if (!watches_stock) return after;
  if (const std::optional<std::string> shortage =
          FindShortage(collection, before ? &*before : nullptr, after, *store_)) {
    const std::string message = absl::StrCat("Negative Inventory: ", *shortage);
    if (options_.negative_stock == NegativeStock::k422)
      return Refusal{Reason::kNegativeStock, "NegativeInventory", message};
    return Refusal{Reason::kNegativeSerial, "NegativeSerialNumberInventory", message};
  }
  return after;
}

// What a bound body may not ask for, whatever else is in it.
std::optional<Refusal> Writes::FindForbidden(const Collection& collection, const Entity* entity,
                                             const Value& value) const {
  const bool harsh = options_.strictness == Strictness::kHarsh;
  for (const Names* names :
       {&collection.published_needs, harsh ? &collection.harsh_needs : nullptr}) {
    for (const std::string_view name : names == nullptr ? Names{} : *names) {
      const Value* given = name.empty() ? nullptr : Find(value, name);
      const bool asked = !name.empty() && (entity == nullptr || given != nullptr);
      const bool empty = given == nullptr || (given->text.empty() && !given->is_array());
      if (asked && empty) return Invalid(absl::StrCat("\"", Text(name), "\" is needed"));
    }
  }
  if (entity == nullptr) return std::nullopt;
  for (const std::string_view name : collection.fixed) {
    const Value* given = name.empty() ? nullptr : Find(value, name);
    if (given != nullptr && !IsAsCreated(name, *given, Find(entity->value, name))) {
      return Refusal{Reason::kInvalid, "CannotChange",
                     absl::StrCat(Text(name), " cannot be changed after creation")};
    }
  }
  return FindStale(*FindObjectType(collection.object), entity->value, value);
}

// Some rows are entities besides: tax codes of a taxing scheme, sheets of a count. Reads and
// references find them. Rows that the change leaves alone may have been written since at a place of
// their own.
void Writes::PutRowsOfTheirOwn(const ObjectType& type, const Value& change, const Value& entity,
                               Transaction* transaction) {
  for (const Field& field : type.fields) {
    if (field.type != Field::Type::kRows || Find(change, field.name) == nullptr) continue;
    for (const Collection& other : Collections()) {
      if (field.object->id != other.id_field) continue;
      for (const Value& row : Find(entity, field.name)->items) {
        if (const std::string* id = TextOf(row, other.id_field)) transaction->Put(other, *id, row);
      }
    }
  }
}

std::variant<std::string, Refusal> Writes::IdForUpsert(const Place& place, const Value& value) {
  const Collection& collection = *place.collection;
  if (collection.identity == Identity::kCompany) return options_.company;
  const std::string* given = TextOf(value, collection.id_field);
  if (given != nullptr &&
      (IsGuid(*given) || collection.identity == Identity::kOptional || options_.accept_any))
    return *given;
  if (given == nullptr && (collection.identity == Identity::kOptional || options_.accept_any))
    return store_->NewId();
  return Invalid(
      absl::StrCat(Text(collection.id_field), " must be a GUID that you make, inside the body"));
}

std::optional<Refusal> Writes::FindMissing(const Names& names, const Value& value) const {
  if (options_.accept_any) return std::nullopt;
  for (const std::string_view name : names) {
    if (!name.empty() && TextOf(value, name) == nullptr) {
      return Invalid(absl::StrCat("\"", Text(name), "\" is needed: a text that is not empty"));
    }
  }
  return std::nullopt;
}

std::optional<Refusal> Writes::FindClash(const Collection& collection, const Value& value,
                                         std::string_view id) const {
  if (options_.accept_any) return std::nullopt;
  for (const std::string_view name : collection.unique) {
    const std::string* text = name.empty() ? nullptr : TextOf(value, name);
    const Entity* other = text == nullptr ? nullptr : store_->FindBy(collection, name, *text);
    if (other != nullptr && other->id != id) {
      return Refusal{Reason::kConflict,
                     name == "sku"              ? "DuplicateSku"
                     : name.ends_with("Number") ? "DuplicateNumber"
                                                : "DuplicateName",
                     absl::StrCat("The ", Text(name), " \"", *text, "\" is taken by ", other->id)};
    }
  }
  return std::nullopt;
}

}  // namespace inflow::sim
