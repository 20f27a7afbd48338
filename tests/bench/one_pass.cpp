// SPDX-License-Identifier: MIT
//
// One pass in fixed memory against the batch: known mixtures, a fit on the first tenth of the stream with 512 samples kept,
// then one sample at a time; at a fifth and at two fifths a fit on the samples then kept challenges the model. Excess log-loss
// over the truth, as a multiple of that of EM from the truth on all samples.
//
//     motet_bench_one_pass [--seeds N] [--first S] [--rivals N] [--row NAME]

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
#include "support/mixture.hpp"
#include "support/reference.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_one_pass [--seeds N] [--first S] [--rivals N] [--row NAME]\n"
    "\n"
    "Excess test log-loss of one pass, as a multiple of that of the batch.\n"
    "  --seeds N    seeds a row (default 100)\n"
    "  --first S    the first seed (default 1000; 5000-5079 served to choose the settings)\n"
    "  --rivals N   seeds on which batch EM from random starts is run too (default 10)\n"
    "  --row NAME   rows whose name begins so, e.g. 4,3\n";

constexpr std::size_t tested = 2000;  // inputs
constexpr double sigma = 0.2;

struct Row {
  std::uint32_t experts, dim;
  std::size_t count;
  [[nodiscard]] std::string name() const { return bench::format("%u,%u,%zu", experts, dim, count); }
};

const std::vector<Row> rows = {{2, 6, 20000}, {3, 6, 20000}, {4, 6, 20000}, {4, 3, 20000}, {6, 8, 40000}};

/// Excesses of one seed, as multiples of the batch's.
struct Outcome {
  double first_fit = HUGE_VAL, one_pass = HUGE_VAL, from_random = HUGE_VAL;
  double one_start = HUGE_VAL, ten_starts = HUGE_VAL;
  std::uint32_t replaced = 0;  ///< times that a fit took the model's place
};

/// The stream of one seed, and what the best that can be done with it is worth.
struct Task {
  Task(const Row& row, std::uint32_t seed)
      : random(seed),
        truth(make_general(random, row.experts, row.dim, sigma)),
        stream(draw_samples(truth, random, row.count)),
        inputs(draw_samples(truth, random, tested)),
        divergence(read_parameters(truth, 1e9), inputs),
        batch(divergence.measure(refine_oracle(Design(stream), truth).parameters)) {}

  [[nodiscard]] double excess(const Parameters& parameters) const { return divergence.measure(parameters) / batch; }

  Random random;
  Mixture truth;
  Samples stream;
  Design inputs;
  bench::Divergence divergence;
  double batch;
};

using Learner = Estimator<8, 6, 512>;
using Mixed = Model<8, 6>;
using Adapting = Adapter<8, 6>;

/// Lets a fit on the samples kept so far challenge the model.
void challenge(Adapting& adapter, Learner& learner, Mixed& model) {
  Mixed rival = model;
  if (learner.fit(rival) != Status::ok) return;
  static_cast<void>(adapter.challenge(rival, model, learner));
}

/// Adapts `model` to the stream from sample `from` on; the excess of its average.
double adapt_on(const Task& task, Learner& learner, Mixed& model, std::size_t from, bool challenged, std::uint32_t& replaced) {
  Adapting adapter;
  if (adapter.begin(model, learner) != Status::ok) return HUGE_VAL;
  for (std::size_t t = from; t < task.stream.count; ++t) {
    const Status status = adapter.learn(task.stream.row(t), task.stream.y[t], model, learner);
    if (status != Status::ok && status != Status::changed) return HUGE_VAL;
    if (challenged && (5 * t == task.stream.count || 5 * t == 2 * task.stream.count)) challenge(adapter, learner, model);
  }
  replaced = adapter.counters().replaced;
  return adapter.average(model) == Status::ok ? task.excess(read_parameters(model)) : HUGE_VAL;
}

void feed(const Task& task, Learner& learner, std::size_t count) {
  const std::span<const float> x = task.stream.x, y = task.stream.y;
  static_cast<void>(learner.push(x.first(count * task.stream.dim), y.first(count), count));
}

