// SPDX-License-Identifier: MIT
//
// Experts that turn while they are learnt: how far behind does adaptation with its default settings lag, beside the best of
// many fixed time constants, which are not known beforehand?
//
//     motet_bench_drift [--seeds N] [--first S]

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

#include "bench.hpp"
#include "motet/adapter.hpp"
#include "support/mixture.hpp"
#include "support/parameters.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_drift [--seeds N] [--first S]\n"
    "\n"
    "Tracking error of turning experts, default settings beside fixed time constants.\n"
    "  --seeds N    seeds a row (default 20)\n"
    "  --first S    the first seed (default 1000)\n";

constexpr std::size_t fitted = 2000, followed = 20000;
constexpr float constants[] = {50, 100, 200, 400, 800, 1600, 3200, 6400, 100000};

struct Row {
  std::uint32_t experts, dim;
  double angle;  ///< by which every slope turns while it is followed
};

const std::vector<Row> rows = {{2, 4, 1.5708}, {3, 6, 1.5708}, {4, 6, 1.5708}, {3, 6, 6.2832}, {3, 6, 0.3}};

/// A mixture whose slopes turn, each in a plane of its own.
class Turning {
 public:
  Turning(const Row& row, Random& random) : mixture_(make_general(random, row.experts, row.dim, 0.2)), first_(mixture_) {
    for (std::uint32_t i = 0; i < row.experts; ++i) {
      const double norm = std::sqrt(dot(first_.slope[i], first_.slope[i], row.dim));
      draw_direction(random, other_[i], row.dim, 1.0);
      const double along = dot(first_.slope[i], other_[i], row.dim) / (norm * norm);
      for (std::uint32_t j = 0; j < row.dim; ++j) other_[i][j] -= along * first_.slope[i][j];
      set_norm(other_[i], row.dim, norm);
    }
  }

  [[nodiscard]] const Mixture& at(double angle) {
    for (std::uint32_t i = 0; i < mixture_.experts; ++i) {
      for (std::uint32_t j = 0; j < mixture_.dim; ++j) {
        mixture_.slope[i][j] = std::cos(angle) * first_.slope[i][j] + std::sin(angle) * other_[i][j];
      }
    }
    return mixture_;
  }

 private:
  Mixture mixture_, first_;
  double other_[max_experts][max_cubic_dim]{};
};

/// How far a run lags behind the truth, each sample before it is learnt.
struct Lag {
  double loss = 0.0;  ///< mean excess log-loss, nats
  double mean = 0.0;  ///< root mean square distance of the predicted mean from the true one
};

void add_lag(const Mixture& truth, const Model<8, 4>& model, std::span<const float> x, float y, Lag& lag) {
  const Parameters parameters = read_parameters(truth, 1e9);
  double z[9] = {1.0}, scores[max_experts];
  for (std::size_t j = 0; j < x.size(); ++j) z[1 + j] = static_cast<double>(x[j]);
  compute_log_gate(parameters, z, scores);
  Attribution<4> attribution;
  Prediction<4> prediction;
  static_cast<void>(model.attribute(x, y, attribution));
  static_cast<void>(model.predict(x, prediction));
  lag.loss += add_log_density(parameters, z, static_cast<double>(y), scores) - static_cast<double>(attribution.log_density);
  const double off = predict_mean(parameters, z) - static_cast<double>(prediction.mean);
  lag.mean += off * off;
}

/// Follows one turning mixture; time constant 0: the default settings.
Lag follow(const Row& row, std::uint32_t seed, float memory) {
  Random random(seed);
  Turning turning(row, random);
  Settings settings;
  settings.dim = row.dim;
  settings.experts = row.experts;
  settings.memory = memory;
  const auto learner = std::make_unique<Estimator<8, 4, 512>>(settings);
  Model<8, 4> model;
  AdaptSettings of_adapter;
  if (memory > 0.0f) of_adapter.step_delay = 1e6f;  // the step is 1 / time constant from the first sample on
  Adapter<8, 4> adapter(of_adapter);
  float values[8];
  const std::span<const float> x(values, row.dim);
  for (std::size_t t = 0; t < fitted; ++t) {
    const float y = draw_sample(turning.at(0.0), random, values);
    static_cast<void>(learner->push(x, y));
  }
  if (learner->fit(model) != Status::ok || adapter.begin(model, *learner) != Status::ok) return {HUGE_VAL, HUGE_VAL};
  Lag lag;
  for (std::size_t t = 0; t < followed; ++t) {
    const Mixture& truth = turning.at(row.angle * static_cast<double>(t) / followed);
    const float y = draw_sample(truth, random, values);
    add_lag(truth, model, x, y, lag);
    static_cast<void>(adapter.adapt(x, y, model));
  }
  return {lag.loss / followed, std::sqrt(lag.mean / followed)};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::uint32_t seeds = arguments.take_count("--seeds", 20);
  const std::uint32_t first = arguments.take_count("--first", 1000);
  arguments.finish(usage);
  constexpr std::size_t ways = 1 + std::size(constants);

  std::printf("medians over %u seeds: excess log-loss (nats) / distance of the mean, of %zu samples\n%-14s %15s", seeds,
              followed, "k,d,turn", "default");
  for (const float constant : constants) std::printf(" %14.0f", static_cast<double>(constant));
  std::puts("");
  bench::Verdict verdict;
  for (const Row& row : rows) {
    std::vector<Lag> lags(ways * seeds);
    bench::run_parallel(lags.size(), [&](std::size_t task) {
      const std::size_t way = task / seeds;
      lags[task] = follow(row, first + static_cast<std::uint32_t>(task % seeds), way == 0 ? 0.0f : constants[way - 1]);
    });
    Lag own, best{HUGE_VAL, HUGE_VAL};
    std::printf("%u,%u,%-10.2f", row.experts, row.dim, row.angle);
    for (std::size_t way = 0; way < ways; ++way) {
      std::vector<double> loss, mean;
      for (std::uint32_t s = 0; s < seeds; ++s) {
        loss.push_back(lags[way * seeds + s].loss);
        mean.push_back(lags[way * seeds + s].mean);
      }
      const Lag middle{median(loss), median(mean)};
      std::printf("  %.4f/%.4f", middle.loss, middle.mean);
      if (way == 0) own = middle;
      if (way > 0) best = {std::min(best.loss, middle.loss), std::min(best.mean, middle.mean)};
    }
    std::printf("   %.2f and %.2f of the best\n", own.loss / best.loss, own.mean / best.mean);
    const std::string name = bench::format("%u,%u,%.2f", row.experts, row.dim, row.angle);
    verdict.expect(own.loss <= 1.5 * best.loss,
                   bench::format("%s: log-loss %.2f of the best", name.c_str(), own.loss / best.loss));
    verdict.expect(own.mean <= 1.5 * best.mean, bench::format("%s: mean %.2f of the best", name.c_str(), own.mean / best.mean));
  }
  return verdict.report();
}
