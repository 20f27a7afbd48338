// SPDX-License-Identifier: MIT
#include "pool/choose.hpp"

#include "pool/chance.hpp"
#include "stream/retune.hpp"
#include "tensor/vector.hpp"

namespace motet::core::pool {

namespace {

/// How many of `count` rows drawn from both streams without putting back come from the one with `ours` samples.
[[nodiscard]] std::uint32_t draw_share(std::uint64_t& random, std::uint64_t ours, std::uint64_t theirs,
                                       std::uint32_t count) noexcept {
  std::uint32_t share = 0;
  for (; count > 0; --count) {
    if (happens(random, ours, ours + theirs)) {
      ++share;
      --ours;
    } else {
      --theirs;
    }
  }
  return share;
}

/// Copies a uniform choice of `needed` out of `count` rows to `to`, in their order; it may be their own place.
void select_rows(std::uint64_t& random, std::uint32_t width, const float* rows, std::uint32_t count, std::uint32_t needed,
                 float* to) noexcept {
  for (; needed > 0; --count, rows += width) {
    if (!happens(random, needed, count)) continue;
    tensor::copy(width, rows, to);
    to += width;
    --needed;
  }
}

/// The same by weight: `count` times our share of it, up or down to a whole number at random.
[[nodiscard]] std::uint32_t round_share(std::uint64_t& random, const Weights& weights, std::uint32_t count) noexcept {
  const float share = static_cast<float>(count) * (weights.ours / (weights.ours + weights.theirs));
  const std::uint32_t whole = static_cast<std::uint32_t>(share);
  const float rest = (share - static_cast<float>(whole)) * 0x1p24f;
  return whole + (happens(random, static_cast<std::uint32_t>(rest), 1u << 24) ? 1u : 0u);
}

/// A share that both windows can give.
[[nodiscard]] std::uint32_t clamp_share(std::uint32_t share, std::uint32_t count, std::uint32_t ours,
                                        std::uint32_t theirs) noexcept {
  if (share > ours) share = ours;
  return count - share > theirs ? count - theirs : share;
}

}  // namespace

void choose_rows(const core::EstimatorView& into, const core::EstimatorSource& from, const Weights& weights) noexcept {
  State& state = *into.state;
  const std::uint64_t ours_offered = state.counters.accepted - state.missed;
  const std::uint64_t theirs_offered = from.state->counters.accepted - from.state->missed;
  const std::uint64_t offered = ours_offered + theirs_offered;
  const bool forgets = state.settings.memory > 0.0f;
  const std::uint32_t window = into.plan->window;
  const std::uint32_t width = stream::order_of(into);
  state.missed += from.state->missed;
  // An odd factor, so that equal states do not cancel.
  state.random = 0x9e3779b97f4a7c15u * state.random + from.state->random;
  std::uint32_t count = offered < window ? static_cast<std::uint32_t>(offered) : window;
  std::uint32_t ours = 0;
  if (forgets) {
    const std::uint32_t rows = state.kept + from.state->kept;
    count = rows < window ? rows : window;
    if (count == 0) return;
    ours = clamp_share(round_share(state.random, weights, count), count, state.kept, from.state->kept);
  } else {
    ours = draw_share(state.random, ours_offered, theirs_offered, count);
  }
  select_rows(state.random, width, stream::kept_row(into, 0), state.kept, ours, stream::kept_row(into, 0));
  select_rows(state.random, width, from.block + from.plan->reservoir, from.state->kept, count - ours,
              stream::kept_row(into, ours));
  state.kept = count;
  if (forgets) stream::shuffle_rows(state.random, width, count, stream::kept_row(into, 0));
}

}  // namespace motet::core::pool
