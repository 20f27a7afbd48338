// SPDX-License-Identifier: MIT
#include "family/split.hpp"

#include "family/expect_general.hpp"
#include "tensor/packed.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core::family {

namespace {

constexpr std::uint32_t iterations = 100;  // of the power method

/// The pair of one activation that is number `which` by distance; false if there are fewer.
[[nodiscard]] bool find_pair(const Task& task, std::uint32_t which, solve::Pair& pair) noexcept {
  const Workspace& work = task.work;
  pair = {0, 0, -1.0f};
  for (std::uint32_t n = 0; n <= which; ++n) {
    const float beyond = pair.distance;
    bool found = false;
    for (std::uint32_t j = 1; j < work.best.experts; ++j) {
      for (std::uint32_t i = 0; i < j; ++i) {
        if (task.form.activation[i] != task.form.activation[j]) continue;
        const float distance =
            solve::measure_distance(work, row_of(work, work.best.expert, i), row_of(work, work.best.expert, j));
        if (!(distance > beyond) || (found && !(distance < pair.distance))) continue;
        pair = {i, j, distance};
        found = true;
      }
    }
    if (!found) return false;
  }
  return true;
}

/// Both rows = their mean, weighted.
void merge_rows(const Workspace& work, const solve::Pair& pair, float share, float* rows) noexcept {
  float* first = row_of(work, rows, pair.first);
  float* second = row_of(work, rows, pair.second);
  for (std::uint32_t e = 0; e < work.row(); ++e) first[e] = second[e] = simd::fused(share, first[e] - second[e], second[e]);
}

/// The gate treats the two alike.
void merge_gate(Task& task, const solve::Pair& pair, float share) noexcept {
  Workspace& work = task.work;
  if (!task.form.tree()) {
    merge_rows(work, pair, share, work.current.gate);
    solve::fix_gauge(work, work.current);
    return;
  }
  for (std::uint32_t n = 0; n + 1 < work.current.experts; ++n) {
    const Decision& decision = task.form.decision[n];
    const bool first = (decision.first >> pair.first & 1u) != 0 && (decision.second >> pair.second & 1u) != 0;
    const bool second = (decision.second >> pair.first & 1u) != 0 && (decision.first >> pair.second & 1u) != 0;
    if (first || second) tensor::fill(work.row(), 0.0f, row_of(work, work.current.gate, n));
  }
}

/// The eigenvector of largest eigenvalue, which is returned, by the power method on matrix + |matrix| I.
///
/// shape   matrix: packed;  v, image: order
[[nodiscard]] float find_largest_direction(std::uint32_t order, const float* matrix, float* v, float* image) noexcept {
  float norm = 0.0f;
  for (std::uint32_t j = 0; j < order; ++j) {
    for (std::uint32_t i = 0; i <= j; ++i) {
      const float entry = matrix[pair_index(i, j)];
      norm = simd::fused(i == j ? entry : 2.0f * entry, entry, norm);
    }
    v[j] = 1.0f;
  }
  norm = simd::root(norm);
  float value = 0.0f;
  for (std::uint32_t n = 0; n < iterations; ++n) {
    const float length = simd::root(tensor::dot(order, v, v));
    if (!(length > 0.0f)) return 0.0f;
    for (std::uint32_t j = 0; j < order; ++j) v[j] /= length;
    tensor::multiply(order, matrix, v, image);
    value = tensor::dot(order, image, v);
    if (n + 1 == iterations) break;
    for (std::uint32_t j = 0; j < order; ++j) v[j] = simd::fused(norm, v[j], image[j]);
  }
  return value;
}

/// work.current = work.best with the pair merged.
void merge(Task& task, const solve::Pair& pair) noexcept {
  Workspace& work = task.work;
  const Candidate& candidate = work.current;
  solve::copy(work, work.best, work.current);
  const float weight = candidate.weight[pair.first] + candidate.weight[pair.second];
  const float share = weight > 0.0f ? candidate.weight[pair.first] / weight : 0.5f;
  merge_rows(work, pair, share, candidate.expert);
  merge_gate(task, pair, share);
}

/// The merged pair parts along the direction in which its energy bends most; false if there is none.
[[nodiscard]] bool part(const Workspace& work, const solve::Pair& pair, const Sums& sums) noexcept {
  const Candidate& candidate = work.current;
  if (!(sums.weight[0] > 0.0f)) return false;
  const std::uint32_t order = work.white_order();
  const float energy = sums.energy[0] / sums.weight[0];
  tensor::add_scaled(packed_floats(order), -energy, sums.normal + packed_floats(order), sums.normal);
  float* direction = row_of(work, sums.gradient, 0);
  const float value = find_largest_direction(order, sums.normal, direction, row_of(work, sums.gradient, 1));
  if (!(value > 0.0f)) return false;
  const float length = simd::root(0.5f * value / sums.weight[0]);
  tensor::add_scaled(order, length, direction, row_of(work, candidate.expert, pair.first));
  tensor::add_scaled(order, -length, direction, row_of(work, candidate.expert, pair.second));
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    if (candidate.variance[i] < 0.5f * energy) candidate.variance[i] = 0.5f * energy;
  }
  return true;
}

}  // namespace

bool split_pair(Task& task, std::uint32_t which) noexcept {
  Workspace& work = task.work;
  solve::Pair pair{};
  bool parted = find_pair(task, which, pair);
  if (parted) {
    if (work.course().sample == 0) merge(task, pair);
    const Sums sums = solve::lay_sums(work);
    if (!gather_energy(task, pair.first, pair.second, sums)) return false;
    parted = part(work, pair, sums);
  }
  if (!parted) work.current.experts = 0;
  return true;
}

}  // namespace motet::core::family
