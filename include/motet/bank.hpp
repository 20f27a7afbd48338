// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "motet/detail/requirements.hpp"

namespace motet {

/// What a member of a bank sees of a sample.
enum class Sight : std::uint8_t {
  nothing,          ///< nothing: the member knows the level of the target alone
  inputs,           ///< the inputs
  inputs_and_last,  ///< the inputs and the target of the sample before
};

/// A member of a bank: a line or a mixture, with a memory of its own.
struct Member {
  Sight sight = Sight::inputs;
  std::uint32_t experts = 0;  ///< 0: a line, by recursive least squares; else a mixture of so many, by adaptation
  std::uint32_t memory = 0;   ///< samples; 0: for ever
};

/// Most members of a bank.
inline constexpr std::uint32_t max_members = 24;

/// The bank of a small part: two mixtures of the inputs, and lines of four memories, with and without the target before.
/// A bank of your own is a type like this one.
template <std::uint32_t Experts>
struct SmallBank {
  static constexpr Member members[] = {
      {Sight::inputs, Experts, 0},     {Sight::inputs, Experts, 100},    {Sight::inputs, 0, 0},
      {Sight::inputs, 0, 500},         {Sight::inputs, 0, 50},           {Sight::inputs, 0, 10},
      {Sight::inputs_and_last, 0, 0},  {Sight::inputs_and_last, 0, 500}, {Sight::inputs_and_last, 0, 50},
      {Sight::inputs_and_last, 0, 10},
  };
};

/// The bank of a large part: the same lines, and four mixtures, of which two see the target before.
template <std::uint32_t Experts>
struct LargeBank {
  static constexpr Member members[] = {
      {Sight::inputs, Experts, 0},
      {Sight::inputs, Experts, 300},
      {Sight::inputs_and_last, Experts, 0},
      {Sight::inputs_and_last, Experts, 300},
      {Sight::inputs, 0, 0},
      {Sight::inputs, 0, 500},
      {Sight::inputs, 0, 50},
      {Sight::inputs, 0, 10},
      {Sight::inputs_and_last, 0, 0},
      {Sight::inputs_and_last, 0, 500},
      {Sight::inputs_and_last, 0, 50},
      {Sight::inputs_and_last, 0, 10},
  };
};

}  // namespace motet
