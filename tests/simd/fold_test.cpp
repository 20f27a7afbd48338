// SPDX-License-Identifier: MIT
#include "simd/fold.hpp"

#include <doctest/doctest.h>

#include "simd/word.hpp"
#include "support/bits.hpp"
#include "support/fma.hpp"
#include "support/random.hpp"

using namespace motet;
using support::bits;
using support::Fenced;

namespace {

[[nodiscard]] Fenced draw(support::Random& random, std::uint32_t words) {
  Fenced row(4 * words);
  for (std::uint32_t i = 0; i < 4 * words; ++i) row[i] = support::narrow(random.normal());
  return row;
}

}  // namespace

TEST_SUITE_BEGIN("simd/fold");

TEST_CASE("dot_words sums four lanes apart, the first word as a product, 0 to 9 words") {
  support::Random random(1);
  CHECK(bits(core::simd::dot_words(0, nullptr, nullptr)) == bits(0.0f));
  for (std::uint32_t words = 1; words <= 9; ++words) {
    Fenced a = draw(random, words), b = draw(random, words);
    float lane[4];
    for (std::uint32_t l = 0; l < 4; ++l) {
      lane[l] = a[l] * b[l];
      for (std::uint32_t i = 1; i < words; ++i) lane[l] = support::fma(a[4 * i + l], b[4 * i + l], lane[l]);
    }
    CHECK(bits(core::simd::dot_words(words, a.data(), b.data())) == bits((lane[0] + lane[2]) + (lane[1] + lane[3])));
  }
}

TEST_CASE("shear uses the old value of both, with one rounding each, and touches nothing beyond, 0 to 9 words") {
  support::Random random(2);
  for (std::uint32_t words = 0; words <= 9; ++words) {
    Fenced a = draw(random, words), b = draw(random, words);
    Fenced was_a = a, was_b = b;
    core::simd::shear(words, 0.7f, -1.3f, a.data(), b.data());
    int wrong = 0;
    for (std::uint32_t i = 0; i < 4 * words; ++i) {
      wrong += bits(a[i]) != bits(support::fma(0.7f, was_b[i], was_a[i]));
      wrong += bits(b[i]) != bits(support::fma(-1.3f, was_a[i], was_b[i]));
    }
    CHECK(wrong == 0);
    CHECK(a.intact());
    CHECK(b.intact());
  }
}

TEST_CASE("add_words adds a multiple with one rounding and touches nothing beyond, 0 to 9 words") {
  support::Random random(3);
  for (std::uint32_t words = 0; words <= 9; ++words) {
    Fenced from = draw(random, words), to = draw(random, words);
    Fenced was = to;
    core::simd::add_words(words, 2.5f, from.data(), to.data());
    int wrong = 0;
    for (std::uint32_t i = 0; i < 4 * words; ++i) wrong += bits(to[i]) != bits(support::fma(2.5f, from[i], was[i]));
    CHECK(wrong == 0);
    CHECK(to.intact());
    CHECK(from.intact());
  }
}

TEST_CASE("move_words moves the value, keeps what rounding took and lets the average follow, 1 to 9 words") {
  support::Random random(4);
  for (std::uint32_t words = 1; words <= 9; ++words) {
    Fenced scale = draw(random, words), step = draw(random, words), value = draw(random, words);
    Fenced carry = draw(random, words), lag = draw(random, words);
    Fenced was = value, was_carry = carry, was_lag = lag;
    core::simd::move_words(words, 0.01f, 0.9f, scale.data(), step.data(), value.data(), carry.data(), lag.data());
    int wrong = 0;
    for (std::uint32_t i = 0; i < 4 * words; ++i) {
      const float by = support::fma(0.01f * scale[i], step[i], was_carry[i]);
      const float next = was[i] + by;
      const float moved = next - was[i];
      wrong += bits(value[i]) != bits(next);
      wrong += bits(carry[i]) != bits(by - moved);
      wrong += bits(lag[i]) != bits(0.9f * (was_lag[i] - moved));
    }
    CHECK(wrong == 0);
    CHECK(value.intact());
    CHECK(carry.intact());
    CHECK(lag.intact());
    CHECK(step.intact());
  }
}

TEST_CASE("clear_words writes zeros and nothing beyond, 1 to 9 words") {
  support::Random random(5);
  for (std::uint32_t words = 1; words <= 9; ++words) {
    Fenced to = draw(random, words);
    core::simd::clear_words(words, to.data());
    int wrong = 0;
    for (std::uint32_t i = 0; i < 4 * words; ++i) wrong += bits(to[i]) != 0;
    CHECK(wrong == 0);
    CHECK(to.intact());
  }
}

TEST_SUITE_END();
