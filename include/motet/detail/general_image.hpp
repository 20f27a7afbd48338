// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/detail/image.hpp"
#include "motet/general_model.hpp"

// The bytes of a saved general model: what form it has, then the image of its parameters, which is a model's.
//
//     kind "MOTG", version, experts, the activation of each and its parameter, the decisions, CRC-32 of these    78 bytes
//     the image of a model
//
// Activations are code, and are not saved but named: a line, sigmoid, tanh, leaky rectifier, or one of the user's own. What is
// loaded must have the form that it was saved with; a tree takes over the pairing that its fit chose.

namespace motet::core {

inline constexpr std::size_t form_bytes = 4 + 4 + 4 + (2 + 4) * max_experts + 2 * (max_experts - 1) + 4;

[[nodiscard]] constexpr std::size_t general_bytes(const ModelShape& shape, std::uint32_t dim) noexcept {
  return form_bytes + image_shape(shape, dim).bytes();
}

/// As ImageWriter.
class GeneralWriter {
 public:
  GeneralWriter(const GeneralView& model, std::uint32_t dim) noexcept;

  /// Fills `piece` with the next bytes. Behind the end come 0xff, as erased flash has.
  void write(std::span<std::byte> piece) noexcept;

 private:
  std::array<std::byte, form_bytes> head_{};
  std::size_t at_ = 0;
  ImageWriter parameters_;
};

/// As ImageReader: first to check an image, then to take it over.
class GeneralReader {
 public:
  /// Checks an image for a model of these bounds and this form.
  GeneralReader(const GeneralView& like, std::uint32_t dim) noexcept;
  /// Takes over an image that has been checked.
  GeneralReader(const GeneralStore& to, std::uint32_t dim) noexcept;

  void read(std::span<const std::byte> piece) noexcept;

  /// All bytes have been read; as ImageReader::finish.
  [[nodiscard]] Status finish() noexcept;

 private:
  const Form* like_;
  Form* form_ = nullptr;                                                          // to be written
  ModelSize* size_ = nullptr;                                                     // likewise
  std::array<std::byte, form_bytes + ImageShape::header + model_fields> head_{};  // and the head of the model's image
  std::size_t at_ = 0;
  ImageReader parameters_;
};

}  // namespace motet::core
