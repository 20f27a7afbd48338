// SPDX-License-Identifier: MIT
//
// The RAM of a few estimators: what `sh tests/bench/cost` prints first.

#include <cstdio>

#include "motet/estimator.hpp"

namespace {

template <std::size_t Dim, std::size_t Experts, std::size_t Window>
void print_size() {
  std::printf("Estimator<%zu, %zu, %zu>  %zu B   Model<%zu, %zu>  %zu B\n", Dim, Experts, Window,
              sizeof(motet::Estimator<Dim, Experts, Window>), Dim, Experts, sizeof(motet::Model<Dim, Experts>));
}

}  // namespace

int main() {
  print_size<2, 2, 0>();
  print_size<4, 3, 64>();
  print_size<8, 3, 64>();
  print_size<16, 4, 256>();
  print_size<32, 8, 4096>();
}
