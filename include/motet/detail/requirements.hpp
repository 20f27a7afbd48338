// SPDX-License-Identifier: MIT
#pragma once

// What motet needs of the compiler, for the library and for its headers. The include of a missing file ends the compilation;
// otherwise hundreds of errors would follow the one that names the flag.

#if __cplusplus < 202002L
#error "motet needs C++20: compile with -std=c++20 or later"
#include "motet/stop"
#endif

#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__)
#error "motet needs exact arithmetic: compile without -ffast-math, -Ofast and their parts"
#include "motet/stop"
#endif
