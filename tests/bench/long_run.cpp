// SPDX-License-Identifier: MIT
//
// Years of samples: float beside the same law in double. Parameters in force and their averages, both with a falling step and
// with a time constant, against a tenth of the statistical error at the effective sample size; inverse information stays
// positive.
//
//     motet_bench_long_run [--millions N]

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>

#include "adapt/mirror.hpp"
#include "bench.hpp"
#include "motet/adapter.hpp"
#include "support/mixture.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_long_run [--millions N]\n"
    "\n"
    "Adaptation in float beside the same law in double.\n"
    "  --millions N   of samples (default 100)\n";

constexpr std::uint32_t dim = 3, experts = 2;
using Learner = Estimator<dim, experts, 256>;
using Mixed = Model<dim, experts>;
using Adapting = Adapter<dim, experts>;

/// The largest distances from the double, as multiples of the statistical error.
struct Distance {
  double in_force = 0.0, average = 0.0;
};

/// sigma sqrt(P_jj / effective samples of the expert), P_jj from the adapter's own inverse; j = dim: the value.
double statistical_error(Adapting& adapter, const Mixed& model, std::uint32_t i, std::uint32_t j, double samples) {
  const core::AdapterView a = adapter.view();
  const float* p = a.block + a.plan->inverse + i * core::inverse_floats(dim + 1);
  const float* column = p + core::padded(dim + 1);
  double variance = static_cast<double>(p[j]);
  for (std::uint32_t l = 1; l <= dim; ++l) {
    if (l > j) variance += static_cast<double>(p[l]) * static_cast<double>(column[j]) * static_cast<double>(column[j]);
    column += core::padded(l);
  }
  const double scale = j < dim ? static_cast<double>(a.block[a.plan->scale + j]) : 1.0;
  return static_cast<double>(model.sigma(i)) * scale *
         std::sqrt(variance / (samples * static_cast<double>(a.state->weight[i])));
}

Distance measure(Adapting& adapter, const Mixed& model, const test::Mirror& mirror, double averaged) {
  Mixed average;
  static_cast<void>(adapter.average(model, average));
  Distance worst;
  const double samples = static_cast<double>(adapter.effective_samples());
  for (std::uint32_t i = 0; i < experts; ++i) {
    for (std::uint32_t j = 0; j <= dim; ++j) {
      const double own = static_cast<double>(j < dim ? model.slope(i, j) : model.value_at_centre(i));
      const double mean = static_cast<double>(j < dim ? average.slope(i, j) : average.value_at_centre(i));
      const double other = j < dim ? mirror.slope(i, j) : mirror.value(i);
      const double other_mean = j < dim ? mirror.average_slope(i, j) : mirror.average_value(i);
      worst.in_force = std::fmax(worst.in_force, std::fabs(own - other) / statistical_error(adapter, model, i, j, samples));
      worst.average =
          std::fmax(worst.average, std::fabs(mean - other_mean) / statistical_error(adapter, model, i, j, averaged));
    }
  }
  return worst;
}

bool sound(Adapting& adapter, const Mixed& model) {
  const core::AdapterView a = adapter.view();
  bool good = true;
  for (std::uint32_t row = 0; row < 2 * experts; ++row) {
    for (std::uint32_t j = 0; j <= dim; ++j) good &= a.block[a.plan->inverse + row * core::inverse_floats(dim + 1) + j] > 0.0f;
  }
  for (std::uint32_t at = 0; at < model.view().shape.floats(); ++at) good &= std::isfinite(model.view().parameters[at]);
  return good;
}

void run(const char* name, float memory, std::uint64_t count, bench::Verdict& verdict) {
  Random random(1);
  const Mixture truth = make_general(random, experts, dim, 0.2);
  Settings of_fit;
  of_fit.memory = memory;
  Learner learner(of_fit);
  Mixed model;
  AdaptSettings settings;
  settings.expert_ridge = settings.gate_ridge = 1e-5f;  // the mirror knows no bound
  settings.change_threshold = 1e6f;
  Adapting adapter(settings);
  float x[dim];
  for (int t = 0; t < 2000; ++t) {
    const float y = draw_sample(truth, random, x);
    static_cast<void>(learner.push(x, y));
  }
  if (learner.fit(model) != Status::ok || adapter.begin(model, learner) != Status::ok) {
    verdict.expect(false, bench::format("%s: no start", name));
    return;
  }
  test::Mirror mirror(model, adapter);
  std::uint64_t next = 100000;
  for (std::uint64_t t = 1; t <= count; ++t) {
    const float y = draw_sample(truth, random, x);
    static_cast<void>(mirror.learn(x, y));
    static_cast<void>(adapter.adapt(x, y, model));
    if (t != next && t != count) continue;
    const double averaged = std::fmin(static_cast<double>(t), 2.0 * (memory > 0.0f ? static_cast<double>(memory) : 0x1p18));
    const Distance off = measure(adapter, model, mirror, averaged);
    const bool good = sound(adapter, model);
    std::printf("%-20s %11llu %12.0f %10.4f %10.4f   %s\n", name, static_cast<unsigned long long>(t),
                static_cast<double>(adapter.effective_samples()), off.in_force, off.average, good ? "sound" : "NOT SOUND");
    std::fflush(stdout);
    verdict.expect(good, bench::format("%s: not sound after %llu", name, static_cast<unsigned long long>(t)));
    verdict.expect(off.in_force < 0.1 && off.average < 0.1,
                   bench::format("%s: %.3f and %.3f of the statistical error after %llu, bar .1", name, off.in_force,
                                 off.average, static_cast<unsigned long long>(t)));
    if (t == next) next *= 10;
  }
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::uint64_t samples = 1000000ull * arguments.take_count("--millions", 100);
  arguments.finish(usage);
  std::printf(
      "distance from the double, largest of all coefficients, as a multiple of their statistical error\n%-20s %11s %12s %10s "
      "%10s\n",
      "step", "samples", "effective", "in force", "average");
  bench::Verdict verdict;
  run("falling", 0.0f, samples, verdict);
  run("constant, 10000", 10000.0f, samples, verdict);
  run("constant, 200", 200.0f, samples, verdict);
  return verdict.report();
}
