// SPDX-License-Identifier: MIT
//
// The learner as it comes, over logs in the order of time: each row predicted, then learnt. Beside it recursive least squares
// with the best of twelve forgetting factors in hindsight, without and with the autoregression of its residuals.
//
//     motet_bench_learner DIR [--set NAME] [--rows N]

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "bench.hpp"
#include "learn/vote.hpp"
#include "prequential.hpp"
#include "support/random.hpp"

namespace {

using namespace motet;
using namespace motet::bench;

constexpr const char* usage =
    "motet_bench_learner DIR [--set NAME] [--rows N]\n"
    "\n"
    "A learner over every CSV in DIR (header line, inputs first, the target last), and over planted streams.\n"
    "  --set NAME   logs whose name begins so\n"
    "  --rows N     at most N rows of each (12000)\n";

/// A log, its rival, and both configurations.
struct Race {
  Rival rival;
  Result small, large;
};

void print_result(const Log& log, const char* name, const Result& result, const Rival& rival) {
  const double d = log.deviation;
  std::printf("%-15s %-6s %7zu | %7.4f %7.4f %7.4f %6.3f %7.2f | %8.3f %6.1f | %.3f %.3f..%.3f %6.3f | %2u %2u %2u\n",
              log.name.c_str(), name, result.bytes, rival.plain / d, rival.corrected / d, result.late / d,
              result.late / rival.best(), result.worst / d, result.log_density, result.behind, result.covered, result.low,
              result.high, result.width / d, result.report.changes, result.report.fits, result.report.replaced);
}

/// What the share costs over a log, and ln of the members: the vote may be behind the best of them by so much.
double bound_regret(const Log& log, const Result& result) {
  const double share = static_cast<double>(core::learn::fixed_share);
  return std::log(static_cast<double>(result.report.members)) - static_cast<double>(log.rows()) * std::log1p(-share);
}

void judge(const std::vector<Log>& logs, const std::vector<Race>& races, bench::Verdict& verdict) {
  std::size_t close = 0, ahead = 0, small_ahead = 0;
  double worst = 0.0;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    const Race& race = races[i];
    const double ratio = race.small.late / race.rival.best();
    close += ratio <= 1.02;
    ahead += ratio < 1.0;
    small_ahead += race.small.late < race.rival.plain;
    worst = std::fmax(worst, ratio);
    for (const Result& result : {race.small, race.large}) {
      verdict.expect(result.behind <= bound_regret(logs[i], result),
                     format("%s: behind a member by %.1f nats", logs[i].name.c_str(), result.behind));
      verdict.expect(result.covered >= 0.94 && result.covered <= 0.96,
                     format("%s: %.3f within 95 %%", logs[i].name.c_str(), result.covered));
      if (logs[i].rows() < 5600) continue;
      verdict.expect(result.low >= 0.93 && result.high <= 0.97,
                     format("%s: tenths of %.3f to %.3f within 95 %%", logs[i].name.c_str(), result.low, result.high));
    }
  }
  std::printf(
      "\nthe small one: at most 1.02 times the better rival on %zu of %zu, below it on %zu, at worst %.3f times; below\n"
      "the rival without autoregression on %zu\n",
      close, logs.size(), ahead, worst, small_ahead);
  verdict.expect(close + 1 >= logs.size() && worst <= 1.3, "at most 1.02 times the rival on all but one, 1.3 there");
  verdict.expect(ahead + 2 >= logs.size(), "below the rival on all but two");
  verdict.expect(small_ahead == logs.size(), "the small one below the rival without autoregression on all");
}

/// Three regimes of four inputs that a softmax parts, and noise.
struct Plant {
  explicit Plant(std::uint64_t seed) : random(seed) { change(); }

  void change() {
    for (double& value : parameters) value = 2.0 * random.normal();
  }

  [[nodiscard]] float draw(float* x) {
    double best = -HUGE_VAL, y = 0.0;
    for (int j = 0; j < 4; ++j) x[j] = static_cast<float>(random.normal());
    for (int i = 0; i < 3; ++i) {
      const double* p = parameters + 9 * i;
      double logit = -std::log(-std::log(1.0 - random.uniform())), value = p[8];
      for (int j = 0; j < 4; ++j) {
        logit += 2.0 * p[j] * static_cast<double>(x[j]);
        value += p[4 + j] * static_cast<double>(x[j]);
      }
      if (logit <= best) continue;
      best = logit;
      y = value;
    }
    return static_cast<float>(y + 0.3 * random.normal());
  }

