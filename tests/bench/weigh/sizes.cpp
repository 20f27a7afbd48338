// SPDX-License-Identifier: MIT
// The RAM of a few learners, estimators and models, as tests/bench/ram.csv has it.

#include <cstdio>

#include "motet/estimator.hpp"
#include "motet/learner.hpp"

namespace {

template <std::size_t Dim, std::size_t Experts, std::size_t Window>
void print_size() {
  std::printf("%u,%u,%u,", static_cast<unsigned>(Dim), static_cast<unsigned>(Experts), static_cast<unsigned>(Window));
  if constexpr (Window > 0) {
    std::printf("%u", static_cast<unsigned>(sizeof(motet::Learner<Dim, Experts, Window>)));
  }
  std::printf(",%u,%u\n", static_cast<unsigned>(sizeof(motet::Estimator<Dim, Experts, Window>)),
              static_cast<unsigned>(sizeof(motet::Model<Dim, Experts>)));
}

}  // namespace

int main() {
  std::printf("dim,experts,window,learner,estimator,model\n");
  print_size<2, 2, 0>();
  print_size<4, 3, 64>();
  print_size<8, 3, 64>();
  print_size<16, 4, 256>();
  print_size<32, 8, 4096>();
}
