// SPDX-License-Identifier: Apache-2.0
//
// Out of memory at every allocation of a whole session, one after the other. This program replaces
// operator new, and hands libcurl its allocation functions, so that the n-th allocation that the
// library makes on this thread fails: alone, or with the two after it.
//
// Whatever fails, nothing crashes, throws or leaks (the address sanitizer watches), a refused call
// did nothing and works when it is called again, and every accepted record settles exactly once.
#include <curl/curl.h>
#include <dlfcn.h>
#include <execinfo.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <map>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "abi/destination.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

enum class Source { kNew, kCurl };
enum class Kind { kOne, kThree };

// Plan says which allocation of this thread fails. Only what is allocated inside a library call
// counts.
struct Plan {
  Source source = Source::kNew;
  Kind kind = Kind::kOne;
  int64_t nth = 0;  // from 1
  int64_t seen = 0;
  int64_t failed = 0;
  bool inside = false;
};
thread_local Plan t_plan;

// JsonDestructors is where the library's copies of nlohmann's json_value::destroy lie. They make a
// vector, in a destructor, so a program that has no memory there ends; version 3.11 gives no way
// around. They run where a configuration or a description is torn down, never where records are,
// and are passed over here.
class JsonDestructors {
 public:
  JsonDestructors() {
    Dl_info library;
    if (dladdr(reinterpret_cast<void*>(&destination_open), &library) == 0) return;
    const std::string command =
        std::string("nm -S ") + library.dli_fname + " | grep json_value7destroy";
    FILE* pipe = popen(command.c_str(), "r");
    uintptr_t place = 0;
    uintptr_t size = 0;
    while (fscanf(pipe, "%" SCNxPTR "%" SCNxPTR "%*[^\n]", &place, &size) == 2) {
      place += reinterpret_cast<uintptr_t>(library.dli_fbase);
      ranges_.emplace_back(place, place + size);
    }
    pclose(pipe);
  }

  bool AreRunning() const {
    void* frames[24];
    const int count = backtrace(frames, 24);
    return std::any_of(frames, frames + count, [this](void* frame) {
      const auto at = reinterpret_cast<uintptr_t>(frame);
      return std::any_of(ranges_.begin(), ranges_.end(), [at](const auto& range) {
        return range.first < at && at <= range.second;
      });
    });
  }
  bool empty() const { return ranges_.empty(); }

 private:
  std::vector<std::pair<uintptr_t, uintptr_t>> ranges_;
};

const JsonDestructors& PassedOver() {
  static const JsonDestructors destructors;
  return destructors;
}

bool MustFail(Source source) {
  Plan& plan = t_plan;
  if (!plan.inside || plan.source != source) return false;
  ++plan.seen;
  if (plan.seen < plan.nth || plan.seen - plan.nth > (plan.kind == Kind::kOne ? 0 : 2))
    return false;
  plan.inside = false;  // what looking costs is not the library's
  const bool fail = !PassedOver().AreRunning();
  plan.inside = true;
  if (fail) ++plan.failed;
  return fail;
}

