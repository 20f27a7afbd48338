// SPDX-License-Identifier: MIT
#include "start/bend.hpp"

#include "start/transform.hpp"
#include "start/whiten.hpp"
#include "tensor/packed.hpp"
#include "tensor/vector.hpp"

namespace motet::core::solve {

bool measure_bend(Workspace& work, bool residual) noexcept {
  Shelf shelf(work.scratch);
  float* slice = shelf.take(pair_count(work.order()));
  float* other = shelf.take(pair_count(work.order()));
  float* row = shelf.take(4 * row_tiles(work.dim()));
  float* functional = shelf.take(work.order());
  float* slope = shelf.take(work.dim());

  // E[t zz'] - E[(b'w) zz']
  return take_turns(work, residual ? 3 : 2, [&](std::uint32_t turn) {
    if (turn == 0) {
      const LabelTransform t = standardise_label(work.white);
      tensor::fill(work.row(), 0.0f, functional);
      functional[0] = 1.0f;
      tensor::contract(work.levels(), t.weight, functional, slice, row);
      return;
    }
    if (turn == (residual ? 2u : 1u)) {
      if (!residual) fit_linear(work, linear_slope(work));
      return whiten_matrix(work, slice, work.bend, functional);
    }
    fit_linear(work, slope);
    functional[0] = 0.0f;
    for (std::uint32_t e = 0; e < work.white.rank; ++e) {
      tensor::add_scaled(work.order(), slope[e], work.white.forward + e * work.row(), functional);
    }
    const float mean[4] = {1.0f / work.white.samples, 0.0f, 0.0f, 0.0f};
    tensor::contract(work.levels(), mean, functional, other, row);
    tensor::add_scaled(pair_count(work.order()), -1.0f, other, slice);
  });
}

}  // namespace motet::core::solve
