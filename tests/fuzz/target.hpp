// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>

/// One input of a fuzz target; aborts on a finding. Called by libFuzzer, and by driver.cpp where there is none.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
