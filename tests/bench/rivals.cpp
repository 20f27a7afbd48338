// SPDX-License-Identifier: MIT
//
// How often does each way fail? motet beside joint EM, gradient EM, and stochastic descent on the squared error, on the
// likelihood and on L4, on the same samples.
//
//     motet_bench_rivals [--seeds N] [--row NAME]

#include "rivals.hpp"

#include <array>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "bench.hpp"
#include "learner.hpp"
#include "match.hpp"
#include "support/mixture.hpp"
#include "support/reference.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_rivals [--seeds N] [--row NAME]\n"
    "\n"
    "Counts seeds on which a way fails: a slope turned by 1 - cos >= .01 from the truth. Each rival has one random start.\n"
    "  --seeds N    seeds a row (default 100)\n"
    "  --row NAME   rows whose name begins so, e.g. 3,10\n";

constexpr double near = 0.01;

struct Row {
  std::uint32_t experts, dim, count;
  double sigma;
  const char* kind;  ///< papers, unit or general
  Mixture (*make)(Random&, std::uint32_t, std::uint32_t, double) noexcept;

  [[nodiscard]] std::string name() const { return bench::format("%u,%u,%u,%g,%s", experts, dim, count, sigma, kind); }
};

const Row rows[] = {
    {2, 10, 8000, 0.1, "papers", make_orthonormal}, {3, 10, 8000, 0.1, "papers", make_orthonormal},
    {4, 10, 8000, 0.1, "papers", make_orthonormal}, {3, 10, 1000, 0.1, "general", make_general},
    {4, 10, 8000, 0.1, "general", make_general},    {6, 3, 4000, 0.1, "general", make_general},
    {5, 30, 4000, 0.1, "unit", make_unit},
};

constexpr std::size_t ways = 8;
constexpr std::array<const char*, ways> names = {"motet",           "EM",     "EM, known",      "gradient EM",
                                                 "the same, known", "l2 SGD", "likelihood SGD", "L4"};
using Outcome = std::array<bool, ways>;  ///< failed

Outcome run_seed(const Row& row, std::uint32_t seed) {
  Random random(5000u + seed);
  const Mixture truth = row.make(random, row.experts, row.dim, row.sigma);
  const Samples samples = draw_samples(truth, random, row.count);
  const Design design(samples);
  const Parameters start = draw_start(design, row.experts, random);
  Parameters known = start;
  for (double& sigma : known.sigma) sigma = row.sigma;
  EmSettings held;
  held.hold_sigma = true;
  const auto failed = [&truth](const Parameters& found) { return !(bench::match(found, truth).turn < near); };
  return {failed(bench::learn<8192>(samples, row.experts).parameters),
          failed(refine(design, start).parameters),
          failed(refine(design, known, held).parameters),
          failed(bench::refine_by_gradient(design, start)),
          failed(bench::refine_by_gradient(design, known, 500, true)),
          failed(bench::descend(design, start, bench::Loss::squared, random)),
          failed(bench::descend(design, start, bench::Loss::likelihood, random)),
          failed(bench::descend_on_quartic(samples, row.experts))};
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::uint32_t seeds = arguments.take_count("--seeds", 100);
  const std::string only = arguments.take_value("--row", "");
  arguments.finish(usage);

  std::printf("failures out of %u: a slope turned by 1 - cos >= %g; known: sigma known and held\n\n%-24s", seeds, near,
              "k,d,n,sigma,mixture");
  for (const char* name : names) std::printf("  %s", name);
  std::printf("\n");
  bench::Verdict verdict;
  for (const Row& row : rows) {
    if (!row.name().starts_with(only)) continue;
    std::vector<Outcome> outcomes(seeds);
    bench::run_parallel(seeds, [&](std::size_t seed) { outcomes[seed] = run_seed(row, static_cast<std::uint32_t>(seed)); });
    std::array<std::uint32_t, ways> failures{};
    for (const Outcome& outcome : outcomes) {
      for (std::size_t way = 0; way < ways; ++way) failures[way] += outcome[way] ? 1u : 0u;
    }
    std::printf("%-24s", row.name().c_str());
    for (std::size_t way = 0; way < ways; ++way) {
      std::printf("  %*u", static_cast<int>(std::string(names[way]).size()), failures[way]);
    }
    std::printf("\n");
    std::fflush(stdout);
    verdict.expect(failures[0] * 50 <= seeds, bench::format("%s: motet fails %u", row.name().c_str(), failures[0]));
  }
  return verdict.report();
}
