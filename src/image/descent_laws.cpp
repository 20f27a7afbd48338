// SPDX-License-Identifier: MIT
#include "image/descent_laws.hpp"

#include "image/laws.hpp"
#include "tensor/vector.hpp"

namespace motet::core::image {

namespace {

constexpr std::uint32_t most_samples = 1u << 24;  // in a stage
constexpr float least_value = 1e-4f;              // of an eigenvalue in use: noise of the longest stage is larger
constexpr float most_vector = 2e4f;               // all steps of the longest stage in one direction
constexpr float most_slope = 4.0f;                // deviations of y a deviation of x
constexpr float most_along = 1e15f;               // a third moment along an expert
constexpr float most_second = 1e11f;              // all samples of the longest stage in one corner
constexpr float most = 1e9f;                      // of all else

/// The settings as configure takes them, with every bound filled in.
[[nodiscard]] bool lawful_settings(const DescentPlan& plan, const DescentSettings& settings) noexcept {
  DescentPlan empty;  // without a float, for configure clears them
  empty.dim = plan.dim;
  empty.experts = plan.experts;
  DescentState state;
  float none = 0.0f;
  return settings.dim != 0 && settings.experts != 0 && settings.samples != 0 &&
         core::configure({&empty, &state, &none}, settings) == Status::ok;
}

/// Samples and outcome of the stage at hand.
[[nodiscard]] bool lawful_stage(const DescentState& s) noexcept {
  const bool early = s.outcome == Status::too_few_samples;
  const bool running = s.wanted <= most_samples && s.count < s.wanted && s.count <= s.counters.accepted;
  switch (s.stage) {
    case DescentStage::spread:
      return running && (early || s.outcome == Status::constant_inputs || s.outcome == Status::constant_target);
    case DescentStage::directions: return running && (early || s.outcome == Status::no_fit);
    case DescentStage::experts:
    case DescentStage::lengths: return running && early;
    case DescentStage::gate: return s.outcome == Status::ok && s.wanted == 0 && s.count <= most_samples;
  }
  return false;
}

/// Directions of x and of the experts.
[[nodiscard]] bool lawful_space(const DescentState& s) noexcept {
  if (s.stage == DescentStage::spread) return s.rank == 0 && s.order == 0;
  if (s.rank > s.settings.dim) return false;
  if (s.stage == DescentStage::directions) return s.order == 0;
  return s.settings.experts <= s.rank && s.order == (s.settings.project ? s.settings.experts : s.rank);
}

/// Whether a place of the packed second moment is one of its diagonal.
[[nodiscard]] bool is_diagonal(std::uint32_t order, std::uint32_t place) noexcept {
  bool found = false;
  for (std::uint32_t j = 0; j < order; ++j) found |= place == pair_index(j, j);
  return found;
}

}  // namespace

bool lawful(const DescentPlan& plan, const DescentState& s) noexcept {
  return lawful_settings(plan, s.settings) && lawful_stage(s) && lawful_space(s) && s.target_deviation > 0.0f &&
         finite(s.target_deviation) && lawful_watch(s.watch) && tensor::within(512.0f * slack, s.third) && s.variance <= most &&
         s.variance >= s.settings.sigma_floor * s.settings.sigma_floor;
}

bool lawful(const DescentPlan& plan, const DescentState& s, std::uint32_t place, float value) noexcept {
  if (place < plan.scale) return tensor::within(s.settings.range, value);
  if (place < plan.mean) return value == 0.0f || lawful_scale(s.settings.range, value);
  if (place < plan.second) return tensor::within(most, value);
  if (place < plan.forward) {
    const bool spread = s.stage == DescentStage::spread && is_diagonal(s.settings.dim + 1u, place - plan.second);
    return tensor::within(most_second, value) && !(spread && value < 0.0f);
  }
  if (place < plan.value) return tensor::within(most, value);
  if (place < plan.sample) return tensor::within(most, value) && (place - plan.value >= s.order || value >= least_value);
  if (place < plan.gram) return tensor::within(most_vector, value);
  if (place < plan.slope) return tensor::within(most_along, value);
  return tensor::within(place < plan.gate ? most_slope : most, value);
}

}  // namespace motet::core::image
