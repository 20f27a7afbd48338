// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "motet/detail/plan.hpp"
#include "motet/detail/view.hpp"
#include "motet/status.hpp"

// The bytes of a saved estimator or model. state.hpp and flash.hpp are what a user calls.
//
//     kind, version, bounds (dim, experts, window), bytes, CRC-32 of these    7 words
//     fields: settings, counters, calibration phase, reservoir's draws        139 bytes; a model: its 2 sizes
//     floats: moments (old, young), frame (shift, scale), reservoir           a model: its parameters
//     CRC-32 of everything before it                                          1 word
//
// Little-endian whatever the machine; floats are IEEE 754 bits; what is no number of the stream is zero. So the same stream
// gives the same bytes on every machine. What a fit computes on the way is not in it: one that is
// under way has to be begun anew.

namespace motet::core {

/// A change of the fields, or of what the floats mean, is another version. The seven words of the header stay.
inline constexpr std::uint32_t image_version = 3;

/// What an image is of; its first four bytes, "MOTE", "MOTM", "MOTA" and "MOTG".
enum class ImageKind : std::uint32_t {
  estimator = 0x45544f4du,
  model = 0x4d544f4du,
  adapter = 0x41544f4du,
  general = 0x47544f4du
};

/// What writer and reader must have in common.
struct ImageShape {
  ImageKind kind;
  std::uint32_t dim;      ///< bounds
  std::uint32_t experts;  //
  std::uint32_t window;   //
  std::uint32_t fields;   ///< bytes
  std::uint32_t floats;

  static constexpr std::uint32_t header = 28;

  [[nodiscard]] constexpr std::uint32_t head() const noexcept { return header + fields; }
  [[nodiscard]] constexpr std::size_t checked() const noexcept { return head() + std::size_t{4} * floats; }
  [[nodiscard]] constexpr std::size_t bytes() const noexcept { return checked() + 4; }
};

inline constexpr std::uint32_t estimator_fields = 139;
inline constexpr std::uint32_t model_fields = 8;

/// A region of the block that an image holds.
struct FloatRun {
  std::uint32_t begin = 0;
  std::uint32_t count = 0;
};

/// All of them, in the order of the image.
using FloatRuns = std::array<FloatRun, 5>;

[[nodiscard]] constexpr FloatRuns float_runs(const Plan& plan) noexcept {
  const std::uint32_t level = tile_count(plan.dim + 1u) * tile_floats;
  return {{{plan.moments, level},
           {plan.young, level},
           {plan.frame, padded(plan.dim)},
           {plan.scale, padded(plan.dim)},
           {plan.reservoir, padded(plan.window * (plan.dim + 1u))}}};
}

[[nodiscard]] constexpr ImageShape image_shape(const Plan& plan) noexcept {
  std::uint32_t floats = 0;
  for (const FloatRun& run : float_runs(plan)) floats += run.count;
  return {ImageKind::estimator, plan.dim, plan.experts, plan.window, estimator_fields, floats};
}

[[nodiscard]] constexpr ImageShape image_shape(const ModelShape& shape, std::uint32_t dim) noexcept {
  return {ImageKind::model, dim, shape.bound, 0, model_fields, shape.floats()};
}

/// Where a writer is.
struct ImageCursor {
  std::size_t byte = 0;
  std::uint32_t run = 0;    ///< of floats
  std::uint32_t index = 0;  ///< in the run
  std::uint32_t crc = 0;    ///< of what is behind it
};

/// Where a reader is, and what it has found.
struct ImageIntake : ImageCursor {
  std::uint32_t word = 0;                ///< the last four bytes
  Status header = Status::wrong_length;  ///< of the header
  bool possible = true;                  ///< so far
};

/// Writes an image in pieces of any length, so that none need hold it whole.
class ImageWriter {
 public:
  explicit ImageWriter(const EstimatorSource& estimator) noexcept;
  ImageWriter(const ModelView& model, std::uint32_t dim) noexcept;

  /// Fills `piece` with the next bytes. Behind the end come 0xff, as erased flash has.
  void write(std::span<std::byte> piece) noexcept;

 private:
  [[nodiscard]] bool is_number() const noexcept;
  [[nodiscard]] std::uint32_t current() const noexcept;

  ImageShape shape_;
  FloatRuns runs_;
  const float* floats_;
  std::uint32_t order_ = 0;  // of an estimator's moments; 0: there are none
  std::uint32_t kept_ = 0;   // floats of its window that are in use
  ModelSize size_{};         // of a model
  std::array<std::byte, ImageShape::header + estimator_fields> head_{};
  ImageCursor at_;
};

/// Reads an image in pieces of any length: first to check it, then to take it over.
class ImageReader {
 public:
  /// Checks an image for an estimator of this plan.
  explicit ImageReader(const Plan& plan) noexcept;
  /// Checks an image for a model of these bounds.
  ImageReader(const ModelShape& shape, std::uint32_t dim) noexcept;
  /// Takes over an image that has been checked.
  explicit ImageReader(const EstimatorView& to) noexcept;
  ImageReader(const ModelStore& to, std::uint32_t dim) noexcept;

  void read(std::span<const std::byte> piece) noexcept;

  /// All bytes have been read: what is wrong with them. If nothing is, and an object was given, it is whole now. If
  /// something is, although it had been checked (the medium says now this, now that), the object has been emptied.
  ///
  /// error   wrong_length, no_image, damaged, other_version, other_bounds, impossible
  [[nodiscard]] Status finish() noexcept;

 private:
  void take_float(float value) noexcept;
  void read_fields() noexcept;
  void empty() noexcept;

  ImageShape shape_;
  FloatRuns runs_;
  const Plan* plan_ = nullptr;  // of an estimator
  State* state_ = nullptr;      // of an estimator to be written
  ModelSize* size_ = nullptr;   // of a model to be written
  float* floats_ = nullptr;     // of either
  ModelShape model_{};          // of a model
  State fields_{};              // of an estimator, as read
  ModelSize sizes_{};           // of a model, as read
  std::array<std::byte, ImageShape::header + estimator_fields> head_{};
  ImageIntake at_;
};

}  // namespace motet::core
