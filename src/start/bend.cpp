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

}  // namespace motet::core::solve
