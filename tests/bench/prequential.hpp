// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "filter.hpp"
#include "motet/learner.hpp"
#include "support/csv.hpp"

// A learner over a stream: each row is predicted, then learnt. No setting is touched but the number of inputs.

namespace motet::bench {

/// Twelve forgetting factors for the rival, of which the best is chosen in hindsight.
inline constexpr double forgettings[] = {1.0, 0.9999, 0.9997, 0.999, 0.998, 0.995, 0.99, 0.98, 0.97, 0.95, 0.9, 0.85};

struct Log {
  std::string name;
  support::Table table;
  double deviation = 0.0;  ///< of the target

  [[nodiscard]] std::size_t rows() const { return table.rows; }
  [[nodiscard]] std::size_t dim() const { return table.columns - 1; }
  [[nodiscard]] double target(std::size_t t) const { return table.values[(t + 1) * table.columns - 1]; }
};

/// Finishes a log: its deviation, at most `rows` rows.
inline void close_log(Log& log, std::size_t rows) {
  log.table.rows = std::min(log.table.rows, rows);
  double sum = 0.0, squares = 0.0;
  const double n = static_cast<double>(log.rows());
  for (std::size_t t = 0; t < log.rows(); ++t) sum += log.target(t);
  for (std::size_t t = 0; t < log.rows(); ++t) squares += std::pow(log.target(t) - sum / n, 2);
  log.deviation = std::sqrt(squares / n);
}

/// Every CSV in a folder whose name begins with `set`, in the order of their names.
[[nodiscard]] inline std::vector<Log> read_logs(const std::string& folder, const std::string& set, std::size_t rows) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::filesystem::path& path = entry.path();
    if (path.extension() == ".csv" && path.stem().string().starts_with(set)) paths.push_back(path);
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Log> logs;
  for (const auto& path : paths) {
    logs.push_back({path.stem().string(), support::read_csv(path.string())});
    close_log(logs.back(), rows);
  }
  return logs;
}

/// What came of it. Errors in the target's units; "late" is after the first tenth.
struct Result {
  double all = 0.0;          ///< RMSE of every row but the first
  double late = 0.0;         ///< RMSE
  double worst = 0.0;        ///< single error, late
  double log_density = 0.0;  ///< mean, late
  double behind = 0.0;       ///< log density of the best member less that of the vote, summed over all rows
  double covered = 0.0;      ///< share within 95 %, late
  double low = 1.0;          ///< the least and the most of its tenths
  double high = 0.0;
  double width = 0.0;  ///< mean
  std::size_t bytes = 0;
  LearnerReport report;
};

template <class Learner>
[[nodiscard]] Result run_learner(const Log& log) {
  LearnerSettings settings;
  settings.dim = static_cast<std::uint32_t>(log.dim());
  const auto learner = std::make_unique<Learner>(settings);
  const std::size_t n = log.rows(), first = std::max<std::size_t>(n / 10, 1);
  Result result;
  result.bytes = sizeof(Learner);
  std::vector<double> inside(10), count(10), own(Learner::members());
  std::vector<float> x(log.dim());
  double joint = 0.0;
  for (std::size_t t = 0; t < n; ++t) {
    for (std::size_t j = 0; j < log.dim(); ++j) x[j] = static_cast<float>(log.table.values[t * log.table.columns + j]);
    const float y = static_cast<float>(log.target(t));
    Forecast forecast;
    const Status asked = learner->predict(x, forecast);
    const double error = asked == Status::ok ? static_cast<double>(forecast.mean) - static_cast<double>(y) : HUGE_VAL;
    if (t > 0) result.all += error * error;
    if (t >= first) {
      result.late += error * error;
      result.worst = std::fmax(result.worst, std::fabs(error));
      const std::size_t tenth = std::min<std::size_t>(9, 10 * (t - first) / (n - first));
      inside[tenth] += y >= forecast.lower && y <= forecast.upper;
      ++count[tenth];
      result.width += static_cast<double>(forecast.upper) - static_cast<double>(forecast.lower);
    }
    const Status learnt = learner->learn(x, y);
    if (learnt != Status::ok && learnt != Status::changed) result.all = HUGE_VAL;
    if (t < 2) continue;
    joint += static_cast<double>(learner->log_density());
    if (t >= first) result.log_density += static_cast<double>(learner->log_density());
    for (std::size_t m = 0; m < own.size(); ++m) own[m] += static_cast<double>(learner->view().members[m].log_density);
  }
  const double late = static_cast<double>(n - first);
  for (std::size_t tenth = 0; tenth < 10; ++tenth) {
    result.covered += inside[tenth] / late;
    result.low = std::fmin(result.low, inside[tenth] / count[tenth]);
    result.high = std::fmax(result.high, inside[tenth] / count[tenth]);
  }
  result.behind = *std::max_element(own.begin(), own.end()) - joint;
  result.all = std::sqrt(result.all / static_cast<double>(n - 1));
  result.late = std::sqrt(result.late / late);
  result.log_density /= late;
  result.width /= late;
  result.report = learner->report();
  return result;
}

/// The learner whose bound on the inputs is the smallest that serves the log.
template <std::uint32_t Experts, std::size_t Window, template <std::uint32_t> class Bank>
[[nodiscard]] Result run_on(const Log& log) {
  const std::size_t dim = log.dim();
  if (dim <= 4) return run_learner<Learner<4, Experts, Window, Bank<Experts>>>(log);
  if (dim <= 8) return run_learner<Learner<8, Experts, Window, Bank<Experts>>>(log);
  if (dim <= 12) return run_learner<Learner<12, Experts, Window, Bank<Experts>>>(log);
  return run_learner<Learner<24, Experts, Window, Bank<Experts>>>(log);
}

[[nodiscard]] inline Result run_small(const Log& log) { return run_on<3, 64, SmallBank>(log); }
[[nodiscard]] inline Result run_large(const Log& log) { return run_on<4, 256, LargeBank>(log); }

/// RMSE after the first tenth of recursive least squares with the forgetting that was best in hindsight.
struct Rival {
  double plain = HUGE_VAL;
  double corrected = HUGE_VAL;  ///< with the first autoregression of its residuals
  [[nodiscard]] double best() const { return std::fmin(plain, corrected); }
};

[[nodiscard]] inline Rival run_rival(const Log& log) {
  Rival rival;
  const std::size_t first = std::max<std::size_t>(log.rows() / 10, 20);
  for (const double keep : forgettings) {
    Filter filter(log.table, first, keep, false);
    double plain = 0.0, corrected = 0.0, last = 0.0, along = 0.0, square = 1e-9, loglik = 0.0;
    for (std::size_t t = 0; t < log.rows(); ++t) {
      const double rho = std::clamp(along / square, -0.2, 1.0);
      const double error = filter.learn(t, loglik);
      const double rest = error - rho * last;
      if (t >= log.rows() / 10) {
        plain += error * error;
        corrected += rest * rest;
      }
      along = 0.999 * along + error * last;
      square = 0.999 * square + last * last;
      last = error;
    }
    const double unit = filter.unit(), late = static_cast<double>(log.rows() - log.rows() / 10);
    rival.plain = std::fmin(rival.plain, unit * std::sqrt(plain / late));
    rival.corrected = std::fmin(rival.corrected, unit * std::sqrt(corrected / late));
  }
  return rival;
}

}  // namespace motet::bench
