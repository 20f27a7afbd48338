# SPDX-License-Identifier: MIT
# What the digests are worth: a library whose compiler may round as it likes gives other bits, and the digests say so.
get_target_property(sources motet SOURCES)
list(TRANSFORM sources PREPEND ${PROJECT_SOURCE_DIR}/src/)
set(flags $<FILTER:$<TARGET_PROPERTY:motet_internal,INTERFACE_COMPILE_OPTIONS>,EXCLUDE,contract>)
set(defines $<TARGET_PROPERTY:motet_internal,INTERFACE_COMPILE_DEFINITIONS>)

# The digests in a program of their own, compiled with `flag` and linked with the library that comes last.
function(motet_add_digests name flag library)
  add_executable(motet_digest_${name} ${CMAKE_CURRENT_SOURCE_DIR}/digest_test.cpp)
  target_include_directories(motet_digest_${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(motet_digest_${name} PRIVATE ${defines})
  target_compile_options(motet_digest_${name} PRIVATE ${flags} ${flag})
  target_link_libraries(motet_digest_${name} PRIVATE ${library} motet_test_main)
  add_test(NAME promises/digest/${name} COMMAND motet_digest_${name} --source-file=*digest_test.cpp)
endfunction()

foreach(loose contraction=-ffp-contract=fast fast_math=-ffast-math)
  string(REGEX MATCH "^([^=]+)=(.+)$" loose ${loose})
  set(name ${CMAKE_MATCH_1})
  set(flag ${CMAKE_MATCH_2})
  add_library(motet_${name} STATIC ${sources})
  target_include_directories(motet_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src PUBLIC ${PROJECT_SOURCE_DIR}/include)
  target_compile_features(motet_${name} PUBLIC cxx_std_20)
  target_compile_definitions(motet_${name} PRIVATE ${defines})
  target_compile_options(motet_${name} PRIVATE ${flags} ${flag} -fno-exceptions -fno-rtti -fno-math-errno)
  motet_add_digests(${name} -ffp-contract=off motet_${name})
  set_tests_properties(promises/digest/${name} PROPERTIES PASS_REGULAR_EXPRESSION
    "fit with a window gives the same bits\n\n[^=]*NOT correct[^=]*other bits than on every other machine")
endforeach()

# The user's own code may be contracted: nothing that the headers compute depends on it.
motet_add_digests(user_contraction -ffp-contract=fast motet::motet)
