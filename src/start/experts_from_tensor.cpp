// SPDX-License-Identifier: MIT
#include "start/experts_from_tensor.hpp"

#include "start/power.hpp"
#include "start/whiten.hpp"
#include "tensor/eigen.hpp"
#include "tensor/packed.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::solve {

namespace {

constexpr float least_share = 0.02f;  // of the largest eigenvalue: smaller ones are lifted to it, as noise
constexpr float least_value = 1e-4f;
constexpr std::uint32_t piece = 10;    // iterations in an elementary step: about what half a sweep of a decomposition costs
constexpr float longest_slope = 3.0f;  // deviations of y a deviation of x: no expert can be steeper

/// The pieces of the stage, in scratch.
using Bench = core::TensorPieces<float*>;

[[nodiscard]] Bench lay_bench(const Workspace& work) noexcept {
  Shelf shelf(work.scratch);
  return core::lay_tensor(shelf, work.dim(), work.settings().experts);
}

/// The decomposition of T2.
[[nodiscard]] tensor::Sweeps sweeps_of(const Workspace& work, const Bench& bench) noexcept {
  return {work.white.rank, bench.matrix, bench.directions, padded(work.dim())};
}

/// T2, of the frame.
void form_second(const Workspace& work, const Bench& bench, const ExpertLabels& labels) noexcept {
  tensor::fill(work.order(), 0.0f, bench.image);
  bench.image[0] = 1.0f;
  tensor::contract(work.levels(), labels.square.weight, bench.image, bench.slice, bench.buffer);
}

/// The same in white coordinates, and the beginning of its decomposition.
void whiten_second(const Workspace& work, const Bench& bench, const ExpertLabels& labels) noexcept {
  whiten_matrix(work, bench.slice, bench.matrix, bench.image);
  for (std::uint32_t at = 0; at < pair_count(work.white.rank); ++at) bench.matrix[at] /= labels.second;
  sweeps_of(work, bench).begin();
}

[[nodiscard]] float lifted(const Bench& bench, std::uint32_t a) noexcept {
  const float share = least_share * bench.values[0];
  const float floor = share > least_value ? share : least_value;
  return bench.values[a] > floor ? bench.values[a] : floor;
}

/// v_a = l_a^-1/2 u_a'w as a functional of z.
void form_functionals(const Workspace& work, const Bench& bench, std::uint32_t order) noexcept {
  for (std::uint32_t a = 0; a < order; ++a) {
    float* functional = row_of(work, bench.functional, a);
    tensor::fill(work.row(), 0.0f, functional);
    const float scale = 1.0f / simd::root(lifted(bench, a));
    for (std::uint32_t e = 0; e < work.white.rank; ++e) {
      const float part = scale * bench.directions[a * padded(work.dim()) + e];
      tensor::add_scaled(work.order(), part, work.white.forward + e * work.row(), functional);
    }
  }
}

/// Slice a of T3 / c3 in the coordinates v: E[P3 v_a v_b v_c]; leaves E[P3 v_a] in the place of the components.
void form_slice(const Workspace& work, const Bench& bench, const ExpertLabels& labels, std::uint32_t a) noexcept {
  tensor::contract(work.levels(), labels.cubic.weight, row_of(work, bench.functional, a), bench.slice, bench.buffer);
  bench.component[a] = bench.slice[pair_index(0, 0)];
}

/// The same projected on the other directions.
void project_slice(const Workspace& work, const Bench& bench, const ExpertLabels& labels, std::uint32_t order,
                   std::uint32_t a) noexcept {
  for (std::uint32_t b = 0; b < order; ++b) {
    tensor::multiply(work.order(), bench.slice, row_of(work, bench.functional, b), bench.image);
    for (std::uint32_t c = 0; c < order; ++c) {
      bench.cube[(a * order + b) * order + c] =
          tensor::dot(work.order(), bench.image, row_of(work, bench.functional, c)) / labels.third;
    }
  }
}

/// T3 / c3 is that less the three placements of E[P3 v_a] (v_b, v_c).
void subtract_placements(const Bench& bench, const ExpertLabels& labels, std::uint32_t order) noexcept {
  const float* mean = bench.component;
  for (std::uint32_t a = 0; a < order; ++a) {
    // (v_b, v_c) is diagonal, 1 / l_b
    for (std::uint32_t b = 0; b < order; ++b) {
      const float placed = mean[a] / (labels.third * lifted(bench, b));
      bench.cube[(a * order + b) * order + b] -= placed;
      bench.cube[(b * order + a) * order + b] -= placed;
      bench.cube[(b * order + b) * order + a] -= placed;
    }
  }
}

/// a = lambda U l^1/2 v, no longer than any expert can be.
void unwhiten(const Workspace& work, const Bench& bench, std::uint32_t order, float lambda, float* slope) noexcept {
  for (std::uint32_t a = 0; a < order; ++a) {
    const float part = lambda * simd::root(lifted(bench, a)) * bench.component[a];
    tensor::add_scaled(work.white.rank, part, bench.directions + a * padded(work.dim()), slope);
  }
  const float length = simd::root(tensor::dot(work.white.rank, slope, slope));
  if (length <= longest_slope) return;
  for (std::uint32_t e = 0; e < work.white.rank; ++e) slope[e] *= longest_slope / length;
}

/// Takes the component found last out of the cube: it is expert `i`.
void take_component(Workspace& work, const Bench& bench, std::uint32_t order, std::uint32_t i,
                    const Component& found) noexcept {
  deflate(order, found.lambda, bench.component, bench.cube);
  unwhiten(work, bench, order, found.lambda, row_of(work, work.current.expert, i) + 1);
  work.current.weight[i] = found.lambda > 1.0f ? 1.0f / (found.lambda * found.lambda) : 1.0f;
  work.found.residual[i] = found.residual;
  work.found.passes[i] = static_cast<float>(found.iterations);
  if (work.found.tensor_state == TensorState::ok && !found.converged) work.found.tensor_state = TensorState::unconverged;
}

[[nodiscard]] std::uint32_t directions_of(const Workspace& work) noexcept {
  return work.settings().experts < work.white.rank ? work.settings().experts : work.white.rank;
}

/// How far the second moment carries, and the functionals of its directions.
void read_spectrum(Workspace& work, const Bench& bench, const ExpertLabels& labels) noexcept {
  const std::uint32_t rank = work.white.rank;
  const std::uint32_t order = directions_of(work);
  sweeps_of(work, bench).end(bench.values);
  for (std::uint32_t e = 0; e < rank; ++e) work.found.spectrum[e] = bench.values[e];
  // The largest eigenvalue of noise is 2 sqrt(rank) deviations of an entry of T2: for linear experts sqrt(1 / 2n) each.
  work.found.spectrum_noise = labels.noise * simd::root(static_cast<float>(rank) / work.white.effective);
  const bool short_of_rank = order < work.settings().experts || bench.values[order - 1] < work.found.spectrum_noise;
  const bool negative = bench.values[rank - 1] < -2.0f * work.found.spectrum_noise;
  work.found.tensor_state = short_of_rank ? TensorState::short_of_rank : (negative ? TensorState::negative : TensorState::ok);
  form_functionals(work, bench, order);
}

}  // namespace

