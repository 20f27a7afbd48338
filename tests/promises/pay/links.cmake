# SPDX-License-Identifier: MIT
# Fails if PROGRAM, read with NM, has a symbol that matches NONE, or none that matches SOME.
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND ${NM} -P ${PROGRAM} OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "_ZN[^ ]*(${NONE})[^ ]*" found "${table}")
string(REGEX MATCH "_ZN[^ ]*(${SOME})[^ ]*" wanted "${table}")
if(found OR NOT wanted)
  message(FATAL_ERROR "links ${found}; wanted: ${wanted}")
endif()
message("links ${wanted}, and nothing of ${NONE}")
