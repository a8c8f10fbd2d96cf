// SPDX-License-Identifier: Apache-2.0
#include "plugin/request/item.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "plugin/request/block.h"
#include "plugin/request/body.h"
#include "tests/support/groups.h"

namespace inflow {
namespace {

using ::testing::ElementsAre;
using testing::IdsOf;
using ::testing::IsEmpty;

class ItemTest : public ::testing::Test {
 protected:
  Item* Make(std::string_view payload) {
    Item* const item = blocks_.Make({payload});
    item->id = next_id_++;
    return item;
  }
  ItemList Make(size_t count) {
    ItemList items;
    for (; count > 0; --count) items.Append(Make("x"));
    return items;
  }

  Blocks blocks_;
  uint64_t next_id_ = 0;
};

TEST_F(ItemTest, ListsComeApartAndTogetherInOrder) {
  ItemList items = Make(5);
  ItemList first = items.TakeFirst(2);
  EXPECT_THAT(IdsOf(first), ElementsAre(0, 1));
  EXPECT_THAT(IdsOf(items), ElementsAre(2, 3, 4));
  items.Append(std::move(first));
  EXPECT_THAT(IdsOf(items), ElementsAre(2, 3, 4, 0, 1));
  EXPECT_EQ(items.size(), 5u);
  EXPECT_TRUE(first.empty());
}

TEST_F(ItemTest, AnyItemCanBeTakenOut) {
  ItemList items = Make(4);
  for (const uint64_t id : {1, 3, 0}) {
    Item* const item =
        &*std::find_if(items.begin(), items.end(), [id](const Item& one) { return one.id == id; });
    items.Remove(item);
    Release(item);
    items.Append(Make("y"));  // behind what is the last one now
  }
  EXPECT_THAT(IdsOf(items), ElementsAre(2, 4, 5, 6));
  items.Clear();
  EXPECT_EQ(items.size(), 0u);
  EXPECT_THAT(IdsOf(items), IsEmpty());
}

// The address sanitizer watches that blocks live as long as their items, and no longer.
TEST_F(ItemTest, PayloadsOutliveWhatMadeThem) {
  ItemList items;
  {
    Blocks blocks;
    for (const size_t size : {size_t{0}, size_t{1}, size_t{300}, Blocks::kBlockBytes / 5,
                              Blocks::kBlockBytes, size_t{7}}) {
      for (int i = 0; i < 9; ++i)
        items.Append(blocks.Make({std::string(size, static_cast<char>('a' + i))}));
    }
  }
  size_t i = 0;
  for (const Item& item : items) {
    EXPECT_EQ(item.payload(), std::string(item.payload().size(), static_cast<char>('a' + i % 9)));
    ++i;
  }
  EXPECT_EQ(i, 54u);
  while (items.size() > 1) Release(items.TakeFirst());
  EXPECT_EQ(items.front()->payload(), "iiiiiii");
}

TEST_F(ItemTest, ABlockIsUsedAgainWhenNothingInItIsLeft) {
  Item* const first = Make("first");
  const void* const place = first;
  Release(first);
  Item* const second = Make("second");
  EXPECT_EQ(second, place);
  Item* const third = Make("third");
  EXPECT_NE(third, second);
  EXPECT_EQ(second->payload(), "second");
  Release(second);
  Release(third);
}

TEST_F(ItemTest, AFormsPlaceIsWrittenWhereItStands) {
  ItemList items;
  items.Append(Make("\n%5Ba%5D=1&\n%5Bb%5D=x+y"));
  const Envelope envelope{"", "&", "", "list"};
  for (const size_t place : {0, 7, 12, 100}) {
    const std::string name = "list%5B" + std::to_string(place) + "%5D";
    std::string text = "before&";
    AppendItemAt(*items.front(), envelope, place, &text);
    EXPECT_EQ(text, "before&" + name + "%5Ba%5D=1&" + name + "%5Bb%5D=x+y");
    EXPECT_EQ(ItemSize(*items.front(), envelope, place), text.size() - 7);
  }
}

TEST_F(ItemTest, ADocumentHasItsLinesAndGoesWithThem) {
  auto* const document = new Document;
  document->item.document = document;
  document->envelope = std::make_shared<const Envelope>(Envelope{"<", ",", ">", ""});
  document->bare = std::make_shared<const Envelope>(Envelope{"()", "", "", ""});
  ItemList documents;
  documents.Append(&document->item);
  std::string text;
  AppendItemAt(document->item, {}, 0, &text);
  EXPECT_EQ(text, "()") << "without a line to show";
  EXPECT_EQ(DocumentSize(*document), 2u);
  for (const char* line : {"a", "", "bc"}) {
    Item* const item = Make(line);
    item->left_out = item->payload().empty();
    document->lines.Append(item);
  }
  document->shown = 2;
  document->bytes = 4;
  text.clear();
  AppendItemAt(document->item, {}, 0, &text);
  EXPECT_EQ(text, "<a,bc>");
  EXPECT_EQ(DocumentSize(*document), 6u);
  EXPECT_THAT(IdsOf(documents), ElementsAre(0, 1, 2));
}

}  // namespace
}  // namespace inflow
