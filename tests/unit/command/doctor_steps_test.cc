// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "tools/inflow/doctor/machine_steps.h"
#include "tools/inflow/doctor/service_steps.h"

namespace inflow::command {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class MachineSteps : public ::testing::Test {
 protected:
  MachineSteps() {
    surroundings_.environment = [this](const char* name) {
      const auto found = variables_.find(name);
      return found == variables_.end() ? nullptr : found->second.c_str();
    };
  }

  std::string KeyFile(mode_t mode, const std::string& content = "key") {
    const std::string path = ::testing::TempDir() + "doctor-key";
    std::ofstream(path) << content;
    chmod(path.c_str(), mode);
    return path;
  }

  Step KeyStep(const std::string& source, const std::string& path = "") {
    const std::vector<Step> steps =
        SecretSteps(path, R"({"credential": {"api_key": )" + source + "}}", surroundings_);
    return steps.size() == 1 ? steps[0] : Step();
  }

  Surroundings surroundings_;
  std::map<std::string, std::string> variables_;
};

TEST_F(MachineSteps, AKeyFileIsForItsOwnerAlone) {
  const std::string path = KeyFile(0600);
  const std::string source = R"({"file": ")" + path + "\"}";
  EXPECT_EQ(KeyStep(source).finding, Finding::kOk);
  for (const mode_t mode : {0640, 0604, 0620}) {
    chmod(path.c_str(), mode);
    EXPECT_EQ(KeyStep(source).finding, Finding::kProblem) << mode;
    EXPECT_THAT(KeyStep(source).remedy, HasSubstr("chmod 600 "));
  }
  KeyFile(0600, "");
  EXPECT_THAT(KeyStep(source).detail, HasSubstr("which is empty"));
  std::filesystem::remove(path);
  EXPECT_EQ(KeyStep(source).finding, Finding::kProblem);
  EXPECT_THAT(KeyStep(source).detail, HasSubstr("No such file"));
  EXPECT_THAT(KeyStep(R"({"file": "/"})").detail, HasSubstr("it is a folder"));
}

TEST_F(MachineSteps, AVariableIsSetOrNotAndNeverShown) {
  EXPECT_EQ(KeyStep(R"({"env": "KEY"})").finding, Finding::kProblem);
  EXPECT_THAT(KeyStep(R"({"env": "KEY"})").detail, HasSubstr("KEY, which is not set"));
  variables_["KEY"] = "";
  EXPECT_THAT(KeyStep(R"({"env": "KEY"})").detail, HasSubstr("KEY, which is empty"));
  variables_["KEY"] = "sesame-open";
  EXPECT_EQ(KeyStep(R"({"env": "KEY"})").finding, Finding::kOk);
  EXPECT_THAT(KeyStep(R"({"env": "KEY"})").detail, Not(HasSubstr("sesame")));
  const std::string by_mistake(64, 'a');
  EXPECT_THAT(KeyStep(R"({"env": ")" + by_mistake + "\"}").detail, Not(HasSubstr("aaaa")));
  EXPECT_THAT(KeyStep(R"({"file": ")" + by_mistake + "\"}").detail, Not(HasSubstr("aaaa")));
}

TEST_F(MachineSteps, AKeyInTheConfigurationWantsItKeptAsAKeyFileIs) {
  const std::string path = KeyFile(0600);
  EXPECT_EQ(KeyStep("\"sesame-open\"", path).finding, Finding::kNote);
  EXPECT_THAT(KeyStep("\"sesame-open\"", path).detail, Not(HasSubstr("sesame")));
  chmod(path.c_str(), 0644);
  EXPECT_EQ(KeyStep("\"sesame-open\"", path).finding, Finding::kProblem);
}

TEST_F(MachineSteps, EverySecretHasAStep) {
  std::vector<std::string> names;
  for (const Step& step :
       SecretSteps("", R"({"credential": {"company_id": "c", "api_key": {"env": "K"}},
       "response_webhook": {"secret": {"env": "S"}}})",
                   surroundings_))
    names.push_back(step.name);
  EXPECT_THAT(names, ElementsAre("company id", "api key", "webhook secret"));
  EXPECT_TRUE(SecretSteps("", "7", surroundings_).empty());
}

