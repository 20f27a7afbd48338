# SPDX-License-Identifier: MIT
# The library for Arduino, compiled as its builder does: every source below src with gnu++20, one include path, no define. Its
# sketches, linked with it, print bit for bit what they print with motet itself.
set(cpu)
set(level -Os)
set(loops 400)
if(MOTET_BOARD STREQUAL "m0")
  set(cpu -mcpu=cortex-m0plus)
  set(level -O0)  # half the time to compile
  set(loops 100)
endif()

set(package ${CMAKE_CURRENT_BINARY_DIR}/arduino)
get_target_property(sources motet SOURCES)
list(TRANSFORM sources PREPEND ${package}/src/ OUTPUT_VARIABLE packaged)
file(GLOB_RECURSE inputs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*.?pp ${PROJECT_SOURCE_DIR}/include/motet/*
  ${PROJECT_SOURCE_DIR}/platform/packages/arduino/*)
set(sketches Regimes Sensors)
list(TRANSFORM sketches REPLACE "(.+)" "${package}/examples/\\1/\\1.ino" OUTPUT_VARIABLE files)
add_custom_command(OUTPUT ${packaged} ${files}
  COMMAND ${CMAKE_COMMAND} -E rm -rf ${package}
  COMMAND sh ${PROJECT_SOURCE_DIR}/platform/package arduino ${package}
  DEPENDS ${inputs} ${PROJECT_SOURCE_DIR}/platform/package ${PROJECT_SOURCE_DIR}/platform/packages/rounding.inc
  COMMENT "Assembling the library for Arduino" VERBATIM)

set(flags ${cpu} ${level} -UNDEBUG -fno-exceptions -fno-rtti -ffunction-sections -fdata-sections)
add_library(motet_arduino STATIC ${packaged})
set_target_properties(motet_arduino PROPERTIES CXX_STANDARD 20 CXX_EXTENSIONS ON)
target_include_directories(motet_arduino PUBLIC ${package}/src)
target_compile_options(motet_arduino PRIVATE ${flags})

list(JOIN CMAKE_CROSSCOMPILING_EMULATOR " " emulator)
foreach(sketch IN LISTS sketches)
  set(file ${package}/examples/${sketch}/${sketch}.ino)
  set(program motet_arduino_${sketch})
  foreach(name ${program} ${program}_reference)
    add_executable(${name} arduino/core.cpp ${file})
    set_target_properties(${name} PROPERTIES CXX_STANDARD 20 CXX_EXTENSIONS ON)
    target_include_directories(${name} PRIVATE arduino ${package}/src)
    target_compile_options(${name} PRIVATE ${flags})
    target_compile_definitions(${name} PRIVATE LOOPS=${loops} SKETCH="${file}")
    target_link_options(${name} PRIVATE -nostdlib -Wl,--gc-sections)
  endforeach()
  target_link_libraries(${program} PRIVATE motet_arduino motet_platform -lc -lgcc)
  target_link_libraries(${program}_reference PRIVATE motet::motet motet_platform -lc -lgcc)
  add_test(NAME packages/arduino/${sketch}
    COMMAND ${CMAKE_COMMAND} -D EMULATOR=${emulator} -D SKETCH=$<TARGET_FILE:${program}>
      -D REFERENCE=$<TARGET_FILE:${program}_reference> -P ${CMAKE_CURRENT_SOURCE_DIR}/arduino/compare.cmake)
endforeach()

# What a package does where it has no say in the compiler's flags.
if(MOTET_BOARD STREQUAL "m4f")
  add_test(NAME packages/rounding
    COMMAND ${CMAKE_COMMAND} -D "COMPILER=${CMAKE_CXX_COMPILER} ${CMAKE_CXX_COMPILER_ARG1}" -D WORK=${CMAKE_CURRENT_BINARY_DIR}
      -D ROUNDING=${PROJECT_SOURCE_DIR}/platform/packages/rounding.inc -P ${CMAKE_CURRENT_SOURCE_DIR}/arduino/rounding.cmake)
endif()
