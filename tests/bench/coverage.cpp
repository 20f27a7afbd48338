// SPDX-License-Identifier: MIT
//
// Do standard errors say how far parameters are off? Known mixtures, many streams; how many of the intervals of 1.96
// standard errors either side of each parameter hold the truth.
//
//     motet_bench_coverage [--trials N] [--row NAME]

#include "support/coverage.hpp"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "bench.hpp"
#include "motet/errors.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_coverage [--trials N] [--row NAME]\n"
    "\n"
    "Counts the nominal 95 % intervals of all parameters that hold the truth.\n"
    "  --trials N   streams a row (default 1000)\n"
    "  --row NAME   rows whose name begins so, e.g. 3,6\n";

struct Row {
  std::uint32_t experts, dim, count;
  double sigma;
  bool uneven = false;  ///< noise that grows with |x1|, which no model here describes

  [[nodiscard]] std::string name() const {
    return bench::format("%u,%u,%u,%g%s", experts, dim, count, sigma, uneven ? ",uneven" : "");
  }
};

const std::vector<Row> rows = {
    {1, 4, 1000, 0.2}, {2, 2, 1000, 0.1}, {2, 6, 1000, 0.2}, {3, 6, 300, 0.1},  {3, 3, 2000, 0.2},       {2, 6, 5000, 0.2},
    {3, 6, 5000, 0.1}, {3, 6, 5000, 0.3}, {3, 8, 5000, 0.2}, {4, 4, 5000, 0.2}, {1, 4, 2000, 0.2, true},
};

constexpr std::size_t window = 8192;

Coverage run_trial(const Row& row, std::uint32_t trial) {
  Random random(7000u + trial);
  const Mixture truth = make_general(random, row.experts, row.dim, row.sigma);
  Settings settings;
  settings.dim = row.dim;
  settings.experts = row.experts;
  const auto estimator = std::make_unique<Estimator<8, 4, window>>(settings);
  return try_errors(*estimator, truth, random, row.count, row.uneven);
}

void print_row(const Row& row, const Coverage& all) {
  std::printf("%-18s", row.name().c_str());
  for (std::size_t kind = 0; kind < Coverage::kinds; ++kind) {
    const char* gap = kind == 3 || kind == 6 ? "  " : "";
    if (all.tried[kind] == 0) {
      std::printf("%s %7s", gap, "-");
    } else {
      std::printf("%s %7.1f", gap, all.percent(kind));
    }
  }
  std::printf("   %7.2f %8u %8u\n", all.percent(), all.refused, all.strayed);
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::uint32_t trials = arguments.take_count("--trials", 1000);
  const std::string only = arguments.take_value("--row", "");

  arguments.finish(usage);

  std::printf("%% of nominal 95 %% intervals that hold the truth, %u streams a row\n\n", trials);
  std::printf("%-18s %23s   %23s\n", "", "experts", "gate");
  std::printf("%-18s %7s %7s %7s   %7s %7s %7s   %7s   %7s %8s %8s\n", "k,d,n,sigma", "slope", "centre", "x = 0", "slope",
              "centre", "x = 0", "sigma", "all", "refused", "strayed");
  bench::Verdict verdict;
  for (const Row& row : rows) {
    if (!row.name().starts_with(only)) continue;
    std::vector<Coverage> each(trials);
    bench::run_parallel(trials, [&](std::size_t trial) { each[trial] = run_trial(row, static_cast<std::uint32_t>(trial)); });
    Coverage all;
    for (const Coverage& one : each) all.add(one);
    print_row(row, all);
    std::fflush(stdout);
    verdict.expect(all.percent() >= 93.0 && all.percent() <= 97.0,
                   bench::format("%s: %.2f %%, bar 93..97", row.name().c_str(), all.percent()));
  }
  return verdict.report();
}
