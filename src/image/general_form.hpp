// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include "image/fields.hpp"
#include "motet/detail/general_image.hpp"

namespace motet::core::image {

/// A form as numbers. Lists are as long for every number of experts, zero behind those in use.
struct FormCode {
  std::uint32_t experts = 0;
  std::array<std::uint16_t, max_experts> activation{};  ///< 0 a line, 1 sigmoid, 2 tanh, 3 leaky rectifier, 4 the user's own
  std::array<float, max_experts> parameter{};
  std::array<std::uint16_t, max_experts - 1> decision{};  ///< first side, second side 256 times

  /// Whether both are the same but for the pairing of a tree.
  [[nodiscard]] bool is_like(const FormCode& other) const noexcept {
    bool same = experts == other.experts && activation == other.activation && (decision[0] == 0) == (other.decision[0] == 0);
    for (std::uint32_t i = 0; i < max_experts; ++i) {
      same &= std::bit_cast<std::uint32_t>(parameter[i]) == std::bit_cast<std::uint32_t>(other.parameter[i]);
    }
    return same;
  }
};

[[nodiscard]] inline std::uint16_t name_activation(const Activation& activation) noexcept {
  if (activation.linear()) return 0;
  if (activation.value == core::sigmoid && activation.derivative == core::sigmoid_derivative) return 1;
  if (activation.value == core::hyperbolic_tangent && activation.derivative == core::hyperbolic_tangent_derivative) return 2;
  if (activation.value == core::leaky_rectifier && activation.derivative == core::leaky_rectifier_derivative) return 3;
  return 4;
}

[[nodiscard]] inline FormCode code_form(const Form& form) noexcept {
  FormCode code;
  code.experts = form.experts;
  for (std::uint32_t i = 0; i < form.experts; ++i) {
    code.activation[i] = name_activation(form.activation[i]);
    code.parameter[i] = form.activation[i].parameter;
    if (!form.tree() || i + 1 == form.experts) continue;
    code.decision[i] = static_cast<std::uint16_t>(form.decision[i].first | form.decision[i].second << 8);
  }
  return code;
}

/// Kind, version and form.
template <class Coder, class Word, class AnyForm>
constexpr void pass_form(Coder& code, Word& kind, Word& version, AnyForm& form) noexcept {
  code(kind);
  code(version);
  code(form.experts);
  for (auto& each : form.activation) code(each);
  for (auto& each : form.parameter) code(each);
  for (auto& each : form.decision) code(each);
}

}  // namespace motet::core::image
