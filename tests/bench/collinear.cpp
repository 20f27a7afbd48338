// SPDX-License-Identifier: MIT
//
// Inputs that nearly depend on one another, with targets that depend on what tells them apart: the error of a fit over that of
// least squares in double on the same floats, each expert on its own rows.
//
//     motet_bench_collinear [--seeds N]

#include "support/collinear.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>

#include "bench.hpp"
#include "motet/estimator.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_collinear [--seeds N]\n"
    "\n"
    "Prints the error of one expert and of three, fitted to 4000 samples of which a window keeps 512 or all, over that of\n"
    "least squares in double. The bar holds where the condition of the inputs is below 1e8, or no direction is left out.\n"
    "  --seeds N    streams an entry (default 5)\n";

constexpr double bar = 1.05;
constexpr std::size_t samples = 4000;

struct Entry {
  double mean = 0.0;
  double worst = 0.0;
  Report report;
};

/// Squared error of the expert that suits the rows of regime `i` best.
[[nodiscard]] double measure(const CollinearRows& rows, std::uint8_t i, const Model<8, 3>& model) {
  double best = 1e300;
  for (std::size_t b = 0; b < model.experts(); ++b) {
    double sum = 0.0;
    for (std::size_t s = 0; s < rows.count(); ++s) {
      if (rows.expert[s] != i) continue;
      float change = 0.0f;
      for (std::uint32_t j = 0; j < rows.dim; ++j) {
        change += model.slope(b, j) * (rows.row(s)[j] - model.centre(j));
      }
      const double off =
          static_cast<double>(model.value_at_centre(b)) + static_cast<double>(change) - static_cast<double>(rows.y[s]);
      sum += off * off;
    }
    best = std::fmin(best, sum);
  }
  return best;
}

template <std::size_t Window>
[[nodiscard]] Entry run(const CollinearKind& kind, std::uint32_t experts, std::uint32_t seeds) {
  Entry entry;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const CollinearRows train = draw_collinear(kind, experts, samples, seed);
    const CollinearRows test = draw_collinear(kind, experts, samples, 1000 + seed);
    Settings settings;
    settings.dim = kind.dim;
    settings.experts = experts;
    const auto learner = std::make_unique<Estimator<8, 3, Window>>(settings);
    for (std::size_t s = 0; s < samples; ++s) static_cast<void>(learner->push({train.row(s), kind.dim}, train.y[s]));
    Model<8, 3> model;
    double ours = 1e30;
    double exact = 0.0;
    if (learner->fit(model, entry.report) == Status::ok) ours = 0.0;
    for (std::uint8_t i = 0; i < experts; ++i) {
      if (ours < 1e30) ours += measure(test, i, model);
      const LeastSquares line(train, i);
      for (std::size_t s = 0; s < samples; ++s) {
        if (test.expert[s] != i) continue;
        const double off = line.predict(test.row(s)) - static_cast<double>(test.y[s]);
        exact += off * off;
      }
    }
    const double ratio = std::sqrt(ours / exact);
    entry.mean += ratio / seeds;
    entry.worst = std::fmax(entry.worst, ratio);
  }
  return entry;
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::uint32_t seeds = arguments.take_count("--seeds", 5);
  arguments.finish(usage);
  bench::Verdict verdict;
  std::printf("%-34s %10s %5s %20s %20s\n", "", "condition", "rank", "1 expert (worst)", "3 experts (worst)");
  for (const CollinearKind& kind : collinear_kinds) {
    const Entry one = run<512>(kind, 1, seeds);
    std::printf("%-34s %10.3g %3u/%u %10.3f (%7.3f)", kind.name, static_cast<double>(one.report.condition), one.report.rank,
                one.report.dim, one.mean, one.worst);
    const bool resolved = one.report.rank == one.report.dim || kind.kind == Collinear::sum;
    if (resolved) verdict.expect(one.mean <= bar, bench::format("%s, 1 expert: %.3f", kind.name, one.mean));
    if (kind.kind != Collinear::lags) {
      const Entry three = run<samples>(kind, 3, seeds);
      std::printf(" %10.3f (%7.3f)", three.mean, three.worst);
      if (resolved) verdict.expect(three.mean <= bar, bench::format("%s, 3 experts: %.3f", kind.name, three.mean));
    }
    std::printf("\n");
  }
  return verdict.report();
}
