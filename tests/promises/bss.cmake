# SPDX-License-Identifier: MIT
# Fails if an object of OBJECT, read with NM and OBJDUMP, lies elsewhere than in .bss, or needs code that runs before main.
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND ${NM} -P ${OBJECT} OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
foreach(name estimator adapter descent learner contest model)
  if(NOT table MATCHES "(^|\n)${name} [Bb] ")
    message(FATAL_ERROR "${name} does not lie in .bss:\n${table}")
  endif()
endforeach()

execute_process(COMMAND ${OBJDUMP} -h ${OBJECT} OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
if(table MATCHES "\\.(init_array|ctors)")
  message(FATAL_ERROR "something runs before main:\n${table}")
endif()
message("all of them lie in .bss, and nothing runs before main")
