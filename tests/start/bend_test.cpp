// SPDX-License-Identifier: MIT
#include "start/bend.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <numeric>

#include "support/dense.hpp"
#include "support/effort.hpp"
#include "workspace/stage.hpp"

using namespace motet;
using support::wide;

namespace {

using Learnt = test::Stage<5, 2, 600>;

/// Two lines behind a gate, in skewed inputs, so that the residual of the linear fit is not the target.
test::Rows draw_bent(std::uint32_t dim, std::uint64_t seed) {
  support::Random random(seed);
  test::Rows rows = test::draw_rows(support::make_general(random, 2, dim, 0.3), 600, seed);
  for (std::size_t s = 0; s < 600; ++s) {
    float* x = rows.at(s);
    rows.y[s] += 0.5f * x[0];
    x[0] += 0.2f * x[0] * x[0];
  }
  return rows;
}

/// E[(t - b'w) (w_a w_b - d_ab)] in double, b the linear fit or 0; a, b from 1.
double measure_entry(const test::White& white, bool residual, std::uint32_t a, std::uint32_t b) {
  const double n = static_cast<double>(white.count);
  std::vector<double> line(white.order);
  for (std::size_t t = 0; t < white.count && residual; ++t) {
    for (std::uint32_t j = 1; j < white.order; ++j) line[j] += white.y[t] * white.row(t)[j] / n;
  }
  double sum = 0.0;
  for (std::size_t t = 0; t < white.count; ++t) {
    double off = white.y[t];
    for (std::uint32_t j = 1; j < white.order; ++j) off -= line[j] * white.row(t)[j];
    sum += off * (white.row(t)[a] * white.row(t)[b] - (a == b ? 1.0 : 0.0)) / n;
  }
  return sum;
}

}  // namespace

TEST_SUITE_BEGIN("start/bend");

TEST_CASE("the bend of the target and of its residual are means over the stream, as in double, 1 to 5 inputs") {
  for (std::uint32_t dim = 1; dim <= 5; ++dim) {
    Learnt stage(test::make_settings(dim, 2), draw_bent(dim, dim));
    const test::White white = stage.read();
    double apart = 0.0;
    for (const bool residual : {false, true}) {
      for (std::uint32_t at = 0; at < stage.work.estimator.plan->scratch_floats; ++at)
        stage.work.scratch[at] = support::sentinel;
      CHECK(core::solve::measure_bend(stage.work, residual));
      for (std::uint32_t b = 0; b < dim; ++b) {
        for (std::uint32_t a = 0; a <= b; ++a) {
          const double wanted = measure_entry(white, residual, 1 + a, 1 + b);
          // Moments of order three over 600 samples, their roundings at random.
          CHECK(support::apart(stage.work.bend[core::pair_index(a, b)], wanted) <=
                3.0 * std::sqrt(600.0) * support::roundoff * 20.0);
          apart += std::fabs(wanted - measure_entry(white, !residual, 1 + a, 1 + b));
        }
      }
    }
    CHECK(apart > 0.01);
  }
}

TEST_CASE(
    "without third-order moments the bend is that of the target less the part of the line that is no noise, as in double" *
    support::needs(support::Effort::full)) {
  constexpr std::uint32_t dim = 33;
  constexpr std::uint32_t samples = 2000;
  constexpr double count = samples;
  using Wide = test::Stage<dim, 2, samples>;
  for (const bool skewed : {false, true}) {
    CAPTURE(skewed);
    test::Rows rows{dim, std::vector<float>(samples * dim), std::vector<float>(samples)};
    support::Random random(7);
    for (std::size_t s = 0; s < samples; ++s) {
      float* x = rows.at(s);
      for (std::uint32_t j = 0; j < dim; ++j) {
        const double value = random.normal();
        x[j] = support::narrow(skewed && j < 3 ? value * value : value);
      }
      rows.y[s] = support::narrow(wide(x[0] + x[1]) + std::fabs(wide(x[5])) + 0.1 * random.normal());
    }
    const auto stage = std::make_unique<Wide>(test::make_settings(dim, 2), rows);
    const test::White white = stage->read();
    CHECK(core::solve::measure_bend_of_kept(stage->work));
    // C = E[(b'w) ww'], and the noise of it: the sum over entries of (E[c^2] - E[c]^2) / n
    std::vector<double> line(dim), skew(dim * dim), bend(dim * dim);
    for (std::size_t t = 0; t < samples; ++t) {
      for (std::uint32_t e = 0; e < dim; ++e) line[e] += white.y[t] * white.row(t)[1 + e] / count;
    }
    double noise = 0.0, square = 0.0;
    for (std::size_t t = 0; t < samples; ++t) {
      const double* w = white.row(t) + 1;
      const double p = std::inner_product(line.begin(), line.end(), w, 0.0);
      for (std::uint32_t a = 0; a < dim; ++a) {
        for (std::uint32_t b = 0; b < dim; ++b) {
          noise += p * p * w[a] * w[a] * w[b] * w[b] / (count * count);
          skew[a * dim + b] += p * w[a] * w[b] / count;
          bend[a * dim + b] += white.y[t] * w[a] * w[b] / count;
        }
      }
    }
    for (const double entry : skew) square += entry * entry;
    const double kept = std::fmax(0.0, 1.0 - noise / square);
    CHECK((skewed ? kept > 0.5 : kept < 0.2));
    double worst = 0.0;
    for (std::uint32_t b = 0; b < dim; ++b) {
      for (std::uint32_t a = 0; a <= b; ++a) {
        const double wanted = bend[a * dim + b] - kept * skew[a * dim + b];
        worst = std::fmax(worst, support::apart(stage->work.bend[core::pair_index(a, b)], wanted) / (1.0 + std::fabs(wanted)));
      }
    }
    CHECK(worst < 1e-3);
  }
}

TEST_CASE("the bend writes nowhere but in its place and in scratch, 4 of 5 inputs") {
  Learnt stage(test::make_settings(4, 2), draw_bent(4, 9));
  const core::EstimatorView e = stage.work.estimator;
  const support::Snapshot before(e.block, static_cast<std::size_t>(stage.work.bend - e.block) * sizeof(float));
  const float* behind = stage.work.bend + core::pair_count(4);
  const support::Snapshot after(behind, static_cast<std::size_t>(e.block + e.plan->scratch - behind) * sizeof(float));
  const support::Snapshot kept(e.block + e.plan->reservoir, (e.plan->floats - e.plan->reservoir) * sizeof(float));
  CHECK(core::solve::measure_bend(stage.work, true));
  CHECK(before.unchanged());
  CHECK(after.unchanged());
  CHECK(kept.unchanged());
}

TEST_SUITE_END();
