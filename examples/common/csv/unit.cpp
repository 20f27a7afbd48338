// SPDX-License-Identifier: MIT
#include "csv/unit.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace {

constexpr std::string_view plain[] = {
    "s",      "sec",    "min", "h",   "hr",  "d",   "m",      "g",       "A",       "K",       "mol",    "cd",  "Hz",
    "N",      "Nm",     "Pa",  "J",   "W",   "Wh",  "V",      "VA",      "var",     "C",       "F",      "Ohm", "ohm",
    "\u2126", "\u03a9", "S",   "T",   "H",   "Wb",  "lm",     "lx",      "bar",     "eV",      "l",      "L",   "t",
    "Ah",     "B",      "bit", "%",   "ppm", "ppb", "\u00b0", "\u00b0C", "\u00b0F", "\u00b0K", "\u2103", "deg", "degC",
    "degF",   "rad",    "sr",  "rpm", "psi", "in",  "ft",     "mi",      "lb",      "kn",      "mph",    "kph", "kmh",
    "pH",     "%RH",    "dB",  "dBm", "EUR", "USD", "\u20ac", "$"};
constexpr std::string_view prefixed[] = {"s", "m",   "g",  "A",  "K",   "mol", "Hz",  "N",      "Nm",     "Pa",  "J",
                                         "W", "Wh",  "V",  "VA", "var", "F",   "Ohm", "\u03a9", "\u2126", "S",   "T",
                                         "H", "bar", "eV", "l",  "L",   "t",   "Ah",  "B",      "bit",    "psi", "C"};
constexpr std::string_view prefixes[] = {"k", "M", "G", "T", "h", "d", "c", "m", "u", "\u00b5", "\u03bc", "n", "p"};

bool is_one_of(std::string_view text, auto& list) {
  return std::find(std::begin(list), std::end(list), text) != std::end(list);
}

/// A unit with its prefix, and with the power behind it.
bool is_atom(std::string_view text) {
  for (const std::string_view power : {"\u00b2", "\u00b3"}) {
    if (text.ends_with(power)) text.remove_suffix(power.size());
  }
  if (is_one_of(text, plain)) return true;
  while (!text.empty() && text.back() >= '0' && text.back() <= '9') text.remove_suffix(1);
  while (text.ends_with('-') || text.ends_with('^')) text.remove_suffix(1);
  return is_one_of(text, plain) || std::any_of(std::begin(prefixes), std::end(prefixes), [&](std::string_view prefix) {
           return text.starts_with(prefix) && is_one_of(text.substr(prefix.size()), prefixed);
         });
}

}  // namespace

bool is_unit(std::string_view text) {
  if (text.empty() || text == "-") return true;
  const char open = text.front();
  if ((open == '[' && text.back() == ']') || (open == '(' && text.back() == ')')) return true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("/* ."), text.size());
    if (!is_atom(text.substr(0, end))) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}
