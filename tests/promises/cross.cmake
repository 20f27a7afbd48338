# SPDX-License-Identifier: MIT
# Configures SOURCE in WORK for another machine that is no board: only the library is built and installed.
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${WORK})
execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK} -G ${GENERATOR} -D CMAKE_CXX_COMPILER=${COMPILER}
  -D CMAKE_SYSTEM_NAME=Generic -D CMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY COMMAND_ERROR_IS_FATAL ANY)
file(STRINGS ${WORK}/CMakeCache.txt lines REGEX "^MOTET_(TESTS|EXAMPLES|INSTALL):")
if(NOT lines STREQUAL "MOTET_EXAMPLES:BOOL=OFF;MOTET_INSTALL:BOOL=ON;MOTET_TESTS:BOOL=OFF")
  message(FATAL_ERROR "only the library was to be built: ${lines}")
endif()
