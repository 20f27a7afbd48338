// SPDX-License-Identifier: MIT
#include "adapt/fallback.hpp"

#include "adapt/adapt_experts.hpp"
#include "adapt/influence.hpp"
#include "tensor/inverse.hpp"
#include "tensor/unit.hpp"
#include "tensor/vector.hpp"

namespace motet::core::adapting {

namespace {

constexpr float wild_share = 0x1p-4f;       // of its square, by which an error of the line weighs less
constexpr float deviation_share = 0x1p-6f;  // of a sample, in the deviation of the line
constexpr float forgiven = 0x1p-9f;         // of what the mixture trails by, with each sample
constexpr float most_gain = 2.0f;           // nats, by one sample: a mixture is lost at once, but does not win by one of luck
constexpr float enough = 3.0f;              // far samples in a row

/// Deviations, squared; finite.
[[nodiscard]] float square(float error, float deviation) noexcept {
  const float off = error / deviation;
  return tensor::within(farthest_target, off) ? off * off : farthest_target * farthest_target;
}

void judge(const AdapterView& a, float y, float line_error, float mixture_error, bool surprised) noexcept {
  const float least = judgement_of(a, Judgement::least);
  const float greatest = judgement_of(a, Judgement::greatest);
  float& usual = judgement_of(a, Judgement::usual);
  const float line = square(y - hold_near(least, greatest, y - line_error), usual);
  const float mixture = square(y - hold_near(least, greatest, y - mixture_error), usual);
  float& lead = judgement_of(a, Judgement::lead);
  if (lead < -conviction) lead -= forgiven * lead;
  const float gain = (line - mixture) / simd::fused(surprised ? 0.0f : wild_share, line, 2.0f);
  lead += gain < most_gain ? gain : most_gain;
  lead = lead > conviction ? conviction : lead < -deepest ? -deepest : lead;
  float& on_line = judgement_of(a, Judgement::on_line);
  if (lead <= -conviction) on_line = 1.0f;
  if (lead >= conviction) on_line = 0.0f;
  const float surplus = line < most_surplus ? line : most_surplus;
  usual *= simd::root(simd::fused(deviation_share, surplus - 1.0f, 1.0f));
  if (usual < a.state->sigma_least) usual = a.state->sigma_least;
}

}  // namespace

void see_target(const AdapterView& a, float y, bool wild) noexcept {
  if (wild || !is_judged(*a.plan)) return;
  float& least = judgement_of(a, Judgement::least);
  float& greatest = judgement_of(a, Judgement::greatest);
  if (y < least) least = y;
  if (y > greatest) greatest = y;
}

float ask_line(const AdapterView& a, float target) noexcept {
  return target - tensor::dot(order_of(a), line_of(a), sample_of(a));
}

float absorb_line(const AdapterView& a, float weight, float keep, float largest, float error) noexcept {
  const std::uint32_t order = order_of(a);
  const float grown = tensor::absorb(order, weight, keep, largest, along_of(a, 0), line_inverse_of(a), gain_of(a));
  tensor::add_scaled(padded(order), weight / grown * error, gain_of(a), line_of(a));
  return grown;
}

void learn_line(const AdapterView& a, float y, const Opinion& o, const ModelStore& m) noexcept {
  if (!has_line(a)) return;
  const std::uint32_t order = order_of(a);
  const float target = y - m.parameters[m.shape.target()];
  float error = ask_line(a, target);
  float leverage = tensor::project(order, line_inverse_of(a), sample_of(a), along_of(a, 0));
  if (!tensor::within(farthest_leverage, leverage) || !tensor::within(tensor::largest_float, error)) {
    tensor::clear_inverse(order, unknown, line_inverse_of(a));
    tensor::fill(padded(order), 0.0f, line_of(a));
    error = target;
    leverage = tensor::project(order, line_inverse_of(a), sample_of(a), along_of(a, 0));
  }
  const float step = a.state->step;
  float& deviation = judgement_of(a, Judgement::deviation);
  float& far = judgement_of(a, Judgement::far);
  const float variance = simd::fused(step, leverage, 1.0f);
  const float whole = square(error, deviation) / variance;
  far = whole <= far_target * far_target ? 0.0f : far < enough ? far + 1.0f : enough;
  const bool surprised = far >= enough;
  const bool bounded = far > 0.0f && !surprised;
  judge(a, y, error, o.surprise, surprised);
  if (bounded) error *= far_target / simd::root(whole);
  const float keep = surprised ? keep_of_surprised(whole) : 1.0f - step;
  const float rho = 1.0f - keep;
  const float news = rho / keep * leverage;
  const float weight = news > most_news ? rho * (most_news / news) : rho;
  const float grown = absorb_line(a, weight, keep, limit_variance(a), error);
  const float left = square(error, deviation) / grown;
  const float surplus = bounded && left > most_surplus ? most_surplus : left;
  const float surge = (rho > deviation_share ? rho : deviation_share) * (surplus - 1.0f);
  const float wanted = deviation * simd::root(1.0f + (surge < most_surge ? surge : most_surge));
  deviation = wanted > a.state->sigma_least ? wanted : a.state->sigma_least;
}

}  // namespace motet::core::adapting
