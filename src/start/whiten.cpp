// SPDX-License-Identifier: MIT
#include "start/whiten.hpp"

#include "start/complete_frame.hpp"
#include "tensor/eigen.hpp"
#include "tensor/packed.hpp"
#include "tensor/vector.hpp"

namespace motet::core::solve {

namespace {

/// A variance this small beside the squared mean is rounding.
[[nodiscard]] bool is_constant(float variance, float mean) noexcept {
  return !(variance > 4e-6f * mean * mean) || !(variance > 1e-24f);
}

constexpr float moment_limit = 1e5f;  // of the condition: float moments resolve no more,
constexpr float seen_limit = 1e3f;    // and this with three digits left

struct Spread {
  float mean, deviation;  // deviation 0: constant
};

/// Mean and deviation of z_j in the frame.
[[nodiscard]] Spread measure_input(const tensor::Levels& m, float samples, std::uint32_t j) noexcept {
  const float mean = tensor::moment(m, 0, 0, 0, j) / samples;
  const float variance = simd::fused(-mean, mean, tensor::moment(m, 0, 0, j, j) / samples);
  return {mean, is_constant(variance, mean) ? 0.0f : simd::root(variance)};
}

[[nodiscard]] Status measure_target(const tensor::Levels& m, Whitening& white) noexcept {
  const float mean = tensor::moment(m, 1, 0, 0, 0) / white.samples;
  const float variance = simd::fused(-mean, mean, tensor::moment(m, 2, 0, 0, 0) / white.samples);
  if (is_constant(variance, mean)) return Status::constant_target;
  white.target_mean = mean;
  white.target_deviation = simd::root(variance);
  return Status::ok;
}

/// Whether the kept samples can show what the moments do not: there are some for every coefficient.
[[nodiscard]] bool resolves_more(const Workspace& work) noexcept { return work.samples() >= 4u * work.order(); }

/// The inputs with a part in the directions from `rank` on.
[[nodiscard]] InputSet find_left_out(std::uint32_t rank, std::uint32_t dim, const float* directions,
                                     std::uint32_t stride) noexcept {
  InputSet left_out;
  for (std::uint32_t j = 0; j < dim; ++j) {
    float part = 0.0f;
    for (std::uint32_t e = rank; e < dim; ++e) part = simd::fused(directions[e * stride + j], directions[e * stride + j], part);
    if (part > 0.1f) left_out.add(j);
  }
  return left_out;
}

/// The pieces of the stage, in scratch.
using Spectrum = core::SpectrumPieces<float*>;

[[nodiscard]] tensor::Sweeps sweeps_of(const Workspace& work, const Spectrum& s) noexcept {
  return {work.dim(), s.correlation, s.directions, padded(work.dim())};
}

/// All that whitening reads of the moments, in one piece.
[[nodiscard]] [[gnu::noinline]] Status correlate(Workspace& work, const Spectrum& s) noexcept {
  Whitening& white = work.white;
  const tensor::Levels m = work.levels();
  const std::uint32_t dim = work.dim();
  const std::uint32_t row = work.row();
  tensor::fill(2 * dim * row, 0.0f, white.forward);  // forward and inverse lie side by side
  white.samples = tensor::moment(m, 0, 0, 0, 0);
  white.effective = core::effective_samples(work.source());
  std::uint32_t varying = 0;
  for (std::uint32_t j = 0; j < dim; ++j) {
    const Spread spread = measure_input(m, white.samples, 1 + j);
    white.mean(j, row) = spread.mean;
    s.deviation[j] = spread.deviation;
    varying += spread.deviation > 0.0f ? 1u : 0u;
  }
  if (varying == 0) return Status::constant_inputs;
  if (const Status status = measure_target(m, white); status != Status::ok) return status;

  // corr_ij = (E[z_i z_j] - mean_i mean_j) / (D_i D_j); a constant input gives a row of zeros
  for (std::uint32_t j = 0; j < dim; ++j) {
    for (std::uint32_t i = 0; i <= j; ++i) {
      const float scale = s.deviation[i] * s.deviation[j];
      const float product = tensor::moment(m, 0, 0, 1 + i, 1 + j) / white.samples;
      s.correlation[pair_index(i, j)] =
          scale > 0.0f ? simd::fused(-white.mean(i, row), white.mean(j, row), product) / scale : 0.0f;
    }
  }
  tensor::copy(dim, stream::frame_scale(work.estimator), white.scale);
  white.target_scale = work.estimator.state->target_scale;
  sweeps_of(work, s).begin();
  return Status::ok;
}

/// The white frame from the decomposition.
[[gnu::noinline]] void place_frame(Workspace& work, const Spectrum& s) noexcept {
  Whitening& white = work.white;
  const std::uint32_t dim = work.dim();
  const std::uint32_t stride = padded(dim);
  const std::uint32_t row = work.row();
  sweeps_of(work, s).end(s.values);
  const float resolved = resolves_more(work) ? seen_limit : moment_limit;
  const float limit = work.settings().condition_limit < resolved ? work.settings().condition_limit : resolved;
  white.rank = 1;  // the largest is never degenerate, not even beside itself at a limit of 1
  while (white.rank < dim && s.values[white.rank] > s.values[0] / limit) ++white.rank;
  white.seen = white.rank;
  white.condition = s.values[0] / s.values[white.rank - 1];
  white.left_out = find_left_out(white.rank, dim, s.directions, stride);

  for (std::uint32_t e = 0; e < white.rank; ++e) {
    const float length = simd::root(s.values[e]);
    float* forward = white.forward + e * row;
    float* inverse = white.inverse + e * row;
    for (std::uint32_t j = 0; j < dim; ++j) {
      if (!(s.deviation[j] > 0.0f)) continue;
      forward[1 + j] = s.directions[e * stride + j] / (length * s.deviation[j]);
      inverse[1 + j] = s.directions[e * stride + j] * length * s.deviation[j];
      forward[0] = simd::fused(-forward[1 + j], white.mean(j, row), forward[0]);
    }
  }
}

}  // namespace

Status whiten(Workspace& work) noexcept {
  Shelf shelf(work.scratch);
  const Spectrum spectrum = core::lay_spectrum(shelf, work.dim());
  tensor::Sweeps sweeps = sweeps_of(work, spectrum);
  std::uint32_t& turn = work.course().turn;
  constexpr std::uint32_t decomposed = 1 + tensor::Sweeps::half_sweeps;
  for (; turn <= decomposed; ++turn) {
    if (!work.spend()) return Status::unfinished;
    if (turn == 0) {
      if (const Status status = correlate(work, spectrum); status != Status::ok) return status;
    } else if (turn < decomposed) {
      sweeps.advance(turn - 1);
    } else {
      place_frame(work, spectrum);
      work.course().sample = 0;  // after a fit it counts the window
    }
  }
  const bool wanting = work.white.rank < work.dim() && resolves_more(work);
  if (wanting && !complete_frame(work, decomposed + 1, spectrum.deviation, spectrum.values[0], spectrum.part))
    return Status::unfinished;
  turn = 0;
  return work.white.rank < work.dim() && !work.settings().drop_collinear ? Status::ill_conditioned : Status::ok;
}

void whiten_matrix(const Workspace& work, const float* g, float* matrix, float* image) noexcept {
  tensor::fill(pair_count(work.white.rank), 0.0f, matrix);
  for (std::uint32_t b = 0; b < work.white.seen; ++b) {
    tensor::multiply(work.order(), g, work.white.forward + b * work.row(), image);
    for (std::uint32_t a = 0; a <= b; ++a) {
      matrix[pair_index(a, b)] = tensor::dot(work.order(), image, work.white.forward + a * work.row());
    }
  }
}

bool measure_skewness(Workspace& work) noexcept {
  const float weights[4] = {1.0f / work.white.samples, 0.0f, 0.0f, 0.0f};
  Shelf shelf(work.scratch);
  const auto pieces = core::lay_contraction(shelf, work.dim());
  float& skewness = work.white.skewness;
  constexpr std::uint32_t at_once = 4;  // rows: with them a step costs about what a contraction does
  const std::uint32_t parts = 1 + (work.white.seen + at_once - 1) / at_once;
  return take_turns(work, work.white.seen * parts, [&](std::uint32_t turn) {
    const std::uint32_t part = turn % parts;
    if (turn == 0) skewness = 0.0f;
    if (part == 0) {
      tensor::contract(work.levels(), weights, work.white.forward + turn / parts * work.row(), pieces.slice, pieces.buffer);
      return;
    }
    for (std::uint32_t b = (part - 1) * at_once; b < part * at_once && b < work.white.seen; ++b) {
      tensor::multiply(work.order(), pieces.slice, work.white.forward + b * work.row(), pieces.functional);
      for (std::uint32_t c = 0; c < work.white.seen; ++c) {
        const float moment = tensor::dot(work.order(), pieces.functional, work.white.forward + c * work.row());
        skewness = simd::fused(moment, moment, skewness);
      }
    }
  });
}

}  // namespace motet::core::solve
