// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

/// Sums of several numbers over blocks of rows. When all blocks are full, neighbours are joined: so a stream of any length is
/// kept in bounded memory, and its parts can be told apart to one block.
class Blocks {
 public:
  Blocks(std::size_t fields, std::size_t most) : fields_(fields), most_(most) {}

  /// Adds a row.
  ///
  /// shape   row: fields numbers
  void add(const std::vector<double>& row) {
    if (rows_ % length_ == 0) begin();
    double* sums = &sums_[sums_.size() - fields_];
    for (std::size_t i = 0; i < fields_; ++i) sums[i] += row[i];
    ++rows_;
  }

  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] std::size_t count() const { return sums_.size() / fields_; }
  /// Rows of a block; the last may have fewer.
  [[nodiscard]] std::size_t rows_of(std::size_t block) const { return block + 1 < count() ? length_ : rows_ - length_ * block; }
  /// Sum of a field over a block.
  [[nodiscard]] double sum(std::size_t block, std::size_t field) const { return sums_[block * fields_ + field]; }

  /// The first block that begins at `row` or behind it.
  [[nodiscard]] std::size_t find(std::size_t row) const { return (row + length_ - 1) / length_; }

  /// Mean of a field over the rows from `block` on.
  [[nodiscard]] double mean(std::size_t field, std::size_t block) const {
    double total = 0.0;
    for (std::size_t b = block; b < count(); ++b) total += sum(b, field);
    const std::size_t behind = rows_ > length_ * block ? rows_ - length_ * block : 0;
    return behind > 0 ? total / static_cast<double>(behind) : 0.0;
  }

 private:
  void begin() {
    if (count() == most_) {
      for (std::size_t b = 0; 2 * b < most_; ++b) {
        for (std::size_t i = 0; i < fields_; ++i) sums_[b * fields_ + i] = sum(2 * b, i) + sum(2 * b + 1, i);
      }
      sums_.resize(most_ / 2 * fields_);
      length_ *= 2;
    }
    sums_.resize(sums_.size() + fields_, 0.0);
  }

  std::size_t fields_;
  std::size_t most_;  // even
  std::size_t length_ = 1;
  std::size_t rows_ = 0;
  std::vector<double> sums_;
};
