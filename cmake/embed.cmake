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
