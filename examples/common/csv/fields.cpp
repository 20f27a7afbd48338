// SPDX-License-Identifier: MIT
#include "csv/fields.hpp"

#include <algorithm>
#include <cstddef>

namespace {

bool is_space(char character) { return character == ' ' || character == '\t'; }

/// Takes a quoted stretch from the front of `rest`; false if its end is missing.
bool take_quoted(std::string_view& rest, std::string& field) {
  for (rest.remove_prefix(1); !rest.empty(); rest.remove_prefix(1)) {
    if (rest.front() == '"') {
      rest.remove_prefix(1);
      if (!rest.starts_with('"')) return true;
    }
    field += rest.front();
  }
  return false;
}

}  // namespace

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string split(std::string_view line, char separator, std::vector<std::string>& fields) {
  fields.clear();
  const bool blanks = separator == ' ';
  const auto ends = [&](char character) { return blanks ? is_space(character) : character == separator; };
  std::string_view rest = blanks ? trim(line) : line;
  for (;;) {
    std::string field;
    while (!rest.empty() && is_space(rest.front()) && (blanks || rest.front() != separator)) rest.remove_prefix(1);
    if (rest.starts_with('"') && !take_quoted(rest, field)) return "a quote is opened and not closed";
    const auto end = std::find_if(rest.begin(), rest.end(), ends);
    const std::size_t length = static_cast<std::size_t>(end - rest.begin());
    field += trim(rest.substr(0, length));
    fields.push_back(std::move(field));
    if (length == rest.size()) return {};
    rest.remove_prefix(length + 1);
  }
}
