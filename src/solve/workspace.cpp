// SPDX-License-Identifier: MIT
#include "solve/workspace.hpp"

#include "tensor/vector.hpp"

namespace motet::solve {

namespace {

[[nodiscard]] Candidate lay_candidate(Shelf& shelf, std::uint32_t experts, std::uint32_t row) noexcept {
  Candidate candidate;
  candidate.expert = shelf.take(experts * row);
  candidate.gate = shelf.take(experts * row);
  candidate.variance = shelf.take(experts);
  candidate.weight = shelf.take(experts);
  return candidate;
}

}  // namespace

Workspace lay_out(const EstimatorView& e) noexcept {
  Workspace work{};
  work.estimator = e;
  Shelf shelf(e.block + e.plan->solve);
  const std::uint32_t experts = e.state->settings.experts;
  work.white.forward = shelf.take(work.dim() * work.row());
  work.white.inverse = shelf.take(work.dim() * work.row());
  work.current = lay_candidate(shelf, experts, work.row());
  work.best = lay_candidate(shelf, experts, work.row());
  work.saved = lay_candidate(shelf, experts, work.row());
  work.found.spectrum = shelf.take(work.dim());
  work.found.residual = shelf.take(experts);
  work.found.passes = shelf.take(experts);
  const float* end = shelf.take(0);
  tensor::fill(static_cast<std::uint32_t>(end - work.found.spectrum), 0.0f, work.found.spectrum);
  work.scratch = e.block + e.plan->scratch;
  return work;
}

float read_frame(const Workspace& work, std::uint32_t index, float* z) noexcept {
  const EstimatorView& e = work.estimator;
  const float* kept = stream::kept_row(e, index);
  z[0] = 1.0f;
  static_cast<void>(tensor::standardise(work.dim(), kept, stream::frame_shift(e), stream::frame_scale(e), 0.0f, z + 1));
  return (kept[work.dim()] - e.state->target_shift) * e.state->target_scale;
}

float read_sample(const Workspace& work, std::uint32_t index, float* w) noexcept {
  float* z = stream::sample_z(work.estimator);
  const std::uint32_t last = work.row() - 4;
  simd::store(z + last, simd::splat(0.0f));
  simd::store(w + last, simd::splat(0.0f));
  const float y = read_frame(work, index, z);
  tensor::multiply_rows(work.white.rank, work.row() / 4, work.white.forward, z, w + 1);
  w[0] = 1.0f;
  return (y - work.white.target_mean) / work.white.target_deviation;
}

}  // namespace motet::solve
