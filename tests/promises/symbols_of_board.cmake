# SPDX-License-Identifier: MIT
# What the library may ask of a board: memcpy and memset, and by name what the core itself lacks. No helper for double is here.
set(allowed memcpy memset)

motet_targets(no_float "defined(__arm__) && !defined(__ARM_FP)")
motet_targets(no_division "defined(__arm__) && !defined(__ARM_FEATURE_IDIV)")
motet_targets(no_long_multiplication "defined(__ARM_ARCH_6M__)")
if(no_float)
  list(APPEND allowed __aeabi_fadd __aeabi_fsub __aeabi_fmul __aeabi_fdiv sqrtf)
  list(APPEND allowed __aeabi_fcmpeq __aeabi_fcmplt __aeabi_fcmple __aeabi_fcmpge __aeabi_fcmpgt __aeabi_fcmpun)
  list(APPEND allowed __aeabi_i2f __aeabi_ui2f __aeabi_ul2f __aeabi_f2iz __aeabi_f2uiz)
endif()
if(no_division)
  list(APPEND allowed __aeabi_uidiv __aeabi_uidivmod __aeabi_idivmod)
endif()
if(no_long_multiplication)
  list(APPEND allowed __aeabi_lmul __clzsi2 __clzdi2)
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  list(APPEND allowed _GLOBAL_OFFSET_TABLE_)  # addresses of functions, where code may lie anywhere
endif()
