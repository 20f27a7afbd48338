# SPDX-License-Identifier: MIT
# Fails if the images SKETCH and REFERENCE, run by EMULATOR, do not print the same, or nothing.
cmake_minimum_required(VERSION 3.25)

separate_arguments(EMULATOR)
foreach(image SKETCH REFERENCE)
  execute_process(COMMAND ${EMULATOR} ${${image}} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${${image}}: exit status ${status}\n${output}")
  endif()
  set(${image}_says "${output}")
endforeach()
if(NOT SKETCH_says MATCHES "[0-9a-f]+( to [0-9a-f]+:)? [0-9a-f]+\n" OR NOT SKETCH_says STREQUAL REFERENCE_says)
  message(FATAL_ERROR "the package says\n${SKETCH_says}\nand the library\n${REFERENCE_says}")
endif()
message("${SKETCH_says}")
