// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

// What every bench needs: its arguments, both cores, and a list of the bars that were missed.

namespace motet::bench {

/// The words after the program's name, taken one by one; whatever is left over is refused.
class Arguments {
 public:
  Arguments(int count, char** words) : words_(words + 1, words + count) {}

  /// Whether `name` is there.
  bool take_flag(std::string_view name) {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (words_[i] != name) continue;
      remove(i, 1);
      return true;
    }
    return false;
  }

  /// The word after `name`, or `otherwise`.
  std::string take_value(std::string_view name, std::string otherwise) {
    for (std::size_t i = 0; i + 1 < words_.size(); ++i) {
      if (words_[i] != name) continue;
      const std::string value = words_[i + 1];
      remove(i, 2);
      return value;
    }
    return otherwise;
  }

  /// A whole number above 0; anything else ends the program.
  std::uint32_t take_count(std::string_view name, std::uint32_t otherwise) {
    const std::string word = take_value(name, std::to_string(otherwise));
    const long value = std::strtol(word.c_str(), nullptr, 10);
    if (value < 1 || value > 1'000'000) refuse(word);
    return static_cast<std::uint32_t>(value);
  }

  /// The next word, which is no option; empty if there is none.
  std::string take_word() {
    if (words_.empty() || words_.front().starts_with("--")) return {};
    const std::string word = words_.front();
    remove(0, 1);
    return word;
  }

  /// Prints `usage` if --help was asked for, and ends the program; ends it too if a word is left over.
  void finish(const char* usage) {
    if (take_flag("--help")) {
      std::fputs(usage, stdout);
      std::exit(0);
    }
    if (!words_.empty()) refuse(words_.front());
  }

 private:
  [[noreturn]] static void refuse(const std::string& word) {
    std::fprintf(stderr, "not understood: '%s'; see --help\n", word.c_str());
    std::exit(2);
  }

  void remove(std::size_t at, std::size_t count) {
    const auto first = words_.begin() + static_cast<std::ptrdiff_t>(at);
    words_.erase(first, first + static_cast<std::ptrdiff_t>(count));
  }

  std::vector<std::string> words_;
};

/// Calls task(0) .. task(count - 1) on two threads.
template <class Task>
void run_parallel(std::size_t count, const Task& task) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) task(i);
  };
  std::thread other(work);
  work();
  other.join();
}

/// The bars that were missed: printed at the end, and the exit status.
class Verdict {
 public:
  void expect(bool met, const std::string& bar) {
    if (!met) missed_.push_back(bar);
  }

  [[nodiscard]] int report() const {
    if (missed_.empty()) std::puts("every bar met");
    for (const std::string& bar : missed_) std::printf("missed: %s\n", bar.c_str());
    return missed_.empty() ? 0 : 1;
  }

 private:
  std::vector<std::string> missed_;
};

/// printf into a string.
template <class... Values>
[[nodiscard]] std::string format(const char* pattern, Values... values) {
  char line[512];
  std::snprintf(line, sizeof line, pattern, values...);
  return line;
}

}  // namespace motet::bench
