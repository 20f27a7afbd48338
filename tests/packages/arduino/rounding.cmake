# SPDX-License-Identifier: MIT
# Fails if COMPILER, which joins a multiplication and an addition, still does so after the lines of ROUNDING.
cmake_minimum_required(VERSION 3.25)

separate_arguments(COMPILER)
set(sum "float sum(float a, float b, float c) { return a * b + c; }\n")
file(READ ${ROUNDING} lines)
file(WRITE ${WORK}/joined.cpp "${sum}")
file(WRITE ${WORK}/apart.cpp "${lines}${sum}")
foreach(name joined apart)
  execute_process(COMMAND ${COMPILER} -std=gnu++20 -O3 -S -o - ${WORK}/${name}.cpp
    OUTPUT_VARIABLE ${name} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
if(NOT joined MATCHES "vfma" OR apart MATCHES "vfma" OR NOT apart MATCHES "vmul")
  message(FATAL_ERROR "without the lines:\n${joined}\nwith them:\n${apart}")
endif()
