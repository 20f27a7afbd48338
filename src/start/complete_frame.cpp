// SPDX-License-Identifier: MIT
#include "start/complete_frame.hpp"

#include "tensor/cholesky.hpp"
#include "tensor/staircase.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core::solve {

namespace {

using tensor::magnitude;

constexpr float roundoff = 0x1p-24f;
constexpr float roundings = 8.0f;  // in what is left of an input, each of the size of the numbers it is the difference of

[[nodiscard]] float larger(float a, float b) noexcept { return a > b ? a : b; }

/// The largest number, in deviations of its input, whose rounding enters a difference: a value in user's units or in the frame.
[[nodiscard]] float measure_size(const Workspace& work, const float* deviation) noexcept {
  float size = 2.0f;
  for (std::uint32_t j = 0; j < work.dim(); ++j) {
    if (!(deviation[j] > 0.0f)) continue;
    const float shift = stream::frame_shift(work.estimator)[j] * work.white.scale[j];
    const float off = magnitude(work.white.mean(j, work.row()));
    size = larger(size, 2.0f + (magnitude(shift) + off) / deviation[j]);
  }
  return size;
}

/// Takes off row `e` its regression on the rows before and on the constant, over the kept samples; returns the mean square of
/// what it was.
///
/// shape   part: row(), and behind it a packed matrix of order e + 1
[[nodiscard]] float purge(const Workspace& work, std::uint32_t e, float* part) noexcept {
  float* z = stream::sample_z(work.estimator);
  float* w = z + work.row();
  float* pairs = stream::sample_pairs(work.estimator);
  float* normal = part + work.row();
  float* row = work.white.forward + e * work.row();
  const float share = 1.0f / static_cast<float>(work.samples());
  const std::uint32_t order = e + 1u;
  float square = 0.0f;
  tensor::fill(work.row() + packed_floats(order), 0.0f, part);
  for (std::uint32_t t = 0; t < work.samples(); ++t) {
    static_cast<void>(read_sample(work, t, w));
    const float left = tensor::dot(work.order(), row, z);
    square = simd::fused(share * left, left, square);
    tensor::add_scaled(order, share * left, w, part);
    tensor::multiply_pairs(order, w, pairs);
    tensor::add_scaled(packed_floats(order), share, pairs, normal);
  }
  if (!tensor::factor_cholesky(order, 1e-6f, normal)) return 0.0f;
  tensor::solve_cholesky(order, normal, part);
  row[0] -= part[0];
  for (std::uint32_t a = 0; a < e; ++a) {
    tensor::add_scaled(work.order(), -part[1 + a], work.white.forward + a * work.row(), row);
  }
  return square;
}

/// inverse_e,j = E[z_j w_e].
void write_inverse(const Workspace& work, std::uint32_t e) noexcept {
  float* z = stream::sample_z(work.estimator);
  float* w = z + work.row();
  const float* row = work.white.forward + e * work.row();
  float* inverse = work.white.inverse + e * work.row();
  const float share = 1.0f / static_cast<float>(work.samples());
  for (std::uint32_t t = 0; t < work.samples(); ++t) {
    static_cast<void>(read_sample(work, t, w));
    tensor::add_scaled(work.dim(), share * tensor::dot(work.order(), row, z), z + 1, inverse + 1);
  }
}

/// Whether anything is left of input `j`, as row `white.rank`, beside what has been found.
[[nodiscard]] bool take_input(Workspace& work, std::uint32_t j, float deviation, float least, float largest,
                              float* part) noexcept {
  Whitening& white = work.white;
  float* row = white.forward + white.rank * work.row();
  row[1 + j] = 1.0f / deviation;
  row[0] = -white.mean(j, work.row()) * row[1 + j];
  static_cast<void>(purge(work, white.rank, part));
  const float square = purge(work, white.rank, part);
  if (!(square > least)) {
    tensor::fill(work.row(), 0.0f, row);
    return false;
  }
  const float length = simd::root(purge(work, white.rank, part));
  for (std::uint32_t at = 0; at < work.order(); ++at) row[at] /= length;
  write_inverse(work, white.rank);
  white.condition = larger(white.condition, largest / square);
  return true;
}

}  // namespace

void complete_frame(Workspace& work, const float* deviation, float largest, float* part) noexcept {
  Whitening& white = work.white;
  const float rounding = roundings * roundoff * measure_size(work, deviation);
  const float least = larger(1.0f / work.settings().condition_limit, rounding * rounding);
  InputSet constant;
  std::uint32_t varying = 0;
  for (std::uint32_t j = 0; j < work.dim(); ++j) {
    if (deviation[j] > 0.0f) {
      ++varying;
    } else {
      constant.add(j);
    }
  }
  for (std::uint32_t j = 0; j < work.dim() && white.rank < varying; ++j) {
    if (deviation[j] > 0.0f && take_input(work, j, deviation[j], least, largest, part)) ++white.rank;
  }
  if (white.rank == varying) white.left_out = constant;
}

}  // namespace motet::core::solve
