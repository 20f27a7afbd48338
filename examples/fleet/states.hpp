// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>

#include "arguments.hpp"
#include "learner.hpp"
#include "motet/state.hpp"

/// Reads states from a file, one behind the other.
class StateReader {
 public:
  /// Opens `file`; "-" is stdin.
  ///
  /// error   Refusal, status 1: no such file
  explicit StateReader(const std::string& file);

  /// Reads the next state into `estimator`; false at the end of the file.
  ///
  /// error   Refusal, status 1: it is refused, or the file cannot be read on
  [[nodiscard]] bool read(Estimator& estimator);

  /// `words` about the state read last.
  [[nodiscard]] Refusal refuse(const std::string& words) const;

 private:
  struct Close {
    void operator()(std::FILE* file) const {
      if (file != stdin) std::fclose(file);
    }
  };

  std::string name_;
  std::unique_ptr<std::FILE, Close> in_;
  std::size_t number_ = 0;
  std::array<std::byte, motet::image_bytes<Estimator>> image_{};
};

/// Writes the state of `estimator` to stdout.
///
/// error   Refusal: stdout is a terminal (status 2), or full
void write_state(const Estimator& estimator);
