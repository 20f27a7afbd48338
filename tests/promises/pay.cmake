# SPDX-License-Identifier: MIT
# Unused features are not linked: the same program, with the whole library and with one that has no such rooms.
set(rooms "/motet[.]dir/(bridge/|family/|model/(activation|form|general)[.])")
file(CONFIGURE OUTPUT lean.cpp CONTENT "// An archive needs a source of its own.\n")
add_library(motet_lean STATIC ${CMAKE_CURRENT_BINARY_DIR}/lean.cpp $<FILTER:$<TARGET_OBJECTS:motet>,EXCLUDE,${rooms}>)

set(plain ${PROJECT_SOURCE_DIR}/tests/bench/weigh/image.cpp)
add_executable(motet_pay_whole ${plain})
add_executable(motet_pay_lean ${plain})
add_executable(motet_pay_general ${CMAKE_CURRENT_SOURCE_DIR}/pay/general.cpp)
target_link_libraries(motet_pay_whole PRIVATE motet::motet)
target_link_libraries(motet_pay_lean PRIVATE motet_lean)
target_link_libraries(motet_pay_general PRIVATE motet::motet)
foreach(program motet_pay_whole motet_pay_lean motet_pay_general)
  target_include_directories(${program} PRIVATE ${PROJECT_SOURCE_DIR}/include)
  target_compile_features(${program} PRIVATE cxx_std_20)
endforeach()

string(REGEX REPLACE "nm$" "size" size ${CMAKE_NM})
foreach(program motet_pay_whole motet_pay_general)
  add_test(NAME promises/pay/${program}
    COMMAND ${CMAKE_COMMAND} -D NM=${CMAKE_NM} -D SIZE=${size} -D PROGRAM=$<TARGET_FILE:${program}>
      -D LEAN=$<TARGET_FILE:motet_pay_lean> -P ${CMAKE_CURRENT_SOURCE_DIR}/pay/compare.cmake)
endforeach()
set_tests_properties(promises/pay/motet_pay_general PROPERTIES PASS_REGULAR_EXPRESSION "links.*fit_general.*weighs")

# Unused kinds of image are not linked: who saves nothing links none, who saves a model links that kind alone.
add_executable(motet_pay_saving ${CMAKE_CURRENT_SOURCE_DIR}/pay/saving.cpp)
target_link_libraries(motet_pay_saving PRIVATE motet::motet)
add_test(NAME promises/pay/saving_nothing
  COMMAND ${CMAKE_COMMAND} -D NM=${CMAKE_NM} -D PROGRAM=$<TARGET_FILE:motet_pay_whole> -D NONE=Image -D SOME=push
    -P ${CMAKE_CURRENT_SOURCE_DIR}/pay/links.cmake)
set(others EstimatorImage GeneralImage AdapterImage DescentImage ContestImage LearnerImage MemberImage configure check_form
  begin_contest)
list(JOIN others "|" others)
add_test(NAME promises/pay/saving_a_model
  COMMAND ${CMAKE_COMMAND} -D NM=${CMAKE_NM} -D PROGRAM=$<TARGET_FILE:motet_pay_saving> -D "NONE=${others}" -D SOME=ModelImage
    -P ${CMAKE_CURRENT_SOURCE_DIR}/pay/links.cmake)
