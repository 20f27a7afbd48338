// SPDX-License-Identifier: MIT
#include "text.hpp"

#include <cstddef>
#include <cstdio>

namespace {

/// Bytes of the UTF-8 sequence that begins `text`; 0 if none does.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xc2 && lead < 0xe0   ? 2
                             : lead >= 0xe0 && lead < 0xf0 ? 3
                             : lead >= 0xf0 && lead < 0xf5 ? 4
                                                           : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  // overlong forms, surrogates and what lies past U+10FFFF
  const unsigned char second = byte(1);
  const bool wrong = (lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) || (lead == 0xf0 && second < 0x90) ||
                     (lead == 0xf4 && second > 0x8f);
  return wrong ? 0 : length;
}

std::string replace(std::string_view text, std::string_view (*replacement)(char)) {
  std::string result;
  for (const char character : printable(text)) {
    const std::string_view other = replacement(character);
    if (other.empty()) {
      result += character;
    } else {
      result += other;
    }
  }
  return result;
}

}  // namespace

std::string number(double value, int digits) {
  char text[40];
  std::snprintf(text, sizeof text, "%.*g", digits, value);
  return text;
}

std::string size_in_words(double bytes) {
  const char* const units[] = {"B", "KiB", "MiB", "GiB"};
  std::size_t unit = 0;
  for (; bytes >= 1023.5 && unit < 3; ++unit) bytes /= 1024.0;
  char text[40];
  std::snprintf(text, sizeof text, bytes < 9.95 ? "%.2g %s" : "%.0f %s", bytes, units[unit]);
  return text;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const bool control = static_cast<unsigned char>(text.front()) < 0x20 || text.front() == 0x7f;
    if (length == 0 || control) {
      result += '?';
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t most = 40;
  return '\'' + printable(text.substr(0, most)) + (text.size() > most ? "..." : "") + '\'';
}

std::string escape_xml(std::string_view text) {
  return replace(text, [](char character) -> std::string_view {
    switch (character) {
      case '&': return "&amp;";
      case '<': return "&lt;";
      case '>': return "&gt;";
      case '"': return "&quot;";
      case '\'': return "&apos;";
      default: return {};
    }
  });
}

std::string quote_json(std::string_view text) {
  return '"' +
         replace(text,
                 [](char character) -> std::string_view {
                   switch (character) {
                     case '"': return "\\\"";
                     case '\\': return "\\\\";
                     default: return {};
                   }
                 }) +
         '"';
}
