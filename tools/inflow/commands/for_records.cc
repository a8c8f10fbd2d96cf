// SPDX-License-Identifier: Apache-2.0
#include "tools/inflow/commands/for_records.h"

#include "absl/strings/str_cat.h"
#include "tools/inflow/input/input_format.h"

namespace inflow::command {

ExitCode ConfigureForRecords(const Options& options, const host::Library& library,
                             const Surroundings& surroundings, ConfiguredDestination* configured) {
  configured->route = options.route;
  return Configure(library, SourceOf(options), surroundings, configured,
                   AreAllCsv(options.inputs, options.format));
}

ExitCode CheckRoute(const ConfigFigures& figures, const std::string& route,
                    const Surroundings& surroundings) {
  if (figures.has_route) return kExitOk;
  Complain(surroundings, absl::StrCat("--route ", route,
                                      ": the configuration has no such entry under \"routes\""));
  return kExitUsage;
}

}  // namespace inflow::command
