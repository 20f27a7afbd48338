# SPDX-License-Identifier: MIT
# Fails if PROGRAM, read with NM and SIZE, has a symbol of the rooms for general models or for C, or weighs other than LEAN.
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND ${NM} -P ${PROGRAM} OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL
  "_ZN5motet[^ ]*(6family|fit_general|predict_general|measure_transform|sigmoid|check_form)[^ ]*|motet_[a-z]+_[a-z]+" found
  "${table}")
list(FILTER found EXCLUDE REGEX "^motet_soft_fma")  # what a core without an FPU calls by name from assembly
foreach(image PROGRAM LEAN)
  execute_process(COMMAND ${SIZE} ${${image}} OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCH "\n *([0-9]+)[ \t]+([0-9]+)[ \t]+([0-9]+)" row "${table}")
  set(${image}_weight "${CMAKE_MATCH_1} ${CMAKE_MATCH_2} ${CMAKE_MATCH_3}")
endforeach()
if(found OR NOT PROGRAM_weight STREQUAL LEAN_weight)
  message(FATAL_ERROR "links ${found} and weighs ${PROGRAM_weight}, without the room ${LEAN_weight}")
endif()
message("no symbol of a general model or of C; text, data, bss: ${PROGRAM_weight}, with and without the rooms")
