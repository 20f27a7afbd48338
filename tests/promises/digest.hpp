// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "motet/adapter.hpp"
#include "motet/estimator.hpp"
#include "stream/stream.hpp"
#include "support/bits.hpp"
#include "support/random.hpp"
#include "tensor/staircase_reference.hpp"

// What the test of the same bits looks at: a stream made of integers, and one number for many.

namespace motet::test {

/// Folds the bits of all that is added into one number.
///
/// source  FNV-1a, 64 bits, a word at a time
class Digest {
 public:
  void add(std::uint32_t word) noexcept { value_ = (value_ ^ word) * 0x100000001b3u; }
  void add(float value) noexcept {
    add(support::bits(value));
    const bool subnormal = value != 0.0f && value < 0x1p-126f && value > -0x1p-126f;
    strange_ += subnormal || value - value != 0.0f;
  }

  [[nodiscard]] std::uint64_t value() const noexcept { return value_; }
  /// Floats among them that were not normal numbers or zero.
  [[nodiscard]] int strange() const noexcept { return strange_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325u;
  int strange_ = 0;
};

/// `count` samples of two lines in `dim` inputs. Everything is an integer below 2^24, divided by 512: floats are exact.
class IntegerStream {
 public:
  IntegerStream(std::uint32_t dim, std::uint32_t count) : dim_(dim), count_(count), x_(dim * count), y_(count) {
    support::Random random(1000u * dim + count);
    for (std::uint32_t t = 0; t < count; ++t) {
      std::int32_t x[max_cubic_dim];
      for (std::uint32_t j = 0; j < dim; ++j) {
        x[j] = draw_bell(random, 512);
        x_[t * dim + j] = static_cast<float>(x[j] + 100 * static_cast<std::int32_t>(j)) / 512.0f;
      }
      const std::int32_t line = x[dim / 2] > 40 ? 3 * x[0] - x[dim - 1] : x[0] + 3 * x[dim - 1];
      y_[t] = static_cast<float>(line + draw_bell(random, 96)) / 512.0f;
    }
  }

  [[nodiscard]] std::uint32_t count() const { return count_; }
  [[nodiscard]] std::span<const float> row(std::uint32_t t) const { return rows(t, 1); }
  [[nodiscard]] std::span<const float> rows(std::uint32_t first, std::uint32_t count) const {
    return {x_.data() + first * dim_, count * dim_};
  }
  [[nodiscard]] std::span<const float> targets(std::uint32_t first, std::uint32_t count) const {
    return {y_.data() + first, count};
  }
  [[nodiscard]] float target(std::uint32_t t) const { return y_[t]; }
  /// Moves one target far out of the frame.
  void spike(std::uint32_t t) { y_[t] *= 1024.0f; }

 private:
  /// Mean 0, deviation about `size`.
  static std::int32_t draw_bell(support::Random& random, std::uint32_t size) {
    std::int32_t sum = 0;
    for (int term = 0; term < 3; ++term) sum += static_cast<std::int32_t>(random.below(2u * size + 1u));
    return sum - 3 * static_cast<std::int32_t>(size);
  }

  std::uint32_t dim_;
  std::uint32_t count_;
  std::vector<float> x_;
  std::vector<float> y_;
};

/// All that push has written: frame, moments, reservoir.
inline void add_stream(Digest& digest, const core::EstimatorView& e) {
  const std::uint32_t order = core::stream::order_of(e);
  for (std::uint32_t j = 0; j + 1 < order; ++j) {
    digest.add(core::stream::frame_shift(e)[j]);
    digest.add(core::stream::frame_scale(e)[j]);
  }
  digest.add(e.state->target_shift);
  digest.add(e.state->target_scale);
  digest.add(e.state->widenings);
  digest.add(e.state->young);
  for_each_moment(order, [&](std::uint32_t p, std::uint32_t i, std::uint32_t j, std::uint32_t l) {
    digest.add(core::stream::old_level(e)[place(p, i, j, l)]);
    digest.add(core::stream::young_level(e)[place(p, i, j, l)]);
  });
  for (std::uint32_t at = 0; at < e.state->kept * order; ++at) digest.add(core::stream::kept_row(e, 0)[at]);
}

/// A model as its user reads it.
template <std::size_t Dim, std::size_t Experts>
void add_model(Digest& digest, const Model<Dim, Experts>& model) {
  for (std::size_t j = 0; j < model.dim(); ++j) digest.add(model.centre(j));
  for (std::size_t i = 0; i < model.experts(); ++i) {
    for (std::size_t j = 0; j < model.dim(); ++j) {
      digest.add(model.slope(i, j));
      digest.add(model.gate_slope(i, j));
    }
    digest.add(model.value_at_centre(i));
    digest.add(model.intercept(i));
    digest.add(model.gate_at_centre(i));
    digest.add(model.gate_intercept(i));
    digest.add(model.sigma(i));
  }
}

/// All that adapt keeps from sample to sample.
inline void add_adapter(Digest& digest, const core::AdapterView& a) {
  for (std::uint32_t at = a.plan->inverse; at < a.plan->floats; ++at) digest.add(a.block[at]);
  for (const float each : {a.state->step, a.state->concentration, a.state->loglik, a.state->spread, a.state->drop}) {
    digest.add(each);
  }
  for (std::uint32_t i = 0; i < a.state->size.experts; ++i) {
    digest.add(a.state->weight[i]);
    digest.add(a.state->doubt[i]);
    digest.add(a.state->sigma_lag[i]);
  }
  digest.add(a.state->samples);
  digest.add(a.state->counters.renewed);
}

inline void add_report(Digest& digest, const Report& report) {
  digest.add(static_cast<std::uint32_t>(report.start));
  digest.add(static_cast<std::uint32_t>(report.tensor_state));
  for (const float each : {report.loglik, report.loglik_tensor, report.loglik_gate_first, report.condition, report.skewness,
                           report.skewness_excess, report.spectrum_noise}) {
    digest.add(each);
  }
  for (const std::uint32_t each : {report.iterations_tensor, report.iterations_gate_first, report.iterations_last, report.rank,
                                   report.experts, report.revived, report.improved, report.dropped}) {
    digest.add(each);
  }
  for (std::uint32_t i = 0; i < report.rank; ++i) digest.add(report.spectrum[i]);
  for (std::uint32_t i = 0; i < report.experts; ++i) {
    digest.add(report.power_residual[i]);
    digest.add(report.power_iterations[i]);
    digest.add(report.sigma[i]);
    digest.add(report.weight[i]);
  }
}

}  // namespace motet::test
