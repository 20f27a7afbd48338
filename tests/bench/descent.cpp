// SPDX-License-Identifier: MIT
//
// Descent on L4 and L_log alone: does it find every expert, with the projection on the second moment's space and without?
//
//     motet_bench_descent [--quick] [--seeds N] [--samples N]

#include "motet/descent.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <numeric>
#include <vector>

#include "bench.hpp"
#include "support/mixture.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_descent [--quick] [--seeds N] [--samples N]\n"
    "\n"
    "Counts seeds on which descent on L4 finds every expert: 1 - cos < .01; d = 10, sigma .1, k = 2..5.\n"
    "  --seeds N      seeds a row (default 100)\n"
    "  --samples N    samples until the experts are settled, and half as many for the gate (default 300000)\n"
    "  --quick        20 seeds\n";

constexpr std::uint32_t dim = 10;
constexpr std::uint32_t most_experts = 5;
constexpr double near = 0.01;

using Learner = Descent<dim, most_experts>;
using Learnt = Model<dim, most_experts>;

/// How far a model is from the mixture that drew its samples, in the order of experts that suits it best.
struct Distance {
  double turn = HUGE_VAL;    ///< largest 1 - cos of a slope
  double length = HUGE_VAL;  ///< largest error of a norm
  double gate = HUGE_VAL;    ///< 1 - cos of all gate differences together
};

double gate_entry(const Learnt& model, const std::vector<std::uint32_t>& order, std::uint32_t i, std::uint32_t j) {
  return static_cast<double>(model.gate_slope(order[i], j)) - static_cast<double>(model.gate_slope(order.back(), j));
}

Distance compare(const Learnt& model, const Mixture& truth, const std::vector<std::uint32_t>& order) {
  Distance distance{0.0, 0.0, 0.0};
  double along = 0.0, mine = 0.0, theirs = 0.0;
  for (std::uint32_t i = 0; i < truth.experts; ++i) {
    double slope[dim];
    for (std::uint32_t j = 0; j < dim; ++j) {
      slope[j] = static_cast<double>(model.slope(order[i], j));
      const double a = gate_entry(model, order, i, j);
      const double b = truth.gate_slope[i][j] - truth.gate_slope[truth.experts - 1][j];
      along += a * b;
      mine += a * a;
      theirs += b * b;
    }
    const double norm = std::sqrt(dot(slope, slope, dim));
    distance.turn = std::max(distance.turn, 1.0 - dot(slope, truth.slope[i], dim) / norm);
    distance.length = std::max(distance.length, std::fabs(norm - 1.0));
  }
  distance.gate = 1.0 - along / std::sqrt(mine * theirs);
  return distance;
}

Distance run_seed(std::uint32_t seed, std::uint32_t experts, std::uint32_t samples, bool project) {
  Random random(300u + seed);
  const Mixture truth = make_orthonormal(random, experts, dim, 0.1);
  DescentSettings settings;
  settings.experts = experts;
  settings.samples = samples;
  settings.project = project;
  const auto learner = std::make_unique<Learner>(settings);
  for (std::uint32_t n = 0; n < samples + samples / 2; ++n) {
    float x[dim];
    const float y = draw_sample(truth, random, x);
    if (learner->push(x, y) != Status::ok) return {};
  }
  Learnt model;
  if (learner->read(model) != Status::ok) return {};
  std::vector<std::uint32_t> order(experts);
  std::iota(order.begin(), order.end(), 0u);
  Distance nearest;
  do {
    const Distance distance = compare(model, truth, order);
    if (distance.turn < nearest.turn) nearest = distance;
  } while (std::next_permutation(order.begin(), order.end()));
  return nearest;
}

struct Row {
  std::uint32_t found = 0;
  double turn = 0.0, length = 0.0, gate = 0.0;  ///< medians
};

Row run_row(std::uint32_t seeds, std::uint32_t experts, std::uint32_t samples, bool project) {
  std::vector<Distance> all(seeds);
  bench::run_parallel(seeds,
                      [&](std::size_t s) { all[s] = run_seed(static_cast<std::uint32_t>(s), experts, samples, project); });
  const auto median = [&all](double Distance::*which) {
    std::vector<double> values;
    for (const Distance& each : all) values.push_back(each.*which);
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
    return values[values.size() / 2];
  };
  Row row;
  row.found =
      static_cast<std::uint32_t>(std::count_if(all.begin(), all.end(), [](const Distance& each) { return each.turn < near; }));
  row.turn = median(&Distance::turn);
  row.length = median(&Distance::length);
  row.gate = median(&Distance::gate);
  return row;
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::uint32_t seeds = arguments.take_count("--seeds", arguments.take_flag("--quick") ? 20 : 100);
  const std::uint32_t samples = arguments.take_count("--samples", 30000 * dim);
  arguments.finish(usage);

  std::printf("d = %u, sigma .1, %u samples, then %u for the gate; seeds out of %u with 1 - cos < %g for every expert\n\n", dim,
              samples, samples / 2, seeds, near);
  std::printf("k   projected   median 1 - cos   length off by   gate 1 - cos   without projection   median 1 - cos\n");
  bench::Verdict verdict;
  for (std::uint32_t experts = 2; experts <= most_experts; ++experts) {
    const Row with = run_row(seeds, experts, samples, true);
    const Row without = run_row(seeds, experts, samples, false);
    std::printf("%u %11u %16.4f %15.3f %14.4f %20u %16.4f\n", experts, with.found, with.turn, with.length, with.gate,
                without.found, without.turn);
    std::fflush(stdout);
    verdict.expect(with.found >= std::ceil(0.95 * seeds), bench::format("k = %u: %u of %u", experts, with.found, seeds));
  }
  return verdict.report();
}
