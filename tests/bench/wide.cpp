// SPDX-License-Identifier: MIT
//
// Many inputs: known mixtures of 64 and 100, of which moments of the second order alone are kept. One pass: a fit on the
// samples kept from the first tenth of the stream, then one sample at a time; at a fifth and at two fifths a fit on the
// samples then kept challenges the model. Excess log-loss over the truth, as a multiple of that of EM from the truth on
// all samples; and a learner with default settings beside the best line.
//
//     motet_bench_wide [--seeds N] [--first S] [--row NAME]

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "bench.hpp"
#include "divergence.hpp"
#include "motet/adapter.hpp"
#include "motet/learner.hpp"
#include "support/planted.hpp"
#include "support/reference.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_wide [--seeds N] [--first S] [--row NAME]\n"
    "\n"
    "Mixtures of 64 and 100 inputs: excess test log-loss of one pass, as a multiple of that of the batch.\n"
    "  --seeds N    seeds a row (default 3)\n"
    "  --first S    the first seed (default 1)\n"
    "  --row NAME   rows whose name begins so, e.g. 64\n";

constexpr std::uint32_t experts = 3;
constexpr std::size_t count = 50000;
constexpr std::size_t tested = 2000;  // inputs
constexpr double sigma = 0.2;

/// Of one seed. Excesses are multiples of the batch's; errors are root mean squares after the first tenth.
struct Outcome {
  double first_fit = HUGE_VAL, one_pass = HUGE_VAL;
  double learner = 0.0, line = 0.0, truth = 0.0;
};

/// Prediction errors after the first tenth of the stream.
class Errors {
 public:
  void add(std::size_t t, double error) {
    if (t >= count / 10) square_ += error * error / static_cast<double>(count - count / 10);
  }
  [[nodiscard]] double root() const { return std::sqrt(square_); }

 private:
  double square_ = 0.0;
};

template <std::size_t Dim>
class Race {
 public:
  static constexpr std::size_t window = 32 * Dim;
  using Kept = Estimator<Dim, experts, window>;
  using Mixed = Model<Dim, experts>;
  using Learning = Learner<Dim, experts, window>;

  explicit Race(std::uint64_t seed)
      : random_(seed),
        truth_(plant_mixture(random_, experts, Dim, sigma)),
        stream_(draw_samples(truth_, random_, count)),
        inputs_(draw_samples(truth_, random_, tested)),
        divergence_(truth_, inputs_),
        batch_(divergence_.measure(refine(Design(stream_), truth_).parameters)) {}

  [[nodiscard]] Outcome run() {
    Outcome outcome;
    pass(outcome);
    learn(outcome);
    return outcome;
  }

 private:
  [[nodiscard]] double excess(const Mixed& model) const { return divergence_.measure(read_parameters(model)) / batch_; }

  void pass(Outcome& outcome) {
    const auto kept = std::make_unique<Kept>();
    const auto model = std::make_unique<Mixed>();
    const auto adapter = std::make_unique<Adapter<Dim, experts>>();
    const std::span<const float> x = stream_.x, y = stream_.y;
    const std::size_t first = count / 10;
    if (kept->push(x.first(first * Dim), y.first(first), first) != Status::ok) return;
    if (kept->fit(*model) != Status::ok || adapter->begin(*model, *kept) != Status::ok) return;
    outcome.first_fit = excess(*model);
    for (std::size_t t = first; t < count; ++t) {
      const Status status = adapter->learn(stream_.row(t), y[t], *model, *kept);
      if (status != Status::ok && status != Status::changed) return;
      if (5 * t != count && 5 * t != 2 * count) continue;
      const auto rival = std::make_unique<Mixed>(*model);
      if (kept->fit(*rival) == Status::ok) static_cast<void>(adapter->challenge(*rival, *model, *kept));
    }
    if (adapter->average(*model) == Status::ok) outcome.one_pass = excess(*model);
  }

  void learn(Outcome& outcome) {
    const auto learner = std::make_unique<Learning>();
    const Parameters line = fit_line();
    Errors learnt, straight, true_mean;
    std::vector<double> z(Dim + 1, 1.0);
    for (std::size_t t = 0; t < count; ++t) {
      Forecast forecast;
      static_cast<void>(learner->predict(stream_.row(t), forecast));
      static_cast<void>(learner->learn(stream_.row(t), stream_.y[t]));
      std::copy_n(stream_.row(t).begin(), Dim, z.begin() + 1);
      const double y = static_cast<double>(stream_.y[t]);
      learnt.add(t, y - static_cast<double>(forecast.mean));
      straight.add(t, y - predict_mean(line, z.data()));
      true_mean.add(t, y - predict_mean(truth_, z.data()));
    }
    outcome.learner = learnt.root();
    outcome.line = straight.root();
    outcome.truth = true_mean.root();
  }

  /// The best line in hindsight.
  [[nodiscard]] Parameters fit_line() const {
    Parameters start(1, Dim + 1);
    start.sigma[0] = 1.0;
    EmSettings settings;
    settings.iterations = 1;
    return refine(Design(stream_), start, settings).parameters;
  }

  Random random_;
  Parameters truth_;
  Samples stream_;
  Design inputs_;
  bench::Divergence divergence_;
  double batch_;
};

/// Runs a row; whether it holds its bars.
template <std::size_t Dim>
bool run_row(std::uint32_t seeds, std::uint32_t first) {
  std::vector<Outcome> outcomes(seeds);
  bench::run_parallel(seeds, [&](std::size_t s) { outcomes[s] = Race<Dim>(first + s).run(); });
  bool holds = true;
  for (std::uint32_t s = 0; s < seeds; ++s) {
    const Outcome& o = outcomes[s];
    std::printf("%6zu %8zu %5u | %9.2f %9.2f | %8.4f %8.4f %8.4f\n", Dim, Race<Dim>::window, first + s, o.first_fit, o.one_pass,
                o.learner, o.line, o.truth);
    holds = holds && o.one_pass <= 1.5 && o.learner <= o.line;
  }
  return holds;
}

}  // namespace

int main(int argument_count, char** words) {
  bench::Arguments arguments(argument_count, words);
  const std::uint32_t seeds = arguments.take_count("--seeds", 3);
  const std::uint32_t first = arguments.take_count("--first", 1);
  const std::string only = arguments.take_value("--row", "");
  arguments.finish(usage);

  std::printf("excess over the batch's: bar 1.50; a learner's error: bar the best line in hindsight; 50,000 samples\n");
  std::printf("inputs   window  seed | first fit  one pass |  learner     line    truth\n");
  bench::Verdict verdict;
  if (std::string("64").starts_with(only)) verdict.expect(run_row<64>(seeds, first), "64 inputs");
  if (std::string("100").starts_with(only)) verdict.expect(run_row<100>(seeds, first), "100 inputs");
  return verdict.report();
}
