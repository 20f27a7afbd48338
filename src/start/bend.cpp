// SPDX-License-Identifier: MIT
#include "start/bend.hpp"

#include "start/transform.hpp"
#include "start/whiten.hpp"
#include "tensor/packed.hpp"
#include "tensor/vector.hpp"

namespace motet::core::solve {

bool measure_bend(Workspace& work, bool residual) noexcept {
  Shelf shelf(work.scratch);
  const auto pieces = core::lay_contraction(shelf, work.dim());
  float* slice = pieces.slice;
  float* functional = pieces.functional;
  float* slope = residual ? pieces.slope : linear_slope(work);

  // E[t zz'] - E[(b'w) zz']
  return take_turns(work, residual ? 4 : 3, [&](std::uint32_t turn) {
    if (turn == 0) {
      const LabelTransform t = standardise_label(work.white);
      tensor::fill(work.row(), 0.0f, functional);
      functional[0] = 1.0f;
      tensor::contract(work.levels(), t.weight, functional, slice, pieces.buffer);
    } else if (turn == 1) {
      fit_linear(work, slope);
      functional[0] = 0.0f;
      for (std::uint32_t e = 0; e < work.white.rank && residual; ++e) {
        tensor::add_scaled(work.order(), slope[e], work.white.forward + e * work.row(), functional);
      }
    } else if (turn == 2 && residual) {
      const float mean[4] = {1.0f / work.white.samples, 0.0f, 0.0f, 0.0f};
      tensor::contract(work.levels(), mean, functional, pieces.other, pieces.buffer);
      tensor::add_scaled(pair_count(work.order()), -1.0f, pieces.other, slice);
    } else {
      whiten_matrix(work, slice, work.bend, functional);
    }
  });
}

namespace {

/// Adds p ww' of kept sample `index` to `sum`, p = b'w; returns p^2 |w|^4, its square.
[[nodiscard]] float add_skew(const Workspace& work, std::uint32_t index, float share, const float* slope, float* sum) noexcept {
  const std::uint32_t seen = work.white.seen;
  float* w = stream::sample_z(work.estimator) + work.row();
  static_cast<void>(read_sample(work, index, w));
  const float p = tensor::dot(seen, slope, w + 1);
  const float square = tensor::dot(seen, w + 1, w + 1);
  for (std::uint32_t b = 0; b < seen; ++b) {
    tensor::add_scaled(b + 1u, share * p * w[1 + b], w + 1, sum + pair_index(0, b));
  }
  return p * p * (square * square);
}

/// Sum of the squares of all entries of a packed symmetric matrix.
[[nodiscard]] float measure_square(std::uint32_t order, const float* packed) noexcept {
  float sum = 0.0f;
  for (std::uint32_t b = 0; b < order; ++b) {
    const float* column = packed + pair_index(0, b);
    sum += 2.0f * tensor::dot(b, column, column) + column[b] * column[b];
  }
  return sum;
}

}  // namespace

bool measure_bend_of_kept(Workspace& work) noexcept {
  Shelf shelf(work.scratch);
  const auto pieces = core::lay_contraction(shelf, work.dim());
  float* skew = pieces.other;
  float& noise = *pieces.functional;  // mean square of a sample's part in it
  const float share = 1.0f / static_cast<float>(work.samples());
  const std::uint32_t pairs = pair_count(work.white.seen);
  std::uint32_t& turn = work.course().turn;
  if (turn == 0) {
    if (!work.spend()) return false;
    const LabelTransform t = standardise_label(work.white);
    tensor::read_second(work.levels(), t.weight, pieces.slice, pieces.buffer);
    whiten_matrix(work, pieces.slice, work.bend, pieces.functional);
    fit_linear(work, pieces.slope);
    tensor::fill(pairs, 0.0f, skew);
    noise = 0.0f;
    turn = 1;
  }
  const bool seen = visit_samples(work, [&](std::uint32_t index) {
    const float square = add_skew(work, index, share, pieces.slope, skew);
    noise = simd::fused(share, square, noise);
  });
  if (!seen) return false;
  turn = 0;
  const float square = measure_square(work.white.seen, skew);
  const float kept = square > 0.0f ? 1.0f - share * noise / square : 0.0f;
  if (kept > 0.0f) tensor::add_scaled(pairs, -kept, skew, work.bend);
  return true;
}

}  // namespace motet::core::solve
