// SPDX-License-Identifier: MIT
// A program that saves and loads a model, and nothing else.

#include <array>
#include <span>

#include "motet/flash.hpp"

namespace {

volatile unsigned char memory[2][4096];

struct Board {
  static constexpr std::size_t page = 256;
  bool erase(unsigned slot) {
    for (auto& cell : memory[slot]) cell = 0xff;
    return true;
  }
  bool program(unsigned slot, std::size_t offset, std::span<const std::byte> from) {
    for (const std::byte byte : from) memory[slot][offset++] = std::to_integer<unsigned char>(byte);
    return true;
  }
  bool read(unsigned slot, std::size_t offset, std::span<std::byte> to) {
    for (std::byte& byte : to) byte = std::byte{memory[slot][offset++]};
    return true;
  }
} board;

}  // namespace

int main() {
  motet::Model<8, 3> model;
  return motet::save(board, model) == motet::Status::ok && motet::load(board, model) == motet::Status::ok ? 0 : 1;
}
