// SPDX-License-Identifier: MIT
#include "image_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "arguments.hpp"
#include "text.hpp"

std::vector<std::byte> read_image(const std::string& file) {
  std::FILE* const in = std::fopen(file.c_str(), "rb");
  if (in == nullptr) throw Refusal{printable(file) + ": cannot open: " + std::strerror(errno)};
  std::vector<std::byte> image;
  std::array<std::byte, 4096> piece;
  while (const std::size_t count = std::fread(piece.data(), 1, piece.size(), in)) {
    image.insert(image.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(count));
  }
  const bool good = std::ferror(in) == 0;
  std::fclose(in);
  if (!good) throw Refusal{printable(file) + ": cannot read"};
  return image;
}

void write_image(const std::string& file, std::span<const std::byte> image) {
  std::FILE* const out = std::fopen(file.c_str(), "wb");
  bool good = out != nullptr;
  good = good && std::fwrite(image.data(), 1, image.size(), out) == image.size();
  if (out != nullptr) good = std::fclose(out) == 0 && good;
  if (!good) throw Refusal{printable(file) + ": cannot write: " + std::strerror(errno)};
}
