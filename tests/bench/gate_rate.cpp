// SPDX-License-Identifier: MIT
//
// How fast EM for the gate converges when the experts are known: the factor by which a pass shortens the way to the optimum
// in its slowest direction, for two orthonormal experts and |w| = 1, against the reference of the method.
//
//     motet_bench_gate_rate [--seeds N]

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

#include "bench.hpp"
#include "family/expect_general.hpp"
#include "family/lay_task.hpp"
#include "motet/estimator.hpp"
#include "motet/general_model.hpp"
#include "support/dense.hpp"
#include "support/general.hpp"
#include "workspace/candidate.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_gate_rate [--seeds N]\n"
    "\n"
    "Prints the rate of EM for the gate, without intercept, with the experts held at the truth.\n"
    "  --seeds N    streams of 100000 samples an entry (default 4)\n";

constexpr std::uint32_t dim = 5;
constexpr std::uint32_t count = 100000;
constexpr std::array<double, 6> sigmas = {0.01, 0.05, 0.1, 0.2, 0.5, 1.0};
constexpr double bar = 0.01;

struct Row {
  const char* name;
  Activation activation;
  std::array<double, sigmas.size()> reference;
};

const std::array<Row, 3> rows = {{
    {"linear", linear(), {0.012, 0.063, 0.125, 0.239, 0.526, 0.777}},
    {"sigmoid", sigmoid(), {0.069, 0.319, 0.547, 0.785, 0.950, 0.987}},
    {"ReLU", rectifier(), {0.418, 0.455, 0.501, 0.579, 0.759, 0.907}},
}};

using Learner = Estimator<dim, 2, count>;

/// Where one pass takes a gate, the experts held: the library's sums, and one Newton step, which near the optimum is the whole
/// M-step. As in the papers the gate has no intercept: entry 0 stays.
[[nodiscard]] std::vector<double> pass_once(core::family::Task& task, const std::vector<double>& gate) {
  const core::solve::Candidate& candidate = task.work.current;
  for (std::size_t e = 0; e < gate.size(); ++e) candidate.gate[e] = static_cast<float>(gate[e]);
  const core::solve::Sums sums = core::solve::lay_sums(task.work);
  static_cast<void>(core::solve::expect(task, sums));
  Symmetric curvature(gate.size() - 1);
  std::vector<double> gradient(gate.size() - 1);
  for (std::uint32_t j = 1; j < gate.size(); ++j) {
    gradient[j - 1] = static_cast<double>(sums.gradient[j]);
    for (std::uint32_t i = 1; i <= j; ++i)
      curvature(i - 1, j - 1) = curvature(j - 1, i - 1) = static_cast<double>(sums.curvature[core::pair_index(i, j)]);
  }
  const std::vector<double> step = solve_definite(curvature, gradient, 1e-9);
  std::vector<double> next = gate;
  for (std::size_t e = 1; e < gate.size(); ++e) next[e] = static_cast<double>(candidate.gate[e]) + step[e - 1];
  return next;
}

/// The largest eigenvalue of the pass's derivative at the true gate, by the power method on differences.
[[nodiscard]] double run_seed(const Row& row, double sigma, std::uint32_t seed) {
  constexpr double off = 0.05;
  constexpr int passes = 40;
  Random random(7000u + seed);
  const Form form = make_mixture(2, row.activation);
  const GeneralMixture truth = make_orthonormal(random, form, dim, sigma);
  const auto learner = std::make_unique<Learner>();
  GeneralModel<dim, 2> model(form);
  if (model.begin(dim) != Status::ok) return HUGE_VAL;
  for (std::uint32_t t = 0; t < count; ++t) {
    float x[dim];
    const float y = draw_sample(truth, random, x);
    if (learner->push(x, y) != Status::ok) return HUGE_VAL;
  }
  for (std::uint32_t i = 0; i < 2; ++i) {
    float slope[dim], gate[dim];
    for (std::uint32_t j = 0; j < dim; ++j) {
      slope[j] = static_cast<float>(truth.rows.slope[i][j]);
      gate[j] = static_cast<float>(truth.rows.gate_slope[0][j]);
    }
    if (model.set_expert(i, slope, 0.0f, static_cast<float>(sigma)) != Status::ok) return HUGE_VAL;
    if (i == 0 && model.set_gate(0, gate, 0.0f) != Status::ok) return HUGE_VAL;
  }
  core::family::Task task{core::solve::lay_out(learner->view()), form};
  if (test::read_moments(task) != Status::ok) return HUGE_VAL;
  core::solve::read_model(task.work, model.view().model, task.work.current);
  const std::size_t floats = task.work.white_order();
  const std::vector<double> gate(task.work.current.gate, task.work.current.gate + floats);
  std::vector<double> direction(floats);
  for (double& each : direction) each = random.normal();
  direction[0] = 0.0;
  double rate = 0.0;
  for (int n = 0; n < passes; ++n) {
    double length = 0.0;
    for (const double each : direction) length += each * each;
    std::vector<double> above = gate, below = gate;
    for (std::size_t e = 0; e < floats; ++e) {
      direction[e] /= std::sqrt(length);
      above[e] += off * direction[e];
      below[e] -= off * direction[e];
    }
    above = pass_once(task, above);
    below = pass_once(task, below);
    rate = 0.0;
    for (std::size_t e = 0; e < floats; ++e) {
      const double moved = (above[e] - below[e]) / (2.0 * off);
      rate += moved * direction[e];
      direction[e] = moved;
    }
  }
  return rate;
}

}  // namespace

int main(int words, char** word) {
  bench::Arguments arguments(words, word);
  const std::uint32_t seeds = arguments.take_count("--seeds", 4);
  arguments.finish(usage);

  std::printf("rate of EM for the gate, mean of %u streams (reference)\n\nsigma = ", seeds);
  for (const double sigma : sigmas) std::printf("  %-13g", sigma);
  std::printf("\n");
  bench::Verdict verdict;
  for (const Row& row : rows) {
    std::printf("%-8s", row.name);
    for (std::size_t s = 0; s < sigmas.size(); ++s) {
      std::vector<double> rates(seeds);
      bench::run_parallel(seeds,
                          [&](std::size_t seed) { rates[seed] = run_seed(row, sigmas[s], static_cast<std::uint32_t>(seed)); });
      double mean = 0.0;
      for (const double rate : rates) mean += rate / seeds;
      std::printf("  %.3f (%.3f)", mean, row.reference[s]);
      std::fflush(stdout);
      verdict.expect(
          std::fabs(mean - row.reference[s]) <= bar,
          bench::format("%s, sigma %g: %.3f, reference %.3f +- %.2f", row.name, sigmas[s], mean, row.reference[s], bar));
    }
    std::printf("\n");
  }
  return verdict.report();
}
