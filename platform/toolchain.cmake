# SPDX-License-Identifier: MIT
# The tool chain of the board that MOTET_BOARD names: a folder beside this file with
#
#   board.cmake   toolchain (the prefix of its tools), cpu (compiler flags), emulator (command)
#   memory.ld     for a bare board: where its memories lie
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MOTET_BOARD)

file(GLOB boards RELATIVE ${CMAKE_CURRENT_LIST_DIR} ${CMAKE_CURRENT_LIST_DIR}/*/board.cmake)
list(TRANSFORM boards REPLACE "/board.cmake" "")
list(JOIN boards ", " spoken)
if(NOT MOTET_BOARD IN_LIST boards)
  message(FATAL_ERROR "MOTET_BOARD is '${MOTET_BOARD}' and must be one of: ${spoken}")
endif()
include(${CMAKE_CURRENT_LIST_DIR}/${MOTET_BOARD}/board.cmake)

# The Debian packages that `sh tests/run --targets` installs, should a tool be missing.
set(packages_arm-none-eabi libstdc++-arm-none-eabi-picolibc)
set(packages_riscv64-unknown-elf gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf libstdc++-arm-none-eabi-dev)
set(packages_aarch64-linux-gnu g++-aarch64-linux-gnu)
set(packages_arm-linux-gnueabihf g++-arm-linux-gnueabihf)
set(packages_qemu-system-arm qemu-system-arm)
set(packages_qemu-system-riscv32 qemu-system-misc)
set(packages_qemu-aarch64 qemu-user)
set(packages_qemu-arm qemu-user)

function(motet_need found tool)
  list(JOIN packages_${tool} " " names)
  if(NOT found)
    message(FATAL_ERROR "motet: board ${MOTET_BOARD} needs ${tool} (Debian, Ubuntu: apt install ${names})")
  endif()
endfunction()

find_program(MOTET_COMPILER ${toolchain}-g++)
motet_need("${MOTET_COMPILER}" ${toolchain})
list(POP_FRONT emulator qemu)
find_program(MOTET_EMULATOR ${qemu})
motet_need("${MOTET_EMULATOR}" ${qemu})

# A program in C is compiled and linked by the C compiler beside it.
string(REGEX REPLACE "g\\+\\+$" "gcc" c_compiler ${MOTET_COMPILER})
set(c_flags ${cpu})

# Debian's compiler for RISC-V has no C++ library: the headers are those of the one for ARM, the rest is in streams.
execute_process(COMMAND ${MOTET_COMPILER} -print-file-name=libstdc++.a OUTPUT_VARIABLE library OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT IS_ABSOLUTE ${library})
  set(MOTET_BORROWED_LIBRARY TRUE)
  file(GLOB borrowed /usr/include/newlib/c++/*)
  motet_need("${borrowed}" ${toolchain})
  list(APPEND cpu -nostdinc++ -isystem ${borrowed} -isystem ${borrowed}/arm-none-eabi)
endif()

string(REGEX MATCH "^[a-z]+" CMAKE_SYSTEM_PROCESSOR ${toolchain})
if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/${MOTET_BOARD}/memory.ld)
  set(CMAKE_SYSTEM_NAME Generic)
  execute_process(COMMAND ${MOTET_COMPILER} -print-file-name=picolibcpp.specs
    OUTPUT_VARIABLE specs OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(NOT IS_ABSOLUTE ${specs})
    motet_need("" ${toolchain})
  endif()
  list(APPEND cpu --specs=picolibcpp.specs)
  list(APPEND c_flags --specs=picolibc.specs)
  set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
  set(CMAKE_CROSSCOMPILING_EMULATOR sh ${CMAKE_CURRENT_LIST_DIR}/emulate ${MOTET_EMULATOR} ${emulator} --)
  set(CMAKE_EXECUTABLE_SUFFIX_CXX .elf)
else()
  set(CMAKE_SYSTEM_NAME Linux)
  set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
  set(CMAKE_CROSSCOMPILING_EMULATOR ${MOTET_EMULATOR} ${emulator})
endif()

# As a part of the compiler, the flags reach every probe and every target.
set(CMAKE_CXX_COMPILER ${MOTET_COMPILER} ${cpu})
set(CMAKE_C_COMPILER ${c_compiler} ${c_flags})
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
