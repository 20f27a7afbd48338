// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/detail/adaptation.hpp"
#include "motet/detail/image.hpp"

// The bytes of a saved adapter, laid out as image.hpp says; a writer and a reader of its own, so that who saves none links none.
//
//     fields: settings, units and schedule, change detector, weights and averages, counters
//     floats: scale, last sample, repeats, gradients of the gate, inverse information, carry, lag
//
// What is made anew for each sample is not in it.

namespace motet::core {

inline constexpr std::uint32_t adapter_fields = 367;

/// All that outlives a sample, in the order of the image.
using AdapterRuns = std::array<FloatRun, 7>;

[[nodiscard]] constexpr AdapterRuns float_runs(const AdapterPlan& plan) noexcept {
  return {{{plan.scale, plan.last - plan.scale},
           {plan.last, plan.run - plan.last},
           {plan.run, plan.sample - plan.run},
           {plan.gradient, plan.along - plan.gradient},
           {plan.inverse, plan.carry - plan.inverse},
           {plan.carry, plan.lag - plan.carry},
           {plan.lag, plan.floats - plan.lag}}};
}

[[nodiscard]] constexpr ImageShape image_shape(const AdapterPlan& plan) noexcept {
  std::uint32_t floats = 0;
  for (const FloatRun& run : float_runs(plan)) floats += run.count;
  return {ImageKind::adapter, plan.dim, plan.experts, 0, adapter_fields, floats};
}

/// As ImageWriter.
class AdapterWriter {
 public:
  explicit AdapterWriter(const AdapterSource& adapter) noexcept;

  /// Fills `piece` with the next bytes. Behind the end come 0xff, as erased flash has.
  void write(std::span<std::byte> piece) noexcept;

 private:
  [[nodiscard]] std::uint32_t current() const noexcept;

  AdapterSource from_;
  ImageShape shape_;
  AdapterRuns runs_;
  std::array<std::byte, ImageShape::header + adapter_fields> head_{};
  ImageCursor at_;
};

/// As ImageReader: first to check an image, then to take it over.
class AdapterReader {
 public:
  /// Checks an image for an adapter of this plan.
  explicit AdapterReader(const AdapterPlan& plan) noexcept;
  /// Takes over an image that has been checked.
  explicit AdapterReader(const AdapterView& to) noexcept;

  void read(std::span<const std::byte> piece) noexcept;

  /// All bytes have been read; as ImageReader::finish.
  [[nodiscard]] Status finish() noexcept;

 private:
  void take_float(float value) noexcept;
  void read_fields() noexcept;
  void take_over() noexcept;

  AdapterView to_;  // without a state: to be checked only
  ImageShape shape_;
  AdapterRuns runs_;
  AdaptState fields_{};
  std::array<std::byte, ImageShape::header + adapter_fields> head_{};
  ImageIntake at_;
};

}  // namespace motet::core
