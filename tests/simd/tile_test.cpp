// SPDX-License-Identifier: MIT
#include "simd/tile.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/fma.hpp"
#include "support/random.hpp"

using namespace motet;
using support::bits;
using support::Fenced;

TEST_SUITE_BEGIN("simd/tile");

TEST_CASE("scaled multiplies every float, 16 of them") {
  support::Random random(3);
  float before[16];
  float after[16];
  for (float& each : before) each = support::narrow(random.normal());
  core::simd::store_tile(after, core::simd::scaled(-0.7f, core::simd::load_tile(before)));
  for (int at = 0; at < 16; ++at) CHECK(bits(after[at]) == bits(-0.7f * before[at]));
}

TEST_CASE("fma multiplies four coefficients with four floats and rounds once, 4 x 4") {
  support::Random random(1);
  int wrong = 0;
  for (std::uint32_t n = 0; n < support::trials(20000); ++n) {
    float coefficient[4];
    float word[4];
    float before[16];
    for (float& each : coefficient) each = support::narrow(random.normal());
    for (float& each : word) each = support::narrow(random.normal());
    for (float& each : before) each = support::narrow(random.normal());
    const core::simd::Tile spread = core::simd::spread(coefficient[0], coefficient[1], coefficient[2], coefficient[3]);
    float after[16];
    core::simd::store_tile(after, core::simd::fma(spread, word, core::simd::load_tile(before)));
    for (int p = 0; p < 4; ++p) {
      for (int i = 0; i < 4; ++i) {
        wrong += bits(after[4 * p + i]) != bits(support::fma(coefficient[p], word[i], before[4 * p + i]));
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("a tile is loaded from and stored to any float boundary and touches exactly 16 floats") {
  for (std::size_t offset = 0; offset < 8; ++offset) {
    Fenced from(offset + 16), to(offset + 16);
    for (std::size_t i = 0; i < 16; ++i) from[offset + i] = static_cast<float>(i) - 0.25f;
    core::simd::store_tile(to.data() + offset, core::simd::load_tile(from.data() + offset));
    CHECK(to.intact());
    for (std::size_t i = 0; i < offset; ++i) CHECK(bits(to[i]) == bits(support::sentinel));
    for (std::size_t i = 0; i < 16; ++i) CHECK(to[offset + i] == static_cast<float>(i) - 0.25f);
  }
}

TEST_CASE("fma reads the word at any float boundary and nothing beyond its four floats") {
  float coefficient[16];
  for (float& each : coefficient) each = 1.0f;
  for (std::size_t offset = 0; offset < 4; ++offset) {
    Fenced word(offset + 4);
    for (std::size_t i = 0; i < 4; ++i) word[offset + i] = static_cast<float>(i);
    float sum[16];
    core::simd::store_tile(sum, core::simd::fma(core::simd::load_tile(coefficient), word.data() + offset,
                                                core::simd::spread(0.0f, 0.0f, 0.0f, 0.0f)));
    for (int at = 0; at < 16; ++at) CHECK(sum[at] == static_cast<float>(at % 4));
  }
}

TEST_SUITE_END();
