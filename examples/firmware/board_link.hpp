// SPDX-License-Identifier: MIT
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "dialect.hpp"

/// The wire to the board: two pipes, of which the emulator's UART holds the other ends.
class BoardLink {
 public:
  /// Opens `to` to write and then `from` to read.
  ///
  /// error   Refusal, status 1
  BoardLink(const std::string& to, const std::string& from);

  /// error   Refusal, status 1: the board has stopped
  void send(const firmware::Line& line);

  /// The board's next line.
  ///
  /// error   Refusal, status 1: the board has stopped
  [[nodiscard]] const std::string& receive();

  /// Sends a line and gives the answer.
  [[nodiscard]] const std::string& ask(const firmware::Line& line);

  /// The model that the board has.
  ///
  /// error   Refusal, status 1: what it says is no model of `size`
  [[nodiscard]] firmware::Model ask_model(const motet::core::ModelSize& size);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using File = std::unique_ptr<std::FILE, Close>;

  static File open(const std::string& name, const char* mode);

  File to_;
  File from_;
  std::string line_;
};
