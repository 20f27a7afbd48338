# SPDX-License-Identifier: MIT
# Compiles each of SOURCES with COMMAND alone and compares what it is with the object of the build, instruction by instruction.
cmake_minimum_required(VERSION 3.25)

separate_arguments(compiler UNIX_COMMAND
  "${COMMAND} -O3 -std=gnu++20 -ffp-contract=off -fno-exceptions -I ${ROOT}/include -I ${ROOT}/src -c")

function(disassemble result object)
  execute_process(COMMAND ${OBJDUMP} -d -r --no-show-raw-insn ${object} OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "^[^\n]*\n[^\n]*file format[^\n]*\n" "" text "${text}")
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

foreach(source IN LISTS SOURCES)
  execute_process(COMMAND ${compiler} ${ROOT}/src/${source} -o plain.o COMMAND_ERROR_IS_FATAL ANY)
  disassemble(plain plain.o)
  disassemble(built ${OBJECTS}/${source}${EXTENSION})
  if(NOT plain STREQUAL built)
    list(APPEND other ${source})
  endif()
endforeach()
list(LENGTH SOURCES count)
if(other OR count LESS 10)
  message(FATAL_ERROR "of ${count} sources these are other code without CMake: ${other}")
endif()
message("${count} sources are the same code without CMake")
