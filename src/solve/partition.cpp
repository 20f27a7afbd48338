// SPDX-License-Identifier: MIT
#include "solve/partition.hpp"

#include "solve/candidate.hpp"
#include "solve/maximise.hpp"
#include "solve/transform.hpp"
#include "solve/whiten.hpp"
#include "tensor/eigen.hpp"
#include "tensor/packed.hpp"
#include "tensor/vector.hpp"

namespace motet::solve {

namespace {

constexpr float steepness = 2.0f;         // logits a deviation along the direction
constexpr float same = 0.1f;              // of the variance: two experts whose squared distance is below are one
constexpr std::uint32_t bisections = 24;  // of the range of the projection

/// direction = u over z, forward'u over w: the principal Hessian direction of the residual.
/// It is left in work.saved.gate, row 0 over w and row 1 over z: no step is saved yet.
void find_direction(Workspace& work, std::uint32_t place) noexcept {
  const std::uint32_t rank = work.white.rank;
  Shelf shelf(work.scratch);
  float* matrix = shelf.take(pair_count(work.dim()));
  float* vectors = shelf.take(work.dim() * padded(work.dim()));
  float* values = shelf.take(work.dim());
  float* slice = shelf.take(pair_count(work.order()));
  float* other = shelf.take(pair_count(work.order()));
  float* image = shelf.take(work.order());
  float* row = matrix;  // free until the matrix is formed
  float* over_w = work.saved.gate;
  float* over_z = work.saved.gate + work.row();

  // E[t zz'] - E[(b'w) zz']
  const LabelTransform t = standardise_label(work.white);
  tensor::fill(work.row(), 0.0f, over_z);
  over_z[0] = 1.0f;
  tensor::contract(work.levels(), t.weight, over_z, slice, row);
  fit_linear(work, values);
  tensor::fill(work.row(), 0.0f, over_z);
  for (std::uint32_t e = 0; e < rank; ++e) {
    tensor::add_scaled(work.order(), values[e], work.white.forward + e * work.row(), over_z);
  }
  const float mean[4] = {1.0f / work.white.samples, 0.0f, 0.0f, 0.0f};
  tensor::contract(work.levels(), mean, over_z, other, row);
  tensor::add_scaled(pair_count(work.order()), -1.0f, other, slice);
  whiten_matrix(work, slice, matrix, image);
  tensor::decompose_symmetric(rank, matrix, values, vectors, padded(work.dim()));

  // Falling eigenvalues: the largest in size is at one end or the other, and so on inwards.
  std::uint32_t low = 0;
  std::uint32_t high = rank - 1;
  for (std::uint32_t n = 0; n < place && low < high; ++n) {
    if (values[low] >= -values[high]) {
      ++low;
    } else {
      --high;
    }
  }
  const std::uint32_t bent = values[low] >= -values[high] ? low : high;
  tensor::fill(work.row(), 0.0f, over_w);
  tensor::fill(work.row(), 0.0f, over_z);
  for (std::uint32_t e = 0; e < rank; ++e) {
    over_w[1 + e] = vectors[bent * padded(work.dim()) + e];
    tensor::add_scaled(work.order(), over_w[1 + e], work.white.forward + e * work.row(), over_z);
  }
}

/// Quantiles of the projection at 1/k .. (k-1)/k, by bisection: no sample is sorted or stored.
void find_cuts(const Workspace& work, std::uint32_t cells, float* cuts) noexcept {
  const float* direction = work.saved.gate + work.row();
  float* z = stream::sample_z(work.estimator);
  Shelf shelf(work.scratch);
  float* low = shelf.take(cells);
  float* high = shelf.take(cells);
  float* below = shelf.take(cells);  // samples, exact below 2^24
  const auto project = [&](std::uint32_t index) {
    static_cast<void>(read_frame(work, index, z));
    return tensor::dot(work.order(), direction, z);
  };
  low[0] = high[0] = project(0);
  for (std::uint32_t t = 1; t < work.samples(); ++t) {
    const float at = project(t);
    low[0] = at < low[0] ? at : low[0];
    high[0] = at > high[0] ? at : high[0];
  }
  for (std::uint32_t c = 1; c + 1 < cells; ++c) {
    low[c] = low[0];
    high[c] = high[0];
  }
  for (std::uint32_t n = 0; n < bisections; ++n) {
    tensor::fill(cells, 0.0f, below);
    for (std::uint32_t c = 0; c + 1 < cells; ++c) cuts[c] = 0.5f * (low[c] + high[c]);
    for (std::uint32_t t = 0; t < work.samples(); ++t) {
      const float at = project(t);
      for (std::uint32_t c = 0; c + 1 < cells; ++c) below[c] += at < cuts[c] ? 1.0f : 0.0f;
    }
    for (std::uint32_t c = 0; c + 1 < cells; ++c) {
      const std::uint64_t share = static_cast<std::uint64_t>(static_cast<std::uint32_t>(below[c])) * cells;
      const bool too_low = share < static_cast<std::uint64_t>(c + 1) * work.samples();
      (too_low ? low[c] : high[c]) = cuts[c];
    }
  }
}

/// Logits that cross at the cuts: gate_i = steepness (i u'w - sum of the first i cuts).
void form_gate(const Workspace& work, const float* cuts, Candidate& candidate) noexcept {
  float offset = 0.0f;
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    float* gate = row_of(work, candidate.gate, i);
    if (i > 0) offset -= steepness * cuts[i - 1];
    tensor::add_scaled(work.row(), steepness * static_cast<float>(i), work.saved.gate, gate);
    gate[0] = offset;
  }
  fix_gauge(work, candidate);
}

/// Where the cut has told two cells apart by nothing, EM would stand on a saddle for a hundred passes: parallel experts
/// behind an even gate, or lines that cross behind a flat one. There one expert lies above, one below, behind one gate.
void part_alike(const Workspace& work, Candidate& candidate) noexcept {
  const Pair alike = find_alike(work, candidate);
  const float variance = candidate.variance[alike.first];
  if (alike.distance < same * variance) split_expert(work, alike.first, alike.second, simd::root(variance), candidate);
}

}  // namespace

void start_from_partition(Workspace& work, std::uint32_t place) noexcept {
  Candidate& candidate = work.current;
  float* cuts = work.saved.variance;  // as the direction is in work.saved.gate
  clear(work, work.settings().experts, candidate);
  find_direction(work, place);
  find_cuts(work, candidate.experts, cuts);
  Sums sums = lay_sums(work);
  assign(work, candidate, work.saved.gate, cuts, sums);
  maximise_experts(work, candidate, sums);
  maximise_variance(work, candidate, sums);
  form_gate(work, cuts, candidate);
  part_alike(work, candidate);
}

}  // namespace motet::solve
