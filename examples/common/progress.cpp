// SPDX-License-Identifier: MIT
#include "progress.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdio>

#if __has_include(<unistd.h>)
#include <unistd.h>
bool is_terminal(std::FILE* file) { return isatty(fileno(file)) == 1; }
#else
bool is_terminal(std::FILE*) { return false; }
#endif

Progress::Progress() : terminal_(is_terminal(stderr)) {}

void Progress::show(const std::string& words) {
  if (!terminal_) return;
  std::fprintf(stderr, "\r\033[K%s", words.c_str());
  std::fflush(stderr);
  shown_ = true;
}

void Progress::say(const std::string& words) {
  clear();
  std::fprintf(stderr, "%s\n", words.c_str());
}

void Progress::clear() {
  if (!shown_) return;
  std::fputs("\r\033[K", stderr);
  shown_ = false;
}

std::string bar(double fraction, int width) {
  const auto full = static_cast<std::size_t>(std::lround(std::clamp(fraction, 0.0, 1.0) * width));
  std::string text(static_cast<std::size_t>(width), '.');
  text.replace(0, full, full, '#');
  return '[' + text + ']';
}
