// SPDX-License-Identifier: MIT
#include "image/learner_laws.hpp"

#include "image/laws.hpp"
#include "tensor/vector.hpp"

namespace motet::core::image {

namespace {

constexpr float widest = 1e15f;                 // range of the settings
constexpr float most_residual = 4.0f * widest;  // a target less a prediction, which lies within 1.2 ranges
constexpr float most_square = 16.0f * widest * widest;
constexpr float most_residuals = 1000.0f * most_square;  // a sum that keeps .999
constexpr float most_nats = 1e4f;                        // of a log density
constexpr float most_spread = most_nats * most_nats;
constexpr float least_weight = 1e-7f;  // of what is dealt out evenly a member has more
constexpr float most_drop = 30.0f;     // deviations: then there is a change
constexpr std::uint32_t most_misses = 6;
constexpr float most_bin = 4500.0f;  // 256 samples at first, then a sum that keeps 1 - 2^-12
constexpr float rounding = 1e-3f;

[[nodiscard]] bool lies(float value, float low, float high) noexcept { return value >= low && value <= high; }

[[nodiscard]] bool lawful_detector(const LearnerState& s) noexcept {
  return tensor::within(most_nats, s.log_density) && tensor::within(most_nats, s.loglik) &&
         tensor::within(most_nats, s.usual) && lies(s.spread, 0.0f, most_spread) && lies(s.drop, 0.0f, most_drop);
}

[[nodiscard]] bool lawful_intervals(const LearnerState& s) noexcept {
  return lies(s.miss_rate, 0.0005f, 0.5f) && lies(s.covered, -rounding, 1.0f + rounding) &&
         lies(s.p_value, -rounding, 1.0f + rounding);
}

}  // namespace

bool lawful(const LearnerPlan& plan, const LearnerSettings& settings) noexcept {
  return settings.dim >= 1u && settings.dim <= plan.dim && settings.work_per_sample <= 1000000000u &&
         lies(settings.range, 1e-15f, widest);
}

bool within_range(const LearnerState& s) noexcept {
  const float range = slack * s.settings.range;
  return tensor::within(range, s.lowest) && tensor::within(range, s.highest) && tensor::within(range, s.last) &&
         tensor::within(range, s.mean);
}

bool lawful(const LearnerPlan& plan, const LearnerState& s) noexcept {
  if (!lawful(plan, s.settings) || s.turn >= plan.members || !within_range(s)) return false;
  return s.lowest <= s.highest && lies(s.variance, 0.0f, most_square) && lawful_intervals(s) && lawful_detector(s);
}

bool lawful(const LearnerState& state, std::uint32_t run, std::uint32_t index, float value) noexcept {
  if (!is_learner_float(state.settings.dim, run, index)) return blank(value);
  const float range = state.settings.range;
  if (run == centre_run) return tensor::within(slack * range, value);
  return run == tolerance_run ? lies(value, 0.0f, range) : value > 0.0f && value <= most_bin;
}

bool lawful(const MemberState& s) noexcept {
  return tensor::within(most_residual, s.residual) && tensor::within(most_residuals, s.along) &&
         lies(s.square, 0.0f, most_residuals) && lies(s.variance, 0.0f, 2.0f * most_square) &&
         lies(s.weight, least_weight, 1.0f + rounding) && tensor::within(most_nats, s.loglik) && s.misses <= most_misses;
}

bool lawful_line(std::uint32_t order, std::uint32_t index, float value) noexcept {
  if (index >= line_floats(order)) return blank(value);
  if (index < 2u * order) return value >= 0.0f && finite(value);
  return index < 3u * order ? tensor::within(most_residual, value) : finite(value);
}

bool is_learner_float(std::uint32_t dim, std::uint32_t run, std::uint32_t index) noexcept {
  if (run == centre_run) return index < dim + 1u;
  return run == histogram_run || (index > 0u && index < dim + 2u);
}

}  // namespace motet::core::image
