// SPDX-License-Identifier: MIT
//
// The tensor start alone, before any EM: how far the experts' slopes are from the truth, against the reference table of
// the method (double precision, as many seeds).
//
//     motet_bench_tensor_error [--quick] [--seeds N] [--row NAME]

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "bench.hpp"
#include "family/lay_task.hpp"
#include "motet/estimator.hpp"
#include "support/general.hpp"
#include "workspace/candidate.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_tensor_error [--quick] [--seeds N] [--row NAME]\n"
    "\n"
    "Median over seeds of the least |A - A*|_F over all orders of the experts; d = 10, orthonormal slopes, unit\n"
    "gate rows orthogonal to them, sigma .1. In brackets the bar: 1.15 times the reference, which takes the norms of\n"
    "the slopes as known, as the papers do: so the slopes are scaled to norm 1 first. Beside it, with no bar, the\n"
    "error with the norms as they were estimated.\n"
    "  --seeds N    seeds an entry (default 20)\n"
    "  --quick      no more than 32000 samples\n"
    "  --row NAME   rows whose name begins so, e.g. tanh\n";

constexpr std::uint32_t dim = 10;
constexpr std::uint32_t most_experts = 4;
constexpr std::array<std::uint32_t, 5> lengths = {2000, 8000, 32000, 128000, 512000};

struct Row {
  const char* name;
  Activation activation;
  std::uint32_t experts;
  std::array<double, lengths.size()> reference;
};

const std::array<Row, 7> rows = {{
    {"linear", linear(), 2, {0.251, 0.126, 0.068, 0.036, 0.017}},
    {"linear", linear(), 3, {0.504, 0.242, 0.128, 0.058, 0.027}},
    {"linear", linear(), 4, {0.664, 0.348, 0.173, 0.096, 0.041}},
    {"tanh", hyperbolic_tangent(), 3, {0.427, 0.208, 0.105, 0.046, 0.025}},
    {"ReLU", rectifier(), 3, {1.50, 0.806, 0.323, 0.159, 0.102}},
    {"leaky", leaky_rectifier(0.01f), 3, {1.44, 0.536, 0.292, 0.187, 0.101}},
    {"sigmoid", sigmoid(), 3, {0.475, 0.258, 0.118, 0.065, 0.032}},
}};

using Learner = Estimator<dim, most_experts, 0>;
using Learnt = Model<dim, most_experts>;

/// The experts that the stream so far leads to, gate and noise level still at their starts.
[[nodiscard]] bool start_from_tensor(Learner& estimator, const Row& row, Learnt& model) {
  core::family::Task task{core::solve::lay_out(estimator.view()), make_mixture(row.experts, row.activation)};
  if (test::read_moments(task) != Status::ok) return false;
  LabelCoefficients coefficients;
  if (row.activation.linear()) {
    static_cast<void>(core::solve::form_tensors(task.work, core::solve::label_linear(task.work)));
    if (!core::solve::start_from_tensor(task.work)) return false;
  } else if (measure_transform(row.activation, coefficients) == Status::ok) {
    test::start_from_tensor(task, coefficients);
  }
  return core::solve::write_model(task.work, task.work.current, model.store());
}

/// |A - A*|_F, the least over all orders of the experts; A as estimated, or its rows scaled to norm 1.
[[nodiscard]] double compute_error(const Learnt& model, const Mixture& truth, bool scaled) {
  double slope[most_experts][dim];
  for (std::uint32_t i = 0; i < truth.experts; ++i) {
    for (std::uint32_t j = 0; j < dim; ++j) slope[i][j] = static_cast<double>(model.slope(i, j));
    if (scaled) set_norm(slope[i], dim, 1.0);
  }
  std::vector<std::uint32_t> order(truth.experts);
  std::iota(order.begin(), order.end(), 0u);
  double least = HUGE_VAL;
  do {
    double sum = 0.0;
    for (std::uint32_t i = 0; i < truth.experts; ++i) {
      for (std::uint32_t j = 0; j < dim; ++j) {
        const double off = slope[order[i]][j] - truth.slope[i][j];
        sum += off * off;
      }
    }
    least = std::min(least, std::sqrt(sum));
  } while (std::next_permutation(order.begin(), order.end()));
  return least;
}

