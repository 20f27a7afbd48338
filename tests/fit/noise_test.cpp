// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "motet/estimator.hpp"
#include "workspace/stage.hpp"

using namespace motet;

namespace {

/// Planted lines in shifted units; the gate is one that parts well. Returns the deviation of the noise in user's units.
double plant(std::uint32_t experts, std::size_t count, double ratio, std::uint64_t seed, test::Rows& rows) {
  support::Random random(seed);
  const double levels[3] = {-6.0, 0.0, 6.0};
  rows = {3, std::vector<float>(3 * count), std::vector<float>(count)};
  // Deviation of the mean of y: slopes 1, -2, 2; with three experts their levels, 6 apart in thirds of the first input.
  const double deviation = experts == 1 ? 3.0 : 3.0 + 4.0;
  const double noise = deviation / ratio;
  for (std::size_t s = 0; s < count; ++s) {
    const double u[3] = {random.normal(), random.normal(), random.normal()};
    const std::size_t i = experts == 1 ? 1 : u[0] < -0.43 ? 0 : u[0] < 0.43 ? 1 : 2;
    const double mean = levels[i] + (i == 1 ? u[0] : -u[0]) - 2.0 * u[1] + 2.0 * u[2];
    rows.y[s] = static_cast<float>(100.0 + 3.0 * (mean + noise * random.normal()));
    for (std::uint32_t j = 0; j < 3; ++j) rows.at(s)[j] = static_cast<float>(20.0 * j + 5.0 * u[j]);
  }
  return 3.0 * noise;
}

}  // namespace

TEST_SUITE_BEGIN("fit/noise");

TEST_CASE("noise is measured at any ratio of signal to noise up to 10^4, 1 and 3 experts") {
  for (const std::uint32_t experts : {1u, 3u}) {
    std::uint32_t off = 0;
    std::uint32_t fits = 0;
    double worst = 0.0;
    for (const double ratio : {1.0, 30.0, 900.0, 1e4}) {
      if (experts == 3 && ratio < 30.0) continue;  // three lines that noise covers are another matter
      for (const std::size_t count : {100u, 3000u}) {
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
          test::Rows rows;
          const double noise = plant(experts, count, ratio, seed, rows);
          Settings settings = test::make_settings(3, experts);
          Estimator<3, 3, 512> learner(settings);
          Model<3, 3> model;
          Report report;
          CHECK(learner.push(rows.x, rows.y, count) == Status::ok);
          REQUIRE(learner.fit(model, report) == Status::ok);
          CHECK_FALSE(report.sigma_at_floor);
          // A tenth, or two standard errors of a deviation from as many residuals as degrees of freedom.
          const double freedom = static_cast<double>(report.window_samples) - 4.0 * experts;
          const double allowed = std::fmax(0.1, 2.0 / std::sqrt(2.0 * freedom));
          const double error = support::apart(report.sigma[0], noise) / noise;
          worst = std::fmax(worst, error / allowed);
          off += error > allowed ? 1 : 0;
          ++fits;
        }
      }
    }
    CAPTURE(worst);
    CHECK(off * 20 <= fits);
  }
}

TEST_SUITE_END();
