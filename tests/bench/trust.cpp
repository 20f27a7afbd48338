// SPDX-License-Identifier: MIT
//
// Trust: whatever the stream, an adapter is no worse than the line it could have been. Every sample is predicted before it
// is learnt, from the end of the calibration on. One expert is measured against recursive least squares in double with the
// same forgetting, its predictions clipped into the range of the targets seen and a tenth beyond; more experts against one.
//
//     motet_bench_trust [DIR] [--set NAME] [--rows N]

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "adversaries.hpp"
#include "bench.hpp"
#include "factored_filter.hpp"
#include "motet/adapter.hpp"
#include "support/csv.hpp"

namespace {

using namespace motet;
using bench::Stream;

constexpr const char* usage =
    "motet_bench_trust [DIR] [--set NAME] [--rows N]\n"
    "\n"
    "Prequential RMSE of adapters against recursive least squares, on adversarial streams and on every CSV in DIR (header "
    "line,\n"
    "inputs first, the target last).\n"
    "  --set NAME   sets whose name begins so\n"
    "  --rows N     at most so many rows of a set (default 12000)\n";

constexpr std::size_t most_dim = 18, calibration = 64;  // samples; the next one an adapter begins with

constexpr float memories[] = {0.0f, 5.0f, 10.0f, 50.0f, 500.0f};

/// Errors of the scored samples, deviations of y.
struct Sums {
  double squares = 0.0, worst = 0.0;
  std::size_t count = 0;

  void add(double error) {
    squares += error * error;
    worst = std::max(worst, std::fabs(error));
    ++count;
  }
  [[nodiscard]] double rmse() const { return std::sqrt(squares / static_cast<double>(count)); }
};

/// The range of the targets seen, and a share of it beyond.
struct Range {
  double low = HUGE_VAL, high = -HUGE_VAL;

  void see(double y) {
    low = std::min(low, y);
    high = std::max(high, y);
  }
  [[nodiscard]] double clip(double y, double beyond) const {
    const double more = beyond * (high - low);
    return std::clamp(y, low - more, high + more);
  }
};

/// One way to learn a stream, and what came of it.
struct Outcome {
  std::string stream;
  std::size_t experts;
  float memory;
  double rmse, rival;  ///< deviations of y
  double worst;        ///< single error
  std::size_t beyond;  ///< predictions further outside the range of the targets seen than that range
  [[nodiscard]] double ratio() const { return rmse / rival; }
};

/// The step of sample `n` of an adapter of one expert.
[[nodiscard]] double step_of(std::size_t n, float memory) {
  const AdaptSettings settings;
  const double falling =
      std::pow(static_cast<double>(n) + static_cast<double>(settings.step_delay), -static_cast<double>(settings.step_power));
  return memory > 0.0f ? std::max(falling, std::min(1.0 / static_cast<double>(memory), 0.125)) : falling;
}

double run_rival(const Stream& stream, float memory) {
  bench::FactoredFilter filter(stream.dim());
  Range range;
  Sums sums;
  for (std::size_t t = 0; t < stream.count; ++t) {
    const double y = stream.target(t);
    if (t == calibration) filter.set_deviations();
    const double predicted = filter.predict(stream.row(t));
    if (t > calibration) sums.add((y - range.clip(predicted, 0.1)) / stream.deviation);
    filter.learn(y, t < calibration ? 0.0 : step_of(t - calibration, memory));
    range.see(y);
  }
  return sums.rmse();
}

template <std::size_t Experts>
Outcome run_adapter(const Stream& stream, float memory) {
  Settings settings;
  settings.dim = static_cast<std::uint32_t>(stream.dim());
  settings.memory = memory;
  const auto learner = std::make_unique<Estimator<most_dim, Experts, 64>>(settings);
  const auto adapter = std::make_unique<Adapter<most_dim, Experts>>();
  const auto model = std::make_unique<Model<most_dim, Experts>>();
  Range range;
  Sums sums;
  std::size_t beyond = 0;
  for (std::size_t t = 0; t < stream.count; ++t) {
    const float y = static_cast<float>(stream.target(t));
    Prediction<Experts> said;
    if (adapter->predict(stream.row(t), *model, said) == Status::ok) {
      const double mean = static_cast<double>(said.mean);
      beyond += mean != range.clip(mean, 1.0);
      if (t > calibration) sums.add((static_cast<double>(y) - range.clip(mean, 0.1)) / stream.deviation);
    } else if (t > calibration) {
      sums.add(HUGE_VAL);
    }
    static_cast<void>(adapter->learn(stream.row(t), y, *model, *learner));
    range.see(static_cast<double>(y));
  }
  return {stream.name, Experts, memory, sums.rmse(), 0.0, sums.worst, beyond};
}

/// Every number of experts with one memory, on one stream.
std::vector<Outcome> run(const Stream& stream, float memory) {
  std::vector<Outcome> outcomes = {run_adapter<1>(stream, memory), run_adapter<2>(stream, memory),
                                   run_adapter<3>(stream, memory), run_adapter<4>(stream, memory),
                                   run_adapter<6>(stream, memory), run_adapter<8>(stream, memory)};
  for (Outcome& each : outcomes) each.rival = each.experts == 1 ? run_rival(stream, memory) : outcomes[0].rmse;
  return outcomes;
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::string folder = arguments.take_word();
  const std::string only = arguments.take_value("--set", "");
  const std::size_t rows = arguments.take_count("--rows", 12000);
  arguments.finish(usage);

  std::vector<Stream> streams = bench::make_adversaries();
  if (!folder.empty()) bench::read_streams(folder, rows, streams);
  std::erase_if(streams, [&](const Stream& each) { return !each.name.starts_with(only); });
  constexpr std::size_t ways = std::size(memories);
  std::vector<std::vector<Outcome>> found(streams.size() * ways);
  bench::run_parallel(found.size(), [&](std::size_t i) { found[i] = run(streams[i / ways], memories[i % ways]); });
  std::vector<Outcome> outcomes;
  for (const auto& some : found) outcomes.insert(outcomes.end(), some.begin(), some.end());
  std::sort(outcomes.begin(), outcomes.end(), [](const Outcome& a, const Outcome& b) { return a.ratio() > b.ratio(); });

  std::puts("RMSE and worst error, deviations of y; ratio: to recursive least squares for one expert, to one expert for more");
  std::printf("%-24s %7s %7s %9s %9s %7s %9s %7s\n", "stream", "experts", "memory", "RMSE", "rival", "ratio", "worst",
              "beyond");
  bench::Verdict verdict;
  std::size_t missed[2] = {}, all[2] = {};
  for (const Outcome& o : outcomes) {
    std::printf("%-24s %7zu %7g %9.4f %9.4f %7.3f %9.3f %7zu\n", o.stream.c_str(), o.experts, static_cast<double>(o.memory),
                o.rmse, o.rival, o.ratio(), o.worst, o.beyond);
    ++all[o.experts > 1];
    missed[o.experts > 1] += !(o.ratio() <= 1.05);
  }
  for (const std::size_t more : {0u, 1u}) {
    verdict.expect(missed[more] == 0,
                   bench::format("%s: %zu of %zu above 1.05", more ? "more experts" : "one expert", missed[more], all[more]));
  }
  return verdict.report();
}
