// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "motet/learner.hpp"

/// Most inputs that a file may have.
inline constexpr std::size_t most_inputs = motet::max_dim;
/// Regimes that a learner looks for.
inline constexpr std::uint32_t regimes = 4;

/// A learner whose bound on the inputs is chosen at run time.
class AnyLearner {
 public:
  virtual ~AnyLearner() = default;

  [[nodiscard]] virtual motet::Status predict(std::span<const float> x, motet::Forecast& forecast) = 0;
  [[nodiscard]] virtual motet::Status learn(std::span<const float> x, float y, float elapsed) = 0;
  [[nodiscard]] virtual motet::LearnerReport report() const = 0;
  [[nodiscard]] virtual float log_density() const = 0;
  /// The regime that rules at `x`; `regimes` while there is none.
  [[nodiscard]] virtual std::uint32_t regime(std::span<const float> x) const = 0;
  [[nodiscard]] virtual std::size_t bytes() const = 0;
  /// Everything it has learnt.
  [[nodiscard]] virtual std::vector<std::byte> save() const = 0;
  /// Goes on as the one that was saved; as it was if that is refused.
  [[nodiscard]] virtual motet::Status load(std::span<const std::byte> image) = 0;
};

/// The smallest compiled learner that serves so many inputs.
///
/// shape   inputs: 1..most_inputs
[[nodiscard]] std::unique_ptr<AnyLearner> make_learner(std::size_t inputs);
