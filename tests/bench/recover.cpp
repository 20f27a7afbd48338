// SPDX-License-Identifier: MIT
//
// Does the fit find the optimum? Known mixtures, many seeds; counts of those within 1e-4 nats per
// sample of EM started from the truth on the same samples.
//
//     motet_bench_recover [--quick] [--seeds N] [--row NAME]

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "bench.hpp"
#include "learner.hpp"
#include "support/mixture.hpp"
#include "support/reference.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_recover [--quick] [--seeds N] [--row NAME]\n"
    "\n"
    "Counts seeds on which a fit comes within 1e-4 nats per sample of EM started from the truth.\n"
    "  --seeds N    seeds a row (default 100)\n"
    "  --quick      20 seeds\n"
    "  --row NAME   rows whose name begins so, e.g. 6,3\n";

constexpr double near = 1e-4;
constexpr std::uint32_t random_starts = 5;

struct Row {
  std::uint32_t experts, dim, count;
  double sigma;
  bool unit;   ///< unit slopes and gates, and random EM also with sigma known
  double bar;  ///< share of seeds

  [[nodiscard]] std::string name() const {
    return bench::format("%u,%u,%u,%g%s", experts, dim, count, sigma, unit ? ",unit" : "");
  }
};

const std::vector<Row> rows = {
    {2, 10, 4000, 0.1, false, 0.99}, {3, 10, 8000, 0.1, false, 0.99}, {4, 10, 8000, 0.1, false, 0.99},
    {4, 10, 8000, 0.3, false, 0.99}, {3, 10, 300, 0.1, false, 0.97},  {4, 10, 600, 0.1, false, 0.97},
    {6, 10, 2000, 0.1, false, 0.97}, {6, 3, 4000, 0.1, false, 0.97},  {8, 8, 6000, 0.1, false, 0.97},
    {4, 2, 4000, 0.1, false, 0.97},  {5, 30, 4000, 0.1, true, 0.97},
};

/// Nats per sample below the oracle's, one seed; negative: above.
struct Outcome {
  double motet = 0.0, tensor = 0.0, gate_first = 0.0;
  double random[random_starts]{};
  double known[random_starts]{};  ///< random starts, sigma known and held
  double polished = 0.0;          ///< motet's model after many more passes in double
  double oracle = 0.0;            ///< the oracle's own log-likelihood
  std::uint32_t random_passes = 0;
  bench::Learned learned{Status::no_fit, {}, Parameters(1, 1)};
};

/// The same random starts with sigma known and held, against the oracle with sigma held.
void run_known_sigma(const Row& row, const Design& design, const Mixture& truth, Random& random, Outcome& outcome) {
  const double oracle = refine(design, read_parameters(truth), {.iterations = 1000, .hold_sigma = true}).loglik;
  for (double& gap : outcome.known) {
    Parameters start = draw_start(design, row.experts, random);
    std::fill(start.sigma.begin(), start.sigma.end(), row.sigma);
    gap = oracle - refine(design, start, {.hold_sigma = true}).loglik;
  }
}

Outcome run_seed(const Row& row, std::uint32_t seed) {
  Random random(1000u + seed);
  const Mixture truth =
      row.unit ? make_unit(random, row.experts, row.dim, row.sigma) : make_general(random, row.experts, row.dim, row.sigma);
  const Samples samples = draw_samples(truth, random, row.count);
  const Design design(samples);

  Outcome outcome;
  outcome.oracle = refine_oracle(design, truth).loglik;
  outcome.learned = bench::learn<8192>(samples, row.experts);
  outcome.motet = outcome.polished = HUGE_VAL;
  if (outcome.learned.status == Status::ok) {
    outcome.motet = outcome.oracle - compute_loglik(outcome.learned.parameters, design);
    outcome.polished = outcome.motet;
    outcome.tensor = outcome.oracle - static_cast<double>(outcome.learned.report.loglik_tensor);
    outcome.gate_first = outcome.oracle - static_cast<double>(outcome.learned.report.loglik_gate_first);
  }
  if (outcome.learned.status == Status::ok && outcome.motet > near) {
    outcome.polished = outcome.oracle - refine(design, outcome.learned.parameters, {.iterations = 1000}).loglik;
  }
  for (double& gap : outcome.random) {
    const EmResult fit = refine(design, draw_start(design, row.experts, random));
    gap = outcome.oracle - fit.loglik;
    outcome.random_passes += fit.iterations;
  }
  if (row.unit) run_known_sigma(row, design, truth, random, outcome);
  return outcome;
}

/// Seeds on which `gap` is near the oracle.
template <class Gap>
std::uint32_t count_near(const std::vector<Outcome>& outcomes, const Gap& gap) {
  return static_cast<std::uint32_t>(
      std::count_if(outcomes.begin(), outcomes.end(), [&](const Outcome& outcome) { return gap(outcome) < near; }));
}

