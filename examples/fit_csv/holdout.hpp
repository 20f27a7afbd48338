// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "learner.hpp"

/// Holds the last `fraction` of a stream back, whatever its length: a queue that grows with it.
class Holdout {
 public:
  explicit Holdout(double fraction) : fraction_(fraction) {}

  /// Takes a row in; gives the oldest out if it can no longer be among the last.
  [[nodiscard]] std::optional<Row> pass(Row row) {
    ++seen_;
    held_.push_back(std::move(row));
    if (held_.size() <= static_cast<std::size_t>(fraction_ * static_cast<double>(seen_) + 1e-9)) return std::nullopt;
    std::optional<Row> out(std::move(held_.front()));
    held_.pop_front();
    return out;
  }

  [[nodiscard]] const std::deque<Row>& rows() const { return held_; }

 private:
  double fraction_;
  std::size_t seen_ = 0;
  std::deque<Row> held_;
};

/// A fair choice of at most `most` rows of a stream.
class Handful {
 public:
  Handful(std::size_t most, std::uint32_t seed) : most_(most), random_(seed) {}

  void offer(const Row& row) {
    ++seen_;
    if (rows_.size() < most_) {
      rows_.push_back(row);
    } else if (const std::uint64_t place = random_() % seen_; place < most_) {
      rows_[static_cast<std::size_t>(place)] = row;
    }
  }

  [[nodiscard]] const std::vector<Row>& rows() const { return rows_; }

 private:
  std::size_t most_;
  std::uint64_t seen_ = 0;
  std::mt19937_64 random_;
  std::vector<Row> rows_;
};

/// Mixes the rows, the same way with every standard library.
inline void shuffle(std::vector<Row>& rows, std::uint32_t seed) {
  std::mt19937_64 random(seed);
  for (std::size_t i = rows.size(); i > 1; --i) std::swap(rows[i - 1], rows[static_cast<std::size_t>(random() % i)]);
}