struct Errors {
  double scaled = HUGE_VAL;
  double estimated = HUGE_VAL;
};
using Curve = std::array<Errors, lengths.size()>;

/// The errors after each of `lengths` samples of one stream.
[[nodiscard]] Curve run_seed(std::uint32_t seed, const Row& row, std::size_t longest) {
  Random random(100u + seed);
  const GeneralMixture truth = make_orthonormal(random, make_mixture(row.experts, row.activation), dim, 0.1);
  Settings settings;
  settings.experts = row.experts;
  const auto estimator = std::make_unique<Learner>(settings);
  Curve errors{};
  std::uint32_t pushed = 0;
  for (std::size_t length = 0; length < longest; ++length) {
    for (; pushed < lengths[length]; ++pushed) {
      float x[dim];
      const float y = draw_sample(truth, random, x);
      if (estimator->push(x, y) != Status::ok) return {};
    }
    Learnt model;
    if (start_from_tensor(*estimator, row, model)) {
      errors[length] = {compute_error(model, truth.rows, true), compute_error(model, truth.rows, false)};
    }
  }
  return errors;
}

[[nodiscard]] double compute_median(const std::vector<Curve>& curves, std::size_t length, double Errors::*which) {
  std::vector<double> values;
  for (const Curve& curve : curves) values.push_back(curve[length].*which);
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

/// Least squares of log error on log length.
[[nodiscard]] double compute_slope(const std::vector<double>& errors) {
  double sum_x = 0.0, sum_y = 0.0, sum_xx = 0.0, sum_xy = 0.0;
  for (std::size_t i = 0; i < errors.size(); ++i) {
    const double x = std::log(lengths[i]);
    const double y = std::log(errors[i]);
    sum_x += x;
    sum_y += y;
    sum_xx += x * x;
    sum_xy += x * y;
  }
  const double n = static_cast<double>(errors.size());
  return (n * sum_xy - sum_x * sum_y) / (n * sum_xx - sum_x * sum_x);
}

void run_row(const Row& row, std::uint32_t seeds, std::size_t longest, bench::Verdict& verdict) {
  std::vector<Curve> curves(seeds);
  bench::run_parallel(seeds,
                      [&](std::size_t seed) { curves[seed] = run_seed(static_cast<std::uint32_t>(seed), row, longest); });
  std::printf("%-7s %u", row.name, row.experts);
  std::vector<double> medians;
  for (std::size_t length = 0; length < longest; ++length) {
    medians.push_back(compute_median(curves, length, &Errors::scaled));
    const double bar = 1.15 * row.reference[length];
    std::printf("  %.3f (%.3f) %.3f", medians.back(), bar, compute_median(curves, length, &Errors::estimated));
    if (length == 0 && !row.activation.linear()) continue;  // printed, with no bar: two thousand are few for a curve
    verdict.expect(medians.back() <= bar, bench::format("%s, k = %u, n = %u: %.3f, bar %.3f", row.name, row.experts,
                                                        lengths[length], medians.back(), bar));
  }
  const double slope = compute_slope(medians);
  std::printf("  %6.2f\n", slope);
  std::fflush(stdout);
  verdict.expect(std::fabs(slope + 0.5) < 0.1,
                 bench::format("%s, k = %u: slope %.2f, bar -0.5 +- 0.1", row.name, row.experts, slope));
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::size_t longest = arguments.take_flag("--quick") ? 3 : lengths.size();
  const std::uint32_t seeds = arguments.take_count("--seeds", 20);
  const std::string only = arguments.take_value("--row", "");
  arguments.finish(usage);

  std::printf("median over %u seeds of |A - A*|_F, slopes scaled to norm 1 (bar), as estimated\n\nn =      ", seeds);
  for (std::size_t length = 0; length < longest; ++length) std::printf("  %-19u", lengths[length]);
  std::printf("   slope\n");
  bench::Verdict verdict;
  for (const Row& row : rows) {
    if (std::string(row.name).starts_with(only)) run_row(row, seeds, longest, verdict);
  }
  return verdict.report();
}
