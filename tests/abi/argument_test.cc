// SPDX-License-Identifier: Apache-2.0
//
// NULL and nonsense for every argument of every function.
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "abi/destination.h"
#include "tests/abi/support/responder.h"
#include "tests/abi/support/serial_calls.h"
#include "tests/abi/support/session.h"

namespace inflow::test {
namespace {

// Any is an out parameter's content before a call that must overwrite it.
template <typename T>
T* Any() {
  return reinterpret_cast<T*>(
      uintptr_t{8});  // NOLINT(performance-no-int-to-ptr): it points nowhere on purpose
}

class Configured : public testing::Test {
 protected:
  Configured() {
    EXPECT_EQ(handle_.Configure(ConfigFor(service_.base_url())).status, DESTINATION_OK);
  }
  Responder service_;
  Handle handle_;
};

TEST(NullHandle, IsAnInvalidArgumentOfEverySerialCall) {
  for (const SerialCall& serial : kSerialCalls) {
    const Answer answer = Try([&](destination_error** err) { return serial.call(nullptr, err); });
    EXPECT_EQ(answer.status, DESTINATION_INVALID_ARGUMENT) << serial.name;
  }
}

TEST(NullHandle, IsHarmlessWhereACallCannotFail) {
  destination_close(nullptr);
  destination_cancel(nullptr);
  destination_cancel_clear(nullptr);
  destination_stats_data stats = DESTINATION_STATS_INIT;
  EXPECT_EQ(destination_stats(nullptr, &stats), DESTINATION_INVALID_ARGUMENT);
}

TEST(NullFree, IsHarmless) {
  destination_result_free(nullptr);
  destination_buffer_free(nullptr);
  destination_error_free(nullptr);
}

TEST(NullAccess, GivesEmptyAnswers) {
  size_t length = 7;
  EXPECT_STREQ(destination_buffer_data(nullptr, &length), "");
  EXPECT_EQ(length, 0u);
  EXPECT_STREQ(destination_buffer_data(nullptr, nullptr), "");
  EXPECT_EQ(destination_error_code(nullptr), DESTINATION_OK);
  length = 7;
  EXPECT_STREQ(destination_error_message(nullptr, &length), "");
  EXPECT_EQ(length, 0u);
  length = 7;
  EXPECT_STREQ(destination_error_detail(nullptr, &length), "{}");
  EXPECT_EQ(length, 2u);
  length = 7;
  EXPECT_STREQ(destination_result_message(nullptr, &length), "");
  EXPECT_EQ(length, 0u);
  size_t count = 7;
  size_t stride = 7;
  EXPECT_EQ(destination_result_items(nullptr, &count, &stride), nullptr);
  EXPECT_EQ(count, 0u);
  EXPECT_EQ(stride, 0u);
  EXPECT_EQ(destination_result_items(nullptr, nullptr, nullptr), nullptr);
  destination_summary summary = DESTINATION_SUMMARY_INIT;
  EXPECT_EQ(destination_result_summary(nullptr, &summary), DESTINATION_INVALID_ARGUMENT);
}

TEST(NullErr, IsAllowedOnEveryCall) {
  EXPECT_EQ(destination_describe(nullptr, nullptr), DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(destination_open(nullptr, nullptr, nullptr), DESTINATION_INVALID_ARGUMENT);
  Handle handle;
  for (const SerialCall& serial : kSerialCalls) {
    EXPECT_EQ(serial.call(nullptr, nullptr), DESTINATION_INVALID_ARGUMENT) << serial.name;
    if (serial.needs_configuration) {
      EXPECT_EQ(serial.call(handle.get(), nullptr), DESTINATION_INVALID_STATE) << serial.name;
    }
  }
}

TEST(Describe, NeedsOut) {
  EXPECT_EQ(Try([](destination_error** err) { return destination_describe(nullptr, err); }).status,
            DESTINATION_INVALID_ARGUMENT);
}

TEST(Open, NeedsOut) {
  EXPECT_EQ(
      Try([](destination_error** err) { return destination_open(nullptr, nullptr, err); }).status,
      DESTINATION_INVALID_ARGUMENT);
}

TEST(Open, RefusesAReservedFieldThatIsNotZeroAndSetsOutToNull) {
  destination_host host = DESTINATION_HOST_INIT;
  host.reserved = 1;
  destination* handle = Any<destination>();
  EXPECT_EQ(
      Try([&](destination_error** err) { return destination_open(&host, &handle, err); }).status,
      DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(handle, nullptr);
}

TEST_F(Configured, ConfigureNeedsJson) {
  const auto configure = [&](const char* json, size_t length) {
    return Try([&](destination_error** err) {
             return destination_configure(handle_.get(), json, length, err);
           })
        .status;
  };
  EXPECT_EQ(configure(nullptr, 5), DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(configure(nullptr, 0), DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(configure("", 0), DESTINATION_CONFIG);
  EXPECT_EQ(configure("{", 1), DESTINATION_CONFIG);
  EXPECT_EQ(configure("[]", 2), DESTINATION_CONFIG);
  EXPECT_EQ(configure("\0\0", 2), DESTINATION_CONFIG);
  EXPECT_EQ(configure("\xff\xfe", 2), DESTINATION_CONFIG);
}

TEST_F(Configured, SetActiveTakesOneAndZero) {
  EXPECT_EQ(handle_.SetActive(2).status, DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(handle_.SetActive(-1).status, DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(handle_.SetActive(0).status, DESTINATION_OK);
  EXPECT_EQ(handle_.SetActive(1).status, DESTINATION_OK);
}

TEST_F(Configured, CheckNeedsOut) {
  EXPECT_EQ(Try([&](destination_error** err) {
              return destination_check(handle_.get(), 0, nullptr, err);
            }).status,
            DESTINATION_INVALID_ARGUMENT);
  EXPECT_TRUE(service_.arrivals().empty());
}

TEST_F(Configured, WithoutAPlaceForTheResultOutcomesComeWithTheNextCall) {
  Records records({R"({"name":"a"})"});
  EXPECT_EQ(Try([&](destination_error** err) {
              return destination_write_batch(handle_.get(), records.batch(), -1, nullptr, err);
            }).status,
            DESTINATION_OK);
  EXPECT_EQ(Try([&](destination_error** err) {
              return destination_poll(handle_.get(), 0, nullptr, err);
            }).status,
            DESTINATION_OK);
  EXPECT_EQ(Try([&](destination_error** err) {
              return destination_flush(handle_.get(), 0, nullptr, err);
            }).status,
            DESTINATION_OK);
  EXPECT_EQ(Try([&](destination_error** err) {
              return destination_discard(handle_.get(), nullptr, err);
            }).status,
            DESTINATION_OK);
  EXPECT_EQ(handle_.Stats().delivered, 1u);
  EXPECT_EQ(handle_.Poll(0).outcomes(), std::vector<destination_outcome>{DESTINATION_DELIVERED});
}

TEST_F(Configured, TimeoutsBelowMinusOneAreRefused) {
  Records records({R"({"name":"a"})"});
  for (int64_t timeout : {int64_t{-2}, std::numeric_limits<int64_t>::min()}) {
    EXPECT_EQ(handle_.Write(records, timeout).answer.status, DESTINATION_INVALID_ARGUMENT);
    EXPECT_EQ(handle_.Poll(timeout).answer.status, DESTINATION_INVALID_ARGUMENT);
    EXPECT_EQ(handle_.Flush(timeout).answer.status, DESTINATION_INVALID_ARGUMENT);
    destination_buffer* out = Any<destination_buffer>();
    EXPECT_EQ(Try([&](destination_error** err) {
                return destination_check(handle_.get(), timeout, &out, err);
              }).status,
              DESTINATION_INVALID_ARGUMENT);
    EXPECT_EQ(out, nullptr);
  }
  EXPECT_EQ(handle_.Stats().accepted, 0u);
}

TEST_F(Configured, TheLongestTimeoutDoesNotOverflow) {
  Records records({R"({"name":"a"})"});
  const Settled settled = handle_.Write(records, std::numeric_limits<int64_t>::max());
  EXPECT_EQ(settled.answer.status, DESTINATION_OK);
  EXPECT_EQ(settled.outcomes(), std::vector<destination_outcome>{DESTINATION_DELIVERED});
  EXPECT_EQ(handle_.Flush(std::numeric_limits<int64_t>::max()).answer.status, DESTINATION_OK);
}

TEST_F(Configured, StatsNeedsStats) {
  EXPECT_EQ(destination_stats(handle_.get(), nullptr), DESTINATION_INVALID_ARGUMENT);
}

TEST_F(Configured, CommandsByName) {
  destination* handle = handle_.get();
  destination_buffer* out = Any<destination_buffer>();
  const auto command = [&](const char* name, const char* json, destination_buffer** to) {
    return Try([&](destination_error** err) {
      return destination_command(handle, name, name == nullptr ? 0 : strlen(name), json,
                                 json == nullptr ? 0 : strlen(json), to, err);
    });
  };
  const Answer unknown = command("quota", "{}", &out);
  EXPECT_EQ(unknown.status, DESTINATION_UNSUPPORTED);
  EXPECT_NE(unknown.message.find("\"quota\" is no command of this version"), std::string::npos)
      << unknown.message;
  EXPECT_EQ(out, nullptr);
  EXPECT_EQ(command(nullptr, "{}", &out).status, DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(command("warnings", nullptr, &out).status, DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(command("warnings", "{", &out).status, DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(command("warnings", R"({"since":1})", &out).status, DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(command("warnings", "{}", nullptr).status, DESTINATION_INVALID_ARGUMENT);
  ASSERT_EQ(command("warnings", "{}", &out).status, DESTINATION_OK);
  EXPECT_STREQ(destination_buffer_data(out, nullptr), R"({"warnings":[]})");
  destination_buffer_free(out);
  EXPECT_TRUE(service_.arrivals().empty());
}

TEST_F(Configured, SettingsAreToldAndWrongArgumentsRefused) {
  destination* handle = handle_.get();
  destination_buffer* out = Any<destination_buffer>();
  const auto settings = [&](std::string_view json) {
    return Try([&](destination_error** err) {
      return destination_command(handle, "settings", 8, json.data(), json.size(), &out, err);
    });
  };
  using namespace std::string_view_literals;
  for (const std::string_view wrong : {""sv, "{"sv, "null"sv, "[\"\"]"sv, R"({"route":null})"sv,
                                       R"({"route":"","x":1})"sv, "{\"route\":\"\xff\"}"sv}) {
    const Answer answer = settings(wrong);
    EXPECT_EQ(answer.status, DESTINATION_INVALID_ARGUMENT) << wrong;
    EXPECT_NE(answer.message.find("\"settings\" takes"), std::string::npos) << answer.message;
    EXPECT_EQ(out, nullptr);
  }
  const Answer unknown = settings(R"({"route":"no\u0000where"})");
  EXPECT_EQ(unknown.status, DESTINATION_INVALID_ARGUMENT);
  EXPECT_NE(unknown.message.find("which is not under"), std::string::npos) << unknown.message;
  ASSERT_EQ(settings(R"({"route":""})").status, DESTINATION_OK);
  const std::string json = destination_buffer_data(out, nullptr);
  destination_buffer_free(out);
  EXPECT_EQ(json.find(R"({"route":"","routes":[)"), 0u) << json;
  EXPECT_NE(json.find(R"("api_key":{)"), std::string::npos) << json;
  EXPECT_TRUE(service_.arrivals().empty());
}

TEST_F(Configured, PreviewShowsWhatWouldBeSentAndSendsNothing) {
  Records records({R"({"name":"a"})", "[]"});
  destination* handle = handle_.get();
  destination_buffer* out = Any<destination_buffer>();
  const auto preview = [&](const destination_batch* batch, destination_buffer** to) {
    return Try([&](destination_error** err) { return destination_preview(handle, batch, to, err); })
        .status;
  };
  EXPECT_EQ(preview(nullptr, &out), DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(out, nullptr);
  EXPECT_EQ(preview(records.batch(), nullptr), DESTINATION_INVALID_ARGUMENT);
  ASSERT_EQ(preview(records.batch(), &out), DESTINATION_OK);
  const std::string json = destination_buffer_data(out, nullptr);
  destination_buffer_free(out);
  EXPECT_NE(json.find(R"("body":"{\"name\":\"a\"}")"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("refused":[{"id":1)"), std::string::npos) << json;
  EXPECT_TRUE(service_.arrivals().empty());
}

TEST_F(Configured, SendTestSendsOneRequest) {
  destination* handle = handle_.get();
  destination_buffer* out = Any<destination_buffer>();
  const auto send = [&](const std::string& request, int64_t timeout_ms, destination_buffer** to) {
    return Try([&](destination_error** err) {
             return destination_send_test(handle, request.data(), request.size(), timeout_ms, to,
                                          err);
           })
        .status;
  };
  EXPECT_EQ(Try([&](destination_error** err) {
              return destination_send_test(handle, nullptr, 0, 0, &out, err);
            }).status,
            DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(send("{}", 0, &out), DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(out, nullptr);
  EXPECT_EQ(send("{}", 0, nullptr), DESTINATION_INVALID_ARGUMENT);
  EXPECT_EQ(send("{}", -2, &out), DESTINATION_INVALID_ARGUMENT);
  EXPECT_TRUE(service_.arrivals().empty());
  const std::string request = R"({"method":"POST","url":")" + service_.base_url() + "/" +
                              std::string(kCompany) + R"(/products","headers":{},"body":"{}"})";
  ASSERT_EQ(send(request, -1, &out), DESTINATION_OK);
  EXPECT_NE(std::string(destination_buffer_data(out, nullptr)).find(R"("status":200)"),
            std::string::npos);
  destination_buffer_free(out);
  EXPECT_EQ(service_.arrivals().size(), 1u);
}

TEST_F(Configured, SummaryNeedsSummary) {
  Records records({R"({"name":"a"})"});
  destination_result* result = nullptr;
  ASSERT_EQ(destination_write_batch(handle_.get(), records.batch(), -1, &result, nullptr),
            DESTINATION_OK);
  ASSERT_NE(result, nullptr);
  EXPECT_EQ(destination_result_summary(result, nullptr), DESTINATION_INVALID_ARGUMENT);
  size_t count = 0;
  EXPECT_NE(destination_result_items(result, nullptr, nullptr), nullptr);
  EXPECT_NE(destination_result_items(result, &count, nullptr), nullptr);
  EXPECT_EQ(count, 1u);
  EXPECT_STREQ(destination_result_message(result, nullptr), "");
  destination_result_free(result);
}

}  // namespace
}  // namespace inflow::test
