// SPDX-License-Identifier: MIT
// The headers that most tests include are compiled for this source and reused (tests/CMakeLists.txt).
