// SPDX-License-Identifier: MIT
//
// Real logs in the order of time, each sample predicted before it is learnt, scored after the first tenth: a fit on the first tenth with
// 512 samples kept, then adaptation; beside recursive least squares with the best of many forgetting factors, chosen in hindsight.
//
//     motet_bench_streams DIR [--set NAME]

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bench.hpp"
#include "filter.hpp"
#include "motet/adapter.hpp"
#include "support/csv.hpp"

namespace {

using namespace motet;
using bench::Score;

constexpr const char* usage =
    "motet_bench_streams DIR [--set NAME]\n"
    "\n"
    "Prequential RMSE and log density on every CSV in DIR (header line, inputs first, the target last).\n"
    "  --set NAME   sets whose name begins so\n";

constexpr std::size_t most_dim = 32, most_experts = 4;
constexpr double keeps[] = {1.0, 0.9999, 0.9997, 0.999, 0.998, 0.995, 0.99, 0.98, 0.97, 0.95, 0.9, 0.85};
constexpr float constants[] = {0, 5000, 1000, 300, 100, 50, 30, 20, 10};  // 0: the default

struct Stream {
  std::string name;
  support::Table table;
  std::size_t first;  ///< samples of the first tenth
  double deviation;   ///< of y

  [[nodiscard]] std::uint32_t dim() const { return static_cast<std::uint32_t>(table.columns) - 1u; }
  [[nodiscard]] float target(std::size_t t) const { return static_cast<float>(table.values[(t + 1) * table.columns - 1]); }
};

[[nodiscard]] Stream read_stream(const std::filesystem::path& path) {
  Stream stream{path.stem().string(), support::read_csv(path.string()), 0, 0.0};
  stream.first = stream.table.rows / 10;
  const std::size_t n = stream.table.rows, c = stream.table.columns;
  double sum = 0.0, squares = 0.0;
  for (std::size_t t = 0; t < n; ++t) sum += stream.table.values[(t + 1) * c - 1];
  for (std::size_t t = 0; t < n; ++t)
    squares += std::pow(stream.table.values[(t + 1) * c - 1] - sum / static_cast<double>(n), 2);
  stream.deviation = std::sqrt(squares / static_cast<double>(n));
  return stream;
}

/// Sums of the scored samples.
struct Sums {
  double squares = 0.0, loglik = 0.0;
  std::size_t count = 0;

  /// `unit` of the errors, in the target's units.
  [[nodiscard]] Score score(const Stream& stream, double unit) const {
    const double n = static_cast<double>(count), ratio = unit / stream.deviation;
    return {std::sqrt(squares / n) * ratio, loglik / n - std::log(ratio)};
  }
};

Score run_filter(const Stream& stream, double keep, bool honest) {
  bench::Filter filter(stream.table, stream.first, keep, honest);
  Sums sums;
  for (std::size_t t = 0; t < stream.table.rows; ++t) {
    double loglik = 0.0;
    const double error = filter.learn(t, loglik);
    if (t < stream.first) continue;
    sums.squares += error * error;
    sums.loglik += loglik;
    ++sums.count;
  }
  return sums.score(stream, filter.unit());
}

Score run_motet(const Stream& stream, std::uint32_t experts, float memory) {
  Settings settings;
  settings.dim = stream.dim();
  settings.experts = experts;
  AdaptSettings of_adapter;
  of_adapter.memory = memory;
  const auto learner = std::make_unique<Estimator<most_dim, most_experts, 512>>(settings);
  const auto adapter = std::make_unique<Adapter<most_dim, most_experts>>(of_adapter);
  Model<most_dim, most_experts> model;
  std::vector<float> x(stream.dim());
  Sums sums;
  for (std::size_t t = 0; t < stream.table.rows; ++t) {
    for (std::size_t j = 0; j < x.size(); ++j) x[j] = static_cast<float>(stream.table.values[t * stream.table.columns + j]);
    const float y = stream.target(t);
    if (t == stream.first && (learner->fit(model) != Status::ok || adapter->begin(model, *learner) != Status::ok)) return {};
    if (t < stream.first) {
      if (learner->push(x, y) != Status::ok) return {};
      continue;
    }
    Prediction<most_experts> prediction;
    Attribution<most_experts> attribution;
    if (model.predict(x, prediction) != Status::ok || model.attribute(x, y, attribution) != Status::ok) return {};
    const double error = static_cast<double>(prediction.mean) - static_cast<double>(y);
    sums.squares += error * error;
    sums.loglik += static_cast<double>(attribution.log_density);
    ++sums.count;
    static_cast<void>(adapter->adapt(x, y, model));
  }
  return sums.score(stream, 1.0);
}

/// The better of two, each part for itself.
[[nodiscard]] Score better(const Score& a, const Score& b) { return {std::min(a.rmse, b.rmse), std::max(a.loglik, b.loglik)}; }

struct Outcome {
  Score filter, plug_in;  ///< plug_in: the filter's density without what it is not sure of, as the model's is
  Score hindsight;
  Score plain[most_experts];  ///< default settings, 1 to 4 experts
};

Outcome run(const Stream& stream) {
  Outcome outcome;
  for (const double keep : keeps) {
    outcome.plug_in = better(outcome.plug_in, run_filter(stream, keep, false));
    outcome.filter = better(outcome.filter, run_filter(stream, keep, true));
  }
  outcome.filter = better(outcome.filter, outcome.plug_in);
  for (std::uint32_t experts = 1; experts <= most_experts; ++experts) {
    for (const float constant : constants) {
      const Score score = run_motet(stream, experts, constant);
      outcome.hindsight = better(outcome.hindsight, score);
      if (constant == 0.0f) outcome.plain[experts - 1] = score;
    }
  }
  return outcome;
}

/// Sets on which motet is at least as good.
struct Tally {
  std::size_t rmse = 0, loglik = 0;

