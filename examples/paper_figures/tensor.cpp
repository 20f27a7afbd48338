// SPDX-License-Identifier: MIT
#include <cmath>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include "bench/match.hpp"
#include "family/lay_task.hpp"
#include "motet/estimator.hpp"
#include "study.hpp"
#include "support/general.hpp"
#include "text.hpp"
#include "workspace/candidate.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr std::uint32_t dim = 10;
constexpr std::uint32_t experts = 3;
constexpr double sigma = 0.1;

struct Kind {
  const char* name;
  Activation activation;
};

const Kind kinds[] = {{"linear", linear()},
                      {"sigmoid", sigmoid()},
                      {"tanh", hyperbolic_tangent()},
                      {"ReLU", rectifier()},
                      {"leaky ReLU, .01", leaky_rectifier(0.01f)}};
constexpr std::size_t kind_count = std::size(kinds);

using Learner = Estimator<dim, experts, 0>;

/// The slopes that the tensor start finds, norm 1 as the papers know them to be.
[[nodiscard]] Parameters read_slopes(const core::solve::Workspace& work) {
  Model<dim, experts> model;
  if (!core::solve::write_model(work, work.current, model.store())) return {1, dim + 1};
  Parameters found = read_parameters(model);
  for (std::uint32_t i = 0; i < found.experts; ++i) set_norm(found.line(i) + 1, dim, 1.0);
  return found;
}

/// The error after each of `lengths` samples of one stream.
[[nodiscard]] std::vector<double> run_stream(const Kind& kind, std::uint64_t seed, const std::vector<std::uint32_t>& lengths) {
  Random random(900 + seed);
  const Form form = make_mixture(experts, kind.activation);
  const GeneralMixture truth = make_orthonormal(random, form, dim, sigma);
  LabelCoefficients coefficients;
  std::vector<double> errors(lengths.size(), HUGE_VAL);
  if (measure_transform(kind.activation, coefficients) != Status::ok) return errors;
  const auto learner = std::make_unique<Learner>();
  std::uint32_t pushed = 0;
  for (std::size_t at = 0; at < lengths.size(); ++at) {
    for (; pushed < lengths[at]; ++pushed) {
      float x[dim];
      const float y = draw_sample(truth, random, x);
      if (learner->push(x, y) != Status::ok) return errors;
    }
    core::family::Task task{core::solve::lay_out(learner->view()), form};
    if (test::read_moments(task) != Status::ok) continue;
    test::start_from_tensor(task, coefficients);
    errors[at] = bench::match(read_slopes(task.work), truth.rows).experts;
  }
  return errors;
}

/// Least squares of log error on log length.
[[nodiscard]] double find_slope(const std::vector<Value>& values) {
  double x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;
  for (const Value& v : values) {
    x += std::log(v.x);
    y += std::log(v.middle);
    xx += std::log(v.x) * std::log(v.x);
    xy += std::log(v.x) * std::log(v.middle);
  }
  const double n = static_cast<double>(values.size());
  return (n * xy - x * y) / (n * xx - x * x);
}

}  // namespace

Study study_tensor(bool quick, const Runner& run) {
  const std::size_t seeds = quick ? 4 : 20;
  std::vector<std::uint32_t> lengths;
  for (std::uint32_t n = quick ? 4000 : 8000; n <= (quick ? 64000u : 512000u); n *= 2) lengths.push_back(n);
  std::vector<std::vector<double>> errors(kind_count * seeds);
  run("tensor error against samples", errors.size(),
      [&](std::size_t i) { errors[i] = run_stream(kinds[i / seeds], i % seeds, lengths); });

  Panel panel{"", {"samples n", true}, {"|A - A*|, median and quartiles", true}};
  bool all = true;
  std::string slopes;
  for (std::size_t kind = 0; kind < kind_count; ++kind) {
    Series series{kinds[kind].name, kind};
    for (std::size_t at = 0; at < lengths.size(); ++at) {
      std::vector<double> values;
      for (std::size_t seed = 0; seed < seeds; ++seed) values.push_back(errors[kind * seeds + seed][at]);
      series.values.push_back(summarise(lengths[at], values));
    }
    // The steep end: where the error is not far below the norm of the slopes, it cannot fall as it will.
    const std::vector<Value> end(series.values.end() - 4, series.values.end());
    const double slope = find_slope(end);
    all = all && std::fabs(slope + 0.5) < 0.15;
    slopes += (slopes.empty() ? "" : ", ") + std::string(kinds[kind].name) + ' ' + number(slope, 2);
    panel.series.push_back(series);
  }
  const double first = lengths.front(), last = lengths.back();
  const double base = 0.8 * panel.series[0].values.front().middle;
  panel.series.push_back(
      {"slope -1/2",
       6,
       {{first, base, base, base},
        {last, base * std::sqrt(first / last), base * std::sqrt(first / last), base * std::sqrt(first / last)}},
       false,
       true});
  Figure figure{"tensor_error",
                "The experts from the third-order tensor alone",
                "10 inputs, 3 experts, orthonormal slopes, noise .1, " + std::to_string(seeds) + " streams each",
                1,
                {panel}};
  return {figure,
          {{"[MOKV19] theorem 1", "a cubic of y shows the experts of every activation, and their error falls as n^-1/2",
            all ? "yes" : "in part", "slope in n: " + slopes, "tensor_error"}}};
}
