// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "board_link.hpp"
#include "dialect.hpp"

/// How many floats were compared and how many differ in a bit.
struct Comparison {
  std::size_t floats = 0;
  std::size_t different = 0;

  void add(float a, float b) {
    ++floats;
    different += std::bit_cast<std::uint32_t>(a) != std::bit_cast<std::uint32_t>(b);
  }
};

/// One stream on the board and on this machine, which must agree on everything.
///
/// error   of every call: Refusal, status 1: the board has stopped, or answers what it should not
class Twins {
 public:
  Twins(BoardLink& board, std::uint32_t dim, std::uint32_t experts);

  /// Inputs, then the target.
  void push(std::span<const float> sample);

  /// Waits until the board has taken all that was sent.
  void wait();

  /// Fits on both, compares them, and gives the board's model.
  [[nodiscard]] firmware::Model fit();

  /// Compares what both say of the last samples.
  void predict();

  /// Compares what the learners made of all samples, and what they foretell for the last ones.
  void forecast();

  /// Of this machine's fit.
  [[nodiscard]] const motet::Report& report() const { return report_; }
  [[nodiscard]] const Comparison& comparison() const { return comparison_; }
  [[nodiscard]] std::size_t predictions() const { return last_.size(); }

 private:
  BoardLink& board_;
  std::unique_ptr<firmware::Estimator> estimator_ = std::make_unique<firmware::Estimator>();
  std::unique_ptr<firmware::Learner> learner_ = std::make_unique<firmware::Learner>();
  firmware::Model model_;
  motet::Report report_;
  Comparison comparison_;
  std::deque<std::vector<float>> last_;
};
