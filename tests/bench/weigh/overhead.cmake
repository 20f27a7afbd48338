# SPDX-License-Identifier: MIT
# Fails if the flash of MORE exceeds that of LESS by more than MOST bytes, as SIZE reads them.
cmake_minimum_required(VERSION 3.25)

foreach(image MORE LESS)
  execute_process(COMMAND ${SIZE} ${${image}} OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX MATCH "\n *([0-9]+)[ \t]+([0-9]+)" row "${table}")
  math(EXPR ${image}_flash "${CMAKE_MATCH_1} + ${CMAKE_MATCH_2}")
endforeach()
math(EXPR overhead "${MORE_flash} - ${LESS_flash}")
message("${MORE_flash} and ${LESS_flash} bytes: ${overhead} more")
if(overhead GREATER MOST OR LESS_flash LESS 10000)
  message(FATAL_ERROR "more than ${MOST}")
endif()
