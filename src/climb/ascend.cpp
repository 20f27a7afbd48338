// SPDX-License-Identifier: MIT
#include "climb/ascend.hpp"

namespace motet::core::solve {

namespace {

constexpr float noise = 3e-7f;      // nats per sample: what rounding may take from one pass to the next
constexpr float stall = 1e-7f;      // nats per sample: a gain that could be rounding
constexpr float slow_gain = 1e-3f;  // nats per sample and pass: below, steps are lengthened
constexpr float lengthen = 1.3f;    // by so much a pass, as long as the likelihood rises
constexpr float longest = 12.0f;    // EM steps

}  // namespace

bool fell(const core::Climb& climb, float objective) noexcept { return climb.begun && !(objective >= climb.last - noise); }

bool settle(core::Climb& climb, float objective, float tolerance) noexcept {
  const float gain = climb.begun ? objective - climb.last : 1.0f;
  const float rate = climb.gain > 0.0f ? gain / climb.gain : 1.0f;
  const bool little = gain < tolerance && (gain < stall || gain * rate < tolerance * (1.0f - rate));
  climb.quiet = climb.begun && little ? static_cast<std::uint8_t>(climb.quiet + 1) : std::uint8_t{0};
  climb.gain = gain;
  climb.last = objective;
  climb.begun = true;
  return climb.quiet >= 2;
}

float lengthened(const core::Climb& climb) noexcept {
  if (!(climb.gain < slow_gain)) return 1.0f;
  return climb.stretch * lengthen < longest ? climb.stretch * lengthen : longest;
}

void scale_step(std::uint32_t floats, float factor, float* rows, const float* saved) noexcept {
  for (std::uint32_t at = 0; at < floats; ++at) rows[at] = simd::fused(factor, rows[at] - saved[at], saved[at]);
}

void scale_rows(const Workspace& work, float factor) noexcept {
  const std::uint32_t floats = work.current.experts * work.row();
  scale_step(floats, factor, work.current.expert, work.saved.expert);
  scale_step(floats, factor, work.current.gate, work.saved.gate);
}

float measure_step(const Workspace& work) noexcept {
  const Candidate& now = work.current;
  float step = 0.0f;
  for (std::uint32_t i = 0; i < now.experts; ++i) {
    const float squared = measure_distance(work, row_of(work, now.expert, i), row_of(work, work.saved.expert, i));
    step += now.weight[i] * squared / (2.0f * now.variance[i]);
    step += 0.125f * measure_distance(work, row_of(work, now.gate, i), row_of(work, work.saved.gate, i));
  }
  return step;
}

std::uint32_t find_dead(const Workspace& work, const Sums& sums) noexcept {
  const float least = 0.5f * static_cast<float>(work.white_order()) + 1.0f;
  std::uint32_t i = 0;
  while (i < work.current.experts && sums.weight[i] >= least) ++i;
  return i;
}

std::uint32_t find_spare(const Workspace& work, const Sums& sums) noexcept {
  const Pair alike = find_alike(work, work.current);
  return sums.weight[alike.second] < sums.weight[alike.first] ? alike.second : alike.first;
}

void revive(const Workspace& work, std::uint32_t dead, bool tree, const Sums& sums) noexcept {
  const Candidate& candidate = work.current;
  std::uint32_t richest = dead == 0 ? 1 : 0;
  for (std::uint32_t i = 0; i < candidate.experts; ++i) {
    if (i != dead && sums.energy[i] > sums.energy[richest]) richest = i;
  }
  const float deviation = simd::root(sums.energy[richest] / sums.weight[richest]);
  const float apart = deviation > work.settings().sigma_floor ? deviation : work.settings().sigma_floor;
  split_expert(work, richest, dead, apart, tree, candidate);
  candidate.variance[dead] = candidate.variance[richest] = apart * apart;
}

}  // namespace motet::core::solve
