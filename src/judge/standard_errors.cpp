// SPDX-License-Identifier: MIT
#include <limits>

#include "judge/information.hpp"
#include "motet/errors.hpp"
#include "start/whiten.hpp"
#include "tensor/cholesky.hpp"
#include "tensor/vector.hpp"
#include "workspace/candidate.hpp"

namespace motet::core {

using namespace motet::core::solve;

namespace {

/// Where the pieces of a measurement lie.
struct Desk {
  Blocks blocks;
  float* contrasts;    ///< contrast_count() rows: a row of the model in the user's units, as weights over w
  float* squares;      ///< variance of each contrast of each row, deviations and frame units; then of each log sigma
  float* shares;       ///< five rows of experts
  float* information;  ///< packed, then its factor
  float* score;        ///< one sample's, a parameter
  float* coefficient;  ///< one sample's, a pair of blocks
};

/// Slopes in the frame, the value at the centre, and the one at x = 0.
[[nodiscard]] std::uint32_t contrast_count(const Workspace& work) noexcept { return work.dim() + 2u; }

[[nodiscard]] std::uint32_t square_count(const Workspace& work, const Blocks& blocks) noexcept {
  return blocks.rows() * contrast_count(work) + blocks.count() - blocks.rows();
}

/// w of slopes, of the centre of the model and of x = 0, as weights.
void lay_contrasts(const Workspace& work, const ModelView& model, float* contrasts) noexcept {
  tensor::fill(contrast_count(work) * work.row(), 0.0f, contrasts);
  float* centre = contrasts + work.dim() * work.row();
  float* origin = centre + work.row();
  centre[0] = origin[0] = 1.0f;
  for (std::uint32_t e = 0; e < work.white.rank; ++e) {
    const float* forward = work.white.forward + e * work.row();
    centre[1 + e] = origin[1 + e] = forward[0];
    for (std::uint32_t j = 0; j < work.dim(); ++j) {
      const float shift = stream::frame_shift(work.estimator)[j];
      const float scale = stream::frame_scale(work.estimator)[j];
      contrasts[j * work.row() + 1 + e] = forward[1 + j];
      centre[1 + e] = simd::fused(forward[1 + j], (model.parameters[j] - shift) * scale, centre[1 + e]);
      origin[1 + e] = simd::fused(forward[1 + j], -shift * scale, origin[1 + e]);
    }
  }
}

[[nodiscard]] Desk lay_desk(const Workspace& work, float* room) noexcept {
  Desk desk{};
  desk.blocks = {work.current.experts, work.white_order(), work.settings().shared_sigma};
  Shelf scratch(work.scratch);
  desk.contrasts = scratch.take(contrast_count(work) * work.row());
  desk.shares = scratch.take(5 * padded(work.current.experts));
  desk.squares = scratch.take(square_count(work, desk.blocks));
  Shelf lent(room);
  desk.information = lent.take(pair_count(desk.blocks.parameters()));
  desk.score = lent.take(desk.blocks.parameters());
  desk.coefficient = lent.take(pair_count(desk.blocks.count()));
  return desk;
}

/// H = - d^2 (sum_t log P(y_t|x_t) - ridge / 2 sum |gate|^2), the ridge of the fit; it keeps H positive where regimes never
/// overlap.
void sum_information(const Workspace& work, const Desk& desk) noexcept {
  const Blocks& blocks = desk.blocks;
  float* w = stream::sample_z(work.estimator) + work.row();
  tensor::fill(pair_count(blocks.parameters()), 0.0f, desk.information);
  for (std::uint32_t at = blocks.offset(blocks.experts); at < blocks.offset(blocks.rows()); ++at) {
    desk.information[pair_index(at, at)] = work.settings().gate_ridge;
  }
  Shares shares(work.current, desk.shares);
  for (std::uint32_t t = 0; t < work.samples(); ++t) {
    const float y = read_sample(work, t, w);
    share_out(work, work.current, w, y, shares);
    measure_curvature(blocks, shares, desk.coefficient, desk.score);
    add_information(blocks, desk.coefficient, w, desk.information);
  }
}

/// Calls visit(square, at, contrast, length) for each contrast of each row, then for each noise level: the contrast weighs
/// `length` parameters from number `at` on.
template <class Visit>
void for_each_square(const Workspace& work, const Desk& desk, const Visit& visit) noexcept {
  float* square = desk.squares;
  for (std::uint32_t row = 0; row < desk.blocks.rows(); ++row) {
    for (std::uint32_t n = 0; n < contrast_count(work); ++n) {
      visit(*square++, desk.blocks.offset(row), desk.contrasts + n * work.row(), desk.blocks.order);
    }
  }
  const float one = 1.0f;
  for (std::uint32_t b = desk.blocks.rows(); b < desk.blocks.count(); ++b) visit(*square++, desk.blocks.offset(b), &one, 1u);
}

/// squares = contrast' H^-1 (sum_t s_t s_t') H^-1 contrast
void sum_sandwich(const Workspace& work, const Desk& desk) noexcept {
  float* w = stream::sample_z(work.estimator) + work.row();
  tensor::fill(square_count(work, desk.blocks), 0.0f, desk.squares);
  Shares shares(work.current, desk.shares);
  for (std::uint32_t t = 0; t < work.samples(); ++t) {
    const float y = read_sample(work, t, w);
    share_out(work, work.current, w, y, shares);
    measure_score(desk.blocks, shares, desk.coefficient);
    spread_score(desk.blocks, desk.coefficient, w, desk.score);
    tensor::solve_cholesky(desk.blocks.parameters(), desk.information, desk.score);
    for_each_square(work, desk, [&](float& square, std::uint32_t at, const float* contrast, std::uint32_t length) {
      const float moved = tensor::dot(length, contrast, desk.score + at);
      square = simd::fused(moved, moved, square);
    });
  }
}

/// squares = the larger of themselves and contrast' H^-1 contrast
void raise_to_inverse(const Workspace& work, const Desk& desk) noexcept {
  for_each_square(work, desk, [&](float& square, std::uint32_t at, const float* contrast, std::uint32_t length) {
    tensor::fill(desk.blocks.parameters(), 0.0f, desk.score);
    tensor::copy(length, contrast, desk.score + at);
    tensor::solve_cholesky(desk.blocks.parameters(), desk.information, desk.score);
    const float inverse = tensor::dot(length, contrast, desk.score + at);
    square = inverse > square ? inverse : square;
  });
}

/// Errors of a row of the model: `unit` is what a deviation of it is in the user's units.
void write_row(const Workspace& work, const float* square, float unit, std::uint32_t row, const ErrorStore& errors) noexcept {
  float* slope = errors.values + errors.shape.slope(row);
  for (std::uint32_t j = 0; j < work.dim(); ++j) {
    slope[j] = simd::root(square[j]) * (unit * stream::frame_scale(work.estimator)[j]);
  }
  errors.values[errors.shape.value(row)] = simd::root(square[work.dim()]) * unit;
  errors.values[errors.shape.intercept(row)] = simd::root(square[work.dim() + 1]) * unit;
}

/// widen: all errors times this.
void write_errors(const Workspace& work, const Desk& desk, const ModelView& model, float widen,
                  const ErrorStore& errors) noexcept {
  const std::uint32_t experts = desk.blocks.experts;
  const float unit = widen * (work.white.target_deviation / work.estimator.state->target_scale);
  const float* square = desk.squares;
  tensor::fill(errors.shape.room(), 0.0f, errors.values);
  for (std::uint32_t i = 0; i < experts; ++i, square += contrast_count(work)) write_row(work, square, unit, i, errors);
  for (std::uint32_t i = 0; i + 1 < experts; ++i, square += contrast_count(work)) {
    write_row(work, square, widen, errors.shape.bound + i, errors);
  }
  for (std::uint32_t i = 0; i < experts; ++i) {
    const float relative = widen * simd::root(square[desk.blocks.shared ? 0 : i]);
    errors.values[errors.shape.sigma(i)] = relative * model.parameters[model.shape.sigma(i)];
  }
}

[[nodiscard]] Status check_question(const EstimatorView& e, const ModelView& model) noexcept {
  if (e.state->configured != Status::ok) return e.state->configured;
  if (stream::fitting(e)) return Status::unfinished;
  if (model.size.experts == 0) return Status::no_model;
  if (model.size.experts > e.state->settings.experts || model.size.dim != e.state->settings.dim) return Status::other_bounds;
  if (e.plan->window == 0) return Status::window_needed;
  const bool enough = e.state->framed && e.state->kept > parameter_count(model.size.dim, model.size.experts);
  return enough ? Status::ok : Status::too_few_samples;
}

}  // namespace

Status measure_errors(const EstimatorView& e, const ModelView& model, const ErrorStore& errors) noexcept {
  if (const Status status = check_question(e, model); status != Status::ok) return status;
  Workspace work = lay_out(e);
  if (const Status status = whiten(work); status != Status::ok) return status;
  read_model(work, model, work.current);
  const Desk desk = lay_desk(work, errors.values + errors.shape.room());
  lay_contrasts(work, model, desk.contrasts);
  sum_information(work, desk);
  if (!tensor::factor_cholesky(desk.blocks.parameters(), 0.0f, desk.information)) return Status::not_determined;
  sum_sandwich(work, desk);
  raise_to_inverse(work, desk);
  // One expert is made of the moments of all samples, more are made of those kept; n / (n - coefficients) of the lines.
  const float kept = static_cast<float>(work.samples());
  const float made = model.size.experts == 1 ? work.white.samples : kept;
  const float spared = made - static_cast<float>(model.size.experts * desk.blocks.order);
  if (!(spared > 0.0f)) return Status::too_few_samples;
  float* fresh = desk.information;  // free by now; what was measured before stays until all is known to be finite
  write_errors(work, desk, model, simd::root(kept / spared), {errors.shape, errors.size, fresh});
  if (!tensor::within(errors.shape.room(), std::numeric_limits<float>::max(), fresh)) return Status::out_of_range;
  tensor::copy(errors.shape.room(), fresh, errors.values);
  *errors.size = model.size;
  return Status::ok;
}

}  // namespace motet::core
