# SPDX-License-Identifier: MIT
# Promises that this machine alone can test.
if(CMAKE_CXX_FLAGS MATCHES "-fsanitize=")
  set(heap_trap heap_trap_sanitizer.cpp)
else()
  set(heap_trap heap_trap.cpp)
endif()
list(TRANSFORM heap_trap PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
target_sources(motet_host_test PRIVATE house.cpp ${heap_trap})
target_compile_definitions(motet_host_test PRIVATE MOTET_ROOT="${PROJECT_SOURCE_DIR}")

# Every public header compiles alone.
set_target_properties(motet PROPERTIES VERIFY_INTERFACE_HEADER_SETS TRUE)
add_test(NAME promises/headers
  COMMAND ${CMAKE_COMMAND} --build ${PROJECT_BINARY_DIR} --target motet_verify_interface_header_sets)

# A compiler that cannot keep the promises is told so in one line, whichever header it reads first, and in the sources too.
get_target_property(files motet HEADER_SET)
list(FILTER files EXCLUDE REGEX "[.]h$")  # those of C ask for less
list(APPEND files ${PROJECT_SOURCE_DIR}/src/simd/back_end.hpp)
add_test(NAME promises/requirements
  COMMAND ${CMAKE_COMMAND} -D COMPILER=${CMAKE_CXX_COMPILER} -D ROOT=${PROJECT_SOURCE_DIR} -D "FILES=${files}"
    -P ${CMAKE_CURRENT_SOURCE_DIR}/requirements.cmake)

if(MOTET_TEST_ROUNDING)
  include(loose.cmake)
endif()

if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize=")
  include(pay.cmake)
endif()

# A project can use the library, installed or as a part of itself.
if(MOTET_SIMD STREQUAL "auto" AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize=")
  set(ways find_package)
  if(MOTET_THOROUGH)
    list(APPEND ways add_subdirectory)  # compiles the library again
  endif()
endif()
foreach(way IN LISTS ways)
  add_test(NAME promises/install/${way}
    COMMAND ${CMAKE_COMMAND}
      -D WAY=${way} -D SOURCE=${PROJECT_SOURCE_DIR} -D BUILD=${PROJECT_BINARY_DIR} -D WORK=${CMAKE_CURRENT_BINARY_DIR}/${way}
      -D COMPILER=${CMAKE_CXX_COMPILER} -D FLAGS=${CMAKE_CXX_FLAGS} -D SIMD=${MOTET_SIMD}
      -D GENERATOR=${CMAKE_GENERATOR} -P ${CMAKE_CURRENT_SOURCE_DIR}/install.cmake)
  set_tests_properties(promises/install/${way} PROPERTIES COST 20)
endforeach()

add_test(NAME promises/install/cross
  COMMAND ${CMAKE_COMMAND} -D SOURCE=${PROJECT_SOURCE_DIR} -D WORK=${CMAKE_CURRENT_BINARY_DIR}/cross
    -D COMPILER=${CMAKE_CXX_COMPILER} -D GENERATOR=${CMAKE_GENERATOR} -P ${CMAKE_CURRENT_SOURCE_DIR}/cross.cmake)

if(CMAKE_GENERATOR STREQUAL "Ninja" AND MOTET_SIMD STREQUAL "auto")
  add_test(NAME promises/install/manners
    COMMAND ${CMAKE_COMMAND} -D SOURCE=${PROJECT_SOURCE_DIR} -D WORK=${CMAKE_CURRENT_BINARY_DIR}/manners
      -D COMPILER=${CMAKE_CXX_COMPILER} -P ${CMAKE_CURRENT_SOURCE_DIR}/manners.cmake)
endif()

# What every C++ tool chain gives: memory, and the hooks that a distribution's hardening calls for.
set(allowed memcpy memmove memset memcmp __memcpy_chk __memmove_chk __memset_chk __stack_chk_fail _GLOBAL_OFFSET_TABLE_)
