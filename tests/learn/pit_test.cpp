// SPDX-License-Identifier: MIT
#include "learn/pit.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "motet/detail/learning.hpp"
#include "support/bits.hpp"
#include "support/random.hpp"

using namespace motet;
using namespace motet::core::learn;
using support::narrow;
using support::wide;

namespace {

/// Kolmogorov's distance of a sample from the uniform distribution.
double measure_distance(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double worst = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double n = static_cast<double>(values.size());
    const double at = static_cast<double>(i);
    worst = std::max({worst, std::fabs(values[i] - at / n), std::fabs(values[i] - (at + 1.0) / n)});
  }
  return worst;
}

}  // namespace

TEST_SUITE_BEGIN("learn/pit");

TEST_CASE("a fresh histogram leaves every transform as it is") {
  float bins[core::pit_bins];
  begin_histogram(bins);
  for (float u = 0.0f; u <= 1.0f; u += 0.013f) CHECK(support::apart(rank_transform(u, bins), u) < 1e-6);
  CHECK(support::apart(judge_transform(0.01f, bins), 0.02) < 1e-6);
  CHECK(support::apart(judge_transform(0.99f, bins), 0.02) < 1e-6);
}

TEST_CASE("the rank of a transform leads back to it") {
  float bins[core::pit_bins];
  begin_histogram(bins);
  support::Random random(3);
  for (int t = 0; t < 3000; ++t) count_transform(narrow(random.uniform() * random.uniform()), bins);
  for (float rank = 0.0005f; rank < 1.0f; rank += 0.0173f) {
    CHECK(support::apart(rank_transform(unrank_transform(rank, bins), bins), rank) < 1e-6);
  }
  CHECK(unrank_transform(0.0f, bins) == 0.0f);
  CHECK(unrank_transform(1.0f, bins) <= 1.0f);
}

TEST_CASE("p-values become uniform, whatever law the transforms have") {
  for (const double power : {0.5, 1.0, 1.7}) {
    float bins[core::pit_bins];
    begin_histogram(bins);
    support::Random random(4);
    std::vector<double> values;
    for (int t = 0; t < 60000; ++t) {
      const float u = narrow(std::pow(random.uniform(), power));
      if (t >= 20000) values.push_back(wide(judge_transform(u, bins)));
      count_transform(u, bins);
    }
    CAPTURE(power);
    CHECK(measure_distance(values) < 0.02);
  }
}

TEST_CASE("transforms at the ends, and beyond by a rounding, are counted in the last bins") {
  float bins[core::pit_bins];
  begin_histogram(bins);
  for (const float u : {0.0f, 1.0f, -1e-7f, 1.0000001f}) {
    count_transform(u, bins);
    CHECK(judge_transform(u, bins) <= 1.0f);
    CHECK(judge_transform(u, bins) >= -1e-5f);
  }
  CHECK(bins[0] > 2.4f);
  CHECK(bins[core::pit_bins - 1] > 2.4f);
}

TEST_SUITE_END();
