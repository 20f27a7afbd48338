// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

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

/// Numbers one behind the other, lists likewise: one list of fields serves for writing and for reading.
template <class Coder, class... Values>
constexpr void pass(Coder& code, Values&... values) noexcept {
  const auto each = [&code](auto& value) {
    if constexpr (requires { value[0]; }) {
      for (auto& one : value) code(one);
    } else {
      code(value);
    }
  };
  (each(values), ...);
}

/// The watch over a rest.
template <class Coder, class AnyWatch>
constexpr void pass_watch(Coder& code, AnyWatch& watch) noexcept {
  pass(code, watch.count, watch.far, watch.restarts, watch.scale, watch.limit, watch.variance, watch.first, watch.sum,
       watch.squares);
}

}  // namespace motet::core::image
