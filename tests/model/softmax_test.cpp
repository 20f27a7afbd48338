// SPDX-License-Identifier: MIT
#include "model/softmax.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/bits.hpp"
#include "support/random.hpp"

using namespace motet;
using support::Fenced;
using support::wide;

TEST_SUITE_BEGIN("model/softmax");

TEST_CASE("normalise_logs gives exp(v) / sum exp(v) and the log of that sum, 1 to 8 values") {
  support::Random random(1);
  support::Worst share, total;
  for (int n = 0; n < 2000; ++n) {
    const std::uint32_t count = 1 + random.below(8);
    Fenced v(count);
    for (std::uint32_t i = 0; i < count; ++i) v[i] = support::narrow(10.0 * random.normal());
    Fenced before = v;
    double largest = -1e300;
    for (std::uint32_t i = 0; i < count; ++i) largest = std::fmax(largest, wide(before[i]));
    double sum = 0.0;
    for (std::uint32_t i = 0; i < count; ++i) sum += std::exp(wide(before[i]) - largest);
    const double log_sum = largest + std::log(sum);
    const float answer = core::model::take_log(core::model::normalise_logs(count, v.data()));
    CHECK(v.intact());
    for (std::uint32_t i = 0; i < count; ++i) {
      const double exact = std::exp(wide(before[i]) - log_sum);
      // The difference is rounded at its size; then an exponential, the sum, a division and a product.
      const double relative = std::fabs(wide(before[i]) - largest) * support::roundoff + (count + 8) * support::roundoff;
      if (exact > 1e-37) share.add(support::apart(v[i], exact), relative * exact);
    }
    // The sum, its logarithm at no more than ln 8, and the last addition.
    total.add(support::apart(answer, log_sum),
              (count + 8) * support::roundoff + support::roundoff * (std::fabs(log_sum) + 3.0));
  }
  CHECK(share.ratio <= 1.0);
  CHECK(total.ratio <= 1.0);
}

TEST_CASE("normalise_logs stays finite for all finite values") {
  using limits = std::numeric_limits<float>;
  float far[3] = {limits::lowest(), limits::max(), 0.0f};
  CHECK(core::model::take_log(core::model::normalise_logs(3, far)) == limits::max());
  CHECK(far[0] == 0.0f);
  CHECK(far[1] == 1.0f);
  CHECK(far[2] == 0.0f);
  float low[2] = {limits::lowest(), limits::lowest()};
  CHECK(core::model::take_log(core::model::normalise_logs(2, low)) == limits::lowest());
  CHECK(low[0] == 0.5f);
  CHECK(low[1] == 0.5f);
  float one[1] = {-7.0f};
  CHECK(core::model::take_log(core::model::normalise_logs(1, one)) == -7.0f);
  CHECK(one[0] == 1.0f);
}

TEST_CASE("take_log_ratio is the difference of two logs, 1 to 8 values above and below") {
  support::Random random(2);
  support::Worst worst;
  for (int n = 0; n < 2000; ++n) {
    core::model::Softmax sums[2];
    double logs[2];
    for (int side = 0; side < 2; ++side) {
      sums[side] = {support::narrow(10.0 * random.normal()), support::narrow(1.0 + 7.0 * random.uniform())};
      logs[side] = wide(sums[side].largest) + std::log(wide(sums[side].sum));
    }
    // The division, its logarithm at no more than ln 8, the difference and the last addition.
    const double size = std::fabs(wide(sums[0].largest)) + std::fabs(wide(sums[1].largest)) + 3.0;
    worst.add(support::apart(core::model::take_log_ratio(sums[0], sums[1]), logs[0] - logs[1]), 4.0 * support::roundoff * size);
  }
  CHECK(worst.ratio <= 1.0);
}

TEST_CASE("find_largest gives the first of equals, 1 to 8 values") {
  const float values[8] = {-3.0f, 2.0f, 7.0f, 7.0f, -1.0f, 7.0f, 0.0f, 9.0f};
  const std::uint32_t place[8] = {0, 1, 2, 2, 2, 2, 2, 7};
  for (std::uint32_t count = 1; count <= 8; ++count) CHECK(core::model::find_largest(count, values) == place[count - 1]);
}

TEST_SUITE_END();
