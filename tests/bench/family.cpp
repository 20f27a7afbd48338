// SPDX-License-Identifier: MIT
//
// Does a fit of every form find the optimum? Known mixtures, many seeds; counts of those within 1e-4 nats per sample of EM
// started from the truth on the same samples, and for trees of those with the right pairing.
//
//     motet_bench_family [--quick] [--seeds N] [--row NAME]

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "bench.hpp"
#include "model/form.hpp"
#include "motet/estimator.hpp"
#include "motet/general_model.hpp"
#include "support/general_reference.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_family [--quick] [--seeds N] [--row NAME]\n"
    "\n"
    "Counts seeds on which the fit of a general model comes within 1e-4 nats per sample of EM started from the truth.\n"
    "  --seeds N    seeds a row (default 100)\n"
    "  --quick      10 seeds\n"
    "  --row NAME   rows whose name begins so, e.g. tanh\n";

constexpr double near = 1e-4;
constexpr std::uint32_t dim = 10;
constexpr std::size_t window = 32768;
constexpr std::size_t count = 32000;

struct Row {
  const char* name;
  Form form;
  double sigma;
  bool recurrent = false;  ///< a sequence: the last input is the output before
};

const std::vector<Row> rows = {
    {"sigmoid 2", make_mixture(2, sigmoid()), 0.05},
    {"sigmoid 3", make_mixture(3, sigmoid()), 0.05},
    {"tanh 2", make_mixture(2, hyperbolic_tangent()), 0.05},
    {"tanh 3", make_mixture(3, hyperbolic_tangent()), 0.05},
    {"ReLU 2", make_mixture(2, rectifier()), 0.05},
    {"ReLU 3", make_mixture(3, rectifier()), 0.05},
    {"leaky 2", make_mixture(2, leaky_rectifier(0.01f)), 0.05},
    {"leaky 3", make_mixture(3, leaky_rectifier(0.01f)), 0.05},
    {"tree 4", make_tree(4, linear()), 0.1},
    {"tanh tree 4", make_tree(4, hyperbolic_tangent()), 0.05},
    {"unit", make_gated_recurrent_unit(), 0.05},
    {"unit, fed", make_gated_recurrent_unit(), 0.05, true},
};

struct Outcome {
  Status status = Status::no_fit;
  Report report;
  double motet = HUGE_VAL, tensor = HUGE_VAL, gate_first = HUGE_VAL;  ///< nats per sample below the oracle's
  bool paired = true;
  double seconds = 0.0;
};

/// Expert of the model that lies nearest to each of the truth's.
[[nodiscard]] std::vector<std::uint32_t> match(const Parameters& fitted, const Mixture& truth) {
  std::vector<std::uint32_t> nearest(truth.experts);
  for (std::uint32_t i = 0; i < truth.experts; ++i) {
    double least = HUGE_VAL;
    for (std::uint32_t j = 0; j < fitted.experts; ++j) {
      double square = 0.0;
      for (std::uint32_t a = 0; a < truth.dim; ++a) square += std::pow(fitted.line(j)[1 + a] - truth.slope[i][a], 2.0);
      if (square >= least) continue;
      least = square;
      nearest[i] = j;
    }
  }
  return nearest;
}

/// Whether the fitted tree parts the experts as the true one does.
[[nodiscard]] bool same_pairing(const Form& fitted, const Form& truth, const std::vector<std::uint32_t>& number) {
  const auto renumber = [&](unsigned set) {
    unsigned to = 0;
    for (std::uint32_t i = 0; i < truth.experts; ++i) to |= (set >> i & 1u) << number[i];
    return to;
  };
  std::uint32_t found = 0;
  for (std::uint32_t n = 0; n + 1 < truth.experts; ++n) {
    const unsigned a = renumber(truth.decision[n].first), b = renumber(truth.decision[n].second);
    for (std::uint32_t m = 0; m + 1 < truth.experts; ++m) {
      const Decision& decision = fitted.decision[m];
      found += (decision.first == a && decision.second == b) || (decision.first == b && decision.second == a);
    }
  }
  return found + 1 == truth.experts;
}

