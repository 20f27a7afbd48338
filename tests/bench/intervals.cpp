// SPDX-License-Identifier: MIT
//
// Do prediction intervals hold as many new targets as they say? Known mixtures, and every CSV file in a folder.
//
//     motet_bench_intervals [DIR] [--trials N] [--shuffles N]

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "bench.hpp"
#include "motet/estimator.hpp"
#include "split.hpp"
#include "support/mixture.hpp"
#include "support/samples.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_intervals [DIR] [--trials N] [--shuffles N]\n"
    "\n"
    "Fits, then counts how many samples that were not learnt lie within their intervals of 80, 95 and 99 %; beside it the\n"
    "mean and 1.96 deviations either side, and how wide these are on average beside the intervals of 95 %.\n"
    "Files (header line, the target last) are shuffled and split 80/20, with 2 and 4 experts.\n"
    "  --trials N     mixtures a row, 1000 new samples each (default 200)\n"
    "  --shuffles N   shuffles of each file (default 3)\n";

constexpr std::size_t levels = 3;
constexpr float level[levels] = {0.8f, 0.95f, 0.99f};
constexpr std::size_t window = 8192;

/// How many targets lay where, of how many.
struct Count {
  double tried = 0.0, refused = 0.0;
  double held[levels]{};
  double width = 0.0;
  double normal_held = 0.0, normal_width = 0.0;  ///< the mean and 1.96 deviations

  void add(const Count& other) {
    tried += other.tried;
    refused += other.refused;
    for (std::size_t l = 0; l < levels; ++l) held[l] += other.held[l];
    width += other.width;
    normal_held += other.normal_held;
    normal_width += other.normal_width;
  }

  [[nodiscard]] double percent(std::size_t l) const { return 100.0 * held[l] / tried; }
};

using Learner = Estimator<max_cubic_dim, max_experts, window>;
using Learnt = Model<max_cubic_dim, max_experts>;

void test_sample(const Learnt& model, std::span<const float> x, float y, Count& count) {
  Prediction<max_experts> prediction;
  Interval interval[levels];
  bool good = model.predict(x, prediction) == Status::ok;
  for (std::size_t l = 0; l < levels; ++l) good = good && model.predict_interval(x, level[l], interval[l]) == Status::ok;
  count.tried += 1.0;
  count.refused += good ? 0.0 : 1.0;
  if (!good) return;
  for (std::size_t l = 0; l < levels; ++l) count.held[l] += y >= interval[l].lower && y <= interval[l].upper ? 1.0 : 0.0;
  const double reach = 1.959964 * std::sqrt(static_cast<double>(prediction.variance));
  count.width += static_cast<double>(interval[1].upper) - static_cast<double>(interval[1].lower);
  count.normal_width += 2.0 * reach;
  count.normal_held += std::fabs(static_cast<double>(y) - static_cast<double>(prediction.mean)) <= reach ? 1.0 : 0.0;
}

/// Learns the first `train` samples and tests the others.
Count learn_and_test(const Samples& samples, std::size_t train, std::uint32_t experts) {
  Settings settings;
  settings.dim = samples.dim;
  settings.experts = experts;
  const auto learner = std::make_unique<Learner>(settings);
  Learnt model;
  Count count;
  const std::span<const float> x(samples.x.data(), train * samples.dim);
  const bool learnt = learner->push(x, {samples.y.data(), train}, train) == Status::ok && learner->fit(model) == Status::ok;
  for (std::size_t t = train; t < samples.count; ++t) {
    if (learnt) {
      test_sample(model, samples.row(t), samples.y[t], count);
    } else {
      count.tried += 1.0;
      count.refused += 1.0;
    }
  }
  return count;
}

struct Row {
  std::uint32_t experts, dim, count;
  double sigma;

  [[nodiscard]] std::uint32_t parameters() const { return (2 * experts - 1) * (dim + 1) + 1; }
  [[nodiscard]] std::string name() const { return bench::format("%u,%u,%u,%g", experts, dim, count, sigma); }
};

const std::vector<Row> rows = {
    {1, 4, 500, 0.2},  {2, 4, 300, 0.2},  {2, 4, 2000, 0.2}, {3, 6, 500, 0.2},  {3, 6, 1000, 0.2},
    {3, 6, 5000, 0.1}, {3, 6, 5000, 0.3}, {4, 4, 5000, 0.2}, {3, 8, 8000, 0.2},
};

void print_count(const char* name, double ratio, const Count& count) {
  std::printf("%-22s %6.0f   %6.2f %6.2f %6.2f   %8.2f %10.3f %8.0f\n", name, ratio, count.percent(0), count.percent(1),
              count.percent(2), 100.0 * count.normal_held / count.tried, count.width / count.normal_width, count.refused);
  std::fflush(stdout);
}

void print_heading(const char* what) {
  std::printf("\n%-22s %6s   %6s %6s %6s   %8s %10s %8s\n", what, "n/par", "80 %", "95 %", "99 %", "1.96 dev", "our width",
              "refused");
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::string folder = arguments.take_word();
  const std::uint32_t trials = arguments.take_count("--trials", 200);
  const std::uint32_t shuffles = arguments.take_count("--shuffles", 3);
  arguments.finish(usage);

  bench::Verdict verdict;
  print_heading("k,d,n,sigma");
  for (const Row& row : rows) {
    std::vector<Count> each(trials);
    bench::run_parallel(trials, [&](std::size_t trial) {
      Random random(300u + trial);
      const Mixture truth = make_general(random, row.experts, row.dim, row.sigma);
      each[trial] = learn_and_test(draw_samples(truth, random, row.count + 1000u), row.count, row.experts);
    });
    Count all;
    for (const Count& one : each) all.add(one);
    const double ratio = static_cast<double>(row.count) / row.parameters();
    print_count(row.name().c_str(), ratio, all);
    verdict.expect(all.percent(1) >= 93.0 && all.percent(1) <= 97.0,
                   bench::format("%s: %.2f %%, bar 93..97", row.name().c_str(), all.percent(1)));
  }
  if (folder.empty()) return verdict.report();

  std::size_t fits = 0, near = 0;
  print_heading("file, experts");
  for (const auto& path : bench::list_csv(folder)) {
    for (const std::uint32_t experts : {2u, 4u}) {
      std::vector<Count> each(shuffles);
      double ratio = 0.0;
      bench::run_parallel(shuffles, [&](std::size_t shuffle) {
        const Samples samples = bench::read_samples(path, static_cast<std::uint32_t>(shuffle) + 1, 10000);
        each[shuffle] = learn_and_test(samples, samples.count * 4 / 5, experts);
        if (shuffle == 0)
          ratio = 0.8 * static_cast<double>(samples.count) / ((2.0 * experts - 1.0) * (samples.dim + 1.0) + 1.0);
      });
      Count all;
      for (const Count& one : each) all.add(one);
      print_count(bench::format("%s, %u", path.stem().string().c_str(), experts).c_str(), ratio, all);
      ++fits;
      near += all.percent(1) >= 93.0 && all.percent(1) <= 97.0;
    }
  }
  std::printf("\n93 to 97 %% within the intervals of 95 %%: %zu of %zu\n", near, fits);
  verdict.expect(fits > 0 && 5 * near >= 4 * fits, bench::format("files: %zu of %zu, bar 80 %%", near, fits));
  return verdict.report();
}
