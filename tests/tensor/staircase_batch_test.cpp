// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cstdint>

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "tensor/staircase.hpp"
#include "tensor/staircase_reference.hpp"

using namespace motet;
using support::Fenced;

namespace {

/// How many moments of a batch differ from those of its samples one by one; -1 where a fence broke.
int compare(std::uint32_t order, std::uint32_t count) {
  const test::Stream stream(order, count, 1000 * order + count);
  Fenced batch(test::staircase_floats(order), -0.75f);
  Fenced single(test::staircase_floats(order), -0.75f);
  Fenced q(core::packed_floats(order) + 4);
  core::tensor::accumulate_batch(order, count, stream.z.data(), stream.y.data(), q.data(), batch.data());
  bool intact = batch.intact() && q.intact();
  for (std::uint32_t s = 0; s < count; ++s) {
    intact = test::accumulate_fenced(order, stream.row(s), stream.y[s], single) && intact;
  }
  return intact ? test::count_different(order, batch.data(), single.data()) : -1;
}

}  // namespace

TEST_SUITE_BEGIN("tensor/staircase_batch");

TEST_CASE("a batch has the bits of its samples one by one, orders 1 to 33 x 1 to 9 samples" *
          support::needs(support::Effort::some)) {
  for (std::uint32_t order = 1; order <= max_cubic_dim + 1; ++order) {
    for (std::uint32_t count = 1; count < 10; ++count) {
      CAPTURE(order);
      CAPTURE(count);
      CHECK(compare(order, count) == 0);
    }
  }
}

TEST_CASE("a batch longer than any chunk has the bits of its samples one by one, 16, 17, 31, 33 and 67 samples" *
          support::needs(support::Effort::some)) {
  for (const std::uint32_t order : {1u, 2u, 6u, 13u, 22u, 33u}) {
    for (const std::uint32_t count : {16u, 17u, 31u, 33u, 67u}) {
      CAPTURE(order);
      CAPTURE(count);
      CHECK(compare(order, count) == 0);
    }
  }
}

TEST_CASE("an empty batch adds nothing, order 3") {
  Fenced tiles(test::staircase_floats(3), 4.0f);
  core::tensor::accumulate_batch(3, 0, nullptr, nullptr, nullptr, tiles.data());
  for (std::size_t at = 0; at < test::staircase_floats(3); ++at) CHECK(tiles[at] == 4.0f);
}

TEST_SUITE_END();
