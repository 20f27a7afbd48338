# SPDX-License-Identifier: MIT
# Fails if ARCHIVE, read with NM, needs a symbol that a bare machine may not have, or holds data that can change.
cmake_minimum_required(VERSION 3.25)

# What every C++ tool chain gives: memory, and the hooks that a distribution's hardening calls for.
set(allowed memcpy memmove memset memcmp __memcpy_chk __memmove_chk __memset_chk __stack_chk_fail _GLOBAL_OFFSET_TABLE_)

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

list(LENGTH defined count)
list(REMOVE_ITEM needed ${allowed} ${defined})
list(REMOVE_DUPLICATES needed)
if(count EQUAL 0)
  message(FATAL_ERROR "${ARCHIVE} defines nothing")
elseif(needed OR state)
  message(FATAL_ERROR "needs ${needed} and keeps ${state}")
endif()
message("${count} symbols, nothing needed beyond ${allowed}")
