// SPDX-License-Identifier: MIT
#include "stream/retune.hpp"

#include "stream/forget.hpp"
#include "stream/frame.hpp"

namespace motet::core::stream {

Status retune_settings(const Plan& plan, const Settings& wanted, State& state, float& memory) noexcept {
  Plan empty = plan;
  empty.floats = 0;
  State fresh;
  if (const Status status = configure({&empty, &fresh, nullptr}, wanted); status != Status::ok) return status;
  Settings& settings = fresh.settings;
  if (settings.dim != state.settings.dim) return Status::bad_dim;
  if (settings.memory == 0.0f && state.settings.memory > 0.0f) return Status::other_memory;
  if (!state.framed && state.held >= calibration_length({&plan, &fresh, nullptr})) return Status::bad_setting;
  if (settings.seed != state.settings.seed) state.random = settings.seed;
  memory = settings.memory;
  settings.memory = state.settings.memory;
  state.settings = settings;
  return Status::ok;
}

void retune_memory(const EstimatorView& e, float memory) noexcept {
  Settings& settings = e.state->settings;
  if (settings.memory == memory) return;
  if (settings.memory > 0.0f) {
    if (e.state->framed) end_block(e);
  } else {
    // What is forgotten is taken from the end of the window.
    shuffle_rows(e.state->random, order_of(e), e.state->kept, kept_row(e, 0));
  }
  settings.memory = memory;
  set_framed(*e.state, e.state->framed);
}

}  // namespace motet::core::stream
