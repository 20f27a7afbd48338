// SPDX-License-Identifier: MIT
#include "workspace/workspace.hpp"

#include "stream/reservoir.hpp"
#include "tensor/vector.hpp"

namespace motet::core::solve {

namespace {

void place(const core::Standing& standing, const core::CandidatePieces<float*>& pieces, Candidate& candidate) noexcept {
  static_cast<core::Standing&>(candidate) = standing;
  static_cast<core::CandidatePieces<float*>&>(candidate) = pieces;
}

}  // namespace

void end_fit(const EstimatorView& e) noexcept {
  stream::release(e);
  const std::uint16_t serial = e.state->course.serial;
  e.state->course = {};
  e.state->course.serial = serial;
}

void lay_out(const EstimatorView& e, Workspace& work) noexcept {
  work.estimator = e;
  const core::Course& course = e.state->course;
  Shelf shelf(e.block + e.plan->solve);
  const auto pieces = core::lay_solve(shelf, work.dim(), work.settings().experts);
  static_cast<core::WhiteFrame&>(work.white) = course.white;
  work.white.forward = pieces.forward;
  work.white.inverse = pieces.inverse;
  work.white.scale = pieces.scale;
  work.bend = pieces.bend;
  place(course.current, pieces.current, work.current);
  place(course.best, pieces.best, work.best);
  place(course.saved, pieces.saved, work.saved);
  static_cast<core::Findings&>(work.found) = course.found;
  work.found.spectrum = pieces.spectrum;
  work.found.residual = pieces.residual;
  work.found.passes = pieces.passes;
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
