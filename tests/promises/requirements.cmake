# SPDX-License-Identifier: MIT
# What the headers and the sources ask of the compiler: each of FILES, compiled by COMPILER with what it must refuse, is refused
# with the one line that says what to do, and nothing follows but the end of the compilation.
cmake_minimum_required(VERSION 3.25)

function(expect_refusal file what)
  execute_process(COMMAND ${COMPILER} ${ARGN} -fsyntax-only -I ${ROOT}/include -I ${ROOT}/src -x c++ ${file}
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_VARIABLE output)
  string(REGEX MATCHALL "error: [^\n]*" errors "${output}")
  list(POP_FRONT errors first rest)
  string(REPLACE "#error" "" first "${first}")
  string(REGEX REPLACE "[\" ]+" " " first "${first}")
  if(status EQUAL 0 OR NOT first STREQUAL "error: ${what} " OR NOT rest MATCHES "motet/stop" OR errors)
    message(FATAL_ERROR "${file} with ${ARGN}, not \"${what}\" but:\n${output}")
  endif()
endfunction()

set(inexact "motet needs exact arithmetic: compile without -ffast-math, -Ofast and their parts")
foreach(each IN LISTS FILES)
  expect_refusal(${each} "motet needs C++20: compile with -std=c++20 or later" -std=c++17)
  expect_refusal(${each} "${inexact}" -std=c++20 -ffast-math)
endforeach()
list(GET FILES 0 first)
expect_refusal(${first} "${inexact}" -std=c++20 -Ofast)
expect_refusal(${first} "${inexact}" -std=c++20 -ffinite-math-only)
list(LENGTH FILES count)
message("${count} files are refused")
