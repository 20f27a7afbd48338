// SPDX-License-Identifier: MIT
#include "start/complete_frame.hpp"

#include "tensor/cholesky.hpp"
#include "tensor/staircase.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::solve {

namespace {

using tensor::magnitude;

constexpr float roundoff = 0x1p-24f;
constexpr float roundings = 8.0f;  // in what is left of an input, each of the size of the numbers it is the difference of

// The stages of an input: a pass over the kept samples and what comes of it, three times a regression and last the inverse.
constexpr std::uint32_t decisive = 3;  // the regression behind the second pass, which has seen what the first left
constexpr std::uint32_t last = 5;
constexpr std::uint32_t inverting = 6;
constexpr std::uint32_t stages = 8;

/// The row of the direction on trial.
[[nodiscard]] [[gnu::always_inline]] inline float* trial_row(const Workspace& work, float* rows) noexcept {
  return row_of(work, rows, work.white.rank);
}

[[nodiscard]] float larger(float a, float b) noexcept { return a > b ? a : b; }

/// What there is to find.
struct Target {
  InputSet constant;
  std::uint32_t varying = 0;  ///< inputs that are not constant
  float size = 2.0f;  ///< deviations: the largest number whose rounding enters a difference, in user's units or in the frame
};

[[nodiscard]] Target measure_inputs(const Workspace& work, const float* deviation) noexcept {
  Target target;
  for (std::uint32_t j = 0; j < work.dim(); ++j) {
    if (!(deviation[j] > 0.0f)) {
      target.constant.add(j);
      continue;
    }
    ++target.varying;
    const float shift = stream::frame_shift(work.estimator)[j] * work.white.scale[j];
    const float off = magnitude(work.white.mean(j, work.row()));
    const float size = 2.0f + (magnitude(shift) + off) / deviation[j];
    if (size > target.size) target.size = size;
  }
  return target;
}

/// Input `j` comes on trial, in deviations.
void place_input(const Workspace& work, std::uint32_t j, float deviation) noexcept {
  float* row = trial_row(work, work.white.forward);
  row[1 + j] = 1.0f / deviation;
  row[0] = -work.white.mean(j, work.row()) * row[1 + j];
}

/// A pass over the kept samples: what the regression of the row on trial on those before and on the constant takes of them, or
/// its inverse, inverse_e,j = E[z_j w_e].
///
/// shape   part: products with what is left, then its mean square; from row() on the normal matrix
/// returns false: the budget ended
[[nodiscard]] bool gather(Workspace& work, bool inverse, float* part) noexcept {
  float* z = stream::sample_z(work.estimator);
  float* w = z + work.row();
  float* pairs = stream::sample_pairs(work.estimator);
  const float* row = trial_row(work, work.white.forward);
  const float share = 1.0f / static_cast<float>(work.samples());
  const std::uint32_t order = work.white_order();
  const std::uint32_t packed = packed_floats(order);
  if (work.course().sample == 0) tensor::fill(work.row() + packed, 0.0f, part);
  return visit_samples(work, [&](std::uint32_t t) {
    static_cast<void>(read_sample(work, t, w));
    const float left = tensor::dot(work.order(), row, z);
    if (inverse) return tensor::add_scaled(work.dim(), share * left, z + 1, trial_row(work, work.white.inverse) + 1);
    part[order] = simd::fused(share * left, left, part[order]);
    tensor::add_scaled(order, share * left, w, part);
    tensor::multiply_pairs(order, w, pairs);
    tensor::add_scaled(packed, share, pairs, part + work.row());
  });
}

/// What comes of a pass. False: nothing is left of the input.
[[nodiscard]] bool conclude(Workspace& work, std::uint32_t stage, float least, float largest, float* part) noexcept {
  Whitening& white = work.white;
  float* row = trial_row(work, white.forward);
  float* normal = part + work.row();
  const std::uint32_t order = work.white_order();
  const float square = part[order];
  if (stage > last) {
    ++white.rank;
    return true;
  }
  if (!tensor::factor_cholesky(order, 1e-6f, normal)) return false;
  if (stage == decisive) {
    if (!(square > least)) return false;
    white.condition = larger(white.condition, largest / square);
  }
  tensor::solve_cholesky(order, normal, part);
  row[0] -= part[0];
  for (std::uint32_t a = 0; a < white.rank; ++a) {
    tensor::add_scaled(work.order(), -part[1 + a], white.forward + a * work.row(), row);
  }
  const float length = stage == last ? simd::root(square) : 1.0f;
  for (std::uint32_t at = 0; at < work.order(); ++at) row[at] /= length;
  return true;
}

}  // namespace

bool complete_frame(Workspace& work, std::uint32_t begin, const float* deviation, float largest, float* part) noexcept {
  Whitening& white = work.white;
  std::uint32_t& turn = work.course().turn;
  const Target target = measure_inputs(work, deviation);
  const float rounding = roundings * roundoff * target.size;
  const float least = larger(1.0f / work.settings().condition_limit, rounding * rounding);
  while (white.rank < target.varying) {
    const std::uint32_t j = (turn - begin) / stages;
    const std::uint32_t stage = (turn - begin) % stages;
    if (j == work.dim()) break;
    bool left = deviation[j] > 0.0f;
    if (left && stage % 2 == 0) {
      if (stage == 0) place_input(work, j, deviation[j]);  // the same at each slice
      if (!gather(work, stage == inverting, part)) return false;
    } else if (left) {
      if (!work.spend()) return false;
      left = conclude(work, stage, least, largest, part);
    }
    if (!left) tensor::fill(work.row(), 0.0f, trial_row(work, white.forward));
    turn += left ? 1u : stages - stage;
  }
  if (white.rank == target.varying) white.left_out = target.constant;
  return true;
}

}  // namespace motet::core::solve