void* Allocate(size_t size, size_t alignment) {
  if (MustFail(Source::kNew)) return nullptr;
  if (alignment <= alignof(std::max_align_t)) return std::malloc(size);
  return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

void* AllocateOrThrow(size_t size, size_t alignment) {
  void* memory = Allocate(size, alignment);
  if (!memory) throw std::bad_alloc();
  return memory;
}

void* CurlMalloc(size_t size) { return MustFail(Source::kCurl) ? nullptr : std::malloc(size); }
void* CurlRealloc(void* old, size_t size) {
  return MustFail(Source::kCurl) ? nullptr : std::realloc(old, size);
}
void* CurlCalloc(size_t count, size_t size) {
  return MustFail(Source::kCurl) ? nullptr : std::calloc(count, size);
}
char* CurlStrdup(const char* text) { return MustFail(Source::kCurl) ? nullptr : strdup(text); }

// The first global initialisation decides, so this one comes before the library's.
const CURLcode kCurlHooked = curl_global_init_mem(CURL_GLOBAL_DEFAULT, &CurlMalloc, &std::free,
                                                  &CurlRealloc, &CurlStrdup, &CurlCalloc);

// Within makes a library call with the plan in force.
template <typename Call>
auto Within(Call call) {
  t_plan.inside = true;
  auto result = call();
  t_plan.inside = false;
  return result;
}

// Session is one life of a handle under a plan.
class Session {
 public:
  using Call = std::function<destination_status(destination_error**)>;

  // `more`: records of a second batch, at once behind the first.
  Session(Source source, Kind kind, int64_t nth, const std::string& config,
          const std::vector<std::string>& more)
      : config_(config), more_(more), records_per_round_(4 + more.size()) {
    t_plan = {source, kind, nth};
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    Within([&] {
      destination_close(handle_);
      return 0;
    });
    t_plan = {};
  }

  // Go lives through it all and returns whether it had an nth allocation at all.
  bool Go() {
    const int64_t nth = t_plan.nth;
    Step("open", [&](destination_error** err) { return destination_open(nullptr, &handle_, err); });
    Step("configure", [&](destination_error** err) {
      return destination_configure(handle_, config_.data(), config_.size(), err);
    });
    Step("write_batch", [&](destination_error** err) {
      return destination_write_batch(handle_, records_.batch(), -1, &result_, err);
    });
    if (records_per_round_ > 4) {
      Step("write_batch of more", [&](destination_error** err) {
        return destination_write_batch(handle_, more_.batch(), 0, &result_, err);
      });
    }
    EXPECT_EQ(Stats().accepted, records_per_round_);
    Step("flush",
         [&](destination_error** err) { return destination_flush(handle_, -1, &result_, err); });
    Step("check",
         [&](destination_error** err) { return destination_check(handle_, -1, &buffer_, err); });
    Step("write_batch again", [&](destination_error** err) {
      return destination_write_batch(handle_, records_.batch(), 0, &result_, err);
    });
    EXPECT_EQ(Stats().accepted, records_per_round_ + 4);
    Step("discard",
         [&](destination_error** err) { return destination_discard(handle_, &result_, err); });
    const bool reached = t_plan.seen >= nth;
    Disarm();
    Step("poll",
         [&](destination_error** err) { return destination_poll(handle_, 0, &result_, err); });
    EXPECT_EQ(Stats().pending, 0u);
    return reached;
  }

  // How often each record was listed in a result.
  const std::map<uint64_t, int>& listed() const { return listed_; }

 private:
  void Disarm() { t_plan.nth = std::numeric_limits<int64_t>::max(); }

  destination_stats_data Stats() const {
    destination_stats_data stats = DESTINATION_STATS_INIT;
    EXPECT_EQ(destination_stats(handle_, &stats), DESTINATION_OK);
    EXPECT_EQ(OutcomeSum(stats) + stats.pending, stats.accepted);
    return stats;
  }

  // Once makes one call under the plan and takes what it hands out. What fails for lack of memory
  // says so.
  destination_status Once(const char* name, const Call& call) {
    const int64_t failed_before = t_plan.failed;
    const uint64_t accepted_before = handle_ ? Stats().accepted : 0;
    const Answer answer =
        Try([&](destination_error** err) { return Within([&] { return call(err); }); });
    if (answer.status != DESTINATION_OK) {
      // Where the answer itself finds no memory either, the status may name what that prevented.
      if (t_plan.kind == Kind::kOne && answer.message.find("no memory") == std::string::npos) {
        EXPECT_STREQ(destination_status_name(answer.status), "OUT_OF_MEMORY")
            << name << ": " << answer.message;
      }
      EXPECT_GT(t_plan.failed, failed_before) << name;
      EXPECT_EQ(handle_ ? Stats().accepted : 0, accepted_before) << name;
    }
    size_t count = 0;
    size_t stride = 0;
    const char* at =
        reinterpret_cast<const char*>(destination_result_items(result_, &count, &stride));
    for (; count > 0; --count, at += stride)
      ++listed_[reinterpret_cast<const destination_item*>(at)->id];
    destination_result_free(result_);
    destination_buffer_free(buffer_);
    result_ = nullptr;
    buffer_ = nullptr;
    return answer.status;
  }

  // Step makes a call, and again without failures where it failed: a failed call leaves everything
  // as it was.
  void Step(const char* name, const Call& call) {
    if (Once(name, call) == DESTINATION_OK) return;
    Disarm();
    EXPECT_EQ(Once(name, call), DESTINATION_OK) << name << ", after it had failed";
  }

  std::string config_;
  Records records_{
      {R"({"name":"a"})", R"({"name":"b"})", R"({"name":"a","name":"b"})", R"({"name":"c"})"}};
  Records more_;
  uint64_t records_per_round_;
  destination* handle_ = nullptr;
  destination_result* result_ = nullptr;
  destination_buffer* buffer_ = nullptr;
  std::map<uint64_t, int> listed_;
};

constexpr char kArrays[] = R"("batching":{"enabled":true,"size":2},"key":["name"])";
constexpr char kDocuments[] =
    R"("key":["name"],"batching":{"enabled":true,"algorithm":"fold","size":2,"by":["name"],"line_attributes":["q"]})";

// WalkOn lives one session for every allocation of a session. `more` is further members of the
// configuration.
void WalkOn(Responder* service, Source source, Kind kind, const std::string& more,
            const std::vector<std::string>& second_batch) {
  ASSERT_FALSE(PassedOver().empty());
  const std::string config = ConfigFor(service->base_url(), more);
  std::map<uint64_t, int> once;
  for (uint64_t id = 0; id < 8 + second_batch.size(); ++id) once[id] = 1;
  int64_t nth = 1;
  for (bool reached = true; reached && !testing::Test::HasFailure(); ++nth) {
    SCOPED_TRACE("allocation " + std::to_string(nth));
    Session session(source, kind, nth, config, second_batch);
    reached = session.Go();
    EXPECT_EQ(session.listed(), once);
  }
  EXPECT_GT(nth, 10);  // it did walk
}

// Walk does so with a service that answers 200 to everything, or as the answerer does. `webhook` is
// a response webhook's path on it, or empty.
void Walk(Source source, Kind kind, const char* batching = kArrays, std::string_view webhook = "",
          const std::vector<std::string>& second_batch = {},
          const Responder::Answerer& answerer = nullptr) {
  Responder service;
  if (answerer) service.Answer(answerer);
  std::string more = batching;
  if (!webhook.empty()) {
    more.append(R"(,"response_webhook":{"url":")")
        .append(service.base_url())
        .append(webhook)
        .append(R"(","secret":"sesame"})");
  }
  WalkOn(&service, source, kind, more, second_batch);
}

