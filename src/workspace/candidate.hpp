// SPDX-License-Identifier: MIT
#pragma once

#include "workspace/workspace.hpp"

namespace motet::core::solve {

/// Row of expert, or of the gate, number `i`.
[[nodiscard]] inline float* row_of(const Workspace& work, float* rows, std::uint32_t i) noexcept {
  return rows + i * work.row();
}

/// Sets every variance to the large one that EM anneals from, as it estimates them anew.
void begin_annealing(const Workspace& work, const Candidate& candidate) noexcept;

/// `count` experts, all zero: slopes, gate, weights; variances at the large start that EM anneals from.
void clear(const Workspace& work, std::uint32_t count, Candidate& candidate) noexcept;

/// to = from.
void copy(const Workspace& work, const Candidate& from, Candidate& to) noexcept;

/// Subtracts the last gate row from all, so that it is zero: the gauge.
void fix_gauge(const Workspace& work, const Candidate& candidate) noexcept;

/// Takes expert `i` out; those behind it move up.
void drop_expert(const Workspace& work, std::uint32_t i, Candidate& candidate) noexcept;

/// Mean squared difference of two experts' predictions: |a - b|^2, as white x has covariance I.
[[nodiscard]] float measure_distance(const Workspace& work, const float* a, const float* b) noexcept;

/// The two experts that predict most alike.
struct Pair {
  std::uint32_t first;
  std::uint32_t second;
  float distance;  ///< of measure_distance
};

/// shape   candidate: two experts at least
[[nodiscard]] Pair find_alike(const Workspace& work, const Candidate& candidate) noexcept;

/// Splits expert `from`: expert `to` becomes its copy, behind the same gate, `apart` above; `from` moves as much below.
///
/// shape   tree: the rows of the gate are decisions, and stay
void split_expert(const Workspace& work, std::uint32_t from, std::uint32_t to, float apart, bool tree,
                  const Candidate& candidate) noexcept;

/// Reads a model in user's units into white coordinates.
///
/// error   the model's slopes along degenerate directions are lost
void read_model(const Workspace& work, const core::ModelView& model, Candidate& candidate) noexcept;

/// Writes expert `i` of a candidate, in user's units and about the mean of x, into a model that is made in scratch: from expert
/// 0 to the last. The model in force stays whole until the new one is known to be finite.
void write_expert(const Workspace& work, const Candidate& candidate, std::uint32_t i, const core::ModelShape& shape) noexcept;

/// The model in scratch, of so many experts, comes into force.
///
/// returns false, and writes nothing, if a number is not finite
[[nodiscard]] bool put_in_force(const Workspace& work, std::uint32_t experts, const core::ModelStore& model) noexcept;

/// All of that in one piece.
[[nodiscard]] bool write_model(const Workspace& work, const Candidate& candidate, const core::ModelStore& model) noexcept;

}  // namespace motet::core::solve
