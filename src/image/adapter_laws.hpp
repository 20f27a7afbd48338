// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/adaptation.hpp"

namespace motet::core::image {

// Numbers that adaptation can leave behind; as laws.hpp.

/// Runs of an adapter's image by name.
enum AdapterRun : std::uint32_t {
  unit_run,
  last_run,
  repeat_run,
  gradient_run,
  inverse_run,
  carry_run,
  lag_run,
  line_run,
  judgement_run
};

/// What float `index` of a run is.
struct AdapterPlace {
  bool number;        ///< false: padding, or beyond the inputs and experts in use
  std::uint32_t row;  ///< of inverse, carry and lag: experts, then gate
  bool diagonal;      ///< of inverse: of D, not of U
};
[[nodiscard]] AdapterPlace locate_float(const core::ModelSize& size, std::uint32_t run, std::uint32_t index) noexcept;

/// Whether settings, sizes, schedule and averages agree with each other and with the bounds. Before begin there is nothing but
/// settings; its mark is any finite number, for what it marks lies in the model.
[[nodiscard]] bool lawful(const AdapterPlan& plan, const AdaptState& state) noexcept;

/// Whether the float at `index` of `run` is lawful with this state.
///
///     scale a power of two; the last sample within the range; repeats below their limit; |gradient| <= 2 experts 2^40;
///     1e-30 <= D <= 1e26; |U| <= 1e26; carry below half a step of the largest float; |lag| <= 2^126; the line finite;
///     |targets seen| <= 1e31; deviation > 0; -50 <= lead <= 4; rests and far targets 0 to 3; on_line 0 or 1
[[nodiscard]] bool lawful(const AdaptState& state, std::uint32_t run, std::uint32_t index, float value) noexcept;

}  // namespace motet::core::image
