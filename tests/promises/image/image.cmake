# SPDX-License-Identifier: MIT
# What is proved on images of push, fit, predict and adapt alone.
set(here ${CMAKE_CURRENT_LIST_DIR})

# An image of the library and nothing else: linked as a C program is, without the C++ library, and of the C library it may
# have memcpy, memset and, on a core without a unit for it, the square root. The linker asserts that the rest is not there.
function(motet_add_image name source)
  add_executable(${name} ${source})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests/promises ${PROJECT_SOURCE_DIR}/platform/bare)
  target_compile_options(${name} PRIVATE -fno-exceptions -fno-rtti)
  target_link_libraries(${name} PRIVATE motet::motet)
  set(image ${PROJECT_SOURCE_DIR}/tests/promises/image)
  if(TARGET motet_platform)
    target_link_libraries(${name} PRIVATE motet_platform ${image}/bare.ld -lm -lc -lgcc)
    target_link_options(${name} PRIVATE -nostdlib)
    set_target_properties(${name} PROPERTIES LINK_DEPENDS ${image}/bare.ld)
  else()
    target_sources(${name} PRIVATE ${image}/linux.cpp)
    set_source_files_properties(${image}/linux.cpp PROPERTIES COMPILE_OPTIONS -fno-tree-loop-distribute-patterns)
  endif()
endfunction()

motet_add_image(motet_image ${here}/image.cpp)

# The stack under each: a bound from the image, the depth that it measures, a ceiling, and the table of all boards.
find_program(MOTET_PYTHON python3 REQUIRED)
set(stack ${MOTET_PYTHON} ${here}/stack.py --board ${MOTET_BOARD} --image $<TARGET_FILE:motet_image>
  --objdump ${CMAKE_OBJDUMP} --table ${here}/stack.csv)
set(run -- ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:motet_image>)
add_test(NAME promises/stack COMMAND ${stack} ${run})
add_custom_target(motet_stack_table COMMAND ${stack} --update ${run} VERBATIM)
add_dependencies(motet_stack_table motet_image)

# The public headers need no hosted library, but for print.hpp and write_c.hpp.
set(sources)
get_target_property(headers motet HEADER_SET)
list(FILTER headers EXCLUDE REGEX "(print|write_c)[.]hpp$")
foreach(header IN LISTS headers)
  file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR}/include ${header})
  file(CONFIGURE OUTPUT freestanding/${name}.cpp CONTENT "#include \"${name}\"\n#include \"${name}\"\n")
  list(APPEND sources ${CMAKE_CURRENT_BINARY_DIR}/freestanding/${name}.cpp)
endforeach()
add_library(motet_freestanding OBJECT ${sources})
target_include_directories(motet_freestanding PRIVATE ${PROJECT_SOURCE_DIR}/include)
target_compile_features(motet_freestanding PRIVATE cxx_std_20)
target_compile_options(motet_freestanding PRIVATE -ffreestanding)
