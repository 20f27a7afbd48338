// SPDX-License-Identifier: MIT
#pragma once

#include "climb/maximise.hpp"

namespace motet::core::solve {

/// Lines behind a softmax, as EM sees them. There are two kinds of mixture, this one and family::Task. Each defines its E-step
/// for one sample, and how its experts and its gate are maximised. The rest of EM is written once.
struct Lines {
  Workspace& work;

  static constexpr bool curved = false;  ///< a whole step of an expert may be too long
  static constexpr bool fixed = false;   ///< every expert has its place: none may be dropped
  [[nodiscard]] static constexpr bool tree() noexcept { return false; }

  // The E-step.
  void share_out(const Candidate& candidate, const float* w, float y, Shares& s) const noexcept {
    solve::share_out(work, candidate, w, y, s);
  }
  /// Of the expert's activation, at the sample that was shared out last.
  [[nodiscard]] static constexpr float slope(std::uint32_t) noexcept { return 1.0f; }
  void add_gate(Shares& s, const float* w, const float* q, const Sums& sums) const noexcept {
    add_softmax(work, work.current.experts, s, w, q, sums);
  }

  // The M-step. A part of the gate is an elementary step.
  void maximise_expert(std::uint32_t i, const Sums& sums) const noexcept {
    solve::maximise_expert(work, i, work.current, sums);
  }
  [[nodiscard]] std::uint32_t gate_parts() const noexcept { return (work.current.experts - 1) * work.white_order(); }
  [[nodiscard]] bool maximise_gate_part(std::uint32_t part, const Sums& sums) const noexcept {
    return form_gate_row(work, part, work.current, sums);
  }
  void step_gate(const Sums& sums) const noexcept { solve::step_gate(work, work.current, sums); }

  // After a step that was too long, and after one that was not.
  static constexpr void stiffen(core::Climb&) noexcept {}
  static constexpr void relax(core::Climb&) noexcept {}
};

extern template bool walk(Lines&, const Sums&, bool) noexcept;

}  // namespace motet::core::solve
