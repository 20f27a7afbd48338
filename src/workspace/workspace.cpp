// SPDX-License-Identifier: MIT
#include "workspace/workspace.hpp"

#include "stream/reservoir.hpp"
#include "tensor/vector.hpp"

namespace motet::core::solve {

namespace {

void lay_candidate(Shelf& shelf, const Workspace& work, const core::Standing& standing, Candidate& candidate) noexcept {
  const std::uint32_t experts = work.settings().experts;
  static_cast<core::Standing&>(candidate) = standing;
  candidate.expert = shelf.take(experts * work.row());
  candidate.gate = shelf.take(experts * work.row());
  candidate.variance = shelf.take(experts);
  candidate.weight = shelf.take(experts);
}

}  // namespace

void end_fit(const EstimatorView& e) noexcept {
  stream::release(e);
  e.state->course = {};
}

void lay_out(const EstimatorView& e, Workspace& work) noexcept {
  work.estimator = e;
  const core::Course& course = e.state->course;
  Shelf shelf(e.block + e.plan->solve);
  static_cast<core::WhiteFrame&>(work.white) = course.white;
  work.white.forward = shelf.take(work.dim() * work.row());
  work.white.inverse = shelf.take(work.dim() * work.row());
  work.white.scale = shelf.take(work.dim());
  work.bend = shelf.take(pair_count(work.dim()));
  lay_candidate(shelf, work, course.current, work.current);
  lay_candidate(shelf, work, course.best, work.best);
  lay_candidate(shelf, work, course.saved, work.saved);
  static_cast<core::Findings&>(work.found) = course.found;
  work.found.spectrum = shelf.take(work.dim());
  work.found.residual = shelf.take(work.settings().experts);
  work.found.passes = shelf.take(work.settings().experts);
  work.scratch = e.block + e.plan->scratch;
}

void lay_down(const Workspace& work) noexcept {
  core::Course& course = work.course();
  course.white = work.white;
  course.current = work.current;
  course.best = work.best;
  course.saved = work.saved;
  course.found = work.found;
}

float read_frame(const Workspace& work, std::uint32_t index, float* z) noexcept {
  const EstimatorView& e = work.estimator;
  const float* kept = stream::kept_row(e, index);
  z[0] = 1.0f;
  static_cast<void>(tensor::standardise(work.dim(), kept, stream::frame_shift(e), work.white.scale, 0.0f, z + 1));
  return (kept[work.dim()] - e.state->target_shift) * work.white.target_scale;
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

}  // namespace motet::core::solve
