# SPDX-License-Identifier: MIT
# The image of push, fit and predict alone, and what is proved on it.
set(here ${CMAKE_CURRENT_LIST_DIR})

add_executable(motet_image ${here}/image.cpp)
target_include_directories(motet_image PRIVATE ${here}/.. ${PROJECT_SOURCE_DIR}/platform/bare)
target_compile_options(motet_image PRIVATE -fno-exceptions -fno-rtti)
target_link_libraries(motet_image PRIVATE motet::motet)
if(TARGET motet_platform)
  # Linked as a C program is: no C++ library, and no C library but for memcpy, memset and, without a unit for it, the root.
  target_link_libraries(motet_image PRIVATE motet_platform ${here}/bare.ld -lm -lc -lgcc)
  target_link_options(motet_image PRIVATE -nostdlib)
  set_target_properties(motet_image PROPERTIES LINK_DEPENDS ${here}/bare.ld)
else()
  target_sources(motet_image PRIVATE ${here}/linux.cpp)
  set_source_files_properties(${here}/linux.cpp PROPERTIES COMPILE_OPTIONS -fno-tree-loop-distribute-patterns)
endif()

# The stack under each: a bound from the image, the depth that it measures, a ceiling, and the table of all boards.
find_program(MOTET_PYTHON python3 REQUIRED)
set(stack ${MOTET_PYTHON} ${here}/stack.py --board ${MOTET_BOARD} --image $<TARGET_FILE:motet_image>
  --objdump ${CMAKE_OBJDUMP} --table ${here}/stack.csv)
set(run -- ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:motet_image>)
add_test(NAME promises/stack COMMAND ${stack} ${run})
add_custom_target(motet_stack_table COMMAND ${stack} --update ${run} VERBATIM)
add_dependencies(motet_stack_table motet_image)

# The public headers need no hosted library, but for print.hpp.
get_target_property(headers motet HEADER_SET)
list(FILTER headers EXCLUDE REGEX "print.hpp$")
foreach(header IN LISTS headers)
  get_filename_component(name ${header} NAME)
  file(CONFIGURE OUTPUT freestanding/${name}.cpp CONTENT "#include \"motet/${name}\"\n#include \"motet/${name}\"\n")
  list(APPEND sources ${CMAKE_CURRENT_BINARY_DIR}/freestanding/${name}.cpp)
endforeach()
add_library(motet_freestanding OBJECT ${sources})
target_include_directories(motet_freestanding PRIVATE ${PROJECT_SOURCE_DIR}/include)
target_compile_features(motet_freestanding PRIVATE cxx_std_20)
target_compile_options(motet_freestanding PRIVATE -ffreestanding)
