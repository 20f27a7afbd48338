// SPDX-License-Identifier: MIT
#include "adapt/begin_adapting.hpp"

#include "adapt/adapt_experts.hpp"
#include "adapt/fallback.hpp"
#include "adapt/parameter_row.hpp"
#include "adapt/schedule.hpp"
#include "tensor/inverse.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core::adapting {

namespace {

[[nodiscard]] bool finite(float value) noexcept { return value - value == 0.0f; }

}  // namespace

bool is_sound(const core::ModelView& m) noexcept {
  bool good = finite(m.parameters[m.shape.target()]);
  for (std::uint32_t i = 0; i < m.size.experts; ++i) {
    const float* p = m.parameters;
    for (std::uint32_t j = 0; j < m.size.dim; ++j) {
      good &= finite(p[m.shape.slope(i) + j]) && finite(p[m.shape.gate_slope(i) + j]) && finite(p[m.shape.centre() + j]);
    }
    good &= finite(p[m.shape.intercept(i)]) && finite(p[m.shape.gate_intercept(i)]);
    good &= finite(p[m.shape.sigma(i)]) && p[m.shape.sigma(i)] > 0.0f;
  }
  return good;
}

}  // namespace motet::core::adapting

namespace motet::core {

using namespace motet::core::adapting;

namespace {

constexpr float finest = 0x1p-10f;               // units of the frame: of an input that has not moved yet
constexpr float deviation_of_size = 1.2533141f;  // root(pi / 2): of noise whose mean size is 1; a wild target weighs less so
constexpr float far_from_all =
    16.0f;  // times the square that an even spread of the inputs has: such a sample of the window counts less

[[nodiscard]] const float* shift_of(const EstimatorSource& e) noexcept { return e.block + e.plan->frame; }
[[nodiscard]] const float* unit_of(const EstimatorSource& e) noexcept { return e.block + e.plan->scale; }

/// The start before any fit and without a window: level experts at equal steps from one unit below the mean of y to one above,
/// an even gate, noise of one unit; a unit is the deviation of y or up to twice as much.
void write_start(const EstimatorSource& e, const ModelStore& m) noexcept {
  const Settings& settings = e.state->settings;
  const float unit = 1.0f / e.state->target_scale;
  const float experts = static_cast<float>(settings.experts);
  tensor::fill(m.shape.floats(), 0.0f, m.parameters);
  tensor::copy(settings.dim, shift_of(e), m.parameters + m.shape.centre());
  m.parameters[m.shape.target()] = e.state->target_shift;
  for (std::uint32_t i = 0; i < settings.experts; ++i) {
    const float place = (2.0f * static_cast<float>(i) + 1.0f - experts) / experts;
    m.parameters[m.shape.intercept(i)] = place * unit;
    m.parameters[m.shape.sigma(i)] = unit;
  }
  *m.size = {settings.dim, settings.experts};
}

/// One noise level where the settings want one: the root of the mean square.
void pool_sigma(const ModelStore& m) noexcept {
  float* sigma = m.parameters + m.shape.sigma(0);
  float sum = 0.0f;
  for (std::uint32_t i = 0; i < m.size->experts; ++i) sum = simd::fused(sigma[i] / sigma[0], sigma[i] / sigma[0], sum);
  const float pooled = sigma[0] * simd::root(sum / static_cast<float>(m.size->experts));
  tensor::fill(m.size->experts, pooled, sigma);
}

/// Column `j` of kept sample `s`.
[[nodiscard]] float kept(const EstimatorSource& e, std::uint32_t s, std::uint32_t j) noexcept {
  return e.block[e.plan->reservoir + s * (e.state->settings.dim + 1u) + j];
}

/// Whether two kept samples are the same, target and all.
[[nodiscard]] bool same_rows(const EstimatorSource& e, std::uint32_t s, std::uint32_t t) noexcept {
  bool same = true;
  for (std::uint32_t j = 0; j <= e.state->settings.dim; ++j) same &= kept(e, s, j) == kept(e, t, j);
  return same;
}

/// A kept sample that more than half of the others repeat to the bit while the rest do not: a plant that rested before it
/// lived. As many as are kept, if there is none.
///
/// source  Boyer, Moore, MJRTY, 1991
[[nodiscard]] std::uint32_t find_rest(const EstimatorSource& e) noexcept {
  std::uint32_t candidate = 0;
  std::uint32_t votes = 0;
  for (std::uint32_t s = 0; s < e.state->kept; ++s) {
    if (votes == 0) candidate = s;
    votes = same_rows(e, s, candidate) ? votes + 1u : votes - 1u;
  }
  std::uint32_t copies = 0;
  for (std::uint32_t s = 0; s < e.state->kept; ++s) copies += same_rows(e, s, candidate);
  return 2u * copies > e.state->kept && copies < e.state->kept ? candidate : e.state->kept;
}

/// Whether a kept sample is one of those.
[[nodiscard]] bool rests(const EstimatorSource& e, std::uint32_t rest, std::uint32_t s) noexcept {
  return rest < e.state->kept && same_rows(e, s, rest);
}

/// Calls `learn` with the model's opinion of every kept sample within reach.
template <typename Learn>
void for_each_kept(const AdapterView& a, const EstimatorSource& e, const ModelView& m, std::uint32_t rest,
                   const Learn& learn) noexcept {
  const std::uint32_t dim = dim_of(a);
  Opinion opinion;
  for (std::uint32_t s = 0; s < e.state->kept; ++s) {
    const float* row = e.block + e.plan->reservoir + s * (dim + 1u);
    if (!rests(e, rest, s) && consult(a, row, row[dim], 0.0f, m, opinion) == Status::ok) learn(opinion);
  }
}

/// What a sample of the window counts: one far out among the others, such as a spike in a calm, no more than some of them.
[[nodiscard]] float weigh_kept(const AdapterView& a) noexcept {
  const float order = static_cast<float>(order_of(a));
  const float square = tensor::dot(order_of(a), sample_of(a), sample_of(a));
  const float most = far_from_all * order;
  return square > most ? most / square : 1.0f;
}

/// The start before any fit: the line of least squares through the window.
void start_line(const AdapterView& a, const EstimatorSource& e, const ModelStore& m, std::uint32_t rest) noexcept {
  const float mean = 1.0f / static_cast<float>(e.state->kept);
  float size = 0.0f;
  const Row row = expert_row(a, m, 0);
  for_each_kept(a, e, {m.shape, *m.size, m.parameters}, rest, [&](const Opinion& o) {
    const float weight = mean * weigh_kept(a);
    const float grown = tensor::absorb(order_of(a), weight, 1.0f, 1.0f / unknown, along_of(a, 0), inverse_of(a, 0), gain_of(a));
    static_cast<void>(move(a, weight / grown * o.error[0], gain_of(a), row));
    const float off = o.error[0] / simd::root(grown);
    size = simd::fused(weight, tensor::magnitude(off), size);
  });
  drop_average(a, row);
  const float sigma = deviation_of_size * size;
  m.parameters[m.shape.sigma(0)] = sigma > a.state->sigma_least ? sigma : a.state->sigma_least;
}

/// More of them: parallel lines at equal steps over the noise of that one, an even gate. What each knows is what the line
/// knows.
void spread_line(const AdapterView& a, const ModelStore& m) noexcept {
  const std::uint32_t experts = experts_of(a);
  const std::uint32_t floats = inverse_floats(order_of(a));
  const float count = static_cast<float>(experts);
  const float sigma = m.parameters[m.shape.sigma(0)];
  const float value = m.parameters[m.shape.intercept(0)];
  for (std::uint32_t i = 0; i < experts; ++i) {
    const float place = (2.0f * static_cast<float>(i) + 1.0f - count) / count;
    m.parameters[m.shape.intercept(i)] = simd::fused(place, sigma, value);
    m.parameters[m.shape.sigma(i)] = sigma;
    if (i > 0) tensor::copy(dim_of(a), m.parameters + m.shape.slope(0), m.parameters + m.shape.slope(i));
    if (i > 0) tensor::copy(floats, inverse_of(a, 0), inverse_of(a, i));
    tensor::copy(floats, inverse_of(a, 0), inverse_of(a, experts + i));
    tensor::forget(order_of(a), (1.0f - 1.0f / count) / count, inverse_of(a, experts + i));
  }
}

/// Curvature from the window:  S_i = ridge I + sum r_i z z' / sum r_i,   G_i = ridge I + mean p_i (1 - p_i) z z'.
void read_window(const AdapterView& a, const EstimatorSource& e, const ModelView& m) noexcept {
  const std::uint32_t experts = m.size.experts;
  const std::uint32_t order = order_of(a);
  const float mean = 1.0f / static_cast<float>(e.state->kept);
  const float largest = 1.0f / unknown;
  float* weight = a.state->weight;
  tensor::fill(experts, least_weight, weight);
  for_each_kept(a, e, m, e.state->kept, [&](const Opinion& o) { tensor::add_scaled(experts, mean, o.responsibility, weight); });
  const auto add = [&](std::uint32_t row, float information) {
    static_cast<void>(tensor::project(order, inverse_of(a, row), sample_of(a), along_of(a, 0)));
    static_cast<void>(tensor::absorb(order, information, 1.0f, largest, along_of(a, 0), inverse_of(a, row), gain_of(a)));
  };
  for_each_kept(a, e, m, e.state->kept, [&](const Opinion& o) {
    for (std::uint32_t i = 0; i < experts; ++i) {
      const float share = mean * weigh_kept(a);
      add(i, share * o.responsibility[i] / weight[i]);
      add(experts + i, share * o.probability[i] * (1.0f - o.probability[i]));
    }
  });
}

/// Mean of column `j` over the first half of what is kept, less the first of them: of its value, or of its distance from
/// `centre`.
[[nodiscard]] float average_first(const EstimatorSource& e, std::uint32_t rest, std::uint32_t j, const float* centre) noexcept {
  float sum = 0.0f;
  float count = 0.0f;
  const float half = 0.5f * static_cast<float>(e.state->kept);
  for (std::uint32_t s = 0; s < e.state->kept && count < half; ++s) {
    if (rests(e, rest, s)) continue;
    const float off = kept(e, s, j) - (centre != nullptr ? *centre : kept(e, 0, j));
    sum += centre != nullptr && off < 0.0f ? -off : off;
    count += 1.0f;
  }
  return sum / count;
}

/// Where the first half of what is kept lies, and how wide: where the stream has lived before it moved on, if it has.
/// Neither a spike in a calm makes a unit too wide, nor the life after it.
void settle_units(const AdapterView& a, const EstimatorSource& e, const ModelStore& m, std::uint32_t rest,
                  bool fitted) noexcept {
  for (std::uint32_t j = 0; j < dim_of(a); ++j) {
    float& centre = m.parameters[m.shape.centre() + j];
    if (!fitted) centre = kept(e, 0, j) + average_first(e, rest, j, nullptr);
    const float size = average_first(e, rest, j, &centre) * scale_of(a)[j];
    scale_of(a)[j] *= 0.5f / tensor::floor_power(size > finest ? size : finest);
  }
}

/// The range of the targets seen: of the window, or of the frame; and what was known of it before.
struct Range {
  float least, greatest;

