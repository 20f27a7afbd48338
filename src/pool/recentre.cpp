// SPDX-License-Identifier: MIT
#include "pool/column.hpp"
#include "stream/reservoir.hpp"

namespace motet::core {

namespace {

using namespace motet::core::stream;

/// All moments in the old level; weights and the block at hand stay as they are.
void fold_young(const EstimatorView& e) noexcept {
  tensor::fold(order_of(e), old_level(e), young_level(e), e.plan->degree);
  e.state->squares += static_cast<float>(e.state->young);
  e.state->young = 0;
}

}  // namespace

Status recentre(const EstimatorView& e) noexcept {
  if (e.state->configured != Status::ok) return e.state->configured;
  if (!e.state->framed) return Status::ok;
  release(e);
  fold_young(e);
  const Settings& settings = e.state->settings;
  for (std::uint32_t c = 0; c <= settings.dim; ++c) {
    const pool::Axis from = pool::axis_of({e.plan, e.state, e.block}, c);
    const pool::Axis to =
        pool::follow(pool::column_of(from, c, old_level(e), e.plan->degree), settings.range, settings.memory > 0.0f);
    pool::move_column({order_of(e), old_level(e), e.plan->degree}, c, from, to);
    pool::set_axis(e, c, to);
  }
  return Status::ok;
}

}  // namespace motet::core
