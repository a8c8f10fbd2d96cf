// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow-sim/store.h"

#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace inflow::sim {
namespace {

const Collection& Products() { return *FindCollection("products"); }

Value Named(std::string_view name) {
  Value value = MakeEmpty(Value::Kind::kObject);
  Put(&value, "name", MakeString(name));
  return value;
}

std::vector<std::string> Ids(const Store& store) {
  std::vector<std::string> ids;
  for (const Entity& entity : store.All(Products())) ids.push_back(entity.id);
  return ids;
}

TEST(StoreTest, MakesTheSameGuidsFromTheSameSeed) {
  Store one(7, true), same(7, true), other(8, true);
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = one.NewId();
    EXPECT_EQ(id, same.NewId());
    EXPECT_NE(id, other.NewId());
    EXPECT_TRUE(IsGuid(id)) << id;
    EXPECT_EQ(id[14], '4');
    EXPECT_TRUE(seen.insert(id).second);
  }
}

TEST(StoreTest, KnowsAGuid) {
  EXPECT_TRUE(IsGuid("00000000-0000-4000-8000-0000000000F1"));
  EXPECT_FALSE(IsGuid("00000000-0000-4000-8000-0000000000f"));
  EXPECT_FALSE(IsGuid("00000000-0000-4000-8000-0000000000g1"));
  EXPECT_FALSE(IsGuid("00000000x0000-4000-8000-0000000000f1"));
}

TEST(StoreTest, KeepsTheOrderOfCreationAndFindsIdsInAnyCase) {
  Store store(1, true);
  store.Put(Products(), "B", Named("b"));
  store.Put(Products(), "a", Named("a"));
  store.Put(Products(), "b", Named("changed"));
  EXPECT_EQ(Ids(store), (std::vector<std::string>{"B", "a"}));
  EXPECT_EQ(Find(store.Find(Products(), "b")->value, "name")->text, "changed");
  EXPECT_EQ(store.FindBy(Products(), "name", "b"), nullptr);
  EXPECT_EQ(store.FindBy(Products(), "name", "changed")->id, "B");
  EXPECT_EQ(store.FindBy(Products(), "sku", "changed"), nullptr);
  EXPECT_TRUE(store.Remove(Products(), "B"));
  EXPECT_FALSE(store.Remove(Products(), "B"));
  EXPECT_EQ(store.FindBy(Products(), "name", "changed"), nullptr);
  EXPECT_EQ(Ids(store), (std::vector<std::string>{"a"}));
}

TEST(StoreTest, KeepsNothingWhereItMustNot) {
  Store store(1, false);
  store.Put(Products(), "1", Named("a"));
  EXPECT_EQ(store.Find(Products(), "1"), nullptr);
}

TEST(TransactionTest, TakesBackInsertsAndChangesUnlessCommitted) {
  Store store(1, true);
  store.Put(Products(), "1", Named("before"));
  {
    Transaction transaction(&store);
    transaction.Put(Products(), "1", Named("after"));
    transaction.Put(Products(), "2", Named("new"));
    transaction.Put(Products(), "2", Named("newer"));
    EXPECT_EQ(Ids(store), (std::vector<std::string>{"1", "2"}));
  }
  EXPECT_EQ(Ids(store), (std::vector<std::string>{"1"}));
  EXPECT_EQ(store.FindBy(Products(), "name", "before")->id, "1");
  EXPECT_EQ(store.FindBy(Products(), "name", "new"), nullptr);
  {
    Transaction transaction(&store);
    transaction.Put(Products(), "2", Named("new"));
    transaction.Commit();
  }
  EXPECT_EQ(Ids(store), (std::vector<std::string>{"1", "2"}));
}

TEST(StoreTest, LoadsSeedDataAndMakesMissingIds) {
  Store store(1, true);
  ASSERT_TRUE(
      store
          .Load(
              R"({"products":[{"ProductId":"p1","name":"Tea"},{"name":"Coffee"}],"customers":[]})")
          .ok());
  EXPECT_EQ(Find(store.Find(Products(), "p1")->value, "name")->text, "Tea");
  const Entity& made = store.All(Products()).back();
  EXPECT_TRUE(IsGuid(made.id));
  EXPECT_EQ(Find(made.value, "productId")->text, made.id);
}

TEST(StoreTest, SaysWhatIsWrongWithSeedData) {
  const auto message = [](std::string_view json) {
    return std::string(Store(1, true).Load(json).message());
  };
  EXPECT_EQ(message("[]"), "seed data must be a JSON object of collections");
  EXPECT_EQ(message(R"({"product":[]})"),
            "seed data, \"product\": give a collection of the service with an array of objects");
  EXPECT_EQ(message(R"({"products":{}})"),
            "seed data, \"products\": give a collection of the service with an array of objects");
  EXPECT_EQ(message(R"({"products":[{},7]})"), "seed data, products[1]: must be an object");
  EXPECT_EQ(message(R"({"products":[{"productId":7}]})"),
            "seed data, products[0]: its id must be a text");
  EXPECT_EQ(message("{").substr(0, 22), "seed data is no JSON: ");
}

}  // namespace
}  // namespace inflow::sim