TEST(OutOfMemory, AtEveryNewAlone) { Walk(Source::kNew, Kind::kOne); }
TEST(OutOfMemory, AtEveryNewAndTheTwoAfterIt) { Walk(Source::kNew, Kind::kThree); }

// A post that finds no memory is lost or made again later; the records do not notice.
TEST(OutOfMemory, AtEveryNewWithAWebhook) { Walk(Source::kNew, Kind::kOne, kArrays, "/hook"); }

// Documents are packed before a batch is taken, and again where a flush had no memory for it.
TEST(OutOfMemory, AtEveryNewWithFoldedDocuments) { Walk(Source::kNew, Kind::kOne, kDocuments); }

// Of the lines in the second batch one spoils a document that waits in a request of several, and
// two spoil those that have ended in this batch; the last record cannot be read. "g" is sent: the
// first connection is the flush's, which tries again.
TEST(OutOfMemory, AtEveryNewWithDocumentsThatAreTakenBack) {
  Walk(Source::kNew, Kind::kOne, kDocuments, "",
       {R"({"name":"d"})", R"({"name":"g"})", R"({"name":"e"})", R"({"name":"f"})",
        R"({"name":"d"})", R"({"name":"f"})", R"({"name":"e"})", R"({"name":"a"})", ""});
}

// The records name others, by names that the service is asked for first; two of them share one.
TEST(OutOfMemory, AtEveryNewWithNamesThatAreLookedUp) {
  Responder service;
  service.Answer([](const Arrival& arrival, httplib::Response& response) {
    if (arrival.method != "GET") return response.set_content("{}", "application/json");
    response.set_header("X-listCount", "2");
    response.set_content(R"([{"categoryId":"11111111-0000-4000-8000-000000000001","name":"Tea"},)"
                         R"({"categoryId":"11111111-0000-4000-8000-000000000002","name":"Rice"}])",
                         "application/json");
  });
  WalkOn(&service, Source::kNew, Kind::kOne,
         std::string(kArrays) + R"(,"references":{"mode":"resolve"})",
         {R"({"name":"d","categoryId":"Tea"})", R"({"name":"e","categoryId":"rice"})",
          R"({"name":"f","categoryId":"Tea"})", R"({"name":"g","categoryId":"nothing"})"});
  size_t named = 0;
  for (const Arrival& arrival : service.arrivals()) {
    const std::string_view body = arrival.body;
    constexpr std::string_view kField = R"("categoryId":")";
    for (size_t at = body.find(kField); at != std::string_view::npos;
         at = body.find(kField, at + 1)) {
      EXPECT_EQ(body.substr(at + kField.size(), 35), "11111111-0000-4000-8000-00000000000");
      ++named;
    }
  }
  EXPECT_GT(named, 0u);
}

