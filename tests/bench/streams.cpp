// SPDX-License-Identifier: MIT
//
// Real logs in the order of time, each sample predicted before it is learnt, scored after the first tenth: a fit on the first
// tenth with 512 samples kept, then adaptation; beside recursive least squares with the best of many forgetting factors, chosen
// in hindsight. The bar is for motet with experts and memory chosen likewise; beside it those that were best over the last 300
// samples or so, each time.
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
constexpr float memories[] = {0,   10000, 3333, 1000, 500, 200,
                              100, 50,    33,   20,   10,  7};  // 1 / (1 - keep); 0: for ever, the default

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

  void add(double error, double log_density) {
    squares += error * error;
    loglik += log_density;
    ++count;
  }
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
    sums.add(error, loglik);
  }
  return sums.score(stream, filter.unit());
}

/// One way to learn a stream: so many experts, so long a memory. The fit is on the whole of the first tenth.
class Candidate {
 public:
  Candidate(const Stream& stream, std::uint32_t experts, float memory)
      : learner_(choose(stream, experts, 0.0f)), recent_(choose(stream, experts, memory)) {}

  /// Learns one sample of the first tenth.
  void prepare(std::span<const float> x, float y) {
    failed_ |= learner_.push(x, y) != Status::ok || recent_.push(x, y) != Status::ok;
  }
  void begin() { failed_ = failed_ || learner_.fit(model_) != Status::ok || adapter_.begin(model_, recent_) != Status::ok; }

  /// Predicts one sample, then learns it.
  void learn(std::span<const float> x, float y) {
    if (failed_) return;
    const Status status = adapter_.adapt(x, y, model_);
    const bool taken = status == Status::ok || status == Status::changed;
    error_ = static_cast<double>(adapter_.error());
    loglik_ = static_cast<double>(adapter_.log_density());
    if (taken) return;
    Prediction<most_experts> prediction;
    Attribution<most_experts> attribution;
    failed_ |= model_.predict(x, prediction) != Status::ok || model_.attribute(x, y, attribution) != Status::ok;
    error_ = static_cast<double>(prediction.mean) - static_cast<double>(y);
    loglik_ = static_cast<double>(attribution.log_density);
  }

  /// Counts the last sample.
  void score() {
    sums.add(error_, loglik_);
    recent_squares_ += (error_ * error_ - recent_squares_) / recent;
    recent_loglik_ += (loglik_ - recent_loglik_) / recent;
  }

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] double error() const { return error_; }
  [[nodiscard]] double loglik() const { return loglik_; }
  [[nodiscard]] double recent_squares() const { return failed_ ? HUGE_VAL : recent_squares_; }
  [[nodiscard]] double recent_loglik() const { return failed_ ? -HUGE_VAL : recent_loglik_; }

  Sums sums;

 private:
  static constexpr double recent = 300.0;  // samples

  [[nodiscard]] static Settings choose(const Stream& stream, std::uint32_t experts, float memory) {
    Settings settings;
    settings.dim = stream.dim();
    settings.experts = experts;
    settings.memory = memory;
    return settings;
  }
  Estimator<most_dim, most_experts, 512> learner_, recent_;
  Adapter<most_dim, most_experts> adapter_;
  Model<most_dim, most_experts> model_;
  bool failed_ = false;
  double error_ = 0.0, loglik_ = 0.0, recent_squares_ = 0.0, recent_loglik_ = 0.0;
};

/// The better of two, each part for itself.
[[nodiscard]] Score better(const Score& a, const Score& b) { return {std::min(a.rmse, b.rmse), std::max(a.loglik, b.loglik)}; }

struct Outcome {
  Score filter;     ///< the best forgetting, and the better of two densities: plug-in, and with its parameters' uncertainty
  Score hindsight;  ///< the best experts and memory
  Score chosen;     ///< those that were best of late at each sample, for RMSE and log density each
  Score plain[most_experts];  ///< default settings, 1 to 4 experts
};

using Candidates = std::vector<std::unique_ptr<Candidate>>;

