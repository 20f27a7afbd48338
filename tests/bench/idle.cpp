// SPDX-License-Identifier: MIT
//
// A plant that rests when it is switched on: what a learner of the whole stream has learnt after its first live samples, over
// what a learner has that was switched on with them.
//
//     motet_bench_idle [--seeds N] [--rest N]

#include "support/idle.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

#include "bench.hpp"
#include "motet/descent.hpp"
#include "motet/estimator.hpp"

namespace {

using namespace motet;
using namespace motet::support;

constexpr const char* usage =
    "motet_bench_idle [--seeds N] [--rest N]\n"
    "\n"
    "Prints the median error of the mean after a rest over that of a learner that has not seen the rest: an Estimator with 1 "
    "and 2\n"
    "experts after 1000 live samples, and a Descent after 96000.\n"
    "  --seeds N    streams a form (default 15)\n"
    "  --rest N     samples of rest (default 80)\n";

constexpr double bar = 1.1;

/// Errors over the seeds.
struct Pair {
  std::vector<double> rested;
  std::vector<double> fresh;
  double worst = 0.0;  ///< ratio of one seed

  void add(double with, double without) {
    rested.push_back(with);
    fresh.push_back(without);
    worst = std::fmax(worst, with / without);
  }
  [[nodiscard]] static double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
  }
  [[nodiscard]] double ratio() const { return median(rested) / median(fresh); }
};

using Learner = Estimator<3, 2, 1024>;

[[nodiscard]] double learn(const IdleStream& stream, std::size_t from, std::uint32_t experts) {
  Settings settings;
  settings.experts = experts;
  const auto learner = std::make_unique<Learner>(settings);
  for (std::size_t s = from; s < stream.count(); ++s) {
    if (from > 0 && !stream.live[s]) continue;
    static_cast<void>(learner->push(stream.row(s), stream.y[s]));
  }
  Model<3, 2> model;
  return learner->fit(model) == Status::ok ? stream.measure(model) : 1e30;
}

[[nodiscard]] double descend(const IdleStream& stream, std::size_t from) {
  DescentSettings settings;
  settings.samples = 64000;
  const auto learner = std::make_unique<Descent<3, 2>>(settings);
  for (std::size_t s = from; s < stream.count(); ++s) {
    if (from > 0 && !stream.live[s]) continue;
    static_cast<void>(learner->push(stream.row(s), stream.y[s]));
  }
  Model<3, 2> model;
  return learner->read(model) == Status::ok ? stream.measure(model) : 1e30;
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::uint32_t seeds = arguments.take_count("--seeds", 15);
  const std::uint32_t rest = arguments.take_count("--rest", 80);
  arguments.finish(usage);
  bench::Verdict verdict;
  std::printf("%-36s %22s %22s %22s\n", "", "1 expert (worst seed)", "2 experts (worst)", "Descent (worst)");
  for (const IdleForm& form : idle_forms) {
    std::array<Pair, 3> pairs;
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      for (const std::uint32_t experts : {1u, 2u}) {
        const IdleStream stream(form, experts, rest, 1000, seed);
        pairs[experts - 1].add(learn(stream, 0, experts), learn(stream, stream.first_live(), experts));
      }
      if (seed > 7) continue;
      const IdleStream stream(form, 2, rest, 96000, seed);
      pairs[2].add(descend(stream, 0), descend(stream, stream.first_live()));
    }
    std::printf("%-36s", form.name);
    for (const Pair& pair : pairs) std::printf("      %7.3f (%7.3f)", pair.ratio(), pair.worst);
    std::printf("\n");
    for (std::size_t k = 0; k < 3; ++k) {
      verdict.expect(pairs[k].ratio() <= bar, bench::format("%s, %s: %.3f", form.name,
                                                            k == 0   ? "1 expert"
                                                            : k == 1 ? "2 experts"
                                                                     : "Descent",
                                                            pairs[k].ratio()));
    }
  }
  return verdict.report();
}