Outcome run_seed(const Row& row, std::uint32_t seed) {
  Random random(3000u + seed);
  const GeneralMixture truth =
      row.recurrent ? make_recurrent(random, dim, row.sigma) : make_general(random, row.form, dim, row.sigma);
  const Samples samples = row.recurrent ? draw_sequence(truth, random, count) : draw_samples(truth, random, count);
  const Design design(samples);
  const double oracle = refine_oracle(design, truth);

  Outcome outcome;
  Settings settings;
  settings.dim = dim;
  settings.experts = row.form.experts;
  const auto estimator = std::make_unique<Estimator<dim, 4, window>>(settings);
  GeneralModel<dim, 4> model(row.form);
  outcome.status = estimator->push(samples.x, samples.y, samples.count);
  const auto begin = std::chrono::steady_clock::now();
  if (outcome.status == Status::ok) outcome.status = estimator->fit(model, outcome.report);
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (outcome.status != Status::ok) return outcome;
  const Parameters fitted = read_parameters(model);
  outcome.motet = oracle - compute_loglik(model.form(), fitted, design);
  outcome.tensor = oracle - static_cast<double>(outcome.report.loglik_tensor);
  outcome.gate_first = oracle - static_cast<double>(outcome.report.loglik_gate_first);
  outcome.paired =
      !row.form.tree() || !core::model::alike(row.form) || same_pairing(model.form(), row.form, match(fitted, truth.rows));
  return outcome;
}

void print_row(const Row& row, const std::vector<Outcome>& outcomes) {
  const auto number = [&](auto holds) { return static_cast<int>(std::count_if(outcomes.begin(), outcomes.end(), holds)); };
  double seconds = 0.0, tensor = 0.0, gate_first = 0.0, last = 0.0;
  for (const Outcome& o : outcomes) {
    seconds += o.seconds;
    tensor += o.report.iterations_tensor;
    gate_first += o.report.iterations_gate_first;
    last += o.report.iterations_last;
  }
  const double n = static_cast<double>(outcomes.size());
  std::printf("%-12s %5d %7d %10d %8d   %5.0f %5.0f %5.0f   %.1f s\n", row.name,
              number([](const Outcome& o) { return o.motet < near; }), number([](const Outcome& o) { return o.tensor < near; }),
              number([](const Outcome& o) { return o.gate_first < near; }),
              number([](const Outcome& o) { return o.status == Status::ok && o.paired; }), tensor / n, gate_first / n, last / n,
              seconds / n);
  for (std::size_t seed = 0; seed < outcomes.size(); ++seed) {
    const Outcome& o = outcomes[seed];
    if (o.motet < near && o.paired) continue;
    std::printf("    seed %zu: %s, %.2e short (tensor %.2e in %u, gate-first %.2e in %u, then %u%s)%s\n", seed,
                describe(o.status), o.motet, o.tensor, o.report.iterations_tensor, o.gate_first, o.report.iterations_gate_first,
                o.report.iterations_last, o.report.converged ? "" : ", not converged", o.paired ? "" : ", paired otherwise");
  }
  std::fflush(stdout);
}

}  // namespace

int main(int words, char** word) {
  bench::Arguments arguments(words, word);
  const std::uint32_t seeds = arguments.take_count("--seeds", arguments.take_flag("--quick") ? 10 : 100);
  const std::string only = arguments.take_value("--row", "");
  arguments.finish(usage);

  std::printf("seeds out of %u within %g nats per sample of EM from the truth; %u inputs, %zu samples\n\n", seeds, near, dim,
              count);
  std::printf("%-12s %5s %7s %10s %8s   %s\n", "", "motet", "tensor", "gate-first", "pairing",
              "passes: tensor, gate-first, last");
  bench::Verdict verdict;
  for (const Row& row : rows) {
    if (!std::string(row.name).starts_with(only)) continue;
    std::vector<Outcome> outcomes(seeds);
    bench::run_parallel(seeds, [&](std::size_t seed) { outcomes[seed] = run_seed(row, static_cast<std::uint32_t>(seed)); });
    print_row(row, outcomes);
    const auto reached = static_cast<std::uint32_t>(
        std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& o) { return o.motet < near; }));
    const auto paired =
        static_cast<std::uint32_t>(std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& o) { return o.paired; }));
    verdict.expect(reached >= std::ceil(0.95 * seeds), bench::format("%s: %u of %u, bar 95 %%", row.name, reached, seeds));
    verdict.expect(paired >= std::ceil(0.95 * seeds),
                   bench::format("%s: pairing %u of %u, bar 95 %%", row.name, paired, seeds));
  }
  return verdict.report();
}
