// SPDX-License-Identifier: MIT
#pragma once

// What motet asks of the compiler, where it is compiled and where its headers are read. The include that is not there ends
// the compilation: hundreds of errors would follow the one that says what to do.

#if __cplusplus < 202002L
#error "motet needs C++20: compile with -std=c++20 or later"
#include "motet/stop"
#endif

#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "motet needs exact arithmetic: compile without -ffast-math, -Ofast and their parts"
#include "motet/stop"
#endif
