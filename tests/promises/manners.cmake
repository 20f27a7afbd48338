# SPDX-License-Identifier: MIT
# What SOURCE does as a part of another project, whose build is set up in WORK with COMPILER: it raises the language to C++20,
# takes the flags of a core, keeps to what the compiler aims at, and refuses inexact arithmetic in one line.
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${WORK})
set(consumer ${SOURCE}/tests/promises/consumer)
function(configure folder)
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${consumer} -B ${WORK}/${folder} -G Ninja -D MOTET_SOURCE=${SOURCE}
    -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_EXPORT_COMPILE_COMMANDS=ON ${ARGN}
    RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  return(PROPAGATE status output)
endfunction()

# A project in C++17.
configure(older -D CMAKE_CXX_STANDARD=17 -D CMAKE_CXX_STANDARD_REQUIRED=ON)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "a project in C++17 is not set up:\n${output}")
endif()
file(STRINGS ${WORK}/older/compile_commands.json commands REGEX "\"command\":")
foreach(command IN LISTS commands)
  if(NOT command MATCHES "-std=(gnu|c)\\+\\+20 " OR NOT command MATCHES "-DCORE_OF_AN_RTOS ")
    message(FATAL_ERROR "not C++20, or without the flags of the core: ${command}")
  endif()
  if(command MATCHES " -m(avx|fma|arch)")
    message(FATAL_ERROR "the machine that builds is taken for the one that runs: ${command}")
  endif()
endforeach()
list(LENGTH commands count)
if(count LESS 100)
  message(FATAL_ERROR "${count} files are compiled")
endif()

# A project with inexact arithmetic.
configure(inexact -D CMAKE_CXX_FLAGS=-ffast-math)
string(REGEX MATCHALL "CMake Error" errors "${output}")
list(LENGTH errors count)
string(REGEX REPLACE "[ \n]+" " " output "${output}")
if(NOT count EQUAL 1 OR NOT output MATCHES "motet needs exact arithmetic: compile without -ffast-math, -Ofast and their parts")
  message(FATAL_ERROR "inexact arithmetic is not refused in one line: ${output}")
endif()

# Without CMake, a compiler that is not told the language.
execute_process(COMMAND ${COMPILER} -std=c++17 -fsyntax-only -I ${SOURCE}/include ${consumer}/main.cpp
  OUTPUT_VARIABLE output ERROR_VARIABLE output)
string(REGEX MATCH "error: [^\n]*" first "${output}")
if(NOT first MATCHES "motet needs C\\+\\+20: compile with -std=c\\+\\+20 or later")
  message(FATAL_ERROR "C++17 is not refused in one line: ${output}")
endif()