TEST_F(MachineSteps, TheEnvironmentIsToldWithoutItsValues) {
  variables_ = {{"INFLOW_API_KEY", "sesame-open"}, {"https_proxy", "http://u:sesame@p"}};
  const Step step = EnvironmentStep(surroundings_);
  EXPECT_EQ(
      step.detail,
      "INFLOW_COMPANY_ID is not set, INFLOW_API_KEY is set, INFLOW_PLUGIN is not set; https_proxy is set, and is not used");
  EXPECT_EQ(step.finding, Finding::kNote);
}

TEST_F(MachineSteps, ALocaleIsUtf8OrNoted) {
  EXPECT_EQ(LocaleStep(surroundings_).finding, Finding::kNote);
  variables_["LANG"] = "nb_NO.utf8";
  EXPECT_EQ(LocaleStep(surroundings_).finding, Finding::kOk);
  variables_["LC_ALL"] = "C";
  EXPECT_THAT(LocaleStep(surroundings_).detail, HasSubstr("LC_ALL is C, which is not UTF-8"));
}

TEST_F(MachineSteps, AFolderThatIsNotThereCannotBeWrittenTo) {
  EXPECT_EQ(FolderStep(::testing::TempDir()).finding, Finding::kOk);
  EXPECT_EQ(FolderStep("/nowhere/at/all").finding, Finding::kProblem);
}

TEST(FaultSteps, TellSyntaxFromWhatIsWrongInIt) {
  EXPECT_EQ(FaultSteps("{}").size(), 2u);
  EXPECT_FALSE(HasProblem(FaultSteps("{}")));
  const auto syntax = FaultSteps(R"({"faults":[{"pointer":"","message":"line 3"}]})");
  ASSERT_EQ(syntax.size(), 1u);
  EXPECT_EQ(syntax[0].name + " " + syntax[0].detail, "syntax line 3");
  const auto wrong = FaultSteps(
      R"({"faults":[{"pointer":"/a","message":"bad"},{"pointer":"/b","message":"too"}]})");
  ASSERT_EQ(wrong.size(), 3u);
  EXPECT_EQ(wrong[0].finding, Finding::kOk);
  EXPECT_EQ(wrong[2].detail, "/b: too");
}

TEST(ServiceSteps, SayWhatToDoAboutTheOneThatFailed) {
  const auto steps = ServiceSteps(
      R"({"ok":false,"message":"no","steps":[{"name":"resolve","ok":true,"detail":""},{"name":"connect","ok":false,"detail":"refused"}]})",
      0);
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[1].finding, Finding::kProblem);
  EXPECT_THAT(steps[1].remedy, HasSubstr("firewall"));
  EXPECT_EQ(steps[2].finding, Finding::kSkipped);
  EXPECT_TRUE(HasProblem(ServiceSteps(R"({"ok":false,"message":"gone","steps":[]})", 0)));
  EXPECT_TRUE(HasProblem(ServiceSteps("7", 0)));
}

TEST(ServiceSteps, TellTheQuotaAndWhetherTheClocksAgree) {
  const std::string answer =
      R"({"ok":true,"steps":[{"name":"quota","ok":true,"detail":""}],"quota":[{"requests":60,"per_ms":60000,"used":1}],"service_time_ms":1000000})";
  EXPECT_EQ(ServiceSteps(answer, 1'000'000)[0].detail, "60 requests per 60 s (used 1)");
  EXPECT_EQ(ServiceSteps(answer, 1'060'000)[1].finding, Finding::kOk);
  EXPECT_EQ(ServiceSteps(answer, 940'000)[1].finding, Finding::kOk);
  EXPECT_THAT(ServiceSteps(answer, 1'060'001)[1].detail, HasSubstr("ahead of the service's"));
  EXPECT_THAT(ServiceSteps(answer, 0)[1].detail, HasSubstr("behind the service's"));
}

TEST(StepsText, IsALineAStepWithWhatToDo) {
  const std::vector<Step> steps = {{"plugin", Finding::kOk, "", ""},
                                   {"api key", Finding::kProblem, "gone", "put it back"},
                                   {"clock", Finding::kSkipped, "unknown", ""}};
  EXPECT_EQ(StepsText(steps),
            "  ok      plugin\n"
            "  FAILED  api key  gone\n"
            "                   do: put it back\n"
            "  -       clock    unknown\n"
            "There is 1 problem\n");
  EXPECT_EQ(StepsText({steps[0]}), "  ok      plugin\nNo problem was found\n");
  EXPECT_THAT(
      StepsJson(steps),
      HasSubstr(R"({"name":"api key","finding":"problem","detail":"gone","do":"put it back"})"));
}

}  // namespace
}  // namespace inflow::command
