// SPDX-License-Identifier: Apache-2.0
//
// inflow webhook listen: a receiver of the response webhook on this machine, which shows what
// comes.
#include <chrono>
#include <ctime>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tools/inflow/commands/commands.h"
#include "tools/inflow/config/secret_values.h"
#include "tools/inflow/terminal/human.h"
#include "tools/inflow/webhook/delivery_text.h"
#include "tools/inflow/webhook/receiver.h"

namespace inflow::command {
namespace {

struct Now {
  int64_t seconds = 0;
  std::string local;  // "14:03:22"
  std::string utc;    // "2026-11-30T13:03:22Z"
};

Now ReadNow() {
  const std::time_t seconds =
      std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm local{}, utc{};
  localtime_r(&seconds, &local);
  gmtime_r(&seconds, &utc);
  char clock[16], instant[32];
  std::strftime(clock, sizeof(clock), "%H:%M:%S", &local);
  std::strftime(instant, sizeof(instant), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return {seconds, clock, instant};
}

bool IsLoopback(const std::string& address) {
  return absl::StartsWith(address, "127.") || address == "::1";
}

void Introduce(const ListenSettings& settings, uint16_t port, bool signs,
               const Surroundings& surroundings) {
  const bool v6 = absl::StrContains(settings.address, ':');
  const std::string url =
      absl::StrCat("http://", v6 ? "[" : "", settings.address, v6 ? "]" : "", ":", port, "/");
  Complain(surroundings,
           absl::StrCat("listening on ", url, ", until Ctrl-C; for the configuration:\n",
                        "  \"response_webhook\": {\"url\": \"", url, "\"}"));
  if (signs) Complain(surroundings, "signatures are checked with the configuration's secret");
  if (!IsLoopback(settings.address)) {
    Complain(
        surroundings,
        absl::StrCat(
            settings.address,
            " is not this machine alone: whoever reaches it can post here, and what is posted travels in clear"));
  }
}

// ReadSecret reads the webhook's secret of a configuration, "" where it has none.
ExitCode ReadSecret(const Options& options, const Surroundings& surroundings, std::string* secret) {
  if (options.config.empty()) return kExitOk;
  std::string text;
  if (const absl::Status status = ReadTextFile(options.config, &text); !status.ok()) {
    Complain(surroundings, std::string(status.message()));
    return kExitUsage;
  }
  const std::optional<std::string> found = WebhookSecret(text, surroundings);
  if (!found) {
    Complain(surroundings, absl::StrCat("the secret of \"response_webhook\" in ", options.config,
                                        " cannot be read; inflow doctor tells why"));
    return kExitUsage;
  }
  *secret = *found;
  return kExitOk;
}

}  // namespace

int RunListen(const Options& options, const Surroundings& surroundings) {
  std::string secret;
  if (const ExitCode exit = ReadSecret(options, surroundings, &secret); exit != kExitOk)
    return exit;
  const absl::StatusOr<std::unique_ptr<Receiver>> receiver =
      Receiver::Listen(options.listen.address, static_cast<uint16_t>(options.listen.port));
  if (!receiver.ok()) {
    Complain(surroundings, std::string(receiver.status().message()));
    return kExitUsage;
  }
  SystemClock clock;
  Introduce(options.listen, (*receiver)->port(), !secret.empty(), surroundings);
  uint64_t came = 0, doubtful = 0;
  const auto show = [&](const Post& post) {
    const Now now = ReadNow();
    const Signature signature = CheckSignature(secret, post, now.seconds);
    ++came;
    if (signature != Signature::kUnchecked && signature != Signature::kGenuine) ++doubtful;
    *surroundings.out << (options.ndjson ? DeliveryJson(post, signature, now.utc)
                                         : DeliveryText(post, signature, now.local,
                                                        surroundings.out_is_terminal))
                      << std::flush;
  };
  // Who reads the output may have had enough.
  while (clock.Interruptions() == 0 && surroundings.out->good()) {
    clock.Wait((*receiver)->WaitMs(clock.NowMs()), (*receiver)->fd());
    (*receiver)->Serve(clock.NowMs(), show);
  }
  std::string report = absl::StrCat(HumanCount(came), came == 1 ? " post came" : " posts came");
  if (doubtful > 0) absl::StrAppend(&report, ", ", doubtful, " without a good signature");
  if ((*receiver)->refused() > 0)
    absl::StrAppend(&report, "; ", Plural((*receiver)->refused(), "request"), " refused");
  Complain(surroundings, report);
  return kExitOk;
}

}  // namespace inflow::command