// What is written is answered by a gateway alone: of "c" although it was taken, of the others every
// other time.
TEST(OutOfMemory, AtEveryNewWithRecordsThatAreReadBack) {
  std::atomic<int> writes = 0;
  Walk(Source::kNew, Kind::kOne, R"("key":["name"])", "", {},
       [&writes](const Arrival& arrival, httplib::Response& response) {
         const bool read = arrival.method == "GET";
         const bool taken = arrival.body.find("\"c\"") != std::string::npos;
         if (!read && (taken || ++writes % 2 == 1)) response.status = 502;
         response.set_content(
             read ? R"([{"productId":"5b0f6f7e-3b2a-4c1d-9e8f-00000000000c","name":"c"}])" : "{}",
             "application/json");
       });
}

// What a request lacks inside libcurl may look like a service that is not there; but no record is
// lost or told of twice.
TEST(OutOfMemory, InsideLibcurl) {
  ASSERT_EQ(kCurlHooked, CURLE_OK);
  Responder service;
  const std::string config = ConfigFor(service.base_url());
  int64_t nth = 1;
  for (bool reached = true; reached && !HasFailure(); ++nth) {
    SCOPED_TRACE("allocation " + std::to_string(nth));
    Handle handle;
    ASSERT_EQ(handle.Configure(config).status, DESTINATION_OK);
    Records records({R"({"name":"a"})", R"({"name":"b"})"});
    t_plan = {Source::kCurl, Kind::kOne, nth};
    const Settled written = TryForResult([&](destination_result** result, destination_error** err) {
      return Within(
          [&] { return destination_write_batch(handle.get(), records.batch(), -1, result, err); });
    });
    reached = t_plan.seen >= nth;
    t_plan = {};
    EXPECT_EQ(written.answer.status, DESTINATION_OK);
    EXPECT_EQ(handle.Stats().accepted, 2u);
    const Settled discarded = handle.Discard();
    std::vector<uint64_t> ids = written.ids();
    for (uint64_t id : discarded.ids()) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    EXPECT_EQ(ids, (std::vector<uint64_t>{0, 1}));
    EXPECT_EQ(handle.Stats().pending, 0u);
  }
  EXPECT_GT(nth, 10);
}

TEST(OutOfMemory, InDescribe) {
  ASSERT_FALSE(PassedOver().empty());
  // Describe makes too many allocations for each to fail once; steps of a prime reach every kind of
  // them.
  int64_t nth = 1;
  for (bool reached = true; reached && !HasFailure(); nth += nth < 200 ? 1 : 97) {
    t_plan = {Source::kNew, Kind::kOne, nth};
    destination_buffer* buffer = nullptr;
    const Answer answer = Try([&](destination_error** err) {
      return Within([&] { return destination_describe(&buffer, err); });
    });
    reached = t_plan.seen >= nth;
    EXPECT_EQ(buffer != nullptr, answer.status == DESTINATION_OK);
    if (answer.status != DESTINATION_OK) {
      EXPECT_EQ(answer.status, DESTINATION_OUT_OF_MEMORY) << answer.message;
    }
    destination_buffer_free(buffer);
    t_plan = {};
  }
}

}  // namespace
}  // namespace inflow::test

// What a constructor of nlohmann's json had made when it throws is leaked by it.
extern "C" __attribute__((visibility("default"))) const char* __lsan_default_suppressions() {
  return "leak:nlohmann\n";
}

// Every form of new and delete, so that memory of one is never freed by another.
// NOLINTBEGIN(misc-new-delete-overloads)
using inflow::test::Allocate;
using inflow::test::AllocateOrThrow;
constexpr size_t kUsual = alignof(std::max_align_t);

void* operator new(size_t size) { return AllocateOrThrow(size, kUsual); }
void* operator new[](size_t size) { return AllocateOrThrow(size, kUsual); }
void* operator new(size_t size, const std::nothrow_t&) noexcept { return Allocate(size, kUsual); }
void* operator new[](size_t size, const std::nothrow_t&) noexcept { return Allocate(size, kUsual); }
void* operator new(size_t size, std::align_val_t alignment) {
  return AllocateOrThrow(size, static_cast<size_t>(alignment));
}
void* operator new[](size_t size, std::align_val_t alignment) {
  return AllocateOrThrow(size, static_cast<size_t>(alignment));
}
void* operator new(size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return Allocate(size, static_cast<size_t>(alignment));
}
void* operator new[](size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return Allocate(size, static_cast<size_t>(alignment));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete[](void* memory, size_t, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
// NOLINTEND(misc-new-delete-overloads)
