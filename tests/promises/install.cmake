# SPDX-License-Identifier: MIT
# Builds and runs the consumer in WORK, with COMPILER, FLAGS, SIMD and GENERATOR of the build at hand.
#
#   WAY   find_package: against what BUILD installs;  add_subdirectory: with SOURCE as a part of it
cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  list(JOIN ARGN " " command)
  message("${command}\n${output}")
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "exit status ${status}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
if(WAY STREQUAL "find_package")
  # Installed in one place and moved to another, as a package is.
  run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/here)
  file(RENAME ${WORK}/here ${WORK}/there)
  set(motet -D CMAKE_PREFIX_PATH=${WORK}/there)
else()
  set(motet -D MOTET_SOURCE=${SOURCE} -D MOTET_SIMD=${SIMD} -D CMAKE_UNITY_BUILD=ON)
endif()

run(${CMAKE_COMMAND} -S ${SOURCE}/tests/promises/consumer -B ${WORK}/build -G ${GENERATOR} ${motet}
  -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_FLAGS=${FLAGS})
run(${CMAKE_COMMAND} --build ${WORK}/build)

# What is built without being asked to runs on more machines than this one.
if(WAY STREQUAL "add_subdirectory" AND GENERATOR STREQUAL "Ninja" AND NOT FLAGS MATCHES "-m")
  file(STRINGS ${WORK}/build/build.ninja native REGEX "-m(avx|fma|arch)")
  if(native)
    message(FATAL_ERROR "the machine that builds was taken for the one that runs: ${native}")
  endif()
endif()

run(${WORK}/build/consumer)

file(GLOB_RECURSE more ${WORK}/build/*_test ${WORK}/build/motet_example_* ${WORK}/build/motet_bench*)
if(more)
  message(FATAL_ERROR "more than the library was built: ${more}")
endif()
