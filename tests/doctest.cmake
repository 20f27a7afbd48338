# SPDX-License-Identifier: MIT
# Finds doctest; for another machine its one header is copied, so that nothing else of this machine's is seen.
if(NOT CMAKE_CROSSCOMPILING)
  find_package(doctest QUIET)
  if(doctest_FOUND)
    return()
  endif()
endif()

find_path(MOTET_DOCTEST doctest/doctest.h PATHS /usr/include /usr/local/include NO_CMAKE_FIND_ROOT_PATH)
if(NOT MOTET_DOCTEST)
  message(FATAL_ERROR "motet: the tests need doctest (Debian, Ubuntu: apt install doctest-dev), or set MOTET_TESTS to OFF")
endif()
set(copy ${CMAKE_CURRENT_BINARY_DIR}/doctest)
file(COPY ${MOTET_DOCTEST}/doctest/doctest.h DESTINATION ${copy}/doctest)
add_library(doctest::doctest INTERFACE IMPORTED)
target_include_directories(doctest::doctest INTERFACE ${copy})

# On a bare board: no threads, no signals, no exceptions.
if(CMAKE_SYSTEM_NAME STREQUAL "Generic")
  target_compile_definitions(doctest::doctest INTERFACE DOCTEST_CONFIG_NO_POSIX_SIGNALS DOCTEST_CONFIG_NO_MULTITHREADING
    DOCTEST_CONFIG_NO_EXCEPTIONS_BUT_WITH_ALL_ASSERTS DOCTEST_CONFIG_COLORS_NONE)
endif()