bool form_tensors(Workspace& work, const ExpertLabels& labels) noexcept {
  const Bench bench = lay_bench(work);
  const std::uint32_t order = directions_of(work);
  constexpr std::uint32_t decomposed = 2 + tensor::Sweeps::half_sweeps;
  tensor::Sweeps sweeps = sweeps_of(work, bench);
  return take_turns(work, decomposed + 1 + 2 * order, [&](std::uint32_t turn) {
    const std::uint32_t third = turn - decomposed - 1;  // of no meaning before
    if (turn == 0) {
      form_second(work, bench, labels);
    } else if (turn == 1) {
      whiten_second(work, bench, labels);
    } else if (turn < decomposed) {
      sweeps.advance(turn - 2);
    } else if (turn == decomposed) {
      read_spectrum(work, bench, labels);
    } else if (third % 2 == 0) {
      form_slice(work, bench, labels, third / 2);
    } else {
      project_slice(work, bench, labels, order, third / 2);
      if (third + 1 < 2 * order) return;
      subtract_placements(bench, labels, order);
      clear(work, work.settings().experts, work.current);
    }
  });
}

bool start_from_tensor(Workspace& work) noexcept {
  const Bench bench = lay_bench(work);
  const std::uint32_t order = directions_of(work);
  const std::uint32_t starts = work.settings().power_starts;
  const std::uint32_t ceiling = work.settings().power_iterations;
  const std::uint32_t pieces = (ceiling + piece - 1) / piece;  // of a start
  core::Climb& climb = work.course().climb;
  return take_turns(work, work.current.experts * starts * pieces, [&](std::uint32_t turn) {
    // NOLINTNEXTLINE(clang-analyzer-core.DivideZero): the settings have at least one iteration, and one start
    const std::uint32_t at = turn % pieces;
    // NOLINTNEXTLINE(clang-analyzer-core.DivideZero)
    const std::uint32_t start = turn / pieces % starts;
    if (at == 0) begin_start(order, bench.cube, start, climb, bench.trial, bench.step);
    iterate(order, bench.cube, at + 1 < pieces ? (at + 1) * piece : ceiling, climb, bench.trial, bench.step);
    if (at + 1 < pieces) return;
    Component& best = work.course().component;
    keep_larger(order, start, climb, bench.trial, bench.step, best, bench.component);
    if (start + 1 == starts) take_component(work, bench, order, turn / (pieces * starts), best);
  });
}

}  // namespace motet::core::solve
