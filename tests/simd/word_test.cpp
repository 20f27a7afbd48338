// SPDX-License-Identifier: MIT
#include "simd/word.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/fma.hpp"
#include "support/random.hpp"

using namespace motet;
using support::bits;
using support::same;

namespace {

using limits = std::numeric_limits<float>;

constexpr float edges[] = {0.0f,
                           -0.0f,
                           1.0f,
                           -1.0f,
                           1.0f + limits::epsilon(),
                           limits::min(),
                           -limits::min(),
                           limits::max(),
                           -limits::max(),
                           limits::infinity(),
                           0.5f,
                           -limits::infinity(),
                           limits::quiet_NaN(),
                           3.0e-20f,
                           -7.0e19f};

/// A float of any size from 2^-30 to 2^30.
float draw(support::Random& random) {
  return support::narrow(std::ldexp(2.0 * random.uniform() - 1.0, static_cast<int>(random.below(61)) - 30));
}

struct Four {
  float lane[4];
};

Four lanes_of(const core::simd::Word& word) {
  Four four;
  core::simd::store(four.lane, word);
  return four;
}

/// The same to the bit, or zero for a number that is below the normal ones before it is rounded: a word may flush it.
bool agrees(float lane, float wanted) { return same(lane, wanted) || (std::fabs(wanted) <= limits::min() && lane == 0.0f); }

/// How many lanes of `word` differ from `wanted(lane)`.
template <class Wanted>
int count_wrong(const core::simd::Word& word, Wanted wanted) {
  const Four four = lanes_of(word);
  int wrong = 0;
  for (int i = 0; i < 4; ++i) wrong += agrees(four.lane[i], wanted(i)) ? 0 : 1;
  return wrong;
}

int count_wrong_operations(const float* a, const float* b, const float* c) {
  const core::simd::Word wa = core::simd::load(a);
  const core::simd::Word wb = core::simd::load(b);
  const core::simd::Word wc = core::simd::load(c);
  return count_wrong(core::simd::add(wa, wb), [&](int i) { return a[i] + b[i]; }) +
         count_wrong(core::simd::sub(wa, wb), [&](int i) { return a[i] - b[i]; }) +
         count_wrong(core::simd::mul(wa, wb), [&](int i) { return a[i] * b[i]; }) +
         count_wrong(core::simd::max(wa, wb), [&](int i) { return a[i] > b[i] ? a[i] : b[i]; }) +
         count_wrong(core::simd::fma(wa, wb, wc), [&](int i) { return support::fma(a[i], b[i], c[i]); }) +
         count_wrong(core::simd::splat(a[0]), [&](int) { return a[0]; }) + count_wrong(wa, [&](int i) { return a[i]; });
}

}  // namespace

TEST_SUITE_BEGIN("simd/word");

TEST_CASE("every lane of every operation has the bits of the scalar one") {
  support::Random random(1);
  int wrong = 0;
  for (std::uint32_t n = 0; n < support::trials(100000); ++n) {
    float a[4], b[4], c[4];
    for (int i = 0; i < 4; ++i) {
      a[i] = draw(random);
      b[i] = draw(random);
      c[i] = n % 2 == 0 ? draw(random) : -a[i] * b[i];
    }
    wrong += count_wrong_operations(a, b, c);
  }
  CHECK(wrong == 0);
}

