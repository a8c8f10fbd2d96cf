// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/input/byte_source.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

#include "tests/support/temp_folder.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;
using ::testing::HasSubstr;

class FileSourceTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name), std::ios::trunc) << text;
    return Path(name);
  }
  std::string Path(const std::string& name) const { return folder_.path().string() + "/" + name; }

  static std::string WhyNot(const std::string& path) {
    std::string why;
    EXPECT_EQ(FileSource::Open(path, &why), nullptr);
    return why;
  }
  // Next reads at most `room` bytes; *step is what Read said.
  static std::string Next(FileSource* source, SourceStep* step, size_t room = 4) {
    std::string bytes(room, '\0');
    size_t got = 0;
    *step = source->Read(bytes.data(), room, &got);
    return bytes.substr(0, got);
  }

  TempFolder folder_;
  std::string why_;
  SourceStep step_ = SourceStep::kEnd;
};

TEST_F(FileSourceTest, ReadsAFileToItsEnd) {
  const auto source = FileSource::Open(Write("a", "abcdef"), &why_);
  EXPECT_EQ(Next(source.get(), &step_), "abcd");
  EXPECT_EQ(Next(source.get(), &step_), "ef");
  EXPECT_EQ(Next(source.get(), &step_), "");
  EXPECT_EQ(step_, SourceStep::kEnd);
  EXPECT_EQ(source->grown(), 0);
  EXPECT_FALSE(source->may_be_cut());
}

TEST_F(FileSourceTest, ReadsWhatIsAddedMeanwhile) {
  const auto source = FileSource::Open(Write("a", "abcd"), &why_);
  EXPECT_EQ(Next(source.get(), &step_), "abcd");
  EXPECT_FALSE(source->may_be_cut());
  std::ofstream(Path("a"), std::ios::app) << "ef";
  EXPECT_EQ(Next(source.get(), &step_), "ef");
  EXPECT_EQ(source->grown(), 2);
  EXPECT_TRUE(source->may_be_cut());
  EXPECT_EQ(Next(source.get(), &step_), "");
  EXPECT_EQ(step_, SourceStep::kEnd);
}

TEST_F(FileSourceTest, SaysThatAFileWasCutBetweenTwoReads) {
  const auto source = FileSource::Open(Write("a", "abcdefgh"), &why_);
  EXPECT_EQ(Next(source.get(), &step_), "abcd");
  ASSERT_EQ(truncate(Path("a").c_str(), 6), 0);
  EXPECT_EQ(Next(source.get(), &step_), "");
  EXPECT_EQ(step_, SourceStep::kChanged);
  EXPECT_THAT(source->error(), HasSubstr("was shortened, from 8 to 6 bytes, while it was read"));
}

TEST_F(FileSourceTest, SaysAtTheEndThatTheFileIsShorterNow) {
  const auto source = FileSource::Open(Write("a", "abcd"), &why_);
  EXPECT_EQ(Next(source.get(), &step_), "abcd");
  ASSERT_EQ(truncate(Path("a").c_str(), 2), 0);
  EXPECT_EQ(Next(source.get(), &step_), "");
  EXPECT_EQ(step_, SourceStep::kChanged);
}

TEST_F(FileSourceTest, ASecondSourceExpectsWhatTheFirstOneRead) {
  const auto first = FileSource::Open(Write("a", "abcd"), &why_);
  EXPECT_EQ(Next(first.get(), &step_), "abcd");
  const auto read = [&](const FileMark& mark) {
    const auto second = FileSource::Open(Path("a"), &why_);
    second->Expect(mark);
    Next(second.get(), &step_);
    return step_;
  };
  EXPECT_EQ(read(*first->mark()), SourceStep::kData);
  FileMark other = *first->mark();
  other.first[0] = 'x';  // written anew within one tick of the clock
  EXPECT_EQ(read(other), SourceStep::kChanged);
  std::ofstream(Path("a"), std::ios::app) << "ef";
  EXPECT_EQ(read(*first->mark()), SourceStep::kData);
  Write("b", "abcd");
  ASSERT_EQ(std::rename(Path("b").c_str(), Path("a").c_str()), 0);
  EXPECT_EQ(read(*first->mark()), SourceStep::kChanged);
}

TEST_F(FileSourceTest, APipeEndsWithItsWriter) {
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  const auto source = FileSource::Open(Path("pipe"), &why_);
  EXPECT_EQ(Next(source.get(), &step_), "");
  EXPECT_EQ(step_, SourceStep::kWait);
  EXPECT_TRUE(source->may_be_cut());
  const int writer = open(Path("pipe").c_str(), O_WRONLY | O_CLOEXEC);
  ASSERT_EQ(write(writer, "abc", 3), 3);
  EXPECT_EQ(Next(source.get(), &step_), "abc");
  EXPECT_EQ(Next(source.get(), &step_), "");
  EXPECT_EQ(step_, SourceStep::kWait);
  close(writer);
  EXPECT_EQ(Next(source.get(), &step_), "");
  EXPECT_EQ(step_, SourceStep::kEnd);
  EXPECT_FALSE(source->mark().has_value());
}

TEST_F(FileSourceTest, SaysWhatCannotBeRead) {
  EXPECT_EQ(WhyNot(Path("none")),
            "cannot open " + Path("none") +
                ": No such file or directory; check the path and its permissions");
  EXPECT_EQ(WhyNot(folder_.path().string()),
            folder_.path().string() +
                " is not a file that can be read; name the files inside a folder one by one");
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, Path("s").c_str(), sizeof(address.sun_path) - 1);
  const int listening = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ASSERT_EQ(bind(listening, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_THAT(WhyNot(Path("s")),
              HasSubstr(" is a socket and no file; what it sends can be piped in: nc -U "));
  close(listening);
}

TEST_F(FileSourceTest, HeadOfIsTheBeginningOfAFileAlone) {
  EXPECT_EQ(HeadOf(Write("a", "abcdef"), 3), "abc");
  EXPECT_EQ(HeadOf(Path("none"), 3), "");
  EXPECT_EQ(HeadOf(folder_.path().string(), 3), "");
}

}  // namespace
}  // namespace inflow::command
