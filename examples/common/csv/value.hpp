// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "csv/number.hpp"

/// What a field holds.
struct Value {
  enum class Kind { missing, number, truth, date, infinite, text };

  Kind kind = Kind::text;
  Numeral numeral;     ///< of a number
  double value = 0.0;  ///< of a truth, 0 or 1; of a date, seconds since 1970
};

/// Reads a field: a number; true, yes, on or false, no, off; a date; or one of the words for what is missing (nothing at all,
/// NA, NaN, null, none, a hyphen or a question mark).
[[nodiscard]] Value read_value(std::string_view field);
