// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>

#include "motet/adapter.hpp"
#include "support/bits.hpp"
#include "support/effort.hpp"
#include "support/samples.hpp"

// An adapter at work on a known mixture.

namespace motet::test {

inline constexpr float nan_value = std::numeric_limits<float>::quiet_NaN();
inline constexpr float infinite = std::numeric_limits<float>::infinity();

/// Settings under which no bound of the law acts: for comparisons with the mirror.
[[nodiscard]] inline AdaptSettings plain_settings() {
  AdaptSettings settings;
  settings.expert_ridge = 1e-5f;
  settings.gate_ridge = 1e-5f;
  settings.change_threshold = 1e6f;
  return settings;
}

/// Settings of an estimator, and so of an adapter, that forget.
[[nodiscard]] inline Settings remember(float memory) {
  Settings settings;
  settings.memory = memory;
  return settings;
}

/// A mixture's samples, an estimator that has seen the first of them, the model fitted to these, and an adapter that has begun.
template <std::size_t Dim, std::size_t Experts, std::size_t Window>
struct Stage {
  Stage(const support::Mixture& truth, std::size_t first, std::size_t count, const AdaptSettings& settings = {},
        Settings of_fit = {}, std::uint64_t seed = 1)
      : random(seed), samples(support::draw_samples(truth, random, count)), adapter(settings), next(first) {
    of_fit.dim = truth.dim;
    of_fit.experts = truth.experts;
    if (support::effort == support::Effort::least) of_fit.refine_iterations = of_fit.power_iterations = 10;
    fitted = estimator.reset(of_fit);
    const std::span<const float> x = samples.x, y = samples.y;
    if (fitted == Status::ok) fitted = estimator.push(x.first(first * truth.dim), y.first(first), first);
    if (fitted == Status::ok) fitted = estimator.fit(model);
    begun = fitted == Status::ok ? adapter.begin(model, estimator) : fitted;
  }

  /// Adapts to the next `count` samples; says how many were taken.
  std::size_t run(std::size_t count) {
    std::size_t taken = 0;
    for (; count > 0 && next < samples.count; --count, ++next) {
      const Status status = adapter.adapt(samples.row(next), samples.y[next], model);
      taken += status == Status::ok || status == Status::changed;
    }
    return taken;
  }

  support::Random random;
  support::Samples samples;
  Estimator<Dim, Experts, Window> estimator;
  Model<Dim, Experts> model;
  Adapter<Dim, Experts> adapter;
  std::size_t next;
  Status fitted;
  Status begun;
};

// By reference: what is aligned to 16 bytes is not, where the Arm ABI hands it over by value.

/// Whether two adapters are the same to the bit.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] bool same(const Adapter<Dim, Experts>& one, const Adapter<Dim, Experts>& two) {
  const core::AdapterSource a = one.view(), b = two.view();
  return std::memcmp(a.state, b.state, sizeof *a.state) == 0 &&
         std::memcmp(a.block, b.block, sizeof(float) * a.plan->floats) == 0;
}

/// An adapter without its counters and its scratch.
template <std::size_t Dim, std::size_t Experts>
[[nodiscard]] Adapter<Dim, Experts> cleared(const Adapter<Dim, Experts>& from) {
  Adapter<Dim, Experts> adapter = from;
  const core::AdapterView a = adapter.view();
  a.state->counters = {};
  for (std::uint32_t at = a.plan->sample; at < a.plan->gradient; ++at) a.block[at] = 0.0f;
  for (std::uint32_t at = a.plan->along; at < a.plan->inverse; ++at) a.block[at] = 0.0f;
  return adapter;
}

/// Everything about an adapter and its model but its counters and its scratch, to be compared later.
template <std::size_t Dim, std::size_t Experts>
class Unchanged {
 public:
  Unchanged(const Adapter<Dim, Experts>& adapter, const Model<Dim, Experts>& model)
      : adapter_(adapter), model_(model), before_(cleared(adapter)), was_(model) {}

  [[nodiscard]] bool holds() const { return same(cleared(adapter_), before_) && std::memcmp(&model_, &was_, sizeof was_) == 0; }

 private:
  const Adapter<Dim, Experts>& adapter_;
  const Model<Dim, Experts>& model_;
  Adapter<Dim, Experts> before_;
  Model<Dim, Experts> was_;
};

[[nodiscard]] inline support::Mixture draw_mixture(std::uint32_t experts, std::uint32_t dim, double sigma,
                                                   std::uint64_t seed = 3) {
  support::Random random(seed);
  return support::make_general(random, experts, dim, sigma);
}

}  // namespace motet::test
