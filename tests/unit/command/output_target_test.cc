// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/files/output_target.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "tests/support/temp_folder.h"

namespace inflow::command {
namespace {

using ::inflow::testing::TempFolder;
using ::testing::HasSubstr;

namespace fs = std::filesystem;

OutputTarget Found(const std::string& name) {
  const absl::StatusOr<OutputTarget> target = OutputTarget::Find(name);
  EXPECT_TRUE(target.ok()) << target.status();
  return target.ok() ? *target : OutputTarget();
}

std::string WhyNot(const std::string& name) {
  return std::string(OutputTarget::Find(name).status().message());
}

int Open(const OutputTarget& target, FileDescriptor* file) {
  return target.Open([] {}, file);
}

TEST(OutputTarget, AFileIsFoundBehindLinksAndSoIsOneThatIsNotThereYet) {
  const TempFolder folder;
  folder.Write("real", "old");
  fs::create_directory(folder.Path("sub"));
  fs::create_symlink("../real", folder.Path("sub/one"));
  fs::create_symlink(folder.Path("sub/one"), folder.Path("two"));
  fs::create_symlink("sub/absent", folder.Path("dangling"));
  for (const auto& [name, path] :
       {std::pair("real", "real"), std::pair("two", "real"), std::pair("sub/one", "real"),
        std::pair("dangling", "sub/absent"), std::pair("new", "new")}) {
    const OutputTarget target = Found(folder.Path(name));
    EXPECT_FALSE(target.is_stream()) << name;
    EXPECT_EQ(target.name(), folder.Path(name));
    EXPECT_EQ(target.path(), folder.Path(path));
  }
}

TEST(OutputTarget, DevicesAndPipesAreStreams) {
  const TempFolder folder;
  ASSERT_EQ(mkfifo(folder.Path("pipe").c_str(), 0600), 0);
  fs::create_symlink("pipe", folder.Path("link"));
  EXPECT_TRUE(Found(folder.Path("link")).is_stream());
  EXPECT_FALSE(Found(folder.Path("link")).may_be_shared());
  EXPECT_TRUE(Found("/dev/null").is_stream());
  EXPECT_TRUE(Found("/dev/null").discards());
  EXPECT_TRUE(Found("/dev/null").may_be_shared());
  EXPECT_FALSE(Found("/dev/full").discards());
}

TEST(OutputTarget, AFolderASocketAndACircleAreRefused) {
  const TempFolder folder;
  fs::create_directory(folder.Path("folder"));
  fs::create_symlink("folder", folder.Path("link"));
  fs::create_symlink("circle", folder.Path("circle"));
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string here = fs::current_path();
  fs::current_path(folder.Path(""));  // the path of a socket must be short
  std::snprintf(address.sun_path, sizeof(address.sun_path), "socket");
  ASSERT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  fs::current_path(here);
  close(fd);
  for (const char* name : {"folder", "link", "folder/", "."}) {
    EXPECT_THAT(WhyNot(folder.Path(name)),
                HasSubstr("cannot be written to: Is a directory; name another file"))
        << name;
  }
  EXPECT_THAT(WhyNot(folder.Path("socket")), HasSubstr("cannot be written to: it is a socket"));
  EXPECT_THAT(WhyNot(folder.Path("circle")), HasSubstr("Too many levels of symbolic links"));
  EXPECT_THAT(WhyNot(folder.Path("none/r")), HasSubstr("No such file or directory"));
}

// A descriptor of a file that was opened for appending, as a shell's 2>> is.
TEST(OutputTarget, AnOpenDescriptorIsWrittenOnAndNotBegunAnew) {
  const TempFolder folder;
  folder.Write("log", "before\n");
  const FileDescriptor log(open(folder.Path("log").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
  fs::create_symlink("/dev/fd/" + std::to_string(log.get()), folder.Path("link"));
  for (const std::string& name :
       {"/dev/fd/" + std::to_string(log.get()), "/proc/self/fd/" + std::to_string(log.get()),
        folder.Path("link")}) {
    const OutputTarget target = Found(name);
    EXPECT_TRUE(target.is_stream()) << name;
    FileDescriptor file;
    ASSERT_EQ(Open(target, &file), 0);
    EXPECT_NE(file.get(), log.get());
    EXPECT_EQ(write(file.get(), "more\n", 5), 5);
  }
  EXPECT_EQ(folder.Read("log"), "before\nmore\nmore\nmore\n");
  EXPECT_TRUE(Found("/dev/stderr").is_stream());
}

TEST(OutputTarget, ADescriptorThatIsOnlyReadOrNotOpenIsAFault) {
  const FileDescriptor null(open("/dev/null", O_RDONLY | O_CLOEXEC));
  FileDescriptor file;
  EXPECT_EQ(Open(Found("/dev/fd/" + std::to_string(null.get())), &file), EBADF);
  EXPECT_EQ(Open(Found("/dev/fd/999"), &file), EBADF);
}

TEST(OutputTarget, OpenMakesOrEmptiesAFileBehindALink) {
  const TempFolder folder;
  folder.Write("real", "old");
  fs::create_symlink("real", folder.Path("link"));
  fs::create_symlink("new", folder.Path("dangling"));
  for (const char* name : {"link", "dangling"}) {
    FileDescriptor file;
    ASSERT_EQ(Open(Found(folder.Path(name)), &file), 0);
    EXPECT_TRUE(fs::is_symlink(folder.Path(name)));
  }
  EXPECT_EQ(folder.Read("real"), "");
  EXPECT_TRUE(folder.Has("new"));
}

TEST(OutputTarget, APipeIsWaitedForOnlyWhereNobodyReadsIt) {
  const TempFolder folder;
  ASSERT_EQ(mkfifo(folder.Path("pipe").c_str(), 0600), 0);
  const OutputTarget target = Found(folder.Path("pipe"));
  std::thread reader;
  FileDescriptor read_end;
  int waited = 0;
  const auto waiting = [&] {
    ++waited;
    reader = std::thread([&] {
      read_end = FileDescriptor(open(folder.Path("pipe").c_str(), O_RDONLY | O_CLOEXEC));
    });
  };
  FileDescriptor late;
  ASSERT_EQ(target.Open(waiting, &late), 0);
  reader.join();
  EXPECT_EQ(waited, 1);
  FileDescriptor at_once;
  ASSERT_EQ(target.Open(waiting, &at_once), 0);
  EXPECT_EQ(waited, 1);
  EXPECT_EQ(fcntl(at_once.get(), F_GETFL) & O_NONBLOCK, 0);
}

}  // namespace
}  // namespace inflow::command
