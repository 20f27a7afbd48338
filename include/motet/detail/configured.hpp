// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "motet/status.hpp"

namespace motet {

/// Makes an object of zero bytes alone, which returns not_constructed until it is reset: for a global in .bss that needs no
/// start-up code.
///
///     constinit motet::Estimator<8, 3, 64> learner(motet::zeroed);
///     int main() { if (learner.reset({}) != motet::Status::ok) ...
struct Zeroed {};
inline constexpr Zeroed zeroed{};

namespace core {

/// The status of the settings; every call of an object returns it if it is not ok. Held as its complement: memory of zeros, in
/// which no constructor has run, reads as not_constructed.
class Configured {
 public:
  constexpr Configured() noexcept = default;
  // NOLINTNEXTLINE(google-explicit-constructor): it stands for a Status
  constexpr Configured(Status status) noexcept : complement_(static_cast<std::uint8_t>(~static_cast<unsigned>(status))) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr operator Status() const noexcept { return static_cast<Status>(complement_ ^ 0xffu); }

 private:
  std::uint8_t complement_ = 0;
};

/// A value of zero bytes, whatever the defaults of its members.
template <class Value>
[[nodiscard]] constexpr Value make_zeroed() noexcept {
  static_assert(std::is_trivially_copyable_v<Value>);
  return std::bit_cast<Value>(std::array<std::byte, sizeof(Value)>{});
}

}  // namespace core
}  // namespace motet
