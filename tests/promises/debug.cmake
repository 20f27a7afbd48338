# SPDX-License-Identifier: MIT
# A debug build compiles too, though it has fewer registers for the assembly of simd: the rooms that run once a sample.
# On the cores with most assembly the tests of simd and tensor pass with it.
get_target_property(sources motet SOURCES)
list(FILTER sources INCLUDE REGEX "^(tensor|stream|adapt)/")
list(TRANSFORM sources PREPEND ${PROJECT_SOURCE_DIR}/src/)
set(levels O0)
if(MOTET_BOARD MATCHES "^(m4f|m55|aarch64)$")  # those with assembly of their own
  list(APPEND levels Og)
endif()
foreach(level IN LISTS levels)
  add_library(motet_debug_${level} OBJECT ${sources})
  target_link_libraries(motet_debug_${level} PRIVATE motet_internal)
  target_compile_features(motet_debug_${level} PRIVATE cxx_std_20)
  target_compile_options(motet_debug_${level} PRIVATE -${level} -fno-exceptions -fno-rtti)
endforeach()

if(MOTET_BOARD MATCHES "^(m4f|m55)$")
  motet_add_tests(motet_debug_test)
  set_target_properties(motet_debug_test PROPERTIES DISABLE_PRECOMPILE_HEADERS ON)  # those of another level
  set(parts row_test.cpp fold_test.cpp word_test.cpp)
  list(TRANSFORM parts PREPEND ${PROJECT_SOURCE_DIR}/tests/simd/)
  target_sources(motet_debug_test PRIVATE $<TARGET_OBJECTS:motet_debug_O0> ${parts} $<TARGET_OBJECTS:motet_tensor_test>)
  target_include_directories(motet_debug_test PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_options(motet_debug_test PRIVATE -O0)
  add_test(NAME promises/debug COMMAND motet_debug_test)
endif()
