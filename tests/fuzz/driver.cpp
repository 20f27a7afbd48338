// SPDX-License-Identifier: MIT
#include <cstdlib>
#include <vector>

#include "fuzz/target.hpp"
#include "support/random.hpp"

// Where the compiler brings no libFuzzer: the same target with random inputs, the same ones every time.
//
//   PROGRAM COUNT

int main(int count, char** words) {
  const long runs = count > 1 ? std::strtol(words[1], nullptr, 10) : 1000;
  if (runs <= 0) return 2;
  motet::support::Random random(1);
  for (long run = 0; run < runs; ++run) {
    // Few edits as a rule: of many, one is sure to be refused.
    std::vector<std::uint8_t> input(2 + 3 * random.below(1u << random.below(6)));
    for (std::uint8_t& byte : input) byte = static_cast<std::uint8_t>(random.bits() & 0xffu);
    input[1] = static_cast<std::uint8_t>(random.below(4) == 0 ? random.below(8) : 1);
    static_cast<void>(LLVMFuzzerTestOneInput(input.data(), input.size()));
  }
  return 0;
}