/// Online EM from a random start: the same steps, no fit.
double run_from_random(const Task& task, const Settings& settings, Random& random) {
  const auto learner = std::make_unique<Learner>(settings);
  feed(task, *learner, 200);
  Mixed model;
  Adapting adapter;
  if (adapter.begin(model, *learner) != Status::ok) return HUGE_VAL;
  const core::ModelStore m = model.store();
  for (std::uint32_t i = 0; i < settings.experts; ++i) {
    for (std::uint32_t j = 0; j < settings.dim; ++j) {
      const double spread = static_cast<double>(model.sigma(i)) / std::sqrt(settings.dim);
      m.parameters[m.shape.slope(i) + j] = static_cast<float>(spread * random.normal());
    }
  }
  std::uint32_t replaced = 0;
  return adapt_on(task, *learner, model, 200, false, replaced);
}

Outcome run_seed(const Row& row, std::uint32_t seed, bool with_rivals) {
  Task task(row, seed);
  Outcome outcome;
  Settings settings;
  settings.dim = row.dim;
  settings.experts = row.experts;
  const auto learner = std::make_unique<Learner>(settings);
  Mixed model;
  feed(task, *learner, row.count / 10);
  if (learner->fit(model) == Status::ok) {
    outcome.first_fit = task.excess(read_parameters(model));
    outcome.one_pass = adapt_on(task, *learner, model, row.count / 10, true, outcome.replaced);
  }
  outcome.from_random = run_from_random(task, settings, task.random);
  if (!with_rivals) return outcome;
  const Design all(task.stream);
  outcome.one_start = task.excess(refine_random(all, row.experts, task.random, 1).parameters);
  outcome.ten_starts = task.excess(refine_random(all, row.experts, task.random, 10).parameters);
  return outcome;
}

/// The value below which a share of the finite ones lies.
double quantile(const std::vector<Outcome>& outcomes, std::size_t count, double Outcome::*which, double share) {
  std::vector<double> values;
  for (std::size_t s = 0; s < count; ++s) values.push_back(outcomes[s].*which);
  std::sort(values.begin(), values.end());
  const double place = share * static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(std::lround(place))];
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::uint32_t seeds = arguments.take_count("--seeds", 100);
  const std::uint32_t first = arguments.take_count("--first", 1000);
  const std::uint32_t rivals = std::min(arguments.take_count("--rivals", 10), seeds);
  const std::string only = arguments.take_value("--row", "");
  arguments.finish(usage);

  std::printf("excess over the batch's; %u seeds, random EM on %u of them\n", seeds, rivals);
  std::printf("%-12s %9s | %6s %6s %6s %8s | %20s | %15s | %15s\n", "k,d,n", "first fit", "median", "90 %", "worst", "replaced",
              "online from random", "EM, one start", "EM, ten starts");
  bench::Verdict verdict;
  for (const Row& row : rows) {
    if (!row.name().starts_with(only)) continue;
    std::vector<Outcome> outcomes(seeds);
    bench::run_parallel(seeds,
                        [&](std::size_t s) { outcomes[s] = run_seed(row, first + static_cast<std::uint32_t>(s), s < rivals); });
    const auto at = [&](double Outcome::*which, double share, std::size_t of) { return quantile(outcomes, of, which, share); };
    const double median = at(&Outcome::one_pass, 0.5, seeds), worst = at(&Outcome::one_pass, 1.0, seeds);
    std::uint32_t replaced = 0;
    for (const Outcome& outcome : outcomes) replaced += outcome.replaced;
    std::printf("%-12s %9.1f | %6.2f %6.2f %6.2f %8u | %9.1f %10.1f | %7.2f %7.1f | %7.2f %7.1f\n", row.name().c_str(),
                at(&Outcome::first_fit, 0.5, seeds), median, at(&Outcome::one_pass, 0.9, seeds), worst, replaced,
                at(&Outcome::from_random, 0.5, seeds), at(&Outcome::from_random, 1.0, seeds),
                at(&Outcome::one_start, 0.5, rivals), at(&Outcome::one_start, 1.0, rivals),
                at(&Outcome::ten_starts, 0.5, rivals), at(&Outcome::ten_starts, 1.0, rivals));
    std::fflush(stdout);
    verdict.expect(median <= 1.4, bench::format("%s: median %.2f, bar 1.4", row.name().c_str(), median));
    verdict.expect(worst <= 5.0, bench::format("%s: worst %.2f, bar 5", row.name().c_str(), worst));
  }
  return verdict.report();
}
