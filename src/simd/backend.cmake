# SPDX-License-Identifier: MIT
# Hands the back end to simd/back_end.hpp, which chooses it where MOTET_SIMD is auto.
#
#   motet_internal    what a source needs that includes the headers of src

set(names auto scalar sse avx2 avx512 neon helium vfp)
list(JOIN names ", " spoken)
set(MOTET_SIMD auto CACHE STRING "Back end of the arithmetic: ${spoken}")
set_property(CACHE MOTET_SIMD PROPERTY STRINGS ${names})
if(NOT MOTET_SIMD IN_LIST names)
  message(FATAL_ERROR "MOTET_SIMD is '${MOTET_SIMD}' and must be one of: ${spoken}")
endif()

# What a back end of x86 asks of the compiler and of the machine.
set(sse_flags -mfma)
set(avx2_flags -mavx2 -mfma)
set(avx2_machine "__builtin_cpu_supports(\"avx2\") && __builtin_cpu_supports(\"fma\")")
set(avx512_flags -mavx512f -mfma)
set(avx512_machine "__builtin_cpu_supports(\"avx512f\") && __builtin_cpu_supports(\"fma\")")

# Whether the compiler, with the user's flags and those that follow, aims at machines of which `condition` holds; the condition
# may ask for what simd/back_end.hpp defines. `output` is what the compiler says.
function(motet_targets result condition)
  set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
  try_compile(${result} SOURCE_FROM_CONTENT probe.cpp "#include \"simd/back_end.hpp\"\n#if !(${condition})\n#error no\n#endif\n"
    COMPILE_DEFINITIONS ${ARGN} CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${PROJECT_SOURCE_DIR}/src;${PROJECT_SOURCE_DIR}/include"
    CXX_STANDARD 20 NO_CACHE OUTPUT_VARIABLE output)
  return(PROPAGATE ${result} output)
endfunction()

# Whether `condition` holds on this machine, which must be the one that runs the library.
function(motet_machine result condition)
  set(${result} FALSE)
  if(MOTET_NATIVE AND NOT CMAKE_CROSSCOMPILING)
    try_run(status built SOURCE_FROM_CONTENT probe.cpp "int main() { return ${condition} ? 0 : 1; }\n" NO_CACHE)
    if(built AND status EQUAL 0)
      set(${result} TRUE)
    endif()
  endif()
  return(PROPAGATE ${result})
endfunction()

set(flags ${${MOTET_SIMD}_flags})
if(MOTET_SIMD STREQUAL "auto")
  # Where the compiler aims at nothing in particular, MOTET_NATIVE takes the widest that this machine has.
  motet_targets(plain "MOTET_BACK_END == MOTET_SIMD_scalar")
  foreach(name avx512 avx2)
    if(plain AND NOT flags)
      motet_machine(present "${${name}_machine}")
      if(present)
        message(STATUS "motet: with ${name}, as this machine has it; for others set MOTET_SIMD or the compiler's flags")
        set(flags ${${name}_flags})
      endif()
    endif()
  endforeach()
else()
  set(define -DMOTET_SIMD=${MOTET_SIMD})
endif()

# Which one it is.
list(REMOVE_ITEM names auto)
foreach(name IN LISTS names)
  motet_targets(chosen "MOTET_BACK_END == MOTET_SIMD_${name}" ${define} ${flags})
  if(chosen)
    set(simd ${name})
    break()
  endif()
endforeach()
if(NOT simd)
  # Flags that no back end can be built with are named by motet/detail/requirements.hpp.
  motet_targets(built TRUE ${define} ${flags})
  if(NOT built AND output MATCHES "#error \"([^\"\n]+)")
    message(FATAL_ERROR "${CMAKE_MATCH_1}. The flags are: ${CMAKE_CXX_FLAGS}")
  endif()
  message(FATAL_ERROR
    "MOTET_SIMD is '${MOTET_SIMD}', and the compiler refuses it with these flags: ${CMAKE_CXX_FLAGS} ${flags}")
endif()
message(STATUS "motet: back end ${simd}")
set(MOTET_BACK_END ${simd} CACHE INTERNAL "The back end that was chosen")
motet_targets(soft "defined(MOTET_SOFT)" ${define} ${flags})
if(soft)
  message(STATUS "motet: no fused multiply-add in the target: it is done in software, exact and slow")
endif()

add_library(motet_internal INTERFACE)
target_include_directories(motet_internal INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
target_compile_options(motet_internal INTERFACE ${define} -ffp-contract=off ${flags})
