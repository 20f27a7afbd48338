// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string_view>

/// The mark before the fraction of a number; the other one may then divide thousands.
enum class Decimal { unknown, point, comma };

/// A number as it is written. Where its mark can be read in two ways, it has both values.
///
///     1.5   a point        1,5        a comma       1.234   a point, or a thousand and more
///     15    either         1,234,567  a point       1,234   either, and the values differ
struct Numeral {
  std::optional<double> with_point;  ///< its value if '.' is the decimal mark, if that is possible
  std::optional<double> with_comma;  ///< likewise ','; infinite if it is too large for a double
  bool percent = false;              ///< a percent sign stands behind it
  bool grouped_with_point = false;   ///< with_point takes marks for those of thousands
  bool grouped_with_comma = false;   ///< likewise

  /// The mark that the file must have, if the number shows it.
  [[nodiscard]] Decimal shows() const {
    if (with_point.has_value() == with_comma.has_value()) return Decimal::unknown;
    return with_point ? Decimal::point : Decimal::comma;
  }
  /// Whether the value depends on the mark.
  [[nodiscard]] bool depends() const { return with_point && with_comma && *with_point != *with_comma; }
  [[nodiscard]] const std::optional<double>& value(Decimal decimal) const {
    return decimal == Decimal::comma || !with_point ? with_comma : with_point;
  }
  [[nodiscard]] bool grouped(Decimal decimal) const {
    return decimal == Decimal::comma || !with_point ? grouped_with_comma : grouped_with_point;
  }
};

/// Reads a whole field as a number. Thousands may be divided by the mark that is not the decimal one, by an apostrophe or a
/// blank, always in threes; a percent sign may follow.
[[nodiscard]] std::optional<Numeral> read_numeral(std::string_view text);
