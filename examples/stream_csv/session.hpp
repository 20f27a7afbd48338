// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "blocks.hpp"
#include "learners.hpp"
#include "lines.hpp"
#include "progress.hpp"
#include "summary.hpp"

/// A stretch of rows for the picture, summed: what was measured and predicted, changes, regimes, weights of the members.
struct Trace {
  static constexpr std::size_t measured = 0, foretold = 1, lower = 2, upper = 3, changes = 4, first_regime = 5;
  static constexpr std::size_t first_member = first_regime + regimes + 1;

  explicit Trace(std::size_t members) : blocks(first_member + members, 1024) {}

  Blocks blocks;
};

/// A stream on its way through a learner: each row is predicted, scored, and learnt; beside it go the rivals.
class Session {
 public:
  /// shape   drawn: a trace is kept for the picture
  Session(std::size_t inputs, bool drawn);

  /// A row, `elapsed` after the one before in samples.
  ///
  /// shape   row: inputs, then the target
  void learn(std::span<const float> row, float elapsed);
  /// A row without a target.
  void pass(std::span<const float> inputs);

  /// Goes on with a learner that was saved.
  ///
  /// error   Refusal: it is none, or not one of so many inputs
  void load(const std::string& file);
  /// error   Refusal: the file cannot be written
  void save(const std::string& file) const;

  /// No more rows come.
  [[nodiscard]] Summary finish();

  [[nodiscard]] const Trace& trace() const { return trace_; }
  [[nodiscard]] motet::LearnerReport report() const { return learner_->report(); }

 private:
  void score(const motet::Forecast& forecast, float y);
  void remember(std::span<const float> x, const motet::Forecast& forecast, float y, bool changed);
  void show();

  std::size_t inputs_;
  bool drawn_;
  std::unique_ptr<AnyLearner> learner_;
  Rivals rivals_;
  Blocks own_;
  Blocks others_;
  Trace trace_;
  Progress progress_;
  std::size_t unscored_ = 0;
  double last_ = 0.0;
};
