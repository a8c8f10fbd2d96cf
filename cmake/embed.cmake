# embed(target file symbol): builds a data file into a target, byte for byte, as
#   extern const char symbol[]; extern const size_t symbolSize;   (namespace inflow)
# The same file is the script that does the work at build time, so that a changed data file is built
# again.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(INFLOW_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})
  function(embed target file symbol)
    get_filename_component(input ${file} ABSOLUTE)
    set(output ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cc)
    add_custom_command(OUTPUT ${output} DEPENDS ${input} ${INFLOW_EMBED_SCRIPT} VERBATIM
      COMMAND ${CMAKE_COMMAND} -DINPUT=${input} -DOUTPUT=${output} -DSYMBOL=${symbol} -P ${INFLOW_EMBED_SCRIPT})
    target_sources(${target} PRIVATE ${output})
  endfunction()
  # embed_presets(target file...): those configurations as EmbeddedPresets() of
  # tools/inflow/init/preset.h, by their names without the ending.
  function(embed_presets target)
    set(declarations "")
    set(entries "")
    set(number 0)
    foreach(file ${ARGN})
      get_filename_component(name ${file} NAME_WE)
      embed(${target} ${file} kPreset${number})
      string(APPEND declarations "extern const char kPreset${number}[];\nextern const size_t kPreset${number}Size;\n")
      string(APPEND entries "      {\"${name}\", {kPreset${number}, kPreset${number}Size}},\n")
      math(EXPR number "${number} + 1")
    endforeach()
    file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/presets.cc @ONLY CONTENT [[#include "tools/inflow/init/preset.h"
namespace inflow {
@declarations@namespace command {
const std::vector<EmbeddedPreset>& EmbeddedPresets() {
  static const std::vector<EmbeddedPreset> presets = {
@entries@  };
  return presets;
}
}  // namespace command
}  // namespace inflow
]])
    target_sources(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/presets.cc)
  endfunction()
  return()
endif()

file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
file(WRITE ${OUTPUT} "#include <cstddef>
namespace inflow {
extern const char ${SYMBOL}[];
extern const size_t ${SYMBOL}Size;
const char ${SYMBOL}[] = {${bytes}};
const size_t ${SYMBOL}Size = sizeof(${SYMBOL});
}  // namespace inflow
")
