// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "motet/detail/image.hpp"
#include "motet/detail/view.hpp"

namespace motet::core::image {

/// Writes numbers as little-endian bytes, one behind the other.
class Encoder {
 public:
  constexpr explicit Encoder(std::byte* to) noexcept : at_(to) {}

  constexpr void operator()(std::uint8_t value) noexcept { put(value, 1); }
  constexpr void operator()(std::uint16_t value) noexcept { put(value, 2); }
  constexpr void operator()(std::uint32_t value) noexcept { put(value, 4); }
  constexpr void operator()(std::uint64_t value) noexcept { put(value, 8); }
  constexpr void operator()(float value) noexcept { put(std::bit_cast<std::uint32_t>(value), 4); }
  constexpr void operator()(bool value) noexcept { put(value ? 1u : 0u, 1); }

  /// One behind the last byte written.
  [[nodiscard]] constexpr std::byte* end() const noexcept { return at_; }

 private:
  constexpr void put(std::uint64_t value, int count) noexcept {
    for (; count > 0; --count, value >>= 8) *at_++ = static_cast<std::byte>(value & 0xffu);
  }

  std::byte* at_;
};

/// Reads what an Encoder has written.
class Decoder {
 public:
  constexpr explicit Decoder(const std::byte* from) noexcept : at_(from) {}

  constexpr void operator()(std::uint8_t& value) noexcept { value = static_cast<std::uint8_t>(take(1)); }
  constexpr void operator()(std::uint16_t& value) noexcept { value = static_cast<std::uint16_t>(take(2)); }
  constexpr void operator()(std::uint32_t& value) noexcept { value = static_cast<std::uint32_t>(take(4)); }
  constexpr void operator()(std::uint64_t& value) noexcept { value = take(8); }
  constexpr void operator()(float& value) noexcept { value = std::bit_cast<float>(static_cast<std::uint32_t>(take(4))); }
  constexpr void operator()(bool& value) noexcept {
    const std::uint64_t byte = take(1);
    good_ = good_ && byte <= 1;
    value = byte == 1;
  }

  /// Whether every bool was 0 or 1.
  [[nodiscard]] constexpr bool good() const noexcept { return good_; }

 private:
  constexpr std::uint64_t take(int count) noexcept {
    std::uint64_t value = 0;
    for (int byte = 0; byte < count; ++byte) value |= std::to_integer<std::uint64_t>(*at_++) << (8 * byte);
    return value;
  }

  const std::byte* at_;
  bool good_ = true;
};

/// The fields of an estimator, in the order of its image: one list for writing and for reading.
template <class Coder, class AnyState>
constexpr void pass_fields(Coder& code, AnyState& state) noexcept {
  auto& settings = state.settings;
  code(settings.dim);
  code(settings.calibration);
  code(settings.seed);
  code(settings.range);
  code(settings.memory);
  code(settings.experts);
  code(settings.shared_sigma);
  code(settings.drop_collinear);
  code(settings.condition_limit);
  code(settings.sigma_start);
  code(settings.sigma_floor);
  code(settings.gate_ridge);
  code(settings.tolerance);
  code(settings.power_starts);
  code(settings.power_iterations);
  code(settings.gate_iterations);
  code(settings.searches);
  code(settings.refine_iterations);
  code(state.framed);
  code(state.held);
  code(state.young);
  code(state.kept);
  code(state.target_shift);
  code(state.target_scale);
  code(state.widenings);
  code(state.age);
  code(state.squares);
  code(state.random);
  code(state.missed);
  code(state.counters.accepted);
  code(state.counters.wrong_length);
  code(state.counters.not_finite);
  code(state.counters.out_of_range);
}

/// The fields of a model.
template <class Coder, class AnySize>
constexpr void pass_sizes(Coder& code, AnySize& size) noexcept {
  code(size.dim);
  code(size.experts);
}

/// The fields of an adapter. Its lists by expert are as long for every bound.
template <class Coder, class AnyState>
constexpr void pass_adapter(Coder& code, AnyState& state) noexcept {
  auto& settings = state.settings;
  code(settings.step_delay);
  code(settings.step_power);
  code(settings.average_power);
  code(settings.renew_threshold);
  code(settings.gate_hold);
  code(settings.gate_stride);
  code(settings.gate_ridge);
  code(settings.expert_ridge);
  code(settings.outlier_limit);
  code(settings.stuck_limit);
  code(settings.change_allowance);
  code(settings.change_threshold);
  code(settings.change_memory);
  code(state.shared_sigma);
  code(state.turn);
  code(state.wide);
  pass_sizes(code, state.size);
  code(state.mark);
  code(state.range);
  code(state.sigma_least);
  code(state.samples);
  code(state.memory);
  code(state.falling);
  code(state.step);
  code(state.least_step);
  code(state.concentration);
  code(state.error);
  code(state.log_density);
  code(state.loglik);
  code(state.spread);
  code(state.drop);
  code(state.watched);
  for (auto& each : state.weight) code(each);
  for (auto& each : state.doubt) code(each);
  code(state.gate_doubt);
  for (auto& each : state.averaged) code(each);
  for (auto& each : state.sigma_averaged) code(each);
  for (auto& each : state.sigma_lag) code(each);
  for (auto& each : state.far) code(each);
  code(state.counters.accepted);
  code(state.counters.wrong_length);
  code(state.counters.not_finite);
  code(state.counters.out_of_range);
  code(state.counters.outliers);
  code(state.counters.stuck);
  code(state.counters.changes);
  code(state.counters.renewed);
  code(state.counters.replaced);
}

/// The header without its CRC.
template <class Coder, class AnyWord>
constexpr void pass_header(Coder& code, AnyWord& kind, AnyWord& version, core::ImageShape& shape, AnyWord& bytes) noexcept {
  code(kind);
  code(version);
  code(shape.dim);
  code(shape.experts);
  code(shape.window);
  code(bytes);
}

}  // namespace motet::core::image