const char* name_of(Start start) {
  switch (start) {
    case Start::tensor: return "tensor";
    case Start::gate_first: return "gate-first";
    case Start::in_use: return "in use";
    case Start::linear: return "linear";
    case Start::none: break;
  }
  return "none";
}

void print_failure(std::uint32_t seed, const Outcome& outcome) {
  const Report& report = outcome.learned.report;
  if (outcome.learned.status != Status::ok) {
    std::printf("    seed %u: %s\n", seed, describe(outcome.learned.status));
    return;
  }
  const double best_random = *std::min_element(outcome.random, outcome.random + random_starts);
  std::printf(
      "    seed %u: %.2e short (%s won; tensor %.2e in %u passes, gate-first %.2e in %u; best random %.1e); "
      "1000 more passes in double: %.1e, so %s; experts %u of %u, revived %u, dropped %u\n",
      seed, outcome.motet, name_of(report.start), outcome.tensor, report.iterations_tensor, outcome.gate_first,
      report.iterations_gate_first, best_random, outcome.polished,
      outcome.polished < near ? "not converged" : "another optimum", report.experts, report.experts_asked, report.revived,
      report.dropped);
}

double mean_passes(const std::vector<Outcome>& outcomes, std::uint32_t Report::*passes) {
  double sum = 0.0;
  for (const Outcome& outcome : outcomes) sum += outcome.learned.report.*passes;
  return sum / static_cast<double>(outcomes.size());
}

void print_row(const Row& row, const std::vector<Outcome>& outcomes) {
  const auto best = [](const double(&gaps)[random_starts]) { return *std::min_element(gaps, gaps + random_starts); };
  double random_passes = 0.0;
  for (const Outcome& outcome : outcomes) random_passes += outcome.random_passes;
  random_passes /= random_starts * static_cast<double>(outcomes.size());
  std::printf("%-22s %5u %7u %10u %7u %7u   %5.0f %5.0f %5.0f\n", row.name().c_str(),
              count_near(outcomes, [](const Outcome& o) { return o.motet; }),
              count_near(outcomes, [](const Outcome& o) { return o.tensor; }),
              count_near(outcomes, [](const Outcome& o) { return o.gate_first; }),
              count_near(outcomes, [](const Outcome& o) { return o.random[0]; }),
              count_near(outcomes, [&](const Outcome& o) { return best(o.random); }),
              mean_passes(outcomes, &Report::iterations_tensor), mean_passes(outcomes, &Report::iterations_gate_first),
              random_passes);
  if (row.unit) {
    std::printf("%-22s %5s %7s %10s %7u %7u\n", "  sigma known and held", "", "", "",
                count_near(outcomes, [](const Outcome& o) { return o.known[0]; }),
                count_near(outcomes, [&](const Outcome& o) { return best(o.known); }));
  }
  for (std::size_t seed = 0; seed < outcomes.size(); ++seed) {
    if (!(outcomes[seed].motet < near)) print_failure(static_cast<std::uint32_t>(seed), outcomes[seed]);
  }
  std::fflush(stdout);
}

/// The report's own log-likelihood against the same model's in double.
double worst_report_error(const std::vector<Outcome>& outcomes) {
  double worst = 0.0;
  for (const Outcome& outcome : outcomes) {
    if (outcome.learned.status != Status::ok) continue;
    const double said = static_cast<double>(outcome.learned.report.loglik);
    worst = std::max(worst, std::fabs(outcome.oracle - outcome.motet - said));
  }
  return worst;
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::uint32_t seeds = arguments.take_count("--seeds", arguments.take_flag("--quick") ? 20 : 100);
  const std::string only = arguments.take_value("--row", "");
  arguments.finish(usage);

  std::printf("seeds out of %u within %g nats per sample of EM from the truth; random: EM in double, sigma estimated\n\n",
              seeds, near);
  std::printf("%-22s %5s %7s %10s %7s %7s   %s\n", "k,d,n,sigma", "motet", "tensor", "gate-first", "1 rand", "5 rand",
              "passes: tensor, gate-first, random");
  bench::Verdict verdict;
  double report_error = 0.0;
  for (const Row& row : rows) {
    if (!row.name().starts_with(only)) continue;
    std::vector<Outcome> outcomes(seeds);
    bench::run_parallel(seeds, [&](std::size_t seed) { outcomes[seed] = run_seed(row, static_cast<std::uint32_t>(seed)); });
    print_row(row, outcomes);
    report_error = std::max(report_error, worst_report_error(outcomes));
    const std::uint32_t reached = count_near(outcomes, [](const Outcome& o) { return o.motet; });
    verdict.expect(reached >= std::ceil(row.bar * seeds - 1e-9),
                   bench::format("%s: %u of %u, bar %.0f %%", row.name().c_str(), reached, seeds, 100.0 * row.bar));
  }
  std::printf("\nlog-likelihood in the report against the same model's in double: off by %.1e at most\n", report_error);
  verdict.expect(report_error < near, bench::format("the report's log-likelihood is off by %.1e", report_error));
  return verdict.report();
}
