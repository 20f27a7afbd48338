// SPDX-License-Identifier: MIT
#include "image/adapter_laws.hpp"

#include <bit>

#include "image/laws.hpp"
#include "tensor/vector.hpp"

namespace motet::core::image {

namespace {

constexpr float farthest_input = 0x1p40f;       // units: adapt takes none much beyond 2^37
constexpr float farthest_loglik = 1e30f;        // nats: likewise
constexpr float least_variance = 1e-30f;        // of D
constexpr float most_variance = 1e26f;          // likewise, where a unit has been widened
constexpr float most_slope = 1e26f;             // of U: likewise
constexpr float most_carry = 0x1p104f;          // a step of the largest float
constexpr float most_lag = 0x1p126f;            // user's units
constexpr float farthest_target = 1e31f;        // the largest range, and a unit of the frame beyond
constexpr std::uint32_t range_numbers = 3;      // of the judgement: least and greatest target, rests
constexpr std::uint32_t judgement_numbers = 8;  // all of them
constexpr float most_step = 0.5f;
constexpr std::uint8_t longest_run = 10;  // that is counted
constexpr float least_weight = 1e-4f;
constexpr float most_weight = 1.1f;  // a mean of numbers up to 1, summed in floats

/// The place in U D U' of order `order`.
[[nodiscard]] AdapterPlace locate_inverse(std::uint32_t order, std::uint32_t row, std::uint32_t at) noexcept {
  if (at < padded(order)) return {at < order, row, true};
  at -= padded(order);
  std::uint32_t column = 1;
  for (; at >= padded(column); ++column) at -= padded(column);
  return {at < column, row, false};
}

[[nodiscard]] bool lies(float value, float low, float high) noexcept { return value >= low && value <= high; }

/// What configure makes of the settings: `fresh`.
[[nodiscard]] bool lawful_settings(const AdapterPlan& plan, const AdaptSettings& settings, AdaptState& fresh) noexcept {
  AdapterPlan empty = plan;
  empty.floats = 0;
  return core::configure_adapter({&empty, &fresh, nullptr}, settings) == Status::ok;
}

/// Before begin: what configure leaves.
[[nodiscard]] bool lawful_unbegun(const AdaptState& s, float least_step) noexcept {
  const AdaptCounters& c = s.counters;
  bool none = c.accepted == 0 && (c.wrong_length | c.not_finite | c.out_of_range | c.outliers | c.stuck | c.changes |
                                  c.renewed | c.replaced | s.samples | s.watched | s.turn | s.wide) == 0;
  for (const float value : {s.mark, s.range, s.sigma_least, s.memory, s.falling, s.step, s.concentration, s.error,
                            s.log_density, s.loglik, s.spread, s.drop, s.gate_doubt}) {
    none &= blank(value);
  }
  return none && s.shared_sigma && s.least_step == least_step;
}

/// What begin took from the estimator, and the schedule.
[[nodiscard]] bool lawful_schedule(const AdaptState& s, float least_step) noexcept {
  const std::uint32_t turns = s.size.experts < 2 ? 1u : 2u * s.size.experts;
  return s.turn < turns && s.wide <= longest_run && finite(s.mark) && lies(s.range, 1e-30f, 1e30f) && s.sigma_least > 0.0f &&
         finite(s.sigma_least) && lies(s.memory, 0.0f, 1e9f) && lies(s.falling, 0.0f, most_step) &&
         lies(s.step, 0.0f, most_step) && lies(s.least_step, least_step, 0.125f) && lies(s.concentration, 1e-30f, slack);
}

[[nodiscard]] bool lawful_detector(const AdaptState& s) noexcept {
  constexpr float most = slack * farthest_loglik;
  return finite(s.error) && tensor::within(most, s.log_density) && tensor::within(most, s.loglik) && s.spread >= 0.0f &&
         finite(s.spread) && lies(s.drop, 0.0f, s.settings.change_threshold);
}

/// Nothing happens more than once a sample.
[[nodiscard]] bool lawful_counts(const AdaptState& s) noexcept {
  const std::uint64_t most = s.counters.accepted;
  bool good = s.samples <= most && s.watched <= most && s.counters.changes <= most;
  for (const std::uint32_t moves : s.averaged) good &= moves <= most;
  for (const std::uint32_t moves : s.sigma_averaged) good &= moves <= most;
  return good;
}

/// The lists by expert; nothing behind those in use.
[[nodiscard]] bool lawful_lists(const AdaptState& s) noexcept {
  bool good = lies(s.gate_doubt, 0.0f, s.settings.renew_threshold);
  for (std::uint32_t i = 0; i < max_experts; ++i) {
    const bool used = i < s.size.experts;
    good &= used ? lies(s.weight[i], least_weight, most_weight) : blank(s.weight[i]);
    good &= used ? lies(s.doubt[i], 0.0f, s.settings.renew_threshold) : blank(s.doubt[i]);
    good &= used ? tensor::within(most_lag, s.sigma_lag[i]) : blank(s.sigma_lag[i]);
    good &= used || s.sigma_averaged[i] == 0;
    good &= used ? s.far[i] <= longest_run : s.far[i] == 0;
  }
  for (std::uint32_t row = 2u * s.size.experts; row < 2u * max_experts; ++row) good &= s.averaged[row] == 0;
  return good;
}

/// Repetitions of a column, a whole number in the bits of a float.
[[nodiscard]] bool lawful_repeats(const AdaptState& s, float value) noexcept {
  const std::uint32_t times = std::bit_cast<std::uint32_t>(value);
  return times == 0 || times < s.settings.stuck_limit;
}

/// What the judge keeps.
[[nodiscard]] bool lawful_judgement(std::uint32_t index, float value) noexcept {
  switch (static_cast<Judgement>(index)) {
    case Judgement::deviation:
    case Judgement::usual: return value > 0.0f && finite(value);
    case Judgement::lead: return lies(value, -deepest, conviction);
    case Judgement::rests:
    case Judgement::far: return value == 0.0f || value == 1.0f || value == 2.0f || value == 3.0f;
    case Judgement::on_line: return value == 0.0f || value == 1.0f;
    default: return tensor::within(farthest_target, value);
  }
}

}  // namespace

AdapterPlace locate_float(const core::ModelSize& size, std::uint32_t run, std::uint32_t index) noexcept {
  if (size.experts == 0) return {false, 0, false};
  const std::uint32_t order = size.dim + 1u;
  if (run <= repeat_run) return {index < (run == unit_run ? size.dim : order), 0, false};
  if (run == line_run) {
    if (size.experts < 2) return {false, 0, false};
    const std::uint32_t inverse = inverse_floats(order);
    if (index < inverse) return locate_inverse(order, 0, index);
    return {index - inverse < order, 1, false};
  }
  if (run == judgement_run) return {index < (size.experts < 2 ? range_numbers : judgement_numbers), 0, false};
  const std::uint32_t length = run == gradient_run  ? padded(order)
                               : run == inverse_run ? inverse_floats(order)
                                                    : parameter_row(size.dim);
  const std::uint32_t row = index / length;
  const std::uint32_t at = index % length;
  if (row >= (run == gradient_run ? size.experts : 2u * size.experts)) return {false, row, false};
  if (run == gradient_run) return {at < order, row, false};
  if (run == inverse_run) return locate_inverse(order, row, at);
  return {at < size.dim || at == padded(size.dim), row, false};
}

bool lawful(const AdapterPlan& plan, const AdaptState& state) noexcept {
  const core::ModelSize& size = state.size;
  AdaptState fresh;
  if (!lawful_settings(plan, state.settings, fresh) || !lawful_lists(state)) return false;
  if (size.dim > plan.dim || size.experts > plan.experts || (size.dim == 0) != (size.experts == 0)) return false;
  if (size.experts == 0) return lawful_unbegun(state, fresh.least_step);
  return lawful_schedule(state, fresh.least_step) && lawful_detector(state) && lawful_counts(state);
}

bool lawful(const AdaptState& state, std::uint32_t run, std::uint32_t index, float value) noexcept {
  const AdapterPlace at = locate_float(state.size, run, index);
  if (!at.number) return blank(value);
  switch (run) {
    case unit_run: return lawful_scale(state.range, value);
    case last_run: return state.settings.stuck_limit == 0 ? blank(value) : tensor::within(state.range, value);
    case repeat_run: return lawful_repeats(state, value);
    case gradient_run:
      if (state.size.experts < 2) return blank(value);
      return tensor::within(2.0f * static_cast<float>(state.size.experts) * slack * farthest_input, value);
    case inverse_run: return at.diagonal ? lies(value, least_variance, most_variance) : tensor::within(most_slope, value);
    case carry_run: return tensor::within(most_carry, value);
    case line_run:
      if (at.row == 1) return finite(value);
      return at.diagonal ? lies(value, least_variance, most_variance) : tensor::within(most_slope, value);
    case judgement_run: return lawful_judgement(index, value);
    default: return tensor::within(most_lag, value);
  }
}

}  // namespace motet::core::image
