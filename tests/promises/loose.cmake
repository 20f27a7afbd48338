# SPDX-License-Identifier: MIT
# What the digests are worth: where the compiler may round as it likes they say so. One file of the library compiled so is
# enough: the power iteration, which contraction changes. As a source of the program it takes the place of the one in the
# library.

# The digests in a program of their own. One source is TEXT, compiled with FLAGS; more follow.
function(motet_add_digests name text flags)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  file(CONFIGURE OUTPUT ${source} CONTENT "${text}")
  set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "${flags}")
  add_executable(motet_digest_${name} ${source} ${ARGN})
  target_include_directories(motet_digest_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(motet_digest_${name} PRIVATE motet::motet motet_internal motet_test_main)
  add_test(NAME promises/digest/${name} COMMAND motet_digest_${name} --source-file=*digest_test.cpp)
endfunction()

# The macro tells motet/detail/requirements.hpp, which refuses such mathematics.
foreach(loose contraction=-ffp-contract=fast unsafe_math=-funsafe-math-optimizations)
  string(REGEX MATCH "^([^=]+)=(.+)$" loose ${loose})
  set(name ${CMAKE_MATCH_1})
  motet_add_digests(${name} "#include \"start/power.cpp\"\n" "-fno-math-errno;-U__ASSOCIATIVE_MATH__;${CMAKE_MATCH_2}"
    ${CMAKE_CURRENT_SOURCE_DIR}/digest_test.cpp)
  set_tests_properties(promises/digest/${name} PROPERTIES PASS_REGULAR_EXPRESSION
    "fit with a window gives the same bits\n\n[^=]*NOT correct[^=]*other bits than on every other machine")
endforeach()

# The user's own code may be contracted: nothing that the headers compute depends on it.
motet_add_digests(user_contraction "#include \"promises/digest_test.cpp\"\n" -ffp-contract=fast)
