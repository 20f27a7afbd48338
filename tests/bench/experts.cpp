// SPDX-License-Identifier: MIT
//
// How many experts? Known mixtures: how often the number chosen is the true one. Files: what the number chosen is worth on
// rows that were not learnt.
//
//     motet_bench_experts [DIR] [--trials N] [--rows N] [--row NAME]

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "bench.hpp"
#include "motet/contest.hpp"
#include "split.hpp"
#include "support/mixture.hpp"
#include "support/samples.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_experts [DIR] [--trials N] [--rows N] [--row NAME]\n"
    "\n"
    "Chooses from 1 to 5 experts: by the contest (the fewest within one standard error of those that predict best), and\n"
    "by the Bayesian information criterion on the samples kept. Known mixtures: a count for each number. Files (header\n"
    "line, the target last), in their order and mixed: 80 % learnt, nats a row on the others for either choice.\n"
    "  --trials N    mixtures a row (default 50)\n"
    "  --rows N      rows of a file, the first so many (default 8000)\n"
    "  --row NAME    only rows and files whose name begins so\n";

constexpr std::uint32_t most = 5;
constexpr std::size_t window = 2048;
using Learner = Estimator<max_cubic_dim, most, window>;
using Learnt = Model<max_cubic_dim, most>;

/// Nats a sample, and the root mean squared error in deviations of the target.
struct Worth {
  double loglik = -HUGE_VAL;
  double rmse = HUGE_VAL;
};

/// What was chosen, and what each number is worth on the samples that were not learnt.
struct Choice {
  bench::Verdict verdict;
  std::uint32_t criterion = 0;
  Worth test[most];
};

[[nodiscard]] Worth measure_worth(const Learnt& model, const Samples& samples, std::size_t from) {
  double sum = 0.0, squares = 0.0;
  for (std::size_t t = from; t < samples.count; ++t) {
    Attribution<most> attribution;
    Prediction<most> prediction;
    if (model.attribute(samples.row(t), samples.y[t], attribution) != Status::ok) return {};
    if (model.predict(samples.row(t), prediction) != Status::ok) return {};
    const double error = static_cast<double>(samples.y[t]) - static_cast<double>(prediction.mean);
    sum += static_cast<double>(attribution.log_density);
    squares += error * error;
  }
  const double count = static_cast<double>(samples.count - from);
  return {sum / count, std::sqrt(squares / count) / deviation({samples.y.begin(), samples.y.end()})};
}

/// -2 log-likelihood plus log n for each parameter, on the samples kept.
[[nodiscard]] double measure_criterion(const Report& report) {
  const double parameters = (report.rank + 1.0) * (2.0 * report.experts - 1.0) + 1.0;
  const double samples = report.window_samples;
  return parameters * std::log(samples) - 2.0 * samples * static_cast<double>(report.loglik);
}

[[nodiscard]] Choice choose(const Samples& samples, std::size_t train) {
  Settings settings;
  settings.dim = samples.dim;
  const auto learner = std::make_unique<Learner>(settings);
  const auto contest = std::make_unique<Contest<max_cubic_dim, most>>();
  for (std::size_t t = 0; t < train; ++t) {
    static_cast<void>(contest->score(samples.row(t), samples.y[t]));  // refuses until there is a model
    if (learner->push(samples.row(t), samples.y[t]) != Status::ok) return {};
    if (contest->due(*learner)) static_cast<void>(contest->fit(*learner));  // refuses until there are samples enough
  }
  Choice choice;
  choice.verdict = contest->verdict();
  double least = HUGE_VAL;
  for (std::uint32_t experts = 1; experts <= most; ++experts) {
    Learnt model;
    Report report;
    settings.experts = experts;
    if (learner->adjust(settings) != Status::ok || learner->fit(model, report) != Status::ok) continue;
    choice.test[experts - 1] = measure_worth(model, samples, train);
    const double criterion = measure_criterion(report);
    if (criterion >= least) continue;
    least = criterion;
    choice.criterion = experts;
  }
  return choice;
}

struct Row {
  std::uint32_t experts, dim, count;
  double sigma;

  [[nodiscard]] std::string name() const { return bench::format("%u,%u,%u,%g", experts, dim, count, sigma); }
};

const std::vector<Row> rows = {
    {1, 4, 500, 0.2},  {1, 4, 2000, 0.2}, {2, 4, 1000, 0.2}, {2, 4, 4000, 0.2},
    {3, 4, 2000, 0.2}, {3, 6, 8000, 0.2}, {4, 4, 8000, 0.2},
};

