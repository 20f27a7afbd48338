// SPDX-License-Identifier: MIT
#include "csv/number.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <string>
#include <system_error>

#include "csv/fields.hpp"

namespace {

bool is_digit(char character) { return character >= '0' && character <= '9'; }

/// The blanks, minus signs and apostrophes of Unicode as those of ASCII.
std::string plain(std::string_view text) {
  struct Twin {
    std::string_view unicode;
    char ascii;
  };
  constexpr Twin twins[] = {
      {"\u00a0", ' '}, {"\u202f", ' '}, {"\u2009", ' '}, {"\u2212", '-'}, {"\u2019", '\''},
  };
  std::string result;
  while (!text.empty()) {
    const auto twin =
        std::find_if(std::begin(twins), std::end(twins), [&](const Twin& t) { return text.starts_with(t.unicode); });
    result += twin == std::end(twins) ? text.front() : twin->ascii;
    text.remove_prefix(twin == std::end(twins) ? 1 : twin->unicode.size());
  }
  return result;
}

/// Takes the marks out of `digits`, which must divide it in threes and be all alike.
bool join_thousands(std::string& digits, char decimal) {
  const std::size_t first = std::min(digits.find_first_not_of("0123456789"), digits.size());
  if (first == digits.size()) return true;
  const char mark = digits[first];
  if (mark == decimal || first == 0 || first > 3 || digits[0] == '0') return false;
  for (std::size_t i = first; i < digits.size(); i += 4) {
    if (digits[i] != mark || digits.size() < i + 4) return false;
    if (!is_digit(digits[i + 1]) || !is_digit(digits[i + 2]) || !is_digit(digits[i + 3])) return false;
  }
  std::erase(digits, mark);
  return true;
}

/// The value of sign, digits with marks and exponent, if `decimal` is the decimal mark.
std::optional<double> evaluate(bool negative, std::string_view body, std::string_view exponent, char decimal, bool& grouped) {
  const std::size_t mark = body.find(decimal);
  std::string whole(body.substr(0, mark));
  const std::string_view fraction = mark == std::string_view::npos ? std::string_view() : body.substr(mark + 1);
  const std::size_t length = whole.size();
  if (!std::all_of(fraction.begin(), fraction.end(), is_digit) || !join_thousands(whole, decimal)) return {};
  grouped = whole.size() < length;
  if (grouped && !exponent.empty()) return {};
  if (whole.empty() && fraction.empty()) return {};
  if (fraction.empty() && mark != std::string_view::npos && decimal == ',') return {};  // "5," is the rest of something

  const std::string text =
      (negative ? "-" : "") + whole + (fraction.empty() ? "" : ".") + std::string(fraction) + std::string(exponent);
  double value = 0.0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem == std::errc::invalid_argument || end != text.data() + text.size()) return {};
  // from_chars does not tell what is too large from what is too small; strtod does
  if (problem == std::errc::result_out_of_range) value = std::strtod(text.c_str(), nullptr);
  return value;
}

}  // namespace

std::optional<Numeral> read_numeral(std::string_view field) {
  const std::string copy = plain(field);
  std::string_view text = copy;
  Numeral numeral;
  if (text.ends_with('%')) {
    numeral.percent = true;
    text = trim(text.substr(0, text.size() - 1));
  }
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t end = std::min(text.find_first_of("eE"), text.size());
  const std::string_view body = text.substr(0, end);
  std::string exponent(text.substr(end));
  if (exponent.size() > 1 && exponent[1] == '+') exponent.erase(1, 1);
  if (!std::all_of(body.begin(), body.end(),
                   [](char c) { return is_digit(c) || c == '.' || c == ',' || c == '\'' || c == ' '; })) {
    return {};
  }
  numeral.with_point = evaluate(negative, body, exponent, '.', numeral.grouped_with_point);
  numeral.with_comma = evaluate(negative, body, exponent, ',', numeral.grouped_with_comma);
  if (!numeral.with_point && !numeral.with_comma) return {};
  return numeral;
}
