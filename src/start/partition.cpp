// SPDX-License-Identifier: MIT
#include "start/partition.hpp"

#include "climb/maximise.hpp"
#include "tensor/eigen.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::solve {

namespace {

constexpr float steepness = 2.0f;         // logits a deviation along the direction
constexpr float same = 0.1f;              // of the variance: two experts whose squared distance is below are one
constexpr std::uint32_t bisections = 24;  // of the range of the projection

/// The direction and what it cuts, where they outlive a slice: no step of EM is saved yet.
[[nodiscard]] float* direction_over_w(const Workspace& work) noexcept { return work.saved.gate; }
[[nodiscard]] float* direction_over_z(const Workspace& work) noexcept { return work.saved.gate + work.row(); }
[[nodiscard]] float* cuts_of(const Workspace& work) noexcept { return work.saved.variance; }

/// Of falling eigenvalues the one that is number `place` in size: the largest is at one end or the other, and so on inwards.
[[nodiscard]] std::uint32_t find_bent(std::uint32_t rank, const float* values, std::uint32_t place) noexcept {
  std::uint32_t low = 0;
  std::uint32_t high = rank - 1;
  for (std::uint32_t n = 0; n < place && low < high; ++n) {
    if (values[low] >= -values[high]) {
      ++low;
    } else {
      --high;
    }
  }
  return values[low] >= -values[high] ? low : high;
}

/// u over z, forward'u over w: a principal Hessian direction of the residual. Half a sweep of the decomposition at a time.
[[nodiscard]] bool find_direction(Workspace& work, std::uint32_t place) noexcept {
  const std::uint32_t rank = work.white.rank;
  const std::uint32_t stride = padded(work.dim());
  Shelf shelf(work.scratch);
  const auto pieces = core::lay_spectrum(shelf, work.dim());
  float* matrix = pieces.correlation;
  float* vectors = pieces.directions;
  float* values = pieces.values;
  tensor::Sweeps sweeps(rank, matrix, vectors, stride);
  const bool swept = take_turns(work, tensor::Sweeps::half_sweeps, [&](std::uint32_t turn) {
    if (turn == 0) {
      tensor::copy(pair_count(rank), work.bend, matrix);
      sweeps.begin();
    }
    sweeps.advance(turn);
  });
  if (!swept) return false;
  sweeps.end(values);

  const float* bent = vectors + find_bent(rank, values, place) * stride;
  tensor::fill(work.row(), 0.0f, direction_over_w(work));
  tensor::fill(work.row(), 0.0f, direction_over_z(work));
  for (std::uint32_t e = 0; e < rank; ++e) {
    direction_over_w(work)[1 + e] = bent[e];
    tensor::add_scaled(work.order(), bent[e], work.white.forward + e * work.row(), direction_over_z(work));
  }
  return true;
}

/// Bounds of each cut and samples below it, in scratch.
struct Brackets {
  float* low;
  float* high;
  float* below;  ///< exact: a window holds 2^24 at the most

  explicit Brackets(const Workspace& work) noexcept {
    Shelf shelf(work.scratch);
    low = shelf.take(work.current.experts);
    high = shelf.take(work.current.experts);
    below = shelf.take(work.current.experts);
  }
};

/// Where kept sample `index` lies along the direction.
[[nodiscard]] float project(const Workspace& work, std::uint32_t index) noexcept {
  float* z = stream::sample_z(work.estimator);
  static_cast<void>(read_frame(work, index, z));
  return tensor::dot(work.order(), direction_over_z(work), z);
}

/// Quantiles of the projection at 1/k .. (k-1)/k: its range in one pass, then by bisection, a pass each. No sample is
/// sorted or stored.
[[nodiscard]] bool find_cuts(Workspace& work) noexcept {
  const Brackets cut(work);
  const std::uint32_t cells = work.current.experts;
  float* cuts = cuts_of(work);
  std::uint32_t& turn = work.course().turn;
  for (; turn <= bisections; ++turn) {
    const bool ranging = turn == 0;
    if (work.course().sample == 0) {
      tensor::fill(cells, 0.0f, cut.below);
      for (std::uint32_t c = 0; c + 1 < cells; ++c) cuts[c] = 0.5f * (cut.low[c] + cut.high[c]);
    }
    const bool seen = visit_samples(work, [&](std::uint32_t t) {
      const float at = project(work, t);
      for (std::uint32_t c = 0; c + 1 < cells; ++c) {
        if (ranging) {
          if (t == 0 || at < cut.low[c]) cut.low[c] = at;
          if (t == 0 || at > cut.high[c]) cut.high[c] = at;
        } else if (at < cuts[c]) {
          cut.below[c] += 1.0f;
        }
      }
    });
    if (!seen) return false;
    for (std::uint32_t c = 0; c + 1 < cells && !ranging; ++c) {
      const bool too_low = static_cast<std::uint32_t>(cut.below[c]) * cells < (c + 1) * work.samples();
      (too_low ? cut.low[c] : cut.high[c]) = cuts[c];
    }
  }
  turn = 0;
  return true;
}

/// Logits that cross at the cuts: gate_i = steepness (i u'w - sum of the first i cuts).
void form_gate(const Workspace& work, Candidate& candidate) noexcept {
  const float* cuts = cuts_of(work);
  float offset = 0.0f;
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    float* gate = row_of(work, candidate.gate, i);
    if (i > 0) offset -= steepness * cuts[i - 1];
    tensor::add_scaled(work.row(), steepness * static_cast<float>(i), direction_over_w(work), gate);
    gate[0] = offset;
  }
  fix_gauge(work, candidate);
}

/// Where two cells of the cut have the same line, EM would stand on a saddle for a hundred passes: parallel experts
/// behind an even gate, or lines that cross behind a flat one. There one expert lies above, one below, behind one gate.
void part_alike(const Workspace& work, Candidate& candidate) noexcept {
  const Pair alike = find_alike(work, candidate);
  const float variance = candidate.variance[alike.first];
  if (alike.distance < same * variance) split_expert(work, alike.first, alike.second, simd::root(variance), false, candidate);
}

/// Each cell's least squares, from the sums that `assign` has left; the noise, the gate.
[[nodiscard]] bool form_candidate(Workspace& work) noexcept {
  Candidate& candidate = work.current;
  const Sums sums = lay_sums(work);
  if (!take_turns(work, candidate.experts, [&](std::uint32_t i) { maximise_expert(work, i, candidate, sums); })) return false;
  maximise_variance(work, candidate, sums);
  form_gate(work, candidate);
  part_alike(work, candidate);
  return true;
}

/// The stages of the start.
enum Phase : std::uint8_t { along, at_quantiles, into_cells, to_experts };

}  // namespace

bool start_from_partition(Workspace& work, std::uint32_t place) noexcept {
  std::uint8_t& phase = work.course().phase;
  if (phase == along) {
    clear(work, work.settings().experts, work.current);
    if (find_direction(work, place)) phase = at_quantiles;
  }
  if (phase == at_quantiles && find_cuts(work)) phase = into_cells;
  if (phase == into_cells && assign(work, direction_over_w(work), cuts_of(work), lay_sums(work))) phase = to_experts;
  if (phase != to_experts || !form_candidate(work)) return false;
  phase = along;
  return true;
}

}  // namespace motet::core::solve
