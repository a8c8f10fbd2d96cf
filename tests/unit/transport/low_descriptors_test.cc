// SPDX-License-Identifier: Apache-2.0
#include "plugin/transport/internal/low_descriptors.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <vector>

#include "tests/support/interposed.h"
#include "tests/unit/transport/exchanges.h"

namespace inflow::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

bool IsOpen(int fd) { return fcntl(fd, F_GETFD) >= 0; }

std::vector<int> Low() {
  std::vector<int> open;
  for (int fd = 0; fd < kFirstFreeDescriptor; ++fd) {
    if (IsOpen(fd)) open.push_back(fd);
  }
  return open;
}

// LowClosed closes 0, 1 and 2, as some hosts do, while it lives. Nothing may fail meanwhile: no one
// would see it.
class LowClosed {
 public:
  LowClosed() {
    for (int fd = 0; fd < kFirstFreeDescriptor; ++fd) {
      kept_.push_back(fcntl(fd, F_DUPFD_CLOEXEC, 100));
      close(fd);
    }
  }
  ~LowClosed() {
    for (int fd = 0; fd < kFirstFreeDescriptor; ++fd) {
      close(fd);
      if (kept_[static_cast<size_t>(fd)] < 0) continue;
      dup2(kept_[static_cast<size_t>(fd)], fd);
      close(kept_[static_cast<size_t>(fd)]);
    }
  }
  LowClosed(const LowClosed&) = delete;
  LowClosed& operator=(const LowClosed&) = delete;

 private:
  std::vector<int> kept_;
};

TEST(LowDescriptorsTest, HoldsWhatIsFreeAndGivesItBack) {
  std::vector<int> during;
  std::vector<int> after;
  int next = -1;
  {
    const LowClosed closed;
    {
      const LowDescriptorsHeld held;
      during = Low();
      next = open("/dev/null", O_RDONLY | O_CLOEXEC);
      close(next);
    }
    after = Low();
  }
  EXPECT_THAT(during, ElementsAre(0, 1, 2));
  EXPECT_GE(next, kFirstFreeDescriptor);
  EXPECT_THAT(after, IsEmpty());
}

TEST(LowDescriptorsTest, LeavesWhatIsOpenAlone) {
  const std::vector<int> before = Low();
  { const LowDescriptorsHeld held; }
  EXPECT_EQ(Low(), before);
}

TEST(LowDescriptorsTest, MovesADescriptorUp) {
  int low = -1;
  int moved = -1;
  std::vector<int> left;
  {
    const LowClosed closed;
    low = open("/dev/null", O_RDONLY | O_CLOEXEC);
    moved = AboveStandardDescriptors(low);
    left = Low();
  }
  EXPECT_EQ(low, 0);
  EXPECT_GE(moved, kFirstFreeDescriptor);
  EXPECT_EQ(fcntl(moved, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
  EXPECT_THAT(left, IsEmpty());
  EXPECT_EQ(AboveStandardDescriptors(moved), moved);
  close(moved);
  EXPECT_EQ(AboveStandardDescriptors(-1), -1);
}

class TransportDescriptorsTest : public TransportTest {};

TEST_F(TransportDescriptorsTest, MakingATransportTakesNone) {
  std::vector<int> taken;
  {
    const LowClosed closed;
    const std::unique_ptr<Transport> transport = MakeCurlTransport();
    taken = Low();
  }
  EXPECT_THAT(taken, IsEmpty());
}

// Neither the first, before which the name is looked up, nor the second.
TEST_F(TransportDescriptorsTest, ConnectionsTakeNone) {
  // Nobody accepts, which would take a descriptor in this very process.
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), length), 0);
  ASSERT_EQ(listen(listener, 1), 0);
  ASSERT_EQ(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length), 0);
  std::vector<int> taken;
  std::array<Call, 2> calls;
  for (size_t i = 0; i < calls.size(); ++i) {
    calls[i] = {.url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/",
                .body = "{}",
                .id = i};
    const LowClosed closed;
    Start(calls[i].Request());
    DriveUntil([&] { return transport_->Wrote(i); });
    taken = Low();
    if (!taken.empty()) break;
  }
  EXPECT_THAT(taken, IsEmpty());
  close(listener);
}

// libcurl has a pair of sockets to each thread that looks up a name.
TEST_F(TransportDescriptorsTest, LookingUpANameTakesNone) {
  const ResolverHold hold;
  const Call call{.url = "http://low.held.test/", .body = "{}"};
  std::vector<int> taken;
  {
    const LowClosed closed;
    Start(call.Request());
    transport_->Drive(&done_);
    hold.AwaitHeld(1);
    taken = Low();
  }
  EXPECT_THAT(taken, IsEmpty());
  transport_->Abort(1);
}

}  // namespace
}  // namespace inflow::testing
