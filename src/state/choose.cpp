// SPDX-License-Identifier: MIT
#include "state/choose.hpp"

#include "state/random.hpp"
#include "stream/stream.hpp"
#include "tensor/vector.hpp"

namespace motet::state {

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

}  // namespace

void choose_rows(const core::EstimatorView& into, const core::EstimatorSource& from) noexcept {
  State& state = *into.state;
  const std::uint64_t seen = state.counters.accepted + from.state->counters.accepted;
  const std::uint32_t count = seen < into.plan->window ? static_cast<std::uint32_t>(seen) : into.plan->window;
  const std::uint32_t width = stream::order_of(into);
  // An odd factor, so that equal states do not cancel.
  state.random = 0x9e3779b97f4a7c15u * state.random + from.state->random;
  const std::uint32_t ours = draw_share(state.random, state.counters.accepted, from.state->counters.accepted, count);
  select_rows(state.random, width, stream::kept_row(into, 0), state.kept, ours, stream::kept_row(into, 0));
  select_rows(state.random, width, from.block + from.plan->reservoir, from.state->kept, count - ours,
              stream::kept_row(into, ours));
  state.kept = count;
}

}  // namespace motet::state
