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
  work.scratch = e.block + e.plan->scratch;
  return work;
}

float read_frame(const Workspace& work, std::uint32_t index, float* z) noexcept {
  const float* kept = stream::kept_row(work.estimator, index);
  const float* shift = stream::frame_shift(work.estimator);
  const float* scale = stream::frame_scale(work.estimator);
  z[0] = 1.0f;
  for (std::uint32_t j = 0; j < work.dim(); ++j) z[1 + j] = (kept[j] - shift[j]) * scale[j];
  return (kept[work.dim()] - work.estimator.state->target_shift) * work.estimator.state->target_scale;
}

float read_sample(const Workspace& work, std::uint32_t index, float* w) noexcept {
  float* z = stream::sample_z(work.estimator);
  const float y = read_frame(work, index, z);
  w[0] = 1.0f;
  for (std::uint32_t e = 0; e < work.white.rank; ++e) {
    w[1 + e] = tensor::dot(work.order(), work.white.forward + e * work.row(), z);
  }
  tensor::fill(work.row() - work.white_order(), 0.0f, w + work.white_order());
  return (y - work.white.target_mean) / work.white.target_deviation;
}

}  // namespace motet::solve
