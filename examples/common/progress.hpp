// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <string>

/// Whether a person watches `file`.
[[nodiscard]] bool is_terminal(std::FILE* file);

/// One line on stderr that says how far a job is. On a terminal it rewrites itself; into a file or
/// a pipe it writes nothing, so that only what say() is given appears there.
class Progress {
 public:
  Progress();
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Rewrites the line, if one is shown.
  void show(const std::string& words);
  /// Writes a line that stays.
  void say(const std::string& words);
  /// Takes the line away.
  void clear();

 private:
  bool terminal_;
  bool shown_ = false;
};

/// [########............]
[[nodiscard]] std::string bar(double fraction, int width);
