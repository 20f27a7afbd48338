# SPDX-License-Identifier: MIT
# A build without CMake is the same code: no macro, no flags but the machine's, -ffp-contract=off and -fno-exceptions.
# Two rooms stand for all: they choose the back ends and take roots.
get_target_property(sources motet SOURCES)
list(FILTER sources INCLUDE REGEX "^(tensor|stream)/")
get_target_property(machine motet_internal INTERFACE_COMPILE_OPTIONS)
list(FILTER machine INCLUDE REGEX "^-m")
string(REPLACE ";" " " command "${CMAKE_CXX_COMPILER} ${CMAKE_CXX_COMPILER_ARG1} ${machine}")
add_test(NAME promises/plain
  COMMAND ${CMAKE_COMMAND}
    -D COMMAND=${command} -D OBJDUMP=${CMAKE_OBJDUMP} -D ROOT=${PROJECT_SOURCE_DIR} -D "SOURCES=${sources}"
    -D OBJECTS=${PROJECT_BINARY_DIR}/src/CMakeFiles/motet.dir -D EXTENSION=${CMAKE_CXX_OUTPUT_EXTENSION}
    -P ${CMAKE_CURRENT_SOURCE_DIR}/plain/compare.cmake)
