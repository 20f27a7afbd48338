// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "text.hpp"

/// Why a program ends before its work is done: one line for stderr, and the exit status.
struct Refusal {
  std::string words;
  int status = 1;
};

/// The words of a command line, taken from the left. `--name=value` is two words.
class Arguments {
 public:
  explicit Arguments(std::span<char* const> words) : words_(words) {}

  [[nodiscard]] bool empty() const { return words_.empty(); }

  /// Takes the next word.
  std::string_view take() {
    std::string_view word = words_.front();
    words_ = words_.subspan(1);
    const std::size_t equals = word.find('=');
    attached_ = word.starts_with("--") && equals != std::string_view::npos;
    if (attached_) {
      value_ = word.substr(equals + 1);
      word = word.substr(0, equals);
    }
    return word;
  }

  /// Takes the value of `option`, which was taken just before.
  ///
  /// error   Refusal, status 2: there is none
  std::string_view take_value(std::string_view option) {
    if (attached_) {
      attached_ = false;
      return value_;
    }
    if (words_.empty()) throw Refusal{std::string(option) + " needs a value", 2};
    const std::string_view word = words_.front();
    words_ = words_.subspan(1);
    return word;
  }

  /// Whether the last word came with a value that was not used.
  [[nodiscard]] bool value_left() const { return attached_; }

  /// Takes the value of `option` as a number from `least` to `most`.
  ///
  /// error   Refusal, status 2: no number, or out of range
  template <class Number>
  Number take_number(std::string_view option, Number least, Number most) {
    const std::string_view word = take_value(option);
    Number result{};
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), result);
    if (problem == std::errc{} && end == word.data() + word.size() && result >= least && result <= most) return result;
    throw Refusal{std::string(option) + " takes a number from " + number(static_cast<double>(least), 12) + " to " +
                      number(static_cast<double>(most), 12) + ", not '" + printable(word) + "'",
                  2};
  }

 private:
  std::span<char* const> words_;
  std::string_view value_;
  bool attached_ = false;
};