/// Adds what the candidates that have been best of late say of this sample.
void choose(const Candidates& candidates, Sums& sums) {
  const Candidate *nearest = candidates[0].get(), *likeliest = nearest;
  for (const auto& each : candidates) {
    if (each->recent_squares() < nearest->recent_squares()) nearest = each.get();
    if (each->recent_loglik() > likeliest->recent_loglik()) likeliest = each.get();
  }
  sums.add(nearest->error(), likeliest->loglik());
}

void run_motet(const Stream& stream, Outcome& outcome) {
  Candidates candidates;
  for (std::uint32_t experts = 1; experts <= most_experts; ++experts) {
    for (const float memory : memories) candidates.push_back(std::make_unique<Candidate>(stream, experts, memory));
  }
  std::vector<float> x(stream.dim());
  Sums chosen;
  for (std::size_t t = 0; t < stream.table.rows; ++t) {
    for (std::size_t j = 0; j < x.size(); ++j) x[j] = static_cast<float>(stream.table.values[t * stream.table.columns + j]);
    for (const auto& each : candidates) {
      if (t == stream.first) each->begin();
      if (t < stream.first) each->prepare(x, stream.target(t));
      if (t >= stream.first) each->learn(x, stream.target(t));
    }
    if (t < stream.first) continue;
    choose(candidates, chosen);
    for (const auto& each : candidates) each->score();
  }
  outcome.chosen = chosen.score(stream, 1.0);
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    if (candidates[c]->failed()) continue;
    const Score score = candidates[c]->sums.score(stream, 1.0);
    outcome.hindsight = better(outcome.hindsight, score);
    if (c % std::size(memories) == 0) outcome.plain[c / std::size(memories)] = score;
  }
}

Outcome run(const Stream& stream) {
  Outcome outcome;
  for (const double keep : keeps) {
    outcome.filter = better(outcome.filter, run_filter(stream, keep, false));
    outcome.filter = better(outcome.filter, run_filter(stream, keep, true));
  }
  run_motet(stream, outcome);
  return outcome;
}

/// Sets on which motet is at least as good.
struct Tally {
  std::size_t rmse = 0, loglik = 0;

  void add(const Score& ours, const Score& theirs) {
    rmse += ours.rmse <= theirs.rmse;
    loglik += ours.loglik >= theirs.loglik;
  }
  void print(const std::string& name, std::size_t all) const {
    std::printf("%-52s RMSE %zu, log density %zu of %zu\n", name.c_str(), rmse, loglik, all);
  }
  void judge(const std::string& name, std::size_t all, bench::Verdict& verdict) const {
    print(name, all);
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
    const std::uint32_t floats = core::make_adapter_plan(stream.dim(), experts, true).floats;
    std::printf("  %u: %5zu B, %5u fma", experts, floats * sizeof(float) + sizeof(core::AdaptState),
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

  std::puts("RMSE and log density, deviations of y; below each set: bytes and multiply-adds a sample, 1 to 4 experts");
  std::printf("%-16s %6s %3s %16s %16s %16s |  default settings, 1 to 4 experts\n", "set", "rows", "dim", "best filter",
              "motet likewise", "as it goes");
  Tally hindsight, chosen, plain[most_experts];
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const Outcome& o = outcomes[i];
    std::printf("%-16s %6zu %3u", streams[i].name.c_str(), streams[i].table.rows, streams[i].dim());
    for (const Score& score : {o.filter, o.hindsight, o.chosen}) std::printf("   %6.4f %6.3f", score.rmse, score.loglik);
    std::printf(" |");
    hindsight.add(o.hindsight, o.filter);
    chosen.add(o.chosen, o.filter);
    for (std::size_t k = 0; k < most_experts; ++k) {
      std::printf("  %6.4f %7.3f", o.plain[k].rmse, o.plain[k].loglik);
      plain[k].add(o.plain[k], o.filter);
    }
    std::puts("");
    print_costs(streams[i]);
  }
  std::puts("\nsets on which motet is no worse than recursive least squares with the forgetting that was best in hindsight");
  bench::Verdict verdict;
  hindsight.judge("experts and memory chosen in hindsight too", streams.size(), verdict);
  chosen.print("experts and memory chosen as the stream goes", streams.size());
  for (std::size_t k = 0; k < most_experts; ++k) {
    plain[k].print(bench::format("default settings, %zu experts", k + 1), streams.size());
  }
  return verdict.report();
}
