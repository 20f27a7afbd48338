// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "motet/activation.hpp"
#include "motet/settings.hpp"
#include "motet/status.hpp"

namespace motet {

/// An inner node of a gate that is a tree: the experts on its two sides, a bit each (expert 0 is bit 0).
struct Decision {
  std::uint8_t first = 0;   ///< taken with probability f(w'x + b), f the logistic function
  std::uint8_t second = 0;  ///< taken otherwise

  friend constexpr bool operator==(const Decision&, const Decision&) noexcept = default;
};

/// What kind of mixture a general model is: the activation of each expert, and a softmax gate or a binary tree of decisions.
struct Form {
  std::uint32_t experts = 0;
  std::array<Activation, max_experts> activation{};
  std::array<Decision, max_experts - 1> decision{};  ///< a tree: experts - 1, each before those on its sides; a softmax: none

  [[nodiscard]] constexpr bool tree() const noexcept { return decision[0].first != 0; }
  friend constexpr bool operator==(const Form&, const Form&) noexcept = default;
};

/// Experts of one activation behind a softmax gate.
[[nodiscard]] constexpr Form make_mixture(std::uint32_t experts, const Activation& activation) noexcept {
  Form form;
  form.experts = experts;
  form.activation.fill(activation);
  return form;
}

/// Experts of one activation behind a tree that halves them, and the halves, until each stands alone.
///
/// source  [JJ94]
[[nodiscard]] constexpr Form make_tree(std::uint32_t experts, const Activation& activation) noexcept {
  Form form = make_mixture(experts, activation);
  if (experts < 2 || experts > max_experts) return form;
  std::array<std::uint8_t, max_experts - 1> set{};  // the experts that a node parts
  set[0] = static_cast<std::uint8_t>((1u << experts) - 1u);
  std::uint32_t known = 1;
  for (std::uint32_t node = 0; node + 1 < experts; ++node) {
    std::uint32_t count = 0;
    for (std::uint32_t i = 0; i < experts; ++i) count += set[node] >> i & 1u;
    std::uint8_t half = 0;
    for (std::uint32_t i = 0, taken = 0; taken < (count + 1) / 2; ++i) {
      if ((set[node] >> i & 1u) == 0) continue;
      half = static_cast<std::uint8_t>(half | 1u << i);
      ++taken;
    }
    const std::uint8_t rest = static_cast<std::uint8_t>(set[node] & ~half);
    form.decision[node] = {half, rest};
    if (count > 2) set[known++] = half;
    if (count > 3) set[known++] = rest;
  }
  return form;
}

/// The gated recurrent unit as a tree of two decisions, inputs (x, h):
///
///     h' = (1 - z) h + z (1 - r) f(A x) + z r f(A x + B h)
///
/// Decision 0 is z, decision 1 is r; expert 0 is h, expert 1 f(A x), expert 2 f(A x + B h).
///
/// source  [MOKV19] section 1
[[nodiscard]] constexpr Form make_gated_recurrent_unit() noexcept {
  Form form = make_mixture(3, hyperbolic_tangent());
  form.activation[0] = linear();
  form.decision[0] = {0b110, 0b001};
  form.decision[1] = {0b100, 0b010};
  return form;
}

/// Whether a form is valid: its tree separates all experts, one by one, and every activation has a label transform.
///
/// shape   bound: most experts
/// writes  common, where it is given and the experts are alike: their coefficients
/// error   bad_experts, bad_form, no_transform
[[nodiscard]] Status check_form(const Form& form, std::size_t bound, LabelCoefficients* common) noexcept;

}  // namespace motet