  void see(float y) noexcept {
    least = y < least ? y : least;
    greatest = y > greatest ? y : greatest;
  }
};

[[nodiscard]] Range find_range(const AdapterView& a, const EstimatorSource& e) noexcept {
  const std::uint32_t dim = e.state->settings.dim;
  const float unit = 1.0f / e.state->target_scale;
  Range range{e.state->target_shift - unit, e.state->target_shift + unit};
  if (e.state->kept > 0) range = {kept(e, 0, dim), kept(e, 0, dim)};
  for (std::uint32_t s = 1; s < e.state->kept; ++s) range.see(kept(e, s, dim));
  if (is_judged(*a.plan) && a.state->size.experts != 0) {
    range.see(judgement_of(a, Judgement::least));
    range.see(judgement_of(a, Judgement::greatest));
  }
  return range;
}

/// The line beside: least squares through the window; without one level, at the centre of y.
void begin_line(const AdapterView& a, const EstimatorSource& e, const ModelStore& m, std::uint32_t rest) noexcept {
  const bool windowed = e.state->kept > 0;
  tensor::clear_inverse(order_of(a), windowed ? unknown : 1.0f, line_inverse_of(a));
  float deviation = 1.0f / e.state->target_scale;
  if (windowed) {
    float size = 0.0f;
    for_each_kept(a, e, {m.shape, *m.size, m.parameters}, rest, [&](const Opinion& o) {
      const float weight = weigh_kept(a) / static_cast<float>(e.state->kept);
      const float error = ask_line(a, o.x[dim_of(a)] - m.parameters[m.shape.target()]);  // the target stands behind the inputs
      static_cast<void>(tensor::project(order_of(a), line_inverse_of(a), sample_of(a), along_of(a, 0)));
      const float grown = absorb_line(a, weight, 1.0f, 1.0f / unknown, error);
      size = simd::fused(weight, tensor::magnitude(error) / simd::root(grown), size);
    });
    deviation = deviation_of_size * size;
  }
  if (deviation < a.state->sigma_least) deviation = a.state->sigma_least;
  judgement_of(a, Judgement::deviation) = judgement_of(a, Judgement::usual) = deviation;
  judgement_of(a, Judgement::lead) = conviction;
}

void begin(const AdapterView& a, const EstimatorSource& e, const ModelStore& m, bool fitted) noexcept {
  const AdaptCounters counters = a.state->counters;
  const Range range = find_range(a, e);
  const AdaptSettings settings = a.state->settings;  // a copy: configure writes over it
  static_cast<void>(configure_adapter(a, settings));
  AdaptState& state = *a.state;
  state.counters = counters;
  state.size = *m.size;
  state.shared_sigma = e.state->settings.shared_sigma;
  state.memory = e.state->settings.memory;
  state.range = e.state->settings.range;
  state.sigma_least = e.state->settings.sigma_floor / e.state->target_scale;
  const std::uint32_t experts = m.size->experts;
  tensor::copy(m.size->dim, unit_of(e), scale_of(a));
  tensor::fill(experts, 1.0f / static_cast<float>(experts), state.weight);
  const bool windowed = e.state->kept > 0;
  state.concentration = 1.0f / static_cast<float>(windowed ? e.state->kept : order_of(a));
  for (std::uint32_t row = 0; row < 2u * experts; ++row) {
    tensor::clear_inverse(order_of(a),
                          windowed || (experts == 1 && !fitted) ? unknown
                          : row < experts                       ? 1.0f
                                                                : 0.25f,
                          inverse_of(a, row));
  }
  const std::uint32_t rest = fitted ? e.state->kept : find_rest(e);
  if (windowed) settle_units(a, e, m, rest, fitted);
  if (windowed && !fitted) {
    start_line(a, e, m, rest);
    if (experts > 1) spread_line(a, m);
  } else if (windowed) {
    read_window(a, e, {m.shape, *m.size, m.parameters});
  }
  if (is_judged(*a.plan)) {
    judgement_of(a, Judgement::least) = range.least;
    judgement_of(a, Judgement::greatest) = range.greatest;
    judgement_of(a, Judgement::rests) = static_cast<float>(fitted ? Watch::most_restarts : e.state->watch.restarts);
  }
  if (has_line(a)) begin_line(a, e, m, rest);
  state.mark = m.parameters[m.shape.intercept(0)];
}

}  // namespace

Status begin_adapting(const AdapterView& a, const EstimatorSource& e, const ModelStore& m) noexcept {
  if (a.state->configured != Status::ok) return a.state->configured;
  if (e.state->configured != Status::ok) return e.state->configured;
  if (!e.state->framed) return Status::too_few_samples;
  const bool fitted = m.size->experts != 0;
  if (!fitted) write_start(e, m);
  if (m.size->dim != e.state->settings.dim) return Status::wrong_length;
  if (!is_sound({m.shape, *m.size, m.parameters})) return Status::not_finite;
  if (e.state->settings.shared_sigma) pool_sigma(m);
  begin(a, e, m, fitted);
  return Status::ok;
}

}  // namespace motet::core