/// How often each number was chosen; 0: none.
struct Counts {
  std::uint32_t of[most + 1]{};

  void print() const {
    for (std::uint32_t k = 1; k <= most; ++k) std::printf(" %4u", of[k]);
  }
};

void try_mixtures(std::uint32_t trials, const std::string& only, bench::Verdict& verdict) {
  std::printf("times each number was chosen of %u; the fewest within the error, the best, the criterion\n\n", trials);
  std::printf("%-14s    1    2    3    4    5      1    2    3    4    5      1    2    3    4    5\n", "k,d,n,sigma");
  for (const Row& row : rows) {
    if (!row.name().starts_with(only)) continue;
    std::vector<Choice> choices(trials);
    bench::run_parallel(trials, [&](std::size_t trial) {
      Random random(500u + trial);
      const Mixture truth = make_general(random, row.experts, row.dim, row.sigma);
      choices[trial] = choose(draw_samples(truth, random, row.count + 1u), row.count);
    });
    Counts ours, best, criterion;
    for (const Choice& choice : choices) {
      ++ours.of[choice.verdict.experts];
      ++best.of[choice.verdict.best];
      ++criterion.of[choice.criterion];
    }
    std::printf("%-14s", row.name().c_str());
    ours.print();
    std::printf("  ");
    best.print();
    std::printf("  ");
    criterion.print();
    std::puts("");
    std::fflush(stdout);
    verdict.expect(10 * ours.of[row.experts] >= 9 * trials,
                   bench::format("%s: %u of %u, bar 90 %%", row.name().c_str(), ours.of[row.experts], trials));
  }
}

/// Files on which one choice was worth more than the other by more than a hundredth.
struct Tally {
  std::uint32_t more = 0, alike = 0, less = 0;

  void add(double lead) {
    more += lead > 0.01;
    less += lead < -0.01;
    alike += std::fabs(lead) <= 0.01;
  }
};

void try_files(const std::string& folder, std::size_t limit, const std::string& only) {
  std::printf("\n%-24s %26s   %26s   %26s\n", "", "experts", "nats a row", "RMSE");
  std::printf("%-24s", "file");
  for (int part = 0; part < 3; ++part) std::printf(" %8s %8s %8s  ", "contest", "best", "BIC");
  std::puts("");
  Tally loglik[2], rmse[2];
  for (const auto& path : bench::list_csv(folder)) {
    if (!path.stem().string().starts_with(only)) continue;
    for (const std::uint32_t mixed : {0u, 1u}) {
      const Samples samples = bench::read_samples(path, mixed, limit);
      const Choice choice = choose(samples, samples.count * 4 / 5);
      if (choice.verdict.experts == 0 || choice.criterion == 0) continue;
      const Worth& ours = choice.test[choice.verdict.experts - 1];
      const Worth& best = choice.test[choice.verdict.best - 1];
      const Worth& criterion = choice.test[choice.criterion - 1];
      std::printf("%-16s %-7s %8u %8u %8u   %8.3f %8.3f %8.3f   %8.3f %8.3f %8.3f\n", path.stem().string().c_str(),
                  mixed > 0 ? "mixed" : "order", choice.verdict.experts, choice.verdict.best, choice.criterion, ours.loglik,
                  best.loglik, criterion.loglik, ours.rmse, best.rmse, criterion.rmse);
      std::fflush(stdout);
      loglik[mixed].add(ours.loglik - criterion.loglik);
      rmse[mixed].add(criterion.rmse / ours.rmse - 1.0);
    }
  }
  for (const std::uint32_t mixed : {0u, 1u}) {
    std::printf("%s: the contest's choice better, alike, worse than the criterion's: nats %u, %u, %u; RMSE %u, %u, %u\n",
                mixed > 0 ? "mixed" : "in order", loglik[mixed].more, loglik[mixed].alike, loglik[mixed].less, rmse[mixed].more,
                rmse[mixed].alike, rmse[mixed].less);
  }
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::string folder = arguments.take_word();
  const std::uint32_t trials = arguments.take_count("--trials", 50);
  const std::uint32_t limit = arguments.take_count("--rows", 8000);
  const std::string only = arguments.take_value("--row", "");
  arguments.finish(usage);

  bench::Verdict verdict;
  try_mixtures(trials, only, verdict);
  if (!folder.empty()) try_files(folder, limit, only);
  return verdict.report();
}
