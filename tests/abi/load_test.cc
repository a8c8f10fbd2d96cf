// SPDX-License-Identifier: Apache-2.0
//
// The library as a file: loaded and unloaded again and again, and used by the C example. This
// program does not link it.
#include <dlfcn.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "abi/destination.h"
#include "tests/abi/support/responder.h"

namespace inflow::test {
namespace {

std::string ConfigText(const std::string& base_url) {
  return R"({"credential":{"company_id":"01234567-89ab-4def-8123-456789abcdef","api_key":"k"},"base_url":")" +
         base_url + R"(","endpoint":"create_product"})";
}

TEST(Load, AHundredTimesWithAWholeSessionEach) {
  Responder service;
  const std::string config = ConfigText(service.base_url());
  for (int i = 0; i < 100; ++i) {
    void* library = dlopen(LIBRARY_PATH, RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(library, nullptr) << dlerror();
    const auto get_api =
        reinterpret_cast<decltype(&destination_get_api)>(dlsym(library, "destination_get_api"));
    ASSERT_NE(get_api, nullptr);
    const destination_api* api = get_api(DESTINATION_ABI_VERSION);
    destination* handle = nullptr;
    ASSERT_EQ(api->open(nullptr, &handle, nullptr), DESTINATION_OK);
    ASSERT_EQ(api->configure(handle, config.data(), config.size(), nullptr), DESTINATION_OK);
    if (i % 10 == 0) {
      const std::string data = R"({"name":"a"})";
      const uint64_t offsets[] = {0, data.size()};
      destination_batch batch = DESTINATION_BATCH_INIT;
      batch.data = data.data();
      batch.data_len = data.size();
      batch.offsets = offsets;
      batch.count = 1;
      destination_result* result = nullptr;
      ASSERT_EQ(api->write_batch(handle, &batch, -1, &result, nullptr), DESTINATION_OK);
      api->result_free(result);
    }
    api->close(handle);
    ASSERT_EQ(dlclose(library), 0);
  }
  EXPECT_EQ(service.arrivals().size(), 10u);
}

TEST(Load, StaysLoadedSoThatWhatItHandedOutCanBeFreed) {
  void* library = dlopen(LIBRARY_PATH, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  const auto get_api =
      reinterpret_cast<decltype(&destination_get_api)>(dlsym(library, "destination_get_api"));
  const destination_api* api = get_api(DESTINATION_ABI_VERSION);
  destination_buffer* buffer = nullptr;
  ASSERT_EQ(api->describe(&buffer, nullptr), DESTINATION_OK);
  ASSERT_EQ(dlclose(library), 0);
  EXPECT_EQ(api->buffer_data(buffer, nullptr)[0], '{');
  api->buffer_free(buffer);
  void* again = dlopen(LIBRARY_PATH, RTLD_NOW | RTLD_NOLOAD);
  EXPECT_NE(again, nullptr);
  dlclose(again);
}

class CHost : public testing::Test {
 protected:
  // Run returns the output and sets exit_code_.
  std::string Run(const std::string& config, const std::string& records) {
    const std::string stem = testing::TempDir() + "c_host_" + std::to_string(getpid());
    std::ofstream(stem + ".json") << config;
    std::ofstream(stem + ".ndjson") << records;
    const std::string command = std::string(C_HOST_PATH) + " " + stem + ".json " + LIBRARY_PATH +
                                " < " + stem + ".ndjson 2>/dev/null";
    FILE* pipe = popen(command.c_str(), "r");
    std::string output;
    char buffer[4096];
    for (size_t got; (got = fread(buffer, 1, sizeof(buffer), pipe)) > 0;)
      output.append(buffer, got);
    exit_code_ = WEXITSTATUS(pclose(pipe));
    std::remove((stem + ".json").c_str());
    std::remove((stem + ".ndjson").c_str());
    return output;
  }

  Responder service_;
  int exit_code_ = -1;
};

TEST_F(CHost, DeliversEveryLine) {
  // The records travel in two requests at once, whose answers come in any order.
  std::istringstream output(
      Run(ConfigText(service_.base_url()), "{\"name\":\"a\"}\n\n{\"name\":\"b\"}"));
  std::set<std::string> lines;
  for (std::string line; std::getline(output, line);)
    EXPECT_TRUE(lines.insert(line).second) << line;
  EXPECT_EQ(
      lines,
      (std::set<std::string>{
          "0 DELIVERED http=200 attempts=1", "1 DELIVERED http=200 attempts=1",
          "accepted 2, delivered 2, unchanged 0, superseded 0, rejected 0, failed 0, ambiguous 0, dropped 0"}));
  EXPECT_EQ(exit_code_, 0);
}

TEST_F(CHost, TellsOfARecordThatIsRefused) {
  service_.Answer([](const Arrival&, httplib::Response& response) {
    response.status = 400;
    response.set_content("no such category", "text/plain");
  });
  const std::string output = Run(ConfigText(service_.base_url()), "{\"name\":\"a\"}\n");
  EXPECT_EQ(output.substr(0, 31), "0 REJECTED http=400 attempts=1 ") << output;
  EXPECT_NE(output.find("no such category"), std::string::npos) << output;
  EXPECT_EQ(exit_code_, 1);
}

TEST_F(CHost, StopsWhereTheCredentialIsRefusedAndGivesTheRecordsBack) {
  service_.Answer([](const Arrival&, httplib::Response& response) { response.status = 401; });
  const std::string output = Run(ConfigText(service_.base_url()), "{\"name\":\"a\"}\n");
  EXPECT_EQ(output.substr(0, 10), "0 DROPPED ") << output;
  EXPECT_NE(output.find("accepted 1, delivered 0, "), std::string::npos) << output;
  EXPECT_NE(output.find("dropped 1\n"), std::string::npos) << output;
  EXPECT_EQ(exit_code_, 3);
}

TEST_F(CHost, RefusesAWrongConfiguration) {
  Run("{}", "");
  EXPECT_EQ(exit_code_, 2);
}

}  // namespace
}  // namespace inflow::test