TEST_CASE("zeros, infinities and NaN pass through a word as through a scalar") {
  int wrong = 0;
  for (const float first : edges) {
    for (const float second : edges) {
      for (const float third : edges) {
        const float a[4] = {first, second, third, 1.0f};
        const float b[4] = {second, first, first, third};
        const float c[4] = {third, third, second, first};
        wrong += count_wrong_operations(a, b, c);
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("fused rounds once and root rounds correctly") {
  support::Random random(2);
  int wrong = 0;
  for (std::uint32_t n = 0; n < support::trials(200000); ++n) {
    const float a = draw(random);
    const float b = draw(random);
    const float c = n % 2 == 0 ? draw(random) : -a * b;
    wrong += bits(core::simd::fused(a, b, c)) != bits(support::fma(a, b, c));
    wrong += bits(core::simd::root(std::fabs(a))) != bits(std::sqrt(std::fabs(a)));
  }
  for (const float a : edges) {
    for (const float b : edges) {
      for (const float c : edges) wrong += same(core::simd::fused(a, b, c), support::fma(a, b, c)) ? 0 : 1;
    }
    wrong += same(core::simd::root(a), std::sqrt(a)) ? 0 : 1;
  }
  CHECK(wrong == 0);
  // (1 + 2^-12)^2 - (1 + 2^-11) is 2^-24 with one rounding and 0 with two.
  const float a = 1.0f + 0x1p-12f;
  CHECK(core::simd::fused(a, a, -(1.0f + 0x1p-11f)) == 0x1p-24f);
}

TEST_CASE("a sum adds (a0 + a2) + (a1 + a3)") {
  const float cancel[4] = {1e8f, 1.0f, -1e8f, 1.0f};
  CHECK(core::simd::sum(core::simd::load(cancel)) == 2.0f);
  const float lost[4] = {1e8f, -1e8f, 1.0f, 1.0f};
  CHECK(core::simd::sum(core::simd::load(lost)) == 0.0f);
  support::Random random(3);
  int wrong = 0;
  for (std::uint32_t n = 0; n < support::trials(100000); ++n) {
    const float a[4] = {draw(random), draw(random), draw(random), draw(random)};
    wrong += bits(core::simd::sum(core::simd::load(a))) != bits((a[0] + a[2]) + (a[1] + a[3]));
  }
  CHECK(wrong == 0);
}

TEST_CASE("larger takes the size of the first where it is the larger, infinity and NaN too") {
  const float a[4] = {-3.0f, 2.0f, -0.0f, -limits::infinity()};
  const float b[4] = {2.5f, 2.5f, 0.0f, limits::max()};
  const float wanted[4] = {3.0f, 2.5f, 0.0f, limits::infinity()};
  CHECK(count_wrong(core::simd::larger(core::simd::load(a), core::simd::load(b)), [&](int i) { return wanted[i]; }) == 0);
  const float nan[4] = {limits::quiet_NaN(), -limits::quiet_NaN(), limits::quiet_NaN(), 1.0f};
  const float most[4] = {0.0f, limits::max(), limits::infinity(), 0.5f};
  const Four four = lanes_of(core::simd::larger(core::simd::load(nan), core::simd::load(most)));
  for (int i = 0; i < 3; ++i) CHECK(four.lane[i] != four.lane[i]);
  CHECK(four.lane[3] == 1.0f);
}

TEST_CASE("exceeds tells the limit from the next float in every lane, and knows NaN and infinity") {
  for (const float limit : {1.0f, 1000.0f, 1e-30f, limits::max()}) {
    for (int place = 0; place < 4; ++place) {
      float lanes[4] = {limit, -limit, 0.0f, -0.0f};
      CHECK_FALSE(core::simd::exceeds(core::simd::load(lanes), limit));
      for (const float bad : {std::nextafter(limit, limits::infinity()), -std::nextafter(limit, limits::infinity()),
                              limits::infinity(), -limits::infinity(), limits::quiet_NaN(), -limits::quiet_NaN()}) {
        lanes[place] = bad;
        CHECK(core::simd::exceeds(core::simd::load(lanes), limit));
      }
    }
  }
}

TEST_CASE("load_first reads 1, 2 or 3 floats and nothing beyond, the other lanes are zero") {
  for (std::uint32_t count = 1; count < 4; ++count) {
    // The heap ends where the floats end: a sanitizer sees a read beyond.
    const std::vector<float> exact(count, 2.5f);
    CHECK(count_wrong(core::simd::load_first(exact.data(), count),
                      [&](int i) { return i < static_cast<int>(count) ? 2.5f : 0.0f; }) == 0);
    float spoilt[4] = {support::sentinel, support::sentinel, support::sentinel, support::sentinel};
    for (std::uint32_t i = 0; i < count; ++i) spoilt[i] = -1.5f;
    CHECK(count_wrong(core::simd::load_first(spoilt, count),
                      [&](int i) { return i < static_cast<int>(count) ? -1.5f : 0.0f; }) == 0);
  }
}

TEST_CASE("load and store take any float boundary and touch exactly four floats") {
  for (std::size_t offset = 0; offset < 4; ++offset) {
    std::vector<float> from(offset + 4, support::sentinel);
    for (std::size_t i = 0; i < 4; ++i) from[offset + i] = static_cast<float>(i) + 0.5f;
    support::Fenced to(4 + offset);
    core::simd::store(to.data() + offset, core::simd::load(from.data() + offset));
    CHECK(to.intact());
    for (std::size_t i = 0; i < offset; ++i) CHECK(bits(to[i]) == bits(support::sentinel));
    for (std::size_t i = 0; i < 4; ++i) CHECK(to[offset + i] == static_cast<float>(i) + 0.5f);
  }
}

TEST_SUITE_END();
