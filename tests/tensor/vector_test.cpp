// SPDX-License-Identifier: MIT
#include "tensor/vector.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "motet/detail/plan.hpp"
#include "support/bits.hpp"
#include "support/fma.hpp"
#include "support/random.hpp"

using namespace motet;
using support::Fenced;
using support::wide;

namespace {

void draw(support::Random& random, Fenced& to, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) to[i] = support::narrow(random.normal());
}

/// The law of rounding, in scalars: lane i mod 4 takes term i, then (s0 + s2) + (s1 + s3).
float dot_by_law(std::uint32_t count, const float* a, const float* b) {
  float lane[4] = {};
  for (std::uint32_t i = 0; i < count; ++i) lane[i % 4] = support::fma(a[i], b[i], lane[i % 4]);
  return (lane[0] + lane[2]) + (lane[1] + lane[3]);
}

}  // namespace

TEST_SUITE_BEGIN("tensor/vector");

TEST_CASE("dot is the double sum up to its roundings") {
  support::Random random(1);
  for (const std::uint32_t count : support::awkward_extents) {
    Fenced a(count), b(count);
    draw(random, a, count);
    draw(random, b, count);
    double sum = 0.0;
    double size = 0.0;
    for (std::uint32_t i = 0; i < count; ++i) {
      sum += wide(a[i]) * wide(b[i]);
      size += std::fabs(wide(a[i]) * wide(b[i]));
    }
    // count / 4 fused terms in a lane, two more additions.
    CHECK(support::apart(core::tensor::dot(count, a.data(), b.data()), sum) <= (count / 4 + 3) * support::roundoff * size);
  }
}

TEST_CASE("dot sums in the order that the law of rounding says, and reads nothing beyond") {
  support::Random random(2);
  for (std::uint32_t count = 0; count <= 40; ++count) {
    Fenced a(count), b(count);
    draw(random, a, count);
    draw(random, b, count);
    CHECK(support::bits(core::tensor::dot(count, a.data(), b.data())) == support::bits(dot_by_law(count, a.data(), b.data())));
    CHECK(a.intact());
    CHECK(b.intact());
  }
}

TEST_CASE(
    "multiply_difference has the bits of dots with the difference, and reads nothing beyond, 1 to 5 rows x 1 to 33 floats") {
  support::Random random(4);
  constexpr std::uint32_t bound = 5, apart = 8;
  for (std::uint32_t count = 1; count <= 33; ++count) {
    for (std::uint32_t rows = 1; rows <= bound; ++rows) {
      const std::uint32_t stride = core::padded(count) + 4 * (rows % 2);
      Fenced x(count), centre(count), off(count), a(((bound + rows - 1) * stride) + count), offset(bound + rows),
          to(apart + rows);
      for (Fenced* each : {&x, &centre}) draw(random, *each, count);
      draw(random, a, (bound + rows - 1) * stride + count);
      draw(random, offset, bound + rows);
      for (std::uint32_t i = 0; i < count; ++i) off[i] = x[i] - centre[i];
      const auto multiply = [&] {
        return core::tensor::multiply_difference<apart>(rows, count, stride, bound, x.data(), centre.data(), a.data(),
                                                        offset.data(), to.data());
      };
      CHECK(multiply() == 0.0f);
      for (std::uint32_t r = 0; r < rows; ++r) {
        const float wanted = offset[r] + dot_by_law(count, a.data() + r * stride, off.data());
        CHECK(support::bits(to[r]) == support::bits(wanted));
        const float other = offset[bound + r] + dot_by_law(count, a.data() + (bound + r) * stride, off.data());
        CHECK(support::bits(to[apart + r]) == support::bits(other));
      }
      for (std::uint32_t r = rows; r < apart; ++r) CHECK(support::bits(to[r]) == support::bits(support::sentinel));
      CHECK(to.intact());
      for (const float bad : {INFINITY, -INFINITY, NAN}) {
        for (const std::uint32_t place : {(rows - 1) * stride, bound * stride + count - 1}) {
          const float kept = a[place];
          a[place] = bad;
          CHECK(multiply() != 0.0f);
          a[place] = kept;
        }
      }
    }
  }
}

TEST_CASE("within knows its limit, NaN and infinity") {
  CHECK(core::tensor::within(2.0f, -2.0f));
  CHECK(core::tensor::within(2.0f, 0.0f));
  for (const float bad : {std::nextafter(2.0f, 3.0f), -std::nextafter(2.0f, 3.0f), INFINITY, -INFINITY, NAN, -NAN}) {
    CHECK_FALSE(core::tensor::within(2.0f, bad));
  }
}

TEST_CASE("add_scaled rounds once an element and touches nothing beyond") {
  support::Random random(3);
  for (std::uint32_t count = 0; count <= 40; ++count) {
    Fenced from(count), to(count);
    draw(random, from, count);
    draw(random, to, count);
    Fenced before = to;
    core::tensor::add_scaled(count, -0.3f, from.data(), to.data());
    for (std::uint32_t i = 0; i < count; ++i) CHECK(to[i] == support::fma(-0.3f, from[i], before[i]));
    CHECK(to.intact());
    CHECK(from.intact());
  }
}

TEST_CASE("fill and copy write their extent and nothing beyond") {
  for (const std::uint32_t count : support::awkward_extents) {
    Fenced from(count), to(count);
    core::tensor::fill(count, 1.25f, from.data());
    core::tensor::copy(count, from.data(), to.data());
    for (std::uint32_t i = 0; i < count; ++i) CHECK(to[i] == 1.25f);
    CHECK(from.intact());
    CHECK(to.intact());
  }
}

TEST_SUITE_END();
