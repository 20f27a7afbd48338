// SPDX-License-Identifier: MIT
#include "csv/value.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "csv/timestamp.hpp"

namespace {

template <class List>
bool is_one_of(std::string_view word, const List& list) {
  return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

constexpr std::string_view missing[] = {"", "na", "n/a", "#n/a", "nan", "-nan", "+nan", "null", "none", "nil", "-", "--", "?"};
constexpr std::string_view yes[] = {"true", "yes", "on"};
constexpr std::string_view no[] = {"false", "no", "off"};
constexpr std::string_view infinite[] = {"inf", "infinity"};

}  // namespace

Value read_value(std::string_view field) {
  Value result;
  if (const std::optional<Numeral> numeral = read_numeral(field)) {
    result.kind = Value::Kind::number;
    result.numeral = *numeral;
    return result;
  }
  std::string word(field);
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const std::string_view unsigned_word = std::string_view(word).substr(word.starts_with('-') || word.starts_with('+') ? 1 : 0);
  if (is_one_of(word, missing)) {
    result.kind = Value::Kind::missing;
  } else if (is_one_of(word, yes) || is_one_of(word, no)) {
    result.kind = Value::Kind::truth;
    result.value = is_one_of(word, yes) ? 1.0 : 0.0;
  } else if (is_one_of(unsigned_word, infinite)) {
    result.kind = Value::Kind::infinite;
  } else if (read_timestamp(field, result.value)) {
    result.kind = Value::Kind::date;
  }
  return result;
}