  support::Random random;
  double parameters[27];
};

/// Kolmogorov's distance of the p-values of a healthy stream from the uniform law.
double measure_p_values(std::uint64_t seed) {
  Plant plant(seed);
  const auto learner = std::make_unique<Learner<4>>();
  std::vector<double> values;
  float x[4];
  for (int t = 0; t < 40000; ++t) {
    const float y = plant.draw(x);
    static_cast<void>(learner->learn(x, y));
    if (t >= 4000) values.push_back(static_cast<double>(learner->p_value()));
  }
  std::sort(values.begin(), values.end());
  double distance = 0.0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    distance = std::fmax(distance, std::fabs(values[i] - static_cast<double>(i) / static_cast<double>(values.size())));
  }
  return distance;
}

/// RMSE of 500 samples, from the 200th of this plant on.
double measure_stretch(Learner<4>& learner, Plant& plant) {
  double squares = 0.0;
  float x[4];
  for (int t = 0; t < 700; ++t) {
    const float y = plant.draw(x);
    Forecast forecast;
    static_cast<void>(learner.predict(x, forecast));
    if (t >= 200) squares += std::pow(static_cast<double>(forecast.mean) - static_cast<double>(y), 2);
    static_cast<void>(learner.learn(x, y));
  }
  return std::sqrt(squares / 500);
}

/// All regimes change at sample 10,000: the stretch after it, over that of a learner that begins there.
double measure_change(std::uint64_t seed) {
  Plant plant(seed);
  const auto learner = std::make_unique<Learner<4>>();
  float x[4];
  for (int t = 0; t < 10000; ++t) {
    const float y = plant.draw(x);
    static_cast<void>(learner->learn(x, y));
  }
  plant.change();
  Plant twin = plant;
  const auto fresh = std::make_unique<Learner<4>>();
  return measure_stretch(*learner, plant) / measure_stretch(*fresh, twin);
}

void run_planted(bench::Verdict& verdict) {
  std::vector<double> distances(10), ratios(20);
  run_parallel(distances.size(), [&](std::size_t i) { distances[i] = measure_p_values(i); });
  run_parallel(ratios.size(), [&](std::size_t i) { ratios[i] = measure_change(100 + i); });
  std::sort(distances.begin(), distances.end());
  std::sort(ratios.begin(), ratios.end());
  std::printf("p-values of ten healthy plants: Kolmogorov's distance %.4f in the median, %.4f at worst\n", distances[5],
              distances.back());
  std::printf(
      "twenty plants that change at 10,000: error after it %.3f times that of a new learner in the median, %.3f at worst\n",
      ratios[10], ratios.back());
  verdict.expect(distances.back() <= 0.02, "p-values uniform within .02");
  verdict.expect(ratios[10] <= 1.3, "after a change within 1.3 of a new learner");
}

}  // namespace

int main(int count, char** words) {
  Arguments arguments(count, words);
  const std::string folder = arguments.take_word();
  const std::string set = arguments.take_value("--set", "");
  const std::size_t rows = arguments.take_count("--rows", 12000);
  arguments.finish(usage);
  bench::Verdict verdict;
  if (!folder.empty()) {
    const std::vector<Log> logs = read_logs(folder, set, rows);
    std::vector<Race> races(logs.size());
    run_parallel(logs.size(), [&](std::size_t i) { races[i] = {run_rival(logs[i]), run_small(logs[i]), run_large(logs[i])}; });
    std::puts(
        "errors and widths in deviations of the target, after the first tenth: RLS of hindsight, the same with AR(1), the "
        "learner,\n"
        "over the better one, its worst error; its log density, nats behind its best member; share within 95 %, least and "
        "most\n"
        "of its tenths, width; changes, fits, mixtures replaced\n");
    for (std::size_t i = 0; i < logs.size(); ++i) {
      print_result(logs[i], "small", races[i].small, races[i].rival);
      print_result(logs[i], "large", races[i].large, races[i].rival);
    }
    judge(logs, races, verdict);
  }
  run_planted(verdict);
  return verdict.report();
}