  void add(const Score& ours, const Score& theirs) {
    rmse += ours.rmse <= theirs.rmse;
    loglik += ours.loglik >= theirs.loglik;
  }
  void judge(const std::string& name, std::size_t all, bench::Verdict& verdict) const {
    std::printf("%-52s RMSE %zu, log density %zu of %zu\n", name.c_str(), rmse, loglik, all);
    verdict.expect(5 * rmse >= 4 * all, bench::format("%s: RMSE on %zu of %zu, bar 80 %%", name.c_str(), rmse, all));
    verdict.expect(5 * loglik >= 4 * all, bench::format("%s: log density on %zu of %zu, bar 80 %%", name.c_str(), loglik, all));
  }
};

/// Multiply-adds that adapt makes of one sample at most.
[[nodiscard]] std::uint32_t count_work(std::uint32_t dim, std::uint32_t experts) {
  const std::uint32_t order = dim + 1u;
  return 2u * experts * dim + experts * (3u * order * order / 2u + 8u * order) + 3u * order * order / 2u;
}

void print_costs(const Stream& stream) {
  std::printf("%-16s", "");
  for (std::uint32_t experts = 1; experts <= most_experts; ++experts) {
    const std::uint32_t floats = make_adapter_plan(stream.dim(), experts).floats;
    std::printf("  %u: %5zu B, %5u fma", experts, floats * sizeof(float) + sizeof(AdaptState),
                count_work(stream.dim(), experts));
  }
  std::puts("");
}

}  // namespace

int main(int count, char** words) {
  bench::Arguments arguments(count, words);
  const std::string folder = arguments.take_word();
  const std::string only = arguments.take_value("--set", "");
  arguments.finish(usage);
  if (!std::filesystem::is_directory(folder)) {
    std::fprintf(stderr, "'%s' is not a folder; see --help\n", folder.c_str());
    return 2;
  }
  std::vector<Stream> streams;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".csv" || !entry.path().stem().string().starts_with(only)) continue;
    streams.push_back(read_stream(entry.path()));
  }
  std::sort(streams.begin(), streams.end(), [](const Stream& a, const Stream& b) { return a.name < b.name; });
  if (streams.empty()) {
    std::fprintf(stderr, "no CSV file in '%s'\n", folder.c_str());
    return 2;
  }
  std::vector<Outcome> outcomes(streams.size());
  bench::run_parallel(streams.size(), [&](std::size_t i) { outcomes[i] = run(streams[i]); });

  std::puts(
      "RMSE and log density (of the filter: plug-in, and the better of that and one with its parameters' uncertainty), "
      "deviations of y;");
  std::puts("below each set: bytes and multiply-adds a sample, 1 to 4 experts");
  std::printf("%-16s %6s %3s  %22s  %14s |  default settings, 1 to 4 experts\n", "set", "rows", "dim", "best filter",
              "motet likewise");
  Tally hindsight, like_for_like, plain[most_experts];
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const Outcome& o = outcomes[i];
    std::printf("%-16s %6zu %3u  %6.4f %7.3f %7.3f  %6.4f %7.3f |", streams[i].name.c_str(), streams[i].table.rows,
                streams[i].dim(), o.filter.rmse, o.plug_in.loglik, o.filter.loglik, o.hindsight.rmse, o.hindsight.loglik);
    hindsight.add(o.hindsight, o.filter);
    like_for_like.add(o.hindsight, o.plug_in);
    for (std::size_t k = 0; k < most_experts; ++k) {
      std::printf("  %6.4f %7.3f", o.plain[k].rmse, o.plain[k].loglik);
      plain[k].add(o.plain[k], o.filter);
    }
    std::puts("");
    print_costs(streams[i]);
  }
  std::puts("");
  bench::Verdict verdict;
  hindsight.judge("experts and time constant chosen in hindsight too", streams.size(), verdict);
  like_for_like.judge("the same, the filter's density plug-in as ours is", streams.size(), verdict);
  for (std::size_t k = 0; k < most_experts; ++k) {
    plain[k].judge(bench::format("default settings, %zu experts", k + 1), streams.size(), verdict);
  }
  return verdict.report();
}
