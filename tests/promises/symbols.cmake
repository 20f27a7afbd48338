# SPDX-License-Identifier: MIT
# Fails if ARCHIVE, read with NM and OBJDUMP, needs a symbol that is not one of ALLOWED (with commas), holds data that can
# change, or has static constructors or exception tables.
cmake_minimum_required(VERSION 3.25)

string(REPLACE "," ";" allowed "${ALLOWED}")

execute_process(COMMAND ${NM} -P ${ARCHIVE} OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" lines "${table}")
foreach(line IN LISTS lines)
  if(line MATCHES "^([^ ]+) ([A-Za-z])")
    set(symbol ${CMAKE_MATCH_1})
    set(kind ${CMAKE_MATCH_2})
    if(kind MATCHES "[Uwv]")
      list(APPEND needed ${symbol})
    else()
      list(APPEND defined ${symbol})
    endif()
    if(kind MATCHES "[BbDdGgSsCc]")
      list(APPEND state ${symbol})
    endif()
  endif()
endforeach()

execute_process(COMMAND ${OBJDUMP} -h ${ARCHIVE} OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\\.(init_array|fini_array|ctors|dtors|gcc_except_table|ARM\\.extab)[^ ]*" sections "${table}")

list(LENGTH defined count)
list(REMOVE_ITEM needed ${allowed} ${defined})
list(REMOVE_DUPLICATES needed)
if(count EQUAL 0)
  message(FATAL_ERROR "${ARCHIVE} defines nothing")
elseif(needed OR state OR sections)
  message(FATAL_ERROR "needs ${needed} and keeps ${state} and has ${sections}")
endif()
message("${count} symbols, nothing needed beyond ${allowed}")
