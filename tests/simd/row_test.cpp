// SPDX-License-Identifier: MIT
#include "simd/row.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/bits.hpp"
#include "support/fma.hpp"
#include "support/random.hpp"

using namespace motet;
using support::bits;
using support::Fenced;

namespace {

using limits = std::numeric_limits<float>;

void draw(support::Random& random, Fenced& to, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to[i] = support::narrow(random.normal());
}

}  // namespace

TEST_SUITE_BEGIN("simd/row");

TEST_CASE("scale_row multiplies whole words and touches nothing beyond, 1 to 9 words, at any float boundary") {
  support::Random random(2);
  for (std::uint32_t words = 1; words <= 9; ++words) {
    const std::size_t offset = words % 4;
    Fenced from(4 * words), to(offset + 4 * words);
    draw(random, from, 4 * words);
    core::simd::scale_row(words, -1.7f, from.data(), to.data() + offset);
    int wrong = 0;
    for (std::size_t i = 0; i < 4 * words; ++i) wrong += bits(to[offset + i]) != bits(-1.7f * from[i]);
    for (std::size_t i = 0; i < offset; ++i) wrong += bits(to[i]) != bits(support::sentinel);
    CHECK(wrong == 0);
    CHECK(to.intact());
  }
}

TEST_CASE("copy_row copies whole words and touches nothing beyond, 1 to 9 words, at any float boundary") {
  support::Random random(6);
  for (std::uint32_t words = 1; words <= 9; ++words) {
    const std::size_t offset = words % 4;
    Fenced from(4 * words), to(offset + 4 * words);
    draw(random, from, 4 * words);
    core::simd::copy_row(words, from.data(), to.data() + offset);
    int wrong = 0;
    for (std::size_t i = 0; i < 4 * words; ++i) wrong += bits(to[offset + i]) != bits(from[i]);
    for (std::size_t i = 0; i < offset; ++i) wrong += bits(to[i]) != bits(support::sentinel);
    CHECK(wrong == 0);
    CHECK(to.intact());
  }
}

TEST_CASE("sweep takes b from a and adds what is left to b, rounding once each, 0 to 37 floats, at any float boundary") {
  support::Random random(7);
  for (std::uint32_t count = 0; count <= 37; ++count) {
    const std::size_t offset = count % 4;
    Fenced a(offset + count), b(offset + count);
    draw(random, a, offset + count);
    draw(random, b, offset + count);
    Fenced a_before = a, b_before = b;
    const float factor = -0.7f, gain = 1.3f;
    CHECK(core::simd::sweep(count, factor, gain, a.data() + offset, b.data() + offset) == b.data() + offset + count);
    int wrong = 0;
    for (std::size_t i = 0; i < offset + count; ++i) {
      const float left = i < offset ? a_before[i] : support::fma(-factor, b_before[i], a_before[i]);
      wrong += bits(a[i]) != bits(left);
      wrong += bits(b[i]) != bits(i < offset ? b_before[i] : support::fma(gain, left, b_before[i]));
    }
    CHECK(wrong == 0);
    CHECK(a.intact());
    CHECK(b.intact());
  }
}

TEST_CASE("horner rounds once a step") {
  support::Random random(5);
  int wrong = 0;
  for (int n = 0; n < 1000; ++n) {
    float c[5];
    for (float& each : c) each = support::narrow(random.normal());
    const float x = support::narrow(random.normal());
    float p = c[0];
    for (int i = 1; i < 5; ++i) p = support::fma(p, x, c[i]);
    wrong += bits(core::simd::horner(c, x)) != bits(p);
  }
  CHECK(wrong == 0);
}

TEST_CASE("multiply_rows gives each row's dot, to the bit, and touches nothing beyond, 0 to 9 rows x 1 to 9 words") {
  support::Random random(4);
  for (std::uint32_t rows = 0; rows <= 9; ++rows) {
    for (std::uint32_t words = 1; words <= 9; ++words) {
      Fenced m(4 * rows * words), v(4 * words), out(rows);
      draw(random, m, 4 * rows * words);
      draw(random, v, 4 * words);
      core::simd::multiply_rows(rows, words, m.data(), v.data(), out.data());
      int wrong = 0;
      for (std::uint32_t i = 0; i < rows; ++i) {
        wrong += bits(out[i]) != bits(core::simd::dot(4 * words, m.data() + 4 * i * words, v.data()));
      }
      CHECK(wrong == 0);
      CHECK(out.intact());
    }
  }
}

TEST_CASE(
    "standardise gives (from - shift) scale, knows the limit, reads no sample beyond and writes whole words, 1 to 33 inputs") {
  support::Random random(3);
  for (std::uint32_t count = 1; count <= 33; ++count) {
    const std::size_t whole = (count + 3) / 4 * 4;
    const std::vector<float> from(count, support::narrow(random.normal()));  // a sanitizer sees a read beyond
    Fenced shift(whole), scale(whole), to(1 + whole);
    draw(random, shift, whole);
    draw(random, scale, whole);
    float largest = 0.0f;
    for (std::size_t i = 0; i < count; ++i) largest = std::fmax(largest, std::fabs((from[i] - shift[i]) * scale[i]));
    for (const float limit : {largest, std::nextafter(largest, 0.0f)}) {
      CHECK(core::simd::standardise(count, from.data(), shift.data(), scale.data(), limit, to.data() + 1) ==
            (limit == largest));
      int wrong = bits(to[0]) != bits(support::sentinel);
      for (std::size_t i = 0; i < count; ++i) wrong += bits(to[1 + i]) != bits((from[i] - shift[i]) * scale[i]);
      CHECK(wrong == 0);
      CHECK(to.intact());
    }
  }
}

TEST_CASE("within tells the limit from the next float, in any place, either sign, and knows NaN and infinity, 0 to 33 floats") {
  constexpr float limit = 1000.0f;
  CHECK(core::simd::within(0, limit, nullptr));
  for (std::size_t count = 1; count <= 33; ++count) {
    std::vector<float> values(count, -limit);
    CHECK(core::simd::within(count, limit, values.data()));
    for (std::size_t place = 0; place < count; ++place) {
      for (const float bad : {std::nextafter(limit, limits::max()), std::nextafter(-limit, limits::lowest()),
                              limits::infinity(), -limits::infinity(), limits::quiet_NaN(), -limits::quiet_NaN()}) {
        values[place] = bad;
        CHECK_FALSE(core::simd::within(count, limit, values.data()));
      }
      values[place] = place % 2 == 0 ? limit : 0.0f;
    }
    CHECK(core::simd::within(count, limit, values.data()));
  }
  const float large[1] = {limits::max()};
  CHECK(core::simd::within(1, limits::max(), large));
}

TEST_SUITE_END();
