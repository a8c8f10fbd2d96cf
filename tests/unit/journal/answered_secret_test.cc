// SPDX-License-Identifier: Apache-2.0
#include "plugin/journal/internal/answered_secret.h"

#include "tests/unit/journal/journal_fixture.h"

namespace inflow {
namespace {

std::string Hidden(std::string text) {
  HideAnsweredSecrets(&text);
  return text;
}

TEST(AnsweredSecret, ValuesOfSuchAttributesAreHidden) {
  EXPECT_EQ(Hidden(R"({"secret":"s3cr\"et","url":"u"})"), R"({"secret":"********","url":"u"})");
  EXPECT_EQ(Hidden(R"({"webHookSecret" : "abc"} {"Secret":"d"})"),
            R"({"webHookSecret" : "***"} {"Secret":"*"})");
  EXPECT_EQ(Hidden(R"(it said "{\"secret\": \"ab\\\"c\", \"url\": \"u\"}")"),
            R"(it said "{\"secret\": \"*******\", \"url\": \"u\"}")");
  EXPECT_EQ(Hidden(R"({"secret":"cut of)"), R"({"secret":"******)");
  EXPECT_EQ(Hidden(R"({"secretHint":"abc)"), R"({"secretHint":"***)");
}

TEST(AnsweredSecret, OtherTextsStay) {
  for (const char* const text :
       {"", "secret", R"("secret")", R"({"secret":7,"a":"b"})", R"({"a":"secret","b":"c"})",
        R"({"secret":null})", "no secret: at all", R"({"secret":)", R"({"secret)"}) {
    EXPECT_EQ(Hidden(text), text);
  }
  EXPECT_FALSE(MayHaveSecret(R"({"a":"b"})"));
  EXPECT_TRUE(MayHaveSecret("x SECRET y"));
}

class AnsweredSecretInFile : public JournalTest {};

TEST_F(AnsweredSecretInFile, IsNeverThere) {
  {
    const Handle journal = Begun();
    Append(journal.get(), {"a"});
    Settlement settlement;
    settlement.number = 1;
    settlement.message = R"(it answered {"secret":"first hidden"})";
    settlement.receipt = R"({"webHookSubscriptionId":"id","secret":"second hidden"})";
    ASSERT_TRUE(journal->Settled({&settlement, 1}, kNoon).ok());
    for (const char* const end : {"", "-wal"})
      EXPECT_EQ(folder_.Read(std::string(kJournalFile) + end).find(" hidden"), std::string::npos);
  }
  EXPECT_NE(folder_.Read(kJournalFile).find("webHookSubscriptionId"), std::string::npos);
  EXPECT_EQ(folder_.Read(kJournalFile).find(" hidden"), std::string::npos);
}

}  // namespace
}  // namespace inflow
