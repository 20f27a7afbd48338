// SPDX-License-Identifier: MIT
#pragma once

#include "climb/refine.hpp"
#include "motet/form.hpp"

namespace motet::core::family {

using solve::Candidate;
using solve::row_of;
using solve::Sums;
using solve::Workspace;

/// The prediction of an expert, and its derivative by the product of its row.
struct Answer {
  float value;  ///< deviations of y
  float slope;
};

/// The fit of a general model at work: the pieces of a fit, the form that is fitted now, and where y stands. To EM it is a kind
/// of mixture, as solve::Lines is.
///
/// Every row is held in deviations of y, as that of a line is: u = row'w stands for the input mean + unit u of the activation,
/// and the expert predicts (g(mean + unit u) - mean) / unit. For a line that is u itself, so all that solve does with
/// candidates (starting, ordering, reading and writing models) holds for every activation.
struct Task {
  static constexpr bool curved = true;
  static constexpr bool fixed = true;

  solve::Workspace work;
  Form form;
  float mean = 0.0f;  ///< user's units of y
  float unit = 1.0f;
  float steepness[max_experts] = {};  ///< of each activation, at the sample at hand
  float first[max_experts] = {};      ///< probability of the first side of each decision, likewise

  [[nodiscard]] Answer answer(std::uint32_t expert, float product) const noexcept;

  [[nodiscard]] bool tree() const noexcept { return form.tree(); }
  void share_out(const Candidate& candidate, const float* w, float y, solve::Shares& s) noexcept;
  [[nodiscard]] float slope(std::uint32_t expert) const noexcept { return steepness[expert]; }
  void add_gate(solve::Shares& s, const float* w, const float* q, const Sums& sums) const noexcept;
  void maximise_expert(std::uint32_t i, const Sums& sums) const noexcept;
  [[nodiscard]] std::uint32_t gate_parts() const noexcept;
  [[nodiscard]] bool maximise_gate_part(std::uint32_t part, const Sums& sums) const noexcept;
  void step_gate(const Sums& sums) const noexcept;
  static void stiffen(core::Climb& climb) noexcept;
  static void relax(core::Climb& climb) noexcept;
};

/// Where y stands, once the white frame is known.
void read_units(Task& task) noexcept;

}  // namespace motet::core::family
