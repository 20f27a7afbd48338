// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include "motet/estimator.hpp"
#include "motet/learner.hpp"

// What the host and the board say to each other: lines of words. Numbers are hexadecimal, and a float is its bits.
//
//   host               board
//   new DIM EXPERTS    ok | no STATUS
//   push X... Y        nothing | no STATUS: the estimator and the learner take it
//   count              count ACCEPTED
//   fit                fit LOGLIK | no STATUS
//   model              model DIM EXPERTS, the rows of the model (NAME EXPERT FLOAT...), end
//   predict X...       predict MEAN VARIANCE | no STATUS
//   learnt             learnt ACCEPTED LOG_DENSITY: what the learner took, and what it thought of the last sample
//   forecast X...      forecast MEAN LOWER UPPER DEVIATION | no STATUS: of the learner
//   anything else      what?

namespace firmware {

using Estimator = motet::Estimator<32, 8, 512>;
using Model = motet::Model<32, 8>;
using Learner = motet::Learner<32>;

/// Characters of a line, its end included: `predict` and a sample of 32 inputs are 300.
inline constexpr std::size_t longest_line = 320;

/// A line in the making. What does not fit is left out.
class Line {
 public:
  explicit Line(const char* word) noexcept { add(word); }

  Line& add(const char* word) noexcept {
    if (size_ > 0) put(' ');
    while (*word != '\0') put(*word++);
    return *this;
  }
  Line& add(std::uint32_t number) noexcept {
    char digits[9]{};
    for (std::size_t at = 8; at-- > 0; number >>= 4) digits[at] = "0123456789abcdef"[number & 15u];
    return add(digits);
  }
  Line& add(float value) noexcept { return add(std::bit_cast<std::uint32_t>(value)); }

  /// The line, ended by a zero.
  [[nodiscard]] const char* text() const noexcept { return text_; }

 private:
  void put(char letter) noexcept {
    if (size_ + 1 < longest_line) text_[size_++] = letter;
  }

  char text_[longest_line]{};
  std::size_t size_ = 0;
};

/// Takes a line apart, word by word. What is asked for and not there is not taken.
class Words {
 public:
  explicit Words(const char* line) noexcept : at_(line) {}

  [[nodiscard]] bool empty() const noexcept { return *at_ == '\0'; }

  [[nodiscard]] bool take(const char* word) noexcept {
    const char* at = at_;
    while (*word != '\0' && *at == *word) ++at, ++word;
    return *word == '\0' && end_word(at);
  }
  [[nodiscard]] bool take(std::uint32_t& number) noexcept {
    const char* at = at_;
    std::uint32_t value = 0;
    for (; at - at_ < 8; ++at) {
      const bool digit = *at >= '0' && *at <= '9';
      if (!digit && (*at < 'a' || *at > 'f')) break;
      value = value * 16u + static_cast<std::uint32_t>(digit ? *at - '0' : *at - 'a' + 10);
    }
    if (at == at_ || !end_word(at)) return false;
    number = value;
    return true;
  }
  [[nodiscard]] bool take(float& value) noexcept {
    std::uint32_t bits = 0;
    if (!take(bits)) return false;
    value = std::bit_cast<float>(bits);
    return true;
  }

 private:
  /// Goes on behind the word that ends at `at`, if one does.
  bool end_word(const char* at) noexcept {
    if (*at != ' ' && *at != '\0') return false;
    at_ = *at == ' ' ? at + 1 : at;
    return true;
  }

  const char* at_;
};

/// Calls visit(name, expert, first, count) for every stretch of a model's parameters that is in use.
template <class Visit>
void for_each_row(const motet::core::ModelShape& shape, const motet::core::ModelSize& size, Visit visit) {
  visit("centre", 0u, shape.centre(), size.dim);
  visit("target", 0u, shape.target(), 1u);
  for (std::uint32_t i = 0; i < size.experts; ++i) {
    visit("value", i, shape.intercept(i), 1u);
    visit("slope", i, shape.slope(i), size.dim);
    visit("sigma", i, shape.sigma(i), 1u);
    visit("odds", i, shape.gate_intercept(i), 1u);
    visit("gate", i, shape.gate_slope(i), size.dim);
  }
}

}  // namespace firmware
